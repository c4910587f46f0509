"""Opens a consultation: a professional says whose passport he will read, and why; the person will read that he did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from passeport_chassis.access import Access
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import new_id
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.consultation import Consultation, ConsultationLimit, Outcome
from passeport_identity.domain.names import name_key
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.professional import HeldProfessionalSession
from passeport_identity.domain.purpose import Purpose, purpose_of
from passeport_identity.errors import ConsultationsExhausted, ConsultedPersonUnknown, FieldInvalid
from passeport_identity.usecases.get_professional_session import GetProfessionalSession
from passeport_identity.usecases.in_turn import in_turn
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.recognise import registered_as

__all__ = ["ConsultedByNir", "OpenConsultation", "OpenedConsultation"]


@dataclass(frozen=True, slots=True)
class ConsultedByNir:
    """A person by NIR, with the birth name as a control."""

    nir: Nir = field(repr=False)
    birth_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedConsultation:
    """A consultation with its purpose in words."""

    consultation: Consultation
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class OpenConsultation:
    """Only somebody named exactly is found: by NIR and birth name, or by every part of the civil identity.

    Who is reported dead is found by nobody: there is nobody left to guide, and that he died would be told. Of each
    attempt `noted` hears what came of it.
    """

    open_work: OpenWork
    get_session: GetProfessionalSession
    vault: NirVault
    clock: Clock
    limit: ConsultationLimit
    noted: Callable[[Outcome, UUID, str], None] = lambda outcome, professional_id, siret: None

    async def __call__(
        self, session_token: str, csrf_token: str, purpose: str, person: ConsultedByNir | CivilIdentity
    ) -> OpenedConsultation:
        """Opens. Raises ProfessionalSessionInvalid, CsrfInvalid, FieldInvalid for a purpose that is no mission of the
        body, ConsultationsExhausted, ConsultedPersonUnknown.
        """
        held = await self.get_session(session_token, csrf_token=csrf_token)
        stated = self.stated_purpose(held, purpose)
        professional_id, siret = held.session.professional_id, held.session.siret

        async def find(work: UnitOfWork) -> tuple[Outcome, UUID | None]:
            # One after the other, so that none slips by while another is counted.
            await work.take_turns(f"professional {professional_id}")
            now = self.clock()
            lately = await work.professionals.consultations(professional_id, self.limit.since(now))
            try:
                self.limit.check(lately, now)
            except ConsultationsExhausted:
                self.noted(Outcome.EXHAUSTED, professional_id, siret)
                raise
            return await self._person(work, person)

        # In the turn of the person: a split ends what was opened before, and misses nothing that is about to be.
        async with in_turn(self.open_work, find, lambda found: {found[1]} if found[1] is not None else set()) as (
            work,
            (outcome, person_id),
        ):
            now = self.clock()
            consultation = Consultation(
                new_id(), professional_id, person_id, stated.code, now, now + self.limit.lifetime, siret
            )
            await work.professionals.add_consultation(consultation)
            if person_id is not None:
                await work.accesses.record(_opened(consultation, person_id, held, stated))
            await work.commit()
        self.noted(outcome, professional_id, siret)
        if person_id is None:
            raise ConsultedPersonUnknown
        return OpenedConsultation(consultation, stated)

    @staticmethod
    def stated_purpose(held: HeldProfessionalSession, code: str) -> Purpose:
        """The purpose of a code, if it is a mission of the professional's body. Raises FieldInvalid."""
        try:
            if held.body.role is None:
                raise ValueError("is no mission of this organisation")
            return purpose_of(code, held.body.role)
        except ValueError as error:
            raise FieldInvalid([FieldViolation("purpose", str(error), "MISSION")]) from None

    async def _person(self, work: UnitOfWork, person: ConsultedByNir | CivilIdentity) -> tuple[Outcome, UUID | None]:
        outcome, found = await (
            self._by_identity(work, person) if isinstance(person, CivilIdentity) else self._by_nir(work, person)
        )
        if found is not None and await work.deaths.of(found) is not None:
            return Outcome.DECEASED, None
        return outcome, found

    @staticmethod
    async def _by_identity(work: UnitOfWork, identity: CivilIdentity) -> tuple[Outcome, UUID | None]:
        same = await registered_as(work, identity)
        if len(same) == 1:
            return Outcome.OPENED, same[0].id
        return (Outcome.SEVERAL if same else Outcome.UNKNOWN), None

    async def _by_nir(self, work: UnitOfWork, person: ConsultedByNir) -> tuple[Outcome, UUID | None]:
        indexes = self.vault.indexes(person.nir)
        found = await work.persons.find_by_nir(indexes)
        if found is None:
            return Outcome.UNKNOWN, None
        key = name_key(person.birth_name)
        if key and found.identity.birth_name_key == key:
            return Outcome.OPENED, found.id
        # By a number of before he is found with the birth name of then, too: letters of then have both.
        former = await work.former_numbers.by_nir([index.value for index in indexes])
        if key and any(each.person_id == found.id and each.birth_name_key_then == key for each in former.values()):
            return Outcome.OPENED, found.id
        return Outcome.OTHER_NAME, None


def _opened(consultation: Consultation, person_id: UUID, held: HeldProfessionalSession, purpose: Purpose) -> Access:
    return Access(
        person_id,
        consultation.opened_at,
        "professional",
        str(consultation.professional_id),
        "identity.consultation.opened",
        purpose.in_words,
        held.body.organisation,
        str(consultation.id),
    )
