"""Session, account, access log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from passeport.common.v1.access_pb2 import ListAccessesResponse
from passeport.identity.v1.account_service_pb2 import Account, AccountState, CivilIdentity, Sex
from passeport.identity.v1.sign_in_service_pb2 import OpenSession, Session
from passeport_gateway.domain.access import AccessLine
from passeport_gateway.domain.access_words import legal_basis, told
from passeport_gateway.domain.language import Language
from passeport_gateway.http.render.dates import moment_words
from passeport_gateway.http.render.values import enum_names, moment, partial_date
from passeport_gateway.usecases.gather import Gap
from passeport_gateway.usecases.read_access_log import AccessPage

__all__ = ["access_json", "access_lines", "access_page", "account_json", "gaps_json", "session_json", "sessions_json"]

_STATES = enum_names(AccountState.DESCRIPTOR)
_SEXES = enum_names(Sex.DESCRIPTOR)
_NANOSECONDS = 1_000_000_000


def _state(state: int, *, otherwise: str) -> str:
    # An identity of the release before tells none.
    return _STATES[state] if state else otherwise


def session_json(session: Session) -> dict[str, Any]:
    """The session of the holder."""
    return {
        "person_id": session.person_id,
        "given_names": session.given_names,
        "family_name": session.family_name,
        "acr": session.acr,
        "activated": session.activated,
        "account_state": _state(session.account_state, otherwise="active" if session.activated else "inactive"),
        "language": session.language or None,
        "idle_expire_time": moment(session.idle_expire_time),
        "expire_time": moment(session.expire_time),
        "csrf_token": session.csrf_token,
    }


def sessions_json(sessions: Iterable[OpenSession]) -> dict[str, Any]:
    """Where the holder is signed in."""
    return {
        "items": [
            {
                "id": session.id,
                "current": session.current,
                "device": session.device or None,
                "acr": session.acr,
                "open_time": moment(session.open_time),
                "idle_expire_time": moment(session.idle_expire_time),
                "expire_time": moment(session.expire_time),
            }
            for session in sessions
        ]
    }


def _civil_identity(identity: CivilIdentity) -> dict[str, Any]:
    return {
        "given_names": identity.given_names,
        "birth_name": identity.birth_name,
        "usage_name": identity.usage_name or None,
        "sex": _SEXES[identity.sex] if identity.sex else None,
        "birth_date": partial_date(identity.birth_date) if identity.HasField("birth_date") else None,
        "birth_place": identity.birth_place or None,
        "birth_country": identity.birth_country or None,
    }


def account_json(account: Account) -> dict[str, Any]:
    """The account of the holder."""
    return {
        "person_id": account.person_id,
        "state": _STATES[account.state],
        "civil_identity": _civil_identity(account.civil_identity) if account.HasField("civil_identity") else None,
        "activate_time": moment(account.activate_time) if account.HasField("activate_time") else None,
        "nir_hint": account.nir_hint or None,
        "contact_email": account.contact_email or None,
        "language": account.language or None,
        "close_time": moment(account.close_time) if account.HasField("close_time") else None,
        "etag": account.etag,
    }


def gaps_json(gaps: list[Gap]) -> list[dict[str, str]]:
    """Services that did not answer."""
    return [{"service": gap.service, "code": gap.code} for gap in gaps]


def access_lines(service: str, page: ListAccessesResponse) -> list[AccessLine]:
    """The lines of one service's log."""
    return [
        AccessLine(
            access.at.seconds * _NANOSECONDS + access.at.nanos,
            service,
            access.actor,
            access.organisation,
            access.action,
            access.purpose,
            access.resource_id,
        )
        for access in page.accesses
    ]


def access_page(page: AccessPage, language: Language) -> dict[str, Any]:
    """A page of the merged log, each line in words too."""
    return {
        "items": [access_json(line, language) for line in page.lines],
        "next_cursor": page.next_cursor,
        "gaps": gaps_json(page.gaps),
    }


def access_json(line: AccessLine, language: Language) -> dict[str, Any]:
    """One access, in words too."""
    seconds, rest = divmod(line.at, _NANOSECONDS)
    at = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest // 1000)
    basis = legal_basis(line)
    return {
        "at": at,
        "told": told(line, moment_words(at, language), language),
        "service": line.service,
        "actor": line.actor,
        "organisation": line.organisation or None,
        "action": line.action,
        "purpose": line.purpose,
        "legal_basis": {"reference": basis.reference, "told": basis.words.in_language(language)},
        "resource_id": line.resource_id or None,
    }
