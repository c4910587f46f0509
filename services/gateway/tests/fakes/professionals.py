"""Professionals as identity and records meet them: sessions and consultations in dictionaries."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from fakes.refusals import refusal
from passeport.identity.v1 import body_service_pb2, consultation_service_pb2, professional_service_pb2
from passeport.identity.v1.professional_service_pb2 import ProfessionalSession, Purpose
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.ids import new_id

__all__ = ["FakeProfessionals"]

DOMAIN = "identity.passeport"
BODIES = (
    body_service_pb2.Body(siret="00100202100010", organisation="Mission locale", role="mission-locale"),
    body_service_pb2.Body(siret="00100200300018", organisation="Opérateur <du CEP>", role="cep-body"),
)


@dataclass(slots=True)
class FakeProfessionals:
    """`sessions` are CSRF tokens by secret; `consultations` are persons by identifier, `lapsed` those that are over."""

    off: bool = False
    provider_away: bool = False
    sessions: dict[str, str] = field(default_factory=dict)
    attempts: dict[str, tuple[str, str]] = field(default_factory=dict)
    consultations: dict[str, str] = field(default_factory=dict)
    lapsed: set[str] = field(default_factory=set)
    asked: list[Any] = field(default_factory=list)

    def sign_in(self) -> tuple[str, str]:
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.sessions[token] = csrf
        return token, csrf

    async def BeginProfessionalLogin(self, request: Any, context: Any) -> Any:
        if self.off:
            raise refusal(Kind.NOT_FOUND, "PROFESSIONAL_SIGN_IN_OFF", DOMAIN)
        if self.provider_away:
            raise refusal(Kind.UNAVAILABLE, "PROVIDER_UNAVAILABLE", DOMAIN, retry_after=30)
        state, binding = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.attempts[state] = (binding, request.return_to)
        answer = professional_service_pb2.BeginProfessionalLoginResponse(
            authorization_url=f"https://proconnect.example/api/v2/authorize?state={state}", browser_binding=binding
        )
        answer.expire_time.FromSeconds(int(time.time()) + 600)
        return answer

    async def CompleteProfessionalLogin(self, request: Any, context: Any) -> Any:
        binding, return_to = self.attempts.pop(request.state, ("", ""))
        if not binding or binding != request.browser_binding:
            raise refusal(Kind.PRECONDITION, "LOGIN_STATE_INVALID", DOMAIN)
        if request.code == "mairie":
            raise refusal(Kind.DENIED, "BODY_NOT_ENTITLED", DOMAIN, check="not_registered")
        if request.code == "one-factor":
            raise refusal(Kind.DENIED, "LOGIN_LEVEL_TOO_LOW", DOMAIN, asked="eidas2 eidas3", reached="eidas1")
        self.sessions.pop(request.session_token, None)
        token, _ = self.sign_in()
        return professional_service_pb2.CompleteProfessionalLoginResponse(
            session_token=token, session=self._session(token), return_to=return_to
        )

    async def GetProfessionalSession(self, request: Any, context: Any) -> Any:
        return professional_service_pb2.GetProfessionalSessionResponse(session=self._session(request.session_token))

    async def EndProfessionalSession(self, request: Any, context: Any) -> Any:
        if request.session_token in self.sessions and self.sessions[request.session_token] != request.csrf_token:
            raise refusal(Kind.DENIED, "CSRF_INVALID", DOMAIN)
        known = self.sessions.pop(request.session_token, None)
        url = "https://proconnect.example/api/v2/session/end?id_token_hint=e30" if known else ""
        return professional_service_pb2.EndProfessionalSessionResponse(logout_url=url)

    async def OpenConsultation(self, request: Any, context: Any) -> Any:
        self._session(request.session_token)
        if self.sessions[request.session_token] != request.csrf_token:
            raise refusal(Kind.DENIED, "CSRF_INVALID", DOMAIN)
        if request.purpose != "professional-guidance":
            fault = FieldViolation("purpose", "must be one of professional-guidance", "MISSION")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        self.asked.append(request.person)
        if request.person.birth_name != "EXEMPLE":
            raise refusal(Kind.NOT_FOUND, "CONSULTED_PERSON_UNKNOWN", DOMAIN)
        identifier = str(new_id())
        self.consultations[identifier] = str(new_id())
        answer = consultation_service_pb2.Consultation(
            id=identifier, purpose=request.purpose, purpose_label="Conseil en évolution professionnelle"
        )
        answer.expire_time.FromSeconds(int(time.time()) + 1800)
        return answer

    async def ListBodies(self, request: Any, context: Any) -> body_service_pb2.ListBodiesResponse:
        return body_service_pb2.ListBodiesResponse(bodies=[one for one in BODIES if request.query in one.organisation])

    async def GetBody(self, request: Any, context: Any) -> body_service_pb2.Body:
        for one in BODIES:
            if one.siret == request.siret:
                return one
        raise refusal(Kind.NOT_FOUND, "BODY_NOT_FOUND", DOMAIN)

    def claims_for_body(self, token: str) -> dict[str, Any]:
        """What a caller token says of a professional who acts for his body."""
        session = self._session(token)
        return {
            "sub": "professional",
            "actor": "professional",
            "scope": "passport:shared",
            "acr": "eidas2",
            "org_siret": session.siret,
            "org_name": session.organisation,
        }

    def claims_of(self, shown: Any) -> dict[str, Any]:
        """What a caller token says of a professional who shows a consultation."""
        self._session(shown.session_token)
        if shown.consultation_id in self.lapsed:
            raise refusal(Kind.PRECONDITION, "CONSULTATION_EXPIRED", DOMAIN)
        if shown.consultation_id not in self.consultations:
            raise refusal(Kind.NOT_FOUND, "CONSULTATION_NOT_FOUND", DOMAIN)
        return {
            "sub": "professional",
            "actor": "professional",
            "scope": "passport:consult",
            "acr": "eidas2",
            "person": self.consultations[shown.consultation_id],
            "purpose": "Conseil en évolution professionnelle",
            "org_name": "Mission locale",
        }

    def _session(self, token: str) -> ProfessionalSession:
        if token not in self.sessions:
            raise refusal(Kind.UNAUTHENTICATED, "PROFESSIONAL_SESSION_INVALID", DOMAIN)
        session = ProfessionalSession(
            id=str(new_id()),
            given_names="Dominique",
            usual_name="MODÈLE",
            organisation="Mission locale",
            siret="00100202100010",
            role="mission-locale",
            purposes=[Purpose(code="professional-guidance", label="Conseil en évolution professionnelle")],
            csrf_token=self.sessions[token],
        )
        session.idle_expire_time.FromSeconds(int(time.time()) + 900)
        session.expire_time.FromSeconds(int(time.time()) + 28800)
        return session
