"""The authorization endpoint: a platform or a wallet sends a holder here, who consents or refuses and goes back.

RFC 6749 section 4.1 with PKCE (RFC 7636), the issuer in the answer (RFC 9207), and the advice of RFC 9700. Nothing is
shown, and no browser sent anywhere, before identity knows the client and the address as its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from passeport.identity.v1.authorization_service_pb2 import DescribeAuthorizationResponse, GrantAuthorizationRequest
from passeport.identity.v1.sign_in_service_pb2 import Session
from passeport.publishing.v1.consent_service_pb2 import GrantConsentRequest
from passeport.publishing.v1.publication_service_pb2 import Publication, PublicationState
from passeport.publishing.v1.wallet_service_pb2 import AuthorizeWalletRequest
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.authorization import AUTHORIZE, AuthorizationRequest, sent_back_to
from passeport_gateway.domain.field_faults import Place, pointer_to
from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.domain.scopes import PLATFORM_SCOPES
from passeport_gateway.domain.wallets import SCOPES
from passeport_gateway.errors import ServiceRefused, SignInRequired
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, PUBLISHING, client_address, holder_token, limit_rate
from passeport_gateway.http.bodies import read_body, type_refused
from passeport_gateway.http.cookies import session_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.forms import parse_fields
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.openapi import HOLDER, PUBLIC, Ok, described
from passeport_gateway.http.pages.choosing import Chosen
from passeport_gateway.http.pages.consent import consent_page
from passeport_gateway.http.pages.wallet_consent import wallet_consent_page
from passeport_gateway.http.problem import LOGIN_ADDRESS
from passeport_gateway.http.problems import ask_for_page, name_places
from passeport_gateway.http.routes.authorization_parameters import (
    AuthorizationDetails,
    Challenge,
    ClientId,
    IssuerState,
    Method,
    RedirectUri,
    RequestUri,
    ResponseType,
    Scope,
    State,
)
from passeport_gateway.http.routes.parameters import without_nul
from passeport_gateway.http.routes.sign_in import go

__all__ = ["add_authorization"]

_FORM = "application/x-www-form-urlencoded"
# What fits into one screen; a holder has a handful.
_MOST_PUBLICATIONS = 100
# Newer ones that he withdrew may stand before those; nobody withdraws that many.
_MOST_PAGES = 20
_SHOWN = frozenset({PublicationState.PUBLICATION_STATE_PUBLISHED, PublicationState.PUBLICATION_STATE_SUPERSEDED})
# Neither the address of the platform nor the code in it goes to anybody else.
_AWAY = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class _Authorization:
    """The endpoint and its screen."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._consents = door.services.consents
        self._identity = door.services.identity
        self._publishing = door.services.publishing
        self._wallets = door.services.wallets
        self._issuer = door.options.public_base_url

    async def show_consent(
        self,
        request: Request,
        client_id: ClientId = "",
        redirect_uri: RedirectUri = "",
        response_type: ResponseType = "",
        scope: Scope = "",
        state: State = "",
        code_challenge: Challenge = "",
        code_challenge_method: Method = "",
        issuer_state: IssuerState = "",
        authorization_details: AuthorizationDetails = "",
        request_uri: RequestUri = "",
    ) -> Response:
        asked = AuthorizationRequest(
            client_id,
            redirect_uri,
            response_type,
            scope,
            state,
            code_challenge,
            code_challenge_method,
            issuer_state,
            authorization_details,
        )
        if request_uri:
            # What else came beside it counts for nothing (RFC 9126 section 4).
            ask_for_page(request)
            await limit_rate(self._door, "sign-in", "authorization", client_address(request))
            asked = AuthorizationRequest(**await self._consents.pushed(client_id, request_uri))
        platform = await self._asking(request, asked)
        if isinstance(platform, Response):
            return platform
        session = await self._session(request)
        if session is None:
            return _to_sign_in(asked)
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            publications = await self._shown(platform)
        return _screen(request, asked, platform, publications, session)

    async def decide(self, request: Request) -> Response:
        """Takes the form of the screen; everything in it is checked anew, as if it came from anybody."""
        if media_type(request.headers.get("content-type", "")) != _FORM:
            ask_for_page(request)
            raise type_refused(request)
        fields = parse_fields(await read_body(self._door, request, self._door.options.json_max_bytes))
        said = {name: without_nul(value) for name, value in reversed(fields)}
        asked = AuthorizationRequest(
            said.get("client_id", ""),
            said.get("redirect_uri", ""),
            scope=said.get("scope", ""),
            state=said.get("state", ""),
            code_challenge=said.get("code_challenge", ""),
            issuer_state=said.get("issuer_state", ""),
        )
        platform = await self._asking(request, asked)
        if isinstance(platform, Response):
            return platform
        session = await self._session(request)
        if session is None:
            return _to_sign_in(asked)
        csrf_token = said.get("csrf_token", "")
        name_places(request, {"csrf_token": pointer_to("csrf_token")})
        token = await holder_token(self._door, request, IDENTITY, PUBLISHING, csrf_token=csrf_token)
        if said.get("decision") != "allow":
            return self._back(asked, error="access_denied", error_description="The holder refused.")
        ticked = {value for name, value in fields if name == "granted"}
        chosen = Chosen(said.get("publication_id", ""), ticked & set(platform.scopes))
        with use_caller_token(token):
            publications = await self._shown(platform)
            lacks_publication = chosen.publication_id not in {one.id for one in publications}
            # A wallet gets the publication as it is: nothing is ticked.
            lacks_scope = not (platform.is_wallet or chosen.scopes)
            if lacks_publication or lacks_scope:
                lacking = Chosen(chosen.publication_id, chosen.scopes, lacks_publication, lacks_scope)
                return _screen(request, asked, platform, publications, session, lacking)
            try:
                code = await self._granted(asked, platform, chosen)
            except ServiceRefused as refused:
                if refused.reason != "ASSURANCE_TOO_LOW":
                    raise
                # To the level that sharing asks for, and back to the screen.
                return _to_sign_in(asked, refused.metadata.get("asked", ""))
        return self._back(asked, code=code)

    async def _asking(self, request: Request, asked: AuthorizationRequest) -> DescribeAuthorizationResponse | Response:
        """The platform; or its own address, with what is wrong. Raises what is refused before the address is known."""
        ask_for_page(request)
        await limit_rate(self._door, "sign-in", "authorization", client_address(request))
        name_places(request, {name: Place("parameter", name) for name in ("client_id", "redirect_uri")})
        try:
            platform = await self._consents.describe(asked.client_id, asked.redirect_uri, asked.scopes)
        except ServiceRefused as refused:
            if refused.reason != "SCOPE_NOT_ALLOWED":
                raise
            # The address is the platform's by now: identity looks at it first.
            said = f"It may not ask for {asked.named_scope(refused.metadata.get('scope', ''))}."
            return self._back(asked, error="invalid_scope", error_description=said)
        fault = asked.fault or (asked.wallet_fault if platform.is_wallet else None)
        if fault is not None:
            error, said = fault
            return self._back(asked, error=error, error_description=said)
        return platform

    async def _session(self, request: Request) -> Session | None:
        secret = session_of(request)
        if secret is None:
            return None
        try:
            return await self._identity.session(secret)
        except ServiceRefused as refused:
            if refused.reason != SignInRequired.reason:
                raise
            return None

    async def _shown(self, platform: DescribeAuthorizationResponse) -> Sequence[Publication]:
        kinds = {SCOPES.get(scope) for scope in platform.scopes} if platform.is_wallet else None
        shown: list[Publication] = []
        token = ""
        for _ in range(_MOST_PAGES):
            page = await self._publishing.publications(_MOST_PUBLICATIONS, token)
            shown += [one for one in page.publications if one.state in _SHOWN and (kinds is None or one.kind in kinds)]
            token = page.next_page_token
            if not token or len(shown) >= _MOST_PUBLICATIONS:
                break
        return shown[:_MOST_PUBLICATIONS]

    async def _granted(
        self, asked: AuthorizationRequest, platform: DescribeAuthorizationResponse, chosen: Chosen
    ) -> str:
        """The code. The consent first: a code without one would open nothing, a consent without a code harms nobody."""
        if platform.is_wallet:
            return await self._wallets.authorize(
                AuthorizeWalletRequest(
                    publication_id=chosen.publication_id,
                    client_id=asked.client_id,
                    wallet=platform.organisation,
                    redirect_uri=asked.redirect_uri,
                    code_challenge=asked.code_challenge,
                )
            )
        scopes = [scope for scope in PLATFORM_SCOPES if scope in chosen.scopes]
        consent = await self._consents.grant(
            GrantConsentRequest(
                publication_id=chosen.publication_id,
                client_id=asked.client_id,
                platform=platform.organisation,
                purpose=platform.purpose,
                scopes=scopes,
            )
        )
        return await self._consents.code(
            GrantAuthorizationRequest(
                client_id=asked.client_id,
                redirect_uri=asked.redirect_uri,
                scopes=scopes,
                code_challenge=asked.code_challenge,
                consent_id=consent.id,
                consent_expire_time=consent.expire_time,
            )
        )

    def _back(self, asked: AuthorizationRequest, **said: str) -> Response:
        address = sent_back_to(asked.redirect_uri, self._issuer, asked.state, **said)
        return RedirectResponse(address, 303, _AWAY)


def _screen(
    request: Request,
    asked: AuthorizationRequest,
    platform: DescribeAuthorizationResponse,
    publications: Sequence[Publication],
    session: Session,
    chosen: Chosen | None = None,
) -> Response:
    name = f"{session.given_names} {session.family_name}".strip()
    page = wallet_consent_page if platform.is_wallet else consent_page
    return page(asked, platform, publications, name, session.csrf_token, language_of(request), chosen)


def _to_sign_in(asked: AuthorizationRequest, acr: str = "") -> Response:
    return go(f"{LOGIN_ADDRESS}?{urlencode({**({'acr': acr} if acr else {}), 'return_to': asked.address})}")


def add_authorization(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Authorization(door)
    back = Ok(
        303,
        description="To the platform, with `code`, `state` and `iss`, or with `error`; or to sign in first.",
        headers={"Location": "https://recruteur.example/retour?code=…&state=9vXh2m1zQK&iss=https://passeport.example"},
    )
    page = Ok(200, example="<!doctype html>…", media="text/html", description="The consent screen.")
    app.add_api_route(
        AUTHORIZE,
        routes.show_consent,
        **described(
            "Ask a holder for his consent: send his browser here",
            "platforms",
            page,
            back,
            access=PUBLIC,
            problems=(400, 403, 404, 422, 429, 503, 504),
            description="OAuth 2.0 authorization code with PKCE (RFC 6749 4.1, RFC 7636), `S256` only. A request whose "
            "client or address is not known is a page here and sends nobody anywhere; whatever else is wrong goes back "
            "to the platform.",
        ),
    )
    fields = {
        "csrf_token": {"type": "string"},
        "client_id": {"type": "string"},
        "redirect_uri": {"type": "string"},
        "scope": {"type": "string"},
        "state": {"type": "string"},
        "code_challenge": {"type": "string"},
        "issuer_state": {"type": "string"},
        "publication_id": {"type": "string"},
        "granted": {"type": "array", "items": {"type": "string", "enum": list(PLATFORM_SCOPES)}},
        "decision": {"type": "string", "enum": ["allow", "deny"]},
    }
    required = ["csrf_token", "client_id", "redirect_uri", "code_challenge", "decision"]
    app.add_api_route(
        AUTHORIZE,
        routes.decide,
        methods=["POST"],
        **described(
            "Consent, or refuse: the form of the consent screen",
            "platforms",
            back,
            access=HOLDER,
            unsafe=True,
            description="The CSRF token is the form field `csrf_token`. Everything in the form is checked anew.",
            problems=(400, 403, 404, 408, 413, 415, 422, 429, 503, 504),
            body={
                "required": True,
                "content": {
                    _FORM: {
                        "schema": {"type": "object", "required": required, "properties": fields},
                        "example": examples.CONSENT_FORM,
                    }
                },
            },
        ),
    )
