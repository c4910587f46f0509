"""The userinfo endpoint (OIDC Core 5.3): always a signed JWT, whatever Accept says, in an envelope or not."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from passeport_sandbox.franceconnect.errors import ApiError
from passeport_sandbox.franceconnect.grants import Grant
from passeport_sandbox.franceconnect.provider import Provider


def routes(provider: Provider) -> APIRouter:
    """Build the route, which OIDC Core wants by GET and by POST."""
    router = APIRouter()

    @router.api_route("/userinfo", methods=["GET", "POST"])
    async def userinfo(request: Request) -> Response:
        grant = _grant(provider, request)
        scenario = grant.account.scenario
        if scenario.userinfo_status is not None:
            raise ApiError(scenario.userinfo_status, "server_error", f"scenario {scenario.name}")
        claims = provider.userinfo(grant)
        headers = {"Cache-Control": "no-store"}
        if scenario.userinfo_json:
            return JSONResponse(claims, headers=headers)
        token = provider.keys.sign(claims, grant.request.client, scenario)
        return Response(await provider.delivered(token, grant), media_type="application/jwt", headers=headers)

    return router


def _grant(provider: Provider, request: Request) -> Grant:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ApiError(401, "invalid_token", "no access token provided (no access token provided)", "Y04146A2")
    grant = provider.grants.of_token(token)
    if grant is None:
        raise ApiError(401, "invalid_token", "invalid token provided (access token not found)")
    return grant
