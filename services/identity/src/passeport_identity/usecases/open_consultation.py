"""Opens a consultation: a professional says whose passport he will read, and why; the person will read that he did."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from passeport_chassis.access import Access
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import new_id
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.consultation import Consultation, ConsultationLimit
from passeport_identity.domain.names import name_key
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.professional import HeldProfessionalSession
from passeport_identity.domain.purpose import Purpose, purpose_of
from passeport_identity.errors import ConsultedPersonUnknown, FieldInvalid
from passeport_identity.usecases.get_professional_session import GetProfessionalSession
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
    """Only somebody named exactly is found: by NIR and birth name, or by every part of the civil identity."""

    open_work: OpenWork
    get_session: GetProfessionalSession
    vault: NirVault
    clock: Clock
    limit: ConsultationLimit

    async def __call__(
        self, session_token: str, csrf_token: str, purpose: str, person: ConsultedByNir | CivilIdentity
    ) -> OpenedConsultation:
        """Opens. Raises ProfessionalSessionInvalid, CsrfInvalid, FieldInvalid for a purpose that is no mission of the
        body, ConsultationsExhausted, ConsultedPersonUnknown.
        """
        held = await self.get_session(session_token, csrf_token=csrf_token)
        stated = self.stated_purpose(held, purpose)
        now, professional_id = self.clock(), held.session.professional_id
        async with self.open_work() as work:
            # One after the other, so that none slips by while another is counted.
            await work.take_turns(f"professional {professional_id}")
            lately = await work.professionals.consultations(professional_id, self.limit.since(now))
            self.limit.check(lately, now)
            person_id = await self._person(work, person)
            consultation = Consultation(
                new_id(), professional_id, person_id, stated.code, now, now + self.limit.lifetime
            )
            await work.professionals.add_consultation(consultation)
            if person_id is not None:
                await work.accesses.record(_opened(consultation, person_id, held, stated))
            await work.commit()
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

    async def _person(self, work: UnitOfWork, person: ConsultedByNir | CivilIdentity) -> UUID | None:
        if isinstance(person, CivilIdentity):
            same = await registered_as(work, person)
            return same[0].id if len(same) == 1 else None
        found = await work.persons.find_by_nir(self.vault.indexes(person.nir))
        key = name_key(person.birth_name)
        return found.id if found is not None and key and found.identity.birth_name_key == key else None


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
