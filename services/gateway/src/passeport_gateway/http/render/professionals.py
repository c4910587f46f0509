"""Sessions and consultations of professionals."""

from __future__ import annotations

from typing import Any

from passeport.identity.v1.account_service_pb2 import SEX_FEMALE, SEX_MALE
from passeport.identity.v1.consultation_service_pb2 import Consultation, ConsultedPerson
from passeport.identity.v1.professional_service_pb2 import ProfessionalSession
from passeport.records.v1.consultation_service_pb2 import ListConsultedEntriesResponse
from passeport_gateway.errors import FieldInvalid, FieldViolation
from passeport_gateway.http.render.entries import entry_json
from passeport_gateway.http.render.values import moment, read_date
from passeport_gateway.http.schemas.professionals import ConsultedPersonAsked

__all__ = ["consultation_json", "consulted_page", "consulted_person", "professional_session_json"]

_SEXES = {"female": SEX_FEMALE, "male": SEX_MALE}


def professional_session_json(session: ProfessionalSession) -> dict[str, Any]:
    """The session of a professional."""
    return {
        "given_names": session.given_names,
        "usual_name": session.usual_name,
        "organisation": session.organisation,
        "siret": session.siret,
        "role": session.role,
        "purposes": [{"code": purpose.code, "label": purpose.label} for purpose in session.purposes],
        "idle_expire_time": moment(session.idle_expire_time),
        "expire_time": moment(session.expire_time),
        "csrf_token": session.csrf_token,
    }


def consultation_json(consultation: Consultation) -> dict[str, Any]:
    """A consultation."""
    return {
        "id": consultation.id,
        "purpose": consultation.purpose,
        "purpose_label": consultation.purpose_label,
        "expire_time": moment(consultation.expire_time),
        "passport_url": f"/professionals/v1/consultations/{consultation.id}/passport",
    }


def consulted_person(asked: ConsultedPersonAsked) -> ConsultedPerson:
    """The person that a professional names. Raises FieldInvalid on a date that is none."""
    person = ConsultedPerson(
        birth_name=asked.birth_name,
        nir=asked.nir or "",
        given_names=asked.given_names or (),
        birth_place=asked.birth_place or "",
        birth_country=asked.birth_country or "",
    )
    if asked.sex is not None:
        person.sex = _SEXES[asked.sex]
    if asked.birth_date is not None:
        try:
            read_date(asked.birth_date, person.birth_date)
        except ValueError:
            fault = FieldViolation("person.birth_date", "is not a date of the calendar", "DATE")
            raise FieldInvalid(violations=[fault]) from None
    return person


def consulted_page(page: ListConsultedEntriesResponse) -> dict[str, Any]:
    """A page of what a professional reads."""
    return {"items": [entry_json(entry) for entry in page.entries], "next_cursor": page.next_page_token or None}
