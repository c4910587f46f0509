"""Professionals in memory: their part of the fake unit of work."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from passeport_chassis.days import today_in_france
from passeport_chassis.ids import new_id
from passeport_identity.domain.consultation import Consultation, ConsultationDay
from passeport_identity.domain.operator_act import OperatorAct
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.professional import (
    HeldProfessionalSession,
    KnownProfessional,
    ProfessionalAttempt,
    ProfessionalSession,
    ProfessionalSignedIn,
)

if TYPE_CHECKING:
    from memory import State


class MemoryProfessionals:
    def __init__(self, state: "State") -> None:
        self._state = state

    async def body_of(self, siret: str) -> PartnerClient | None:
        found = sorted(
            (one for one in self._state.clients.values() if one.siret == siret and one.role and one.role.reads),
            key=lambda one: one.client_id,
        )
        return found[0] if found else None

    async def bodies(self, wanted: str, limit: int) -> Sequence[PartnerClient]:
        every = sorted(self._state.clients.values(), key=lambda one: one.client_id, reverse=True)
        found = {
            one.siret: one
            for one in every
            if one.role and one.role.reads
            if wanted.lower() in one.organisation.lower() or one.siret.startswith(wanted)
        }
        return sorted(found.values(), key=lambda one: (one.organisation, one.siret))[:limit]

    async def enter(self, signed_in: ProfessionalSignedIn, until: datetime) -> UUID:
        known = self._state.professionals.get(signed_in.subject)
        professional_id = known[0] if known is not None else new_id()
        self._state.professionals[signed_in.subject] = (professional_id, signed_in.uid, signed_in.siret, until)
        return professional_id

    async def add_attempt(self, attempt: ProfessionalAttempt) -> None:
        self._state.professional_attempts[attempt.state_digest] = attempt

    async def find_attempt(self, state_digest: bytes) -> ProfessionalAttempt | None:
        return self._state.professional_attempts.get(state_digest)

    async def mark_attempt_used(self, state_digest: bytes, now: datetime) -> None:
        attempts = self._state.professional_attempts
        attempts[state_digest] = replace(attempts[state_digest], used_at=now)

    async def add_session(self, session: ProfessionalSession, token_digest: bytes) -> None:
        self._state.professional_sessions[token_digest] = session

    async def find_session(self, token_digest: bytes) -> HeldProfessionalSession | None:
        session = self._state.professional_sessions.get(token_digest)
        body = await self.body_of(session.siret) if session is not None else None
        return HeldProfessionalSession(session, body) if session is not None and body is not None else None

    async def renew_session(self, session: ProfessionalSession) -> None:
        for digest, each in self._state.professional_sessions.items():
            if each.id == session.id:
                self._state.professional_sessions[digest] = session

    async def end_session(self, session_id: UUID) -> None:
        sessions = self._state.professional_sessions.items()
        self._state.professional_sessions = {digest: each for digest, each in sessions if each.id != session_id}

    async def end_sessions_of(self, professional_id: UUID) -> int:
        before = self._state.professional_sessions
        kept = {digest: each for digest, each in before.items() if each.professional_id != professional_id}
        self._state.professional_sessions = kept
        return len(before) - len(kept)

    async def add_consultation(self, consultation: Consultation) -> None:
        self._state.consultations[consultation.id] = consultation

    async def consultation(self, consultation_id: UUID) -> Consultation | None:
        return self._state.consultations.get(consultation_id)

    async def consultations(self, professional_id: UUID, since: datetime) -> Sequence[Consultation]:
        theirs = (one for one in self._state.consultations.values() if one.professional_id == professional_id)
        return sorted((one for one in theirs if one.opened_at > since), key=lambda one: one.opened_at)

    async def consultations_about(self, person_id: UUID) -> Sequence[Consultation]:
        return [each for each in self._state.consultations.values() if each.person_id == person_id]

    async def end_consultations_about(self, person_id: UUID, but: Collection[UUID]) -> None:
        for each in await self.consultations_about(person_id):
            if each.id not in but:
                self._state.consultations[each.id] = replace(each, expires_at=each.opened_at)

    async def end_of(self, siret: str, now: datetime) -> None:
        sessions = self._state.professional_sessions.items()
        self._state.professional_sessions = {digest: each for digest, each in sessions if each.siret != siret}
        self._state.professionals = {
            subject: (each_id, uid, theirs, min(until, now) if theirs == siret else until)
            for subject, (each_id, uid, theirs, until) in self._state.professionals.items()
        }

    async def known(self, professional_id: UUID) -> KnownProfessional | None:
        counts: dict[tuple[date, str], tuple[int, int]] = {}
        for each in self._state.consultations.values():
            if each.professional_id == professional_id:
                place = (today_in_france(each.opened_at), each.siret)
                opened, missed = counts.get(place, (0, 0))
                found = each.person_id is not None
                counts[place] = (opened + found, missed + (not found))
        days = [ConsultationDay(*place, *counted) for place, counted in counts.items()]
        days.sort(key=lambda day: (-day.day.toordinal(), day.siret))
        for each_id, uid, siret, until in self._state.professionals.values():
            if each_id == professional_id:
                return KnownProfessional(each_id, uid, siret, until, tuple(days))
        return None


class MemoryOperatorActs:
    def __init__(self, state: "State") -> None:
        self._state = state

    async def add(self, act: OperatorAct) -> None:
        self._state.acts.append(act)

    async def page(
        self, limit: int, after: OperatorAct | None = None, *, about: str | None = None, since: datetime | None = None
    ) -> Sequence[OperatorAct]:
        acts = sorted(self._state.acts, key=lambda act: (act.at, act.id))
        later = [act for act in acts if after is None or (act.at, act.id) > (after.at, after.id)]
        return [act for act in later if about in (None, act.about) and (since is None or act.at >= since)][:limit]
