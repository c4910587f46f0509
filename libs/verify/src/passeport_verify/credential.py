"""Judges credentials: `vc+jwt` and SD-JWT VC of a publication, Open Badges of an award."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from passeport_verify import badge, sd_jwt
from passeport_verify.evidence import Evidence
from passeport_verify.signed import Altered, Stranger, Unreadable, open_jws, type_of
from passeport_verify.status import Unknown, of_sd_jwt, of_vc
from passeport_verify.verdict import Checklist, Outcome, Verdict

__all__ = ["check_vc", "judge_credential"]

_Json = dict[str, Any]
_Keys = Mapping[str, Mapping[str, Any]]
_VC_TYPES = frozenset({"PasseportCvCredential", "PasseportAttestationCredential"})


def judge_credential(token: str, evidence: Evidence) -> Verdict:
    """Judges a credential in any form."""
    checklist = Checklist()
    if "~" in token:
        shown = _check_sd_jwt(checklist, token, evidence)
    elif type_of(token) == badge.TYPE:
        shown = check_vc(checklist, token, evidence, read=badge.read_badge)
    else:
        shown = check_vc(checklist, token, evidence)
    return checklist.conclude(shown)


def _read_vc(token: str, keys: _Keys) -> _Json:
    credential = open_jws(token, "vc+jwt", keys)
    if _VC_TYPES.isdisjoint(credential.get("type", ())):
        raise Unreadable(f"not a {' nor a '.join(sorted(_VC_TYPES))}")
    return credential


def check_vc(
    checklist: Checklist,
    token: str,
    evidence: Evidence,
    *,
    read: Callable[[str, _Keys], _Json] = _read_vc,
    logged: Callable[[], None] | None = None,
) -> _Json:
    """Makes the checks of a `vc+jwt`, or of what `read` reads; `logged` makes that of the log, in its place.

    Returns what it says.
    """
    credential = _opened(checklist, lambda: read(token, evidence.keys))
    if logged is not None:
        logged()
    _check_dates(checklist, credential, evidence.at, "validFrom", "validUntil")
    _check_status(checklist, lambda: of_vc(credential, evidence.lists, evidence.at, evidence.max_age))
    subject = credential.get("credentialSubject")
    return dict(subject) if isinstance(subject, dict) else {}


def _check_sd_jwt(checklist: Checklist, token: str, evidence: Evidence) -> _Json:
    binding = presented = ""

    def read() -> _Json:
        nonlocal binding, presented
        signed, disclosures, binding = sd_jwt.parts_of(token)
        presented = token[: len(token) - len(binding)]
        return sd_jwt.reveal(open_jws(signed, sd_jwt.TYPE, evidence.keys), disclosures)

    claims = _opened(checklist, read)
    _check_binding(checklist, claims, presented, binding)
    _check_dates(checklist, claims, evidence.at, "iat", "exp")
    _check_status(checklist, lambda: of_sd_jwt(claims, evidence.lists, evidence.at, evidence.max_age))
    return {name: value for name, value in claims.items() if name not in {"cnf", "status"}}


def _opened(checklist: Checklist, read: Callable[[], _Json]) -> _Json:
    """What is signed, with the checks of its form and of its signature."""
    fault: tuple[Outcome, str] | None = None
    credential: _Json = {}
    try:
        credential = read()
    except Unreadable as problem:
        checklist.check("format", False, Outcome.UNREADABLE, str(problem))
    except Altered as problem:
        fault = Outcome.ALTERED, str(problem)
    except Stranger as problem:
        fault = Outcome.UNKNOWN_ISSUER, str(problem)
    if checklist.outcome is not Outcome.UNREADABLE:
        checklist.check("format", True, Outcome.UNREADABLE)
    otherwise, detail = fault or (Outcome.ALTERED, "")
    checklist.check("credential_signature", fault is None, otherwise, detail)
    return credential


def _check_binding(checklist: Checklist, claims: _Json, presented: str, binding: str) -> None:
    if not binding:
        bound = "bound to a key; nothing shows that who presents it has it" if "cnf" in claims else "bound to no key"
        checklist.skip("key_binding", bound)
        return
    try:
        detail, proven = sd_jwt.prove_binding(claims, presented, binding), True
    except Altered as problem:
        detail, proven = str(problem), False
    checklist.check("key_binding", proven, Outcome.ALTERED, detail)


def _check_dates(checklist: Checklist, said: _Json, at: datetime, begins: str, ends: str) -> None:
    try:
        begun, ended = _moment(said.get(begins)), _moment(said.get(ends))
    except (ValueError, TypeError, OverflowError, OSError):
        checklist.check("dates", False, Outcome.EXPIRED, "dates that are none")
        return
    holds = (begun is None or begun <= at) and (ended is None or at < ended)
    checklist.check("dates", holds, Outcome.EXPIRED, f"from {begun} to {ended or 'no end'}")


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(value, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _check_status(checklist: Checklist, read: Callable[[], Outcome | None]) -> None:
    if checklist.outcome is not None:
        checklist.skip("status", "")
        return
    try:
        found = read()
    except (Unknown, ValueError, TypeError) as problem:
        checklist.check("status", False, Outcome.UNDECIDED, str(problem))
        return
    checklist.check("status", found is None, found or Outcome.UNDECIDED, "in force" if found is None else found.value)
