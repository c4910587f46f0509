"""A holder with a browser: signs in through the sandbox's FranceConnect, activates his account, asks for things."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from passeport_sandbox.franceconnect import sign_in
from passeport_sandbox.personas import Persona


class HolderError(Exception):
    """The gateway did not do what a holder may expect."""


class Holder:
    """One session."""

    def __init__(self, base_url: str, persona: Persona) -> None:
        self.persona = persona
        self._http = httpx.AsyncClient(base_url=base_url, timeout=60)
        self._csrf = ""

    async def __aenter__(self) -> Self:
        """Sign in, and activate the account when it is not."""
        begun = await self._http.get("/auth/login")
        self._keep_cookies()
        callback = await sign_in(self._http, begun.headers["location"], self.persona.login)
        self._keep_cookies()
        await self._http.get(callback)
        self._keep_cookies()
        session = await self.get("/api/v1/session")
        self._csrf = session["csrf_token"]
        if not session["activated"]:
            await self.post("/api/v1/account/activation", {"nir": self.persona.nir_with_key})
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def get(self, path: str) -> Any:
        """Read something that is JSON."""
        return self._good(await self.ask("GET", path)).json()

    async def get_bytes(self, path: str, accept: str = "*/*") -> bytes:
        """Read something that is not."""
        return self._good(await self._http.get(path, headers={"Accept": accept})).content

    async def post(self, path: str, content: Mapping[str, Any]) -> Any:
        """Change something."""
        return self._good(await self.ask("POST", path, content)).json()

    async def ask(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> httpx.Response:
        """Send anything, and take whatever is answered."""
        headers = {} if method == "GET" else self.headers(unsafe=True)
        return await self._http.request(method, path, json=content, headers=headers)

    def headers(self, *, unsafe: bool = False) -> dict[str, str]:
        """Give what a browser of this session sends, for a client of another kind."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._http.cookies.jar)
        origin = str(self._http.base_url).rstrip("/")
        more = {"X-CSRF-Token": self._csrf, "Origin": origin, "Idempotency-Key": f'"{uuid4()}"'}
        return {"Cookie": cookies, **(more if unsafe else {})}

    def _keep_cookies(self) -> None:
        # Browsers send Secure cookies to http://localhost, which they trust; the standard library does not.
        for cookie in self._http.cookies.jar:
            cookie.secure = False

    @staticmethod
    def _good(response: httpx.Response) -> httpx.Response:
        if response.is_error:
            raise HolderError(f"{response.request.method} {response.url.path}: {response.status_code} {response.text}")
        return response
