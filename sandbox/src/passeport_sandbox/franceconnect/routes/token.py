"""The token endpoint (OIDC Core 3.1.3) and its revocation (RFC 7009), for client_secret_post only."""

import hmac
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.errors import ApiError
from passeport_sandbox.franceconnect.grants import TOKEN_LIFETIME
from passeport_sandbox.franceconnect.provider import Provider
from passeport_sandbox.openid.answers import BadFormError, read_form

NO_STORE = {"Cache-Control": "no-store"}


def routes(provider: Provider) -> APIRouter:
    """Build the routes that a service calls by itself."""
    router = APIRouter()

    @router.post("/token")
    async def token(request: Request) -> Response:
        fields = await _fields(request)
        client = _authenticated(provider, request, fields)
        if _required(fields, "grant_type") != "authorization_code":
            raise ApiError(400, "unsupported_grant_type", "unsupported grant_type requested")
        code, redirect_uri = _required(fields, "code"), _required(fields, "redirect_uri")
        grant = provider.grants.redeem(code, client, redirect_uri, fields.get("code_verifier"))
        scenario = grant.account.scenario
        if scenario.token_delay:
            await provider.sleep(scenario.token_delay)
        if scenario.token_status is not None:
            raise ApiError(scenario.token_status, "server_error", f"scenario {scenario.name}")
        answer = {
            "access_token": provider.grants.issue_token(grant),
            "expires_in": int(TOKEN_LIFETIME.total_seconds()),
            "id_token": await provider.delivered(provider.id_token(grant), grant),
            "scope": " ".join(grant.request.scopes),
            "token_type": "Bearer",
        }
        return JSONResponse(answer, headers=NO_STORE)

    @router.post("/token/revocation")
    async def revocation(request: Request) -> Response:
        fields = await _fields(request)
        client = _authenticated(provider, request, fields)
        provider.grants.revoke(_required(fields, "token"), client)
        return Response(status_code=200, headers=NO_STORE)

    return router


async def _fields(request: Request) -> Mapping[str, str]:
    try:
        return await read_form(request)
    except BadFormError as fault:
        raise ApiError(400, "invalid_request", str(fault)) from fault


def _authenticated(provider: Provider, request: Request, fields: Mapping[str, str]) -> Client:
    """Return the client whose secret is in the body; client_secret_basic is not an agreed method."""
    if "authorization" in request.headers:
        raise _unauthenticated(
            "the registered client token_endpoint_auth_method does not match the provided auth mechanism"
        )
    client_id, client_secret = fields.get("client_id", ""), fields.get("client_secret", "")
    if not client_id:
        raise ApiError(400, "invalid_request", "no client authentication mechanism provided")
    client = provider.clients.get(client_id)
    if client is None:
        raise _unauthenticated("client not found")
    if not hmac.compare_digest(client_secret.encode(), client.client_secret.encode()):
        raise _unauthenticated("invalid secret provided", "Y0434A7B")
    return client


def _unauthenticated(reason: str, code: str = "Y040001") -> ApiError:
    return ApiError(401, "invalid_client", f"client authentication failed ({reason})", code)


def _required(fields: Mapping[str, str], name: str) -> str:
    if not fields.get(name):
        code = "Y048017B" if name == "code" else "Y040001"
        raise ApiError(400, "invalid_request", f"missing required parameter '{name}' (undefined)", code)
    return fields[name]
