"""The authorization endpoint (OIDC Core 3.1.2): GET or POST, then on to the sign-in page."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from passeport_sandbox.franceconnect.cookie import session_cookie, set_session_cookie
from passeport_sandbox.franceconnect.errors import PageError, RedirectError
from passeport_sandbox.franceconnect.parameters import answers_in_fragment, check_form, check_request, find_client
from passeport_sandbox.franceconnect.provider import Provider, address_with
from passeport_sandbox.openid.answers import BadFormError, RepeatedParameterError, read_form, see_other, single_values


def routes(provider: Provider) -> APIRouter:
    """Build the routes of the authorization endpoint."""
    router = APIRouter()

    @router.get("/authorize")
    async def authorize(request: Request) -> Response:
        try:
            values = single_values(request.url.query)
        except RepeatedParameterError:
            raise PageError("Y030007") from None
        return _begin(provider, request, values)

    @router.post("/authorize")
    async def authorize_by_post(request: Request) -> Response:
        try:
            values = await read_form(request)
        except BadFormError:
            raise PageError("Y030007") from None
        return _begin(provider, request, values)

    return router


def _begin(provider: Provider, request: Request, values: Mapping[str, str]) -> Response:
    check_form(values)
    client = find_client(values, provider.clients)
    try:
        accepted = check_request(values, client, provider.platform)
    except RedirectError as refusal:
        answer = {
            "error": refusal.error,
            "error_description": refusal.description,
            "state": values["state"],
            "iss": provider.issuer,
        }
        address = address_with(values["redirect_uri"], answer, in_fragment=answers_in_fragment(values))
        return see_other(address)
    cookie = session_cookie(request)
    session = provider.sessions.find(cookie)
    if session is None or cookie is None:
        cookie, session = provider.sessions.open()
    uid = session.begin(accepted)
    # Who is signed in already (single sign-on) goes straight to the information page.
    step = "/consent" if session.account else ""
    response = see_other(f"{provider.prefix}/interaction/{uid}{step}")
    set_session_cookie(response, cookie, provider.prefix)
    return response
