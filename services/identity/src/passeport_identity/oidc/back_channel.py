"""What is asked of a provider without the browser: the exchange of a code, the userinfo, a revocation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog

from passeport_identity.domain.sign_in import protocol_error
from passeport_identity.errors import LoginCodeRefused, LoginNotTrusted, LoginRefused, ProviderUnavailable

__all__ = ["BackChannel"]

_log = structlog.get_logger(__name__)

_JWT = "application/jwt"


class BackChannel:
    """Asks one provider as one client, which proves itself by `client_secret_post`."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        provider: str,
        *,
        client_id: str,
        client_secret: str,
        patience: float,
        when_silent: Callable[[], None],
    ) -> None:
        """`provider` names it in the log. `http` follows no redirection; `patience` bounds each answer, in seconds.

        `when_silent` is called each time that no answer comes.
        """
        self._http = http
        self._when_silent = when_silent
        self._provider = provider
        self._credentials = {"client_id": client_id, "client_secret": client_secret}
        self._patience = patience

    async def exchange(self, address: str, grant: dict[str, str]) -> tuple[str, str]:
        """The access token and the id_token of a code. Raises the Login… errors and ProviderUnavailable."""
        # Never tried twice: a code serves once, and whether the first try reached the provider is not known.
        response = await self.post(address, {"grant_type": "authorization_code"} | grant)
        answer = _json(response)
        if response.is_error:
            error = protocol_error(answer.get("error"))
            _log.warning(f"{self._provider} refused the code", error=error, status=response.status_code)
            raise LoginCodeRefused if error == "invalid_grant" else LoginRefused(error)
        access_token, id_token = answer.get("access_token"), answer.get("id_token")
        bearer = str(answer.get("token_type", "")).lower() == "bearer"
        if not isinstance(access_token, str) or not isinstance(id_token, str) or not bearer:
            raise LoginNotTrusted("token_response")
        return access_token, id_token

    async def userinfo(self, address: str, access_token: str) -> str:
        """The userinfo as a JWT, not yet verified. Raises LoginRefused, LoginNotTrusted, ProviderUnavailable."""
        response = await self._send("GET", address, {"Authorization": f"Bearer {access_token}", "Accept": _JWT})
        if response.is_error:
            raise LoginRefused(protocol_error(_json(response).get("error")))
        if response.headers.get("content-type", "").partition(";")[0].strip().lower() != _JWT:
            raise LoginNotTrusted("userinfo_type")
        return response.text

    async def post(self, address: str, form: dict[str, str]) -> httpx.Response:
        """Sends a form with our credentials: a success or a refusal. Raises LoginNotTrusted, ProviderUnavailable."""
        return await self._send("POST", address, {"Accept": "application/json"}, form | self._credentials)

    async def _send(
        self, method: str, address: str, headers: dict[str, str], form: dict[str, str] | None = None
    ) -> httpx.Response:
        path = urlsplit(address).path
        try:
            # In all: the time-outs of HTTP clients begin anew with every byte.
            async with asyncio.timeout(self._patience):
                response = await self._http.request(method, address, headers=headers, data=form)
        except (httpx.HTTPError, TimeoutError) as error:
            _log.warning(f"{self._provider} did not answer", path=path, error=type(error).__name__)
            self._when_silent()
            raise ProviderUnavailable from error
        if response.status_code >= 500 or response.status_code == 429:
            _log.warning(f"{self._provider} is in trouble", path=path, status=response.status_code)
            raise ProviderUnavailable
        if not response.is_success and not response.is_client_error:
            raise LoginNotTrusted("status")
        return response


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
