"""A refusal, ready to be worded: what it says in each language, to a holder or a professional, and its headers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from passeport_chassis.errors import DomainError
from passeport_gateway.domain.assurance import level_in_words, professional_levels_in_words
from passeport_gateway.domain.catalogue import CATALOGUE, ProblemKind, Wording, problem_kind
from passeport_gateway.domain.field_faults import (
    Body,
    FieldFault,
    Places,
    fault_in_its_words,
    fault_of_field,
    fault_of_model,
)
from passeport_gateway.domain.file_rules import file_rule_in_english
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.domain.sizes import size_in_words
from passeport_gateway.errors import ServiceRefused

__all__ = ["Problem", "problem_of"]

LOGIN_ADDRESS, PROFESSIONAL_LOGIN_ADDRESS = "/auth/login", "/auth/professional/login"
ACTIVATION_ADDRESS = "/api/v1/account/activation"
REOPENING_ADDRESS = "/api/v1/account/reopening"

_Violation = tuple[str, str, str]

_RETRY_LATER = timedelta(seconds=2)
_WITH_RETRY = frozenset({429, 503, 504})
_CHALLENGES = {
    "SESSION_INVALID": f'Session login="{LOGIN_ADDRESS}"',
    "PROFESSIONAL_SESSION_INVALID": f'Session login="{PROFESSIONAL_LOGIN_ADDRESS}"',
    "ACCESS_TOKEN_INVALID": 'Bearer realm="passeport", error="invalid_token"',
    "SCOPE_NOT_GRANTED": 'Bearer realm="passeport", error="insufficient_scope"',
}
_BY_STATUS = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "BODY_TOO_LARGE", 422: "FIELD_INVALID"}
_ACTIVATE_FIRST = Words(
    "Activez d'abord votre compte avec votre numéro de sécurité sociale.",
    "Activate your account first, with your social security number.",
)
_ANOTHER_ROLE = Words("un autre rôle", "another role")
_NEEDS_AN_OPEN_ACCOUNT = "scope account:activate"
_LOCATED = ("line", "column")


@dataclass(slots=True)
class Problem:
    """A refusal, ready to be worded."""

    kind: ProblemKind
    metadata: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[FieldFault, ...] = ()
    retry_after: timedelta | None = None
    headers: dict[str, str] = field(default_factory=dict)
    to_professional: bool = False
    on_page: bool = False
    # Where a holder goes on after stepping up.
    way_back: str = "/"

    @property
    def step_up_address(self) -> str | None:
        """Where the holder reaches the level that is wanted, if a level is what is missing."""
        if self.kind.reason != "ASSURANCE_TOO_LOW":
            return None
        return f"{LOGIN_ADDRESS}?{urlencode({'acr': self.metadata.get('asked', ''), 'return_to': self.way_back})}"

    @property
    def may_come_back(self) -> bool:
        """Whether it says no more than that the same may go through later."""
        return self.kind.status in _WITH_RETRY

    def title(self, language: Language) -> str:
        """What kind it is, in words."""
        return self._wording.title.in_language(language)

    @property
    def _wording(self) -> Wording:
        if self.on_page and self.kind.on_page is not None:
            return self.kind.on_page
        return self.kind.wording_for(to_professional=self.to_professional)

    @property
    def needs_activation(self) -> bool:
        """Whether what is missing is the activation of the holder's account."""
        if self.kind.reason == "ACCOUNT_NOT_ACTIVE":
            return True
        return self.kind.reason == "CALLER_NOT_ALLOWED" and self.metadata.get("needs", "").startswith("scope passport:")

    def detail(self, language: Language) -> str:
        """What happened and what to do about it."""
        if self.needs_activation:
            return _ACTIVATE_FIRST.in_language(language)
        return self._wording.detail_with(self._values(language), language)

    def _values(self, language: Language) -> Mapping[str, str]:
        """The metadata, with words in the language asked for where a service has them in one language only."""
        match self.kind.reason:
            case "CALLER_NOT_ALLOWED":
                what, _, scope = self.metadata.get("needs", "").partition(" ")
                return {"needs": scope if what == "scope" and scope else _ANOTHER_ROLE.in_language(language)}
            case "BODY_TOO_LARGE" | "DOCUMENT_TOO_LARGE" | "FILE_TOO_LARGE":
                limit, unit = self.metadata.get("limit", ""), self.metadata.get("unit", "bytes")
                if unit == "bytes" and limit.isdecimal():
                    return {"limit": size_in_words(int(limit), language)}
                return {"limit": f"{limit} {unit}"}
            case "ASSURANCE_TOO_LOW" | "LOGIN_LEVEL_TOO_LOW" | "LOGIN_LEVEL_NOT_OFFERED":
                in_words = professional_levels_in_words if self.to_professional else level_in_words
                return {name: in_words(acr, language) for name, acr in self.metadata.items()}
            case "FILE_INVALID" if language == "en":
                said = file_rule_in_english(*(self.metadata.get(name, "") for name in ("rule", "field", "detail")))
                return {**self.metadata, "detail": said}
        return self.metadata

    def as_json(self, language: Language, instance: str, trace_id: str) -> dict[str, object]:
        """The members of the document."""
        kind = self.kind
        document: dict[str, object] = {
            "type": f"/problems/{kind.code}",
            "title": self.title(language),
            "status": kind.status,
            "detail": self.detail(language),
            "instance": instance,
            "code": kind.code,
            "trace_id": trace_id,
        }
        if self.faults:
            document["errors"] = [fault.as_json(language) for fault in self.faults]
        if kind.reason == "SESSION_INVALID":
            document["login_url"] = LOGIN_ADDRESS
        if kind.reason == "PROFESSIONAL_SESSION_INVALID":
            document["login_url"] = PROFESSIONAL_LOGIN_ADDRESS
        if self.needs_activation:
            document["activation_url"] = ACTIVATION_ADDRESS
        if self.step_up_address is not None:
            document["step_up_url"] = self.step_up_address
        if kind.reason == "ACCOUNT_CLOSED":
            document["reopening_url"] = REOPENING_ADDRESS
        if kind.reason == "FILE_INVALID":
            document |= {name: _number(self.metadata.get(name)) for name in _LOCATED}
            document |= {"rule": self.metadata.get("rule"), "reason": self.metadata.get("detail")}
        elif self.metadata:
            document["metadata"] = dict(self.metadata)
        return document

    def all_headers(self, language: Language) -> dict[str, str]:
        """The headers that go with it."""
        headers = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept, Accept-Language"}
        if self.kind.reason in _CHALLENGES:
            headers["WWW-Authenticate"] = _CHALLENGES[self.kind.reason]
        if self.may_come_back or self.retry_after is not None:
            wait = self.retry_after if self.retry_after is not None else _RETRY_LATER
            headers["Retry-After"] = str(max(1, math.ceil(wait.total_seconds())))
        return headers | self.headers


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _of_framework(error: HTTPException) -> Problem:
    reason = _BY_STATUS.get(error.status_code, "INTERNAL" if error.status_code >= 500 else "REQUEST_INVALID")
    return Problem(CATALOGUE[reason], headers=dict(error.headers or {}))


def _problem(
    reason: str, code: str, service: str, error: ServiceRefused | DomainError, violations: Iterable[_Violation],
    places: Places, body: Body,
) -> Problem:  # fmt: skip
    if reason == "CALLER_NOT_ALLOWED" and error.metadata.get("needs") == _NEEDS_AN_OPEN_ACCOUNT:
        # Every holder has this scope, but for one whose account is closed.
        return Problem(CATALOGUE["ACCOUNT_CLOSED"])
    kind = problem_kind(reason, code)
    if kind.field:
        # What a reason always says of one field comes last: whoever refused may have said it more exactly.
        violations = [*violations] or [(kind.field, "", kind.rule)]
    if kind.reason == "PROGRAMME_FIELD_INVALID":
        # The fields are of a programme, of which nothing is known here.
        faults = tuple(fault_in_its_words(*violation, body) for violation in violations)
    else:
        faults = tuple(fault_of_field(service, *violation, places, body) for violation in violations)
    return Problem(kind, error.metadata, faults, error.retry_after)


def problem_of(error: Exception, places: Places | None = None, body: Body = Body.JSON) -> Problem:
    """The problem of whatever was raised; `places` are those of the route, `body` what was sent."""
    places = places or {}
    match error:
        case ServiceRefused():
            return _problem(error.reason, error.code, error.service, error, error.violations, places, body)
        case DomainError():
            violations = [(v.field, v.description, v.reason) for v in error.violations]
            return _problem(error.reason, error.kind.value, "", error, violations, places, body)
        case RequestValidationError():
            found = (fault_of_model(e["type"], e["loc"], e.get("ctx") or {}) for e in error.errors())
            return Problem(CATALOGUE["FIELD_INVALID"], faults=tuple(found))
        case HTTPException():
            return _of_framework(error)
        case _:
            return Problem(CATALOGUE["INTERNAL"])
