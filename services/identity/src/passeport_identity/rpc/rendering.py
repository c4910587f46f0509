"""Domain objects as the contract writes them."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from passeport.common.v1 import access_pb2
from passeport.identity.v1 import account_service_pb2, person_resolution_service_pb2, sign_in_service_pb2
from passeport_chassis.access import Access
from passeport_identity.domain.account import AccountState
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.matching import Outcome, Resolution
from passeport_identity.domain.opaque_token import csrf_token_of
from passeport_identity.usecases.get_account import AccountView
from passeport_identity.usecases.list_sessions import OpenSessions
from passeport_identity.usecases.sign_in_ports import HeldSession

__all__ = [
    "render_access",
    "render_account",
    "render_identity",
    "render_open_sessions",
    "render_resolution",
    "render_session",
    "timestamp",
]

_STATES = {
    AccountState.INACTIVE: account_service_pb2.ACCOUNT_STATE_INACTIVE,
    AccountState.ACTIVE: account_service_pb2.ACCOUNT_STATE_ACTIVE,
    AccountState.CLOSED: account_service_pb2.ACCOUNT_STATE_CLOSED,
}
_SEXES = {
    Sex.FEMALE: account_service_pb2.SEX_FEMALE,
    Sex.MALE: account_service_pb2.SEX_MALE,
    Sex.UNSPECIFIED: account_service_pb2.SEX_UNSPECIFIED,
}
_OUTCOMES = {
    Outcome.RESOLVED: person_resolution_service_pb2.RESOLUTION_OUTCOME_RESOLVED,
    Outcome.NO_MATCH: person_resolution_service_pb2.RESOLUTION_OUTCOME_NO_MATCH,
    Outcome.AMBIGUOUS: person_resolution_service_pb2.RESOLUTION_OUTCOME_AMBIGUOUS,
    Outcome.NIR_INVALID: person_resolution_service_pb2.RESOLUTION_OUTCOME_NIR_INVALID,
    Outcome.NIR_NAME_MISMATCH: person_resolution_service_pb2.RESOLUTION_OUTCOME_NIR_NAME_MISMATCH,
    Outcome.NTT_INVALID: person_resolution_service_pb2.RESOLUTION_OUTCOME_NTT_INVALID,
    Outcome.NTT_UNKNOWN: person_resolution_service_pb2.RESOLUTION_OUTCOME_NTT_UNKNOWN,
    Outcome.INE_INVALID: person_resolution_service_pb2.RESOLUTION_OUTCOME_INE_INVALID,
    Outcome.INE_UNKNOWN: person_resolution_service_pb2.RESOLUTION_OUTCOME_INE_UNKNOWN,
}


def timestamp(moment: datetime) -> Timestamp:
    """A moment."""
    made = Timestamp()
    made.FromDatetime(moment)
    return made


def render_session(held: HeldSession, session_token: str) -> sign_in_service_pb2.Session:
    """A session; its secret is needed for the CSRF token that derives from it."""
    session = held.session
    return sign_in_service_pb2.Session(
        id=str(session.id),
        person_id=str(session.person_id),
        given_names=session.given_names,
        family_name=session.birth_name,
        acr=session.assurance.acr,
        activated=held.activated,
        idle_expire_time=timestamp(session.idle_expires_at),
        expire_time=timestamp(session.expires_at),
        csrf_token=csrf_token_of(session_token),
        account_state=_STATES[held.state],
        language=held.language.value if held.language is not None else "",
    )


def render_open_sessions(found: OpenSessions) -> sign_in_service_pb2.ListSessionsResponse:
    """The open sessions of a holder, without anything that opens one."""
    return sign_in_service_pb2.ListSessionsResponse(
        sessions=[
            sign_in_service_pb2.OpenSession(
                id=str(session.id),
                current=session.id == found.current_id,
                device=session.device,
                acr=session.assurance.acr,
                open_time=timestamp(session.opened_at),
                idle_expire_time=timestamp(session.idle_expires_at),
                expire_time=timestamp(session.expires_at),
            )
            for session in found.sessions
        ]
    )


def render_identity(identity: CivilIdentity) -> account_service_pb2.CivilIdentity:
    """A civil identity."""
    born = identity.birth_date
    return account_service_pb2.CivilIdentity(
        given_names=" ".join(identity.given_names),
        birth_name=identity.birth_name,
        usage_name=identity.usage_name,
        sex=_SEXES[identity.sex],
        birth_date=Date(year=born.year, month=born.month, day=born.day),
        birth_place=identity.birth_place,
        birth_country=identity.birth_country,
    )


def render_account(view: AccountView) -> account_service_pb2.Account:
    """An account as its holder sees it."""
    account = view.account
    activated_at, closed_at = account.activated_at, account.closed_at
    return account_service_pb2.Account(
        person_id=str(view.person.id),
        state=_STATES[account.state],
        civil_identity=render_identity(view.person.identity),
        activate_time=timestamp(activated_at) if activated_at is not None else None,
        nir_hint=view.nir_hint,
        contact_email=view.email,
        language=account.language.value if account.language is not None else "",
        close_time=timestamp(closed_at) if closed_at is not None else None,
        etag=view.etag,
    )


def render_access(access: Access) -> access_pb2.Access:
    """An access, without the identifier of who acted."""
    return access_pb2.Access(
        at=timestamp(access.at),
        actor=access.actor,
        organisation=access.organisation,
        action=access.action,
        purpose=access.purpose,
        resource_id=access.resource_id,
    )


def render_resolution(resolution: Resolution) -> person_resolution_service_pb2.Resolution:
    """The answer to one query."""
    return person_resolution_service_pb2.Resolution(
        outcome=_OUTCOMES[resolution.outcome],
        person_id=str(resolution.person_id) if resolution.person_id is not None else "",
        step=resolution.step,
        fields=resolution.fields,
        named_person_id=str(resolution.named) if resolution.named is not None else "",
    )
