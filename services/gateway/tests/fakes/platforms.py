"""Platforms as identity and publishing meet them: one is registered, and its codes are those of consents."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fakes.refusals import refusal
from passeport.identity.v1 import authorization_service_pb2 as auth
from passeport.identity.v1.authorization_service_pb2_grpc import AuthorizationServiceServicer
from passeport.publishing.v1 import consent_service_pb2 as pb
from passeport.publishing.v1 import publication_service_pb2
from passeport.publishing.v1.consent_service_pb2_grpc import ConsentServiceServicer, PullServiceServicer
from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import current_caller

__all__ = ["BACK", "CLIENT", "WALLET", "WALLET_BACK", "FakePlatforms"]

CLIENT, BACK = "recruteur-exemple", "https://recruteur.example/retour?de=passeport"
WALLET, WALLET_BACK = "portefeuille-exemple", "https://portefeuille.example/retour"
IDENTITY, PUBLISHING = "identity.passeport", "publishing.passeport"
SCOPES = ("cv:awards", "cv:credential", "cv:identity")
MOMENT, END = 1_795_424_700, 1_811_000_000


@dataclass(slots=True)
class FakePlatforms(AuthorizationServiceServicer, ConsentServiceServicer, PullServiceServicer):
    consents: dict[str, dict[str, pb.Consent]] = field(default_factory=dict)
    granted: list[Any] = field(default_factory=list)
    pushed: dict[str, tuple[str, list[auth.AuthorizationParameter]]] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    pulled: list[pb.RecentPull] = field(default_factory=list)

    def pull_now(self, person_id: str) -> None:
        """Lets a platform pull under a consent of somebody."""
        consent = pb.Consent(id=str(new_id()))
        self.consents.setdefault(person_id, {})[consent.id] = consent
        pull = pb.Pull(id=str(new_id()), form=pb.PULL_FORM_EUROPASS)
        pull.at.GetCurrentTime()
        self.pulled.append(pb.RecentPull(consent_id=consent.id, platform="Recruteur", pull=pull))

    # AuthorizationService

    async def DescribeAuthorization(self, request: Any, context: Any) -> auth.DescribeAuthorizationResponse:
        if request.client_id not in (CLIENT, WALLET):
            raise refusal(Kind.NOT_FOUND, "PLATFORM_NOT_FOUND", IDENTITY)
        is_wallet = request.client_id == WALLET
        if request.redirect_uri != (WALLET_BACK if is_wallet else BACK):
            raise refusal(Kind.PRECONDITION, "REDIRECT_URI_NOT_REGISTERED", IDENTITY)
        allowed = ("wallet:cv",) if is_wallet else SCOPES
        for scope in request.scopes:
            if scope not in allowed:
                raise refusal(Kind.DENIED, "SCOPE_NOT_ALLOWED", IDENTITY, scope="unknown")
        if is_wallet:
            return auth.DescribeAuthorizationResponse(
                organisation="Portefeuille <exemple>", siret="00100200300018", scopes=allowed, is_wallet=True
            )
        return auth.DescribeAuthorizationResponse(
            organisation="Recruteur <exemple>",
            siret="00100200300018",
            purpose="Préremplir votre candidature",
            scopes=request.scopes or SCOPES,
        )

    async def PushAuthorization(self, request: Any, context: Any) -> auth.PushAuthorizationResponse:
        public = not (request.client_secret or request.client_assertion)
        if request.client_id != (WALLET if public else CLIENT):
            raise refusal(Kind.UNAUTHENTICATED, "CLIENT_INVALID", IDENTITY)
        asked = auth.DescribeAuthorizationRequest(
            client_id=request.client_id, redirect_uri=request.redirect_uri, scopes=request.scopes
        )
        await self.DescribeAuthorization(asked, context)
        uri = f"urn:ietf:params:oauth:request_uri:{len(self.pushed)}"
        self.pushed[uri] = (request.client_id, list(request.parameters))
        pushed = auth.PushAuthorizationResponse(request_uri=uri)
        pushed.lifetime.FromSeconds(90)
        return pushed

    async def GetPushedAuthorization(self, request: Any, context: Any) -> auth.GetPushedAuthorizationResponse:
        client_id, parameters = self.pushed.get(request.request_uri, ("", []))
        if client_id != request.client_id or not client_id:
            raise refusal(Kind.NOT_FOUND, "PUSHED_REQUEST_NOT_FOUND", IDENTITY)
        return auth.GetPushedAuthorizationResponse(parameters=parameters)

    async def GrantAuthorization(self, request: Any, context: Any) -> auth.GrantAuthorizationResponse:
        self.granted.append(request)
        return auth.GrantAuthorizationResponse(code=f"code-of-{request.consent_id}")

    async def EndAuthorization(self, request: Any, context: Any) -> auth.EndAuthorizationResponse:
        self.ended.append(request.consent_id)
        return auth.EndAuthorizationResponse()

    async def ExchangeCode(self, request: Any, context: Any) -> auth.PlatformTokens:
        self.shown.append(request)
        if request.code_verifier != "v" * 43:
            raise refusal(Kind.PRECONDITION, "GRANT_INVALID", IDENTITY, check="code_verifier")
        return self._tokens(request.client_id)

    async def RefreshTokens(self, request: Any, context: Any) -> auth.PlatformTokens:
        self.shown.append(request)
        if request.refresh_token != "good":
            raise refusal(Kind.PRECONDITION, "GRANT_INVALID", IDENTITY, check="used")
        return self._tokens(request.client_id)

    def _tokens(self, client_id: str) -> auth.PlatformTokens:
        if client_id != CLIENT:
            raise refusal(Kind.UNAUTHENTICATED, "CLIENT_INVALID", IDENTITY)
        tokens = auth.PlatformTokens(access_token="access", refresh_token="refresh", scopes=["cv:identity"])
        tokens.lifetime.FromSeconds(600)
        return tokens

    # ConsentService

    def _mine(self, consent_id: str) -> pb.Consent:
        found = self.consents.get(current_caller().subject, {}).get(consent_id)
        if found is None:
            raise refusal(Kind.NOT_FOUND, "CONSENT_NOT_FOUND", PUBLISHING, id=consent_id[:36])
        return found

    async def GrantConsent(self, request: Any, context: Any) -> pb.Consent:
        consent = pb.Consent(
            id=str(new_id()),
            publication_id=request.publication_id,
            publication_title="CV",
            client_id=request.client_id,
            platform=request.platform,
            purpose=request.purpose,
            scopes=request.scopes,
            state=pb.CONSENT_STATE_LIVE,
        )
        consent.grant_time.FromSeconds(MOMENT)
        consent.expire_time.FromSeconds(END)
        self.consents.setdefault(current_caller().subject, {})[consent.id] = consent
        return consent

    async def ListConsents(self, request: Any, context: Any) -> pb.ListConsentsResponse:
        return pb.ListConsentsResponse(consents=self.consents.get(current_caller().subject, {}).values())

    async def GetConsent(self, request: Any, context: Any) -> pb.Consent:
        return self._mine(request.id)

    async def WithdrawConsent(self, request: Any, context: Any) -> pb.Consent:
        consent = self._mine(request.id)
        consent.state = pb.CONSENT_STATE_WITHDRAWN
        consent.withdraw_time.FromSeconds(MOMENT + 60)
        return consent

    async def ListPulls(self, request: Any, context: Any) -> pb.ListPullsResponse:
        pull = pb.Pull(id=self._mine(request.id).id, form=pb.PULL_FORM_EUROPASS, scopes=["cv:identity"])
        pull.at.FromSeconds(MOMENT)
        # A form of a later version, which this gateway has no words for.
        other = pb.Pull(id=request.id, scopes=["cv:identity"])
        other.at.FromSeconds(MOMENT)
        return pb.ListPullsResponse(pulls=[pull, other])

    async def ListRecentPulls(self, request: Any, context: Any) -> pb.ListRecentPullsResponse:
        since = request.since.ToNanoseconds()
        mine = self.consents.get(current_caller().subject, {})
        return pb.ListRecentPullsResponse(
            pulls=[one for one in self.pulled if one.consent_id in mine and one.pull.at.ToNanoseconds() >= since]
        )

    # PullService

    async def PullPublication(self, request: Any, context: Any) -> pb.PulledPublication:
        caller = current_caller()
        if caller.consent == "withdrawn":
            raise refusal(Kind.DENIED, "CONSENT_WITHDRAWN", PUBLISHING, id=str(new_id()))
        pulled = pb.PulledPublication(
            publication_id=str(new_id()),
            scopes=sorted(caller.scopes),
            state=publication_service_pb2.PUBLICATION_STATE_PUBLISHED,
            kind="cv",
        )
        if request.form == pb.PULL_FORM_CREDENTIAL:
            if "cv:credential" not in caller.scopes:
                raise refusal(Kind.DENIED, "SCOPE_NOT_GRANTED", PUBLISHING, scope="cv:credential")
            pulled.credential = "eyJ0eXAiOiJ2Yytqd3QifQ.e30.c2ln"
            return pulled
        pulled.publish_time.FromSeconds(MOMENT)
        pulled.language = "fr"
        if "cv:identity" in caller.scopes:
            pulled.holder.given_names, pulled.holder.family_name = "Camille Anne", "EXEMPLE"
            pulled.holder.birth_date.year = 1991
        if "cv:declared" in caller.scopes:
            pulled.title, pulled.summary = "Développeuse web", "Dix ans de métier."
            language = VerifiedItem(kind="language", title="Portugais", source="Déclaré")
            language.details.add(key="cefr_level", value="C1")
            pulled.items.append(language)
        if "cv:awards" in caller.scopes:
            award = VerifiedItem(guaranteed=True, kind="diploma", title="BTS", organisation="Lycée", source="Rectorat")
            award.start_date.year, award.start_date.month = 2015, 7
            for key, value in (("level", "5"), ("mention", "MENTION_BIEN"), ("option", "Systèmes numériques")):
                award.details.add(key=key, value=value)
            pulled.items.append(award)
        return pulled
