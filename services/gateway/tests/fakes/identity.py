"""Identity: sessions and tokens in dictionaries; caller tokens are real, so that the other servers can verify them."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from grpc import StatusCode
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from fakes.professionals import FakeProfessionals
from fakes.refusals import refusal
from passeport.common.v1.access_pb2 import Access, ListAccessesRequest, ListAccessesResponse
from passeport.identity.v1 import account_service_pb2, sign_in_service_pb2, token_service_pb2
from passeport.identity.v1.account_service_pb2 import Account, CivilIdentity
from passeport.identity.v1.account_service_pb2_grpc import AccountServiceServicer
from passeport.identity.v1.sign_in_service_pb2 import OpenSession, Session
from passeport.identity.v1.sign_in_service_pb2_grpc import SignInServiceServicer
from passeport.identity.v1.token_service_pb2_grpc import KeyServiceServicer, TokenServiceServicer
from passeport_chassis.errors import DomainError, FieldViolation, Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import current_caller

__all__ = ["FakeIdentity", "SignedIn"]

DOMAIN = "identity.passeport"
HOLDER_SCOPES = "account:activate passport:read passport:write passport:publish"
NIR = "294059999901725"
SESSION_INVALID = (Kind.UNAUTHENTICATED, "SESSION_INVALID", DOMAIN)

# What each code of the callback stands for, as the real sandbox provokes it.
LOGIN_REFUSALS: dict[str, DomainError] = {
    "replayed": refusal(Kind.PRECONDITION, "LOGIN_CODE_REFUSED", DOMAIN),
    "wrong-nonce": refusal(Kind.DENIED, "LOGIN_NOT_TRUSTED", DOMAIN, check="nonce"),
    "wrong-key": refusal(Kind.DENIED, "LOGIN_NOT_TRUSTED", DOMAIN, check="signature"),
    "low-level": refusal(Kind.DENIED, "LOGIN_LEVEL_TOO_LOW", DOMAIN, asked="eidas2", reached="eidas1"),
    "down": refusal(Kind.UNAVAILABLE, "PROVIDER_UNAVAILABLE", DOMAIN, retry_after=4),
}


@dataclass(slots=True)
class SignedIn:
    """A session as a test wants it."""

    token: str
    csrf: str
    person_id: str
    scopes: str
    device: str = ""
    closed: bool = False
    email: str = ""
    language: str = ""
    version: int = 0
    id: str = field(default_factory=lambda: str(new_id()))


@dataclass(slots=True)
class FakeIdentity(SignInServiceServicer, TokenServiceServicer, KeyServiceServicer, AccountServiceServicer):
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "test"}))
    sessions: dict[str, SignedIn] = field(default_factory=dict)
    partners: dict[str, dict[str, str]] = field(default_factory=dict)
    attempts: dict[str, tuple[str, str]] = field(default_factory=dict)
    completed: dict[str, str] = field(default_factory=dict)
    accesses: dict[str, list[Access]] = field(default_factory=dict)
    levels: list[tuple[str, str]] = field(default_factory=list)
    issued: list[tuple[str, ...]] = field(default_factory=list)
    passive: int = 0
    provider_away: bool = False
    professionals: FakeProfessionals = field(default_factory=FakeProfessionals)
    # None: of the release before, which does not know the call.
    partner_methods: tuple[str, ...] | None = ("private_key_jwt", "client_secret_basic", "client_secret_post")

    def sign_in(self, scopes: str = HOLDER_SCOPES, *, person_id: str = "", device: str = "") -> SignedIn:
        whose = person_id or str(new_id())
        session = SignedIn(secrets.token_urlsafe(32), secrets.token_urlsafe(32), whose, scopes, device)
        self.sessions[session.token] = session
        return session

    async def jwks(self) -> str:
        return json.dumps(KeySet([self.key]).as_dict(private=False))

    # SignInService

    async def BeginLogin(self, request: Any, context: Any) -> Any:
        if self.provider_away:
            raise refusal(Kind.UNAVAILABLE, "PROVIDER_UNAVAILABLE", DOMAIN, retry_after=30)
        state, binding = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        if request.acr not in ("", "eidas1", "eidas2", "eidas3"):
            fault = FieldViolation("acr", "must be eidas1 or eidas2 or eidas3", "LEVEL")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        self.attempts[state] = (binding, request.return_to)
        self.levels.append((request.acr, request.session_token))
        answer = sign_in_service_pb2.BeginLoginResponse(
            authorization_url=f"https://fc.example/api/v2/authorize?state={state}&scope=openid%20birth",
            browser_binding=binding,
        )
        answer.expire_time.FromSeconds(int(time.time()) + 600)
        return answer

    async def CompleteLogin(self, request: Any, context: Any) -> Any:
        done = self.completed.get(request.state)
        if done is not None and done == request.session_token and done in self.sessions:
            return sign_in_service_pb2.CompleteLoginResponse(
                session=self._session(done), return_to=self.attempts[request.state][1], already_completed=True
            )
        binding, return_to = self.attempts.get(request.state, ("", ""))
        if done in self.sessions and not request.session_token and binding == request.browser_binding:
            self.sessions.pop(done)
            again = self.sign_in()
            self.completed[request.state] = again.token
            return sign_in_service_pb2.CompleteLoginResponse(
                session_token=again.token, session=self._session(again.token), return_to=return_to
            )
        if done is not None or not binding or binding != request.browser_binding:
            raise refusal(Kind.PRECONDITION, "LOGIN_STATE_INVALID", DOMAIN)
        if request.iss != "https://fc.example/api/v2":
            raise refusal(Kind.DENIED, "LOGIN_NOT_TRUSTED", DOMAIN, check="iss")
        if request.error == "access_denied":
            raise refusal(Kind.CONFLICT, "LOGIN_CANCELLED", DOMAIN)
        if request.error:
            raise refusal(Kind.PRECONDITION, "LOGIN_REFUSED", DOMAIN, error=request.error)
        if request.code in LOGIN_REFUSALS:
            raise LOGIN_REFUSALS[request.code]
        session = self.sign_in(device=request.device)
        self.completed[request.state] = session.token
        return sign_in_service_pb2.CompleteLoginResponse(
            session_token=session.token, session=self._session(session.token), return_to=return_to
        )

    async def EndSession(self, request: Any, context: Any) -> Any:
        known = self.sessions.pop(request.session_token, None)
        url = f"https://fc.example/api/v2/session/end?id_token_hint=e30&state={request.state}" if known else ""
        return sign_in_service_pb2.EndSessionResponse(logout_url=url)

    async def GetSession(self, request: Any, context: Any) -> Any:
        if request.session_token not in self.sessions:
            raise refusal(*SESSION_INVALID)
        return sign_in_service_pb2.GetSessionResponse(session=self._session(request.session_token))

    async def ListSessions(self, request: Any, context: Any) -> Any:
        asks = self.sessions.get(request.session_token)
        if asks is None:
            raise refusal(*SESSION_INVALID)
        sessions = [one for one in self.sessions.values() if one.person_id == asks.person_id]
        return sign_in_service_pb2.ListSessionsResponse(
            sessions=[OpenSession(id=one.id, current=one is asks, device=one.device, acr="eidas1") for one in sessions]
        )

    async def EndOtherSessions(self, request: Any, context: Any) -> Any:
        asks = self.sessions[request.session_token]
        if request.session_id == asks.id:
            fault = FieldViolation("session_id", "is the session that asks: sign out of it instead", "SESSION_ITSELF")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        ended = [
            token
            for token, one in self.sessions.items()
            if one.person_id == asks.person_id and one is not asks and request.session_id in ("", one.id)
        ]
        for token in ended:
            del self.sessions[token]
        return sign_in_service_pb2.EndOtherSessionsResponse(ended_count=len(ended))

    def _session(self, token: str) -> Session:
        signed_in = self.sessions[token]
        session = Session(
            id=signed_in.id,
            person_id=signed_in.person_id,
            given_names="Camille <b>Anne</b>",
            family_name="EXEMPLE",
            acr="eidas1",
            activated=self._state(signed_in) == account_service_pb2.ACCOUNT_STATE_ACTIVE,
            csrf_token=signed_in.csrf,
            account_state=self._state(signed_in),
            language=signed_in.language,
        )
        session.idle_expire_time.FromSeconds(int(time.time()) + 1800)
        session.expire_time.FromSeconds(int(time.time()) + 28800)
        return session

    # TokenService

    async def IssueCallerToken(self, request: Any, context: Any) -> Any:
        self.issued.append(tuple(request.audiences))
        self.passive += request.passive
        language = ""
        if request.WhichOneof("credential") == "access_token":
            partner = next((p for p in self.partners.values() if p.get("token") == request.access_token), None)
            if partner is None:
                raise refusal(Kind.UNAUTHENTICATED, "ACCESS_TOKEN_INVALID", DOMAIN)
            claims: dict[str, Any] = {
                "sub": partner["id"],
                "actor": partner.get("actor", "partner"),
                "scope": partner["scopes"],
                "acr": "client_secret",
                "consent": partner.get("consent", ""),
            }
        elif request.WhichOneof("credential") == "consultation":
            claims = self.professionals.claims_of(request.consultation)
        elif request.WhichOneof("credential") == "professional_session_token":
            claims = self.professionals.claims_for_body(request.professional_session_token)
        else:
            session = self.sessions.get(request.session_token)
            if session is None:
                raise refusal(*SESSION_INVALID)
            if request.unsafe and request.csrf_token != session.csrf:
                raise refusal(Kind.DENIED, "CSRF_INVALID", DOMAIN)
            if session.closed and set(request.audiences) != {"identity"}:
                raise refusal(Kind.DENIED, "ACCOUNT_CLOSED", DOMAIN)
            language = session.language
            scope = "account:reopen" if session.closed else session.scopes
            claims = {"sub": session.person_id, "actor": "holder", "scope": scope, "acr": "eidas1"}
        now = int(time.time())
        claims |= {"iss": "passeport-identity", "aud": list(request.audiences), "iat": now, "exp": now + 60}
        header = {"alg": "ES256", "kid": "test", "typ": "caller+jwt"}
        token = jws.serialize_compact(header, json.dumps(claims).encode(), self.key, algorithms=["ES256"])
        return token_service_pb2.IssueCallerTokenResponse(caller_token=token, language=language)

    async def IssuePartnerToken(self, request: Any, context: Any) -> Any:
        partner = self._partner(request)
        for scope in request.scopes:
            if scope not in partner["scopes"].split():
                raise refusal(Kind.DENIED, "SCOPE_NOT_ALLOWED", DOMAIN, scope=scope)
        partner["token"] = secrets.token_urlsafe(32)
        answer = token_service_pb2.IssuePartnerTokenResponse(
            access_token=partner["token"], scopes=request.scopes or partner["scopes"].split()
        )
        answer.lifetime.FromSeconds(900)
        return answer

    async def RevokePartnerToken(self, request: Any, context: Any) -> Any:
        partner = self._partner(request)
        if partner.get("token") == request.access_token:
            del partner["token"]
        return token_service_pb2.RevokePartnerTokenResponse()

    async def GetPartnerAuthentication(self, request: Any, context: Any) -> Any:
        if self.partner_methods is None:
            await context.abort(StatusCode.UNIMPLEMENTED)
        return token_service_pb2.GetPartnerAuthenticationResponse(methods=self.partner_methods)

    def _partner(self, request: Any) -> dict[str, str]:
        """An assertion is the name of its client here, or that of a check that fails."""
        if request.client_assertion:
            if request.client_assertion not in self.partners:
                raise refusal(Kind.UNAUTHENTICATED, "CLIENT_INVALID", DOMAIN, check=request.client_assertion)
            return self.partners[request.client_assertion]
        partner = self.partners.get(request.client_id)
        if partner is None or partner["secret"] != request.client_secret:
            raise refusal(Kind.UNAUTHENTICATED, "CLIENT_INVALID", DOMAIN)
        return partner

    # KeyService

    async def GetCallerTokenKeys(self, request: Any, context: Any) -> Any:
        return token_service_pb2.GetCallerTokenKeysResponse(jwks=await self.jwks())

    async def GetEncryptionKeys(self, request: Any, context: Any) -> Any:
        return token_service_pb2.GetEncryptionKeysResponse(jwks=json.dumps({"keys": [{"kid": "2026-fc"}]}))

    # AccountService

    async def GetAccount(self, request: Any, context: Any) -> Account:
        return self._account(current_caller().subject, active="passport:read" in current_caller().scopes)

    async def ActivateAccount(self, request: Any, context: Any) -> Account:
        nir = request.nir.replace(" ", "")
        if nir == "100000000000000":
            raise refusal(Kind.PRECONDITION, "TOO_YOUNG", DOMAIN, minimum_age="16")
        if nir == "200000000000000":
            raise refusal(Kind.EXHAUSTED, "ACTIVATION_LOCKED", DOMAIN, retry_after=900)
        if nir != NIR:
            fault = FieldViolation("nir", "has a key that does not fit", "NIR_KEY")
            if len(nir) == 13:
                fault = FieldViolation("nir", "lacks its key", "NIR_KEY_MISSING")
            elif len(nir) != 15:
                fault = FieldViolation("nir", f"has {len(nir)} characters instead of 15", "NIR_LENGTH")
            rule = fault.reason.removeprefix("NIR_").lower()
            raise refusal(Kind.INVALID, "NIR_MALFORMED", DOMAIN, violations=(fault,), rule=rule)
        return self._account(current_caller().subject, active=True)

    async def UpdateAccount(self, request: Any, context: Any) -> Account:
        holder = self._holder()
        if "passport:read" not in holder.scopes:
            raise refusal(Kind.PRECONDITION, "ACCOUNT_NOT_ACTIVE", DOMAIN)
        if request.etag != f"a{holder.version}":
            raise refusal(Kind.CONFLICT, "ETAG_STALE", DOMAIN)
        wanted = request.account
        if "contact_email" in request.update_mask.paths:
            if wanted.contact_email and "@" not in wanted.contact_email:
                sentence = "is not an e-mail address: write it as name@domain.example"
                fault = FieldViolation("account.contact_email", sentence, "EMAIL")
                raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
            holder.email = wanted.contact_email
        if "language" in request.update_mask.paths:
            holder.language = wanted.language
        holder.version += 1
        return self._account(holder.person_id, active=True)

    async def CloseAccount(self, request: Any, context: Any) -> Account:
        holder = self.sessions[request.session_token]
        holder.closed = True
        return self._account(holder.person_id, active=True)

    async def ReopenAccount(self, request: Any, context: Any) -> Account:
        holder = self._holder()
        holder.closed = False
        return self._account(holder.person_id, active=True)

    def _holder(self) -> SignedIn:
        return next(one for one in self.sessions.values() if one.person_id == current_caller().subject)

    def _state(self, holder: SignedIn) -> account_service_pb2.AccountState:
        if holder.closed:
            return account_service_pb2.ACCOUNT_STATE_CLOSED
        if "passport:read" in holder.scopes:
            return account_service_pb2.ACCOUNT_STATE_ACTIVE
        return account_service_pb2.ACCOUNT_STATE_INACTIVE

    async def ListAccesses(self, request: ListAccessesRequest, context: Any) -> ListAccessesResponse:
        return page_of(self.accesses.get(current_caller().subject, []), request)

    def _account(self, person_id: str, *, active: bool) -> Account:
        account = Account(
            person_id=person_id,
            state=account_service_pb2.ACCOUNT_STATE_ACTIVE if active else account_service_pb2.ACCOUNT_STATE_INACTIVE,
            civil_identity=CivilIdentity(
                given_names="Camille Anne",
                birth_name="EXEMPLE",
                sex=account_service_pb2.SEX_FEMALE,
                birth_country="99100",
            ),
            nir_hint="2••••••••••17" if active else "",
        )
        account.civil_identity.birth_date.year = 1994
        account.civil_identity.birth_date.month = 5
        holder = self._holder()
        account.contact_email, account.language, account.etag = holder.email, holder.language, f"a{holder.version}"
        if holder.closed:
            account.state = account_service_pb2.ACCOUNT_STATE_CLOSED
            account.close_time.FromSeconds(1_795_000_060)
        if active:
            account.activate_time.FromSeconds(1_795_000_000)
        return account


def page_of(lines: list[Access], request: ListAccessesRequest) -> ListAccessesResponse:
    """Keyset paging as the real services do it: the token names the last line given, new lines on top move nothing."""
    start = 0
    if request.page_token:
        start = next(i + 1 for i, line in enumerate(lines) if line.resource_id == request.page_token)
    page = lines[start : start + (request.page_size or 50)]
    more = start + len(page) < len(lines)
    return ListAccessesResponse(accesses=page, next_page_token=page[-1].resource_id if page and more else "")
