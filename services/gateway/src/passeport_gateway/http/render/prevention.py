"""Trainings of the passeport de prévention."""

from __future__ import annotations

from typing import Any

from passeport.prevention.v1.consent_service_pb2 import Consent, ConsentScope, ReadWorkerResponse
from passeport.prevention.v1.duty_service_pb2 import DutyKind, ListDutiesResponse
from passeport.prevention.v1.training_pb2 import (
    Arrival,
    Declarant,
    Particulars,
    Proof,
    Training,
    Verification,
    VerificationState,
)
from passeport.prevention.v1.training_service_pb2 import DeclareTrainingResponse, ListTrainingsResponse
from passeport.prevention.v1.verification_service_pb2 import ListVerificationsResponse, VerificationSide
from passeport_gateway.http.render.training_types import validity_json
from passeport_gateway.http.render.values import enum_names, moment, partial_date

__all__ = [
    "DECLARANT_NUMBERS",
    "PROOF_NUMBERS",
    "SCOPE_NUMBERS",
    "SIDE_NUMBERS",
    "STATE_NUMBERS",
    "consent_json",
    "declaration_json",
    "duties_json",
    "prevention_json",
    "training_json",
    "training_page",
]

_DECLARANTS = enum_names(Declarant.DESCRIPTOR)
_PROOFS = enum_names(Proof.DESCRIPTOR)
_STATES = enum_names(VerificationState.DESCRIPTOR)
_KINDS = enum_names(DutyKind.DESCRIPTOR)
_SCOPES = enum_names(ConsentScope.DESCRIPTOR)
_SIDES = enum_names(VerificationSide.DESCRIPTOR)
DECLARANT_NUMBERS = {name: number for number, name in _DECLARANTS.items()}
PROOF_NUMBERS = {name: number for number, name in _PROOFS.items()}
STATE_NUMBERS = {name: number for number, name in _STATES.items()}
SCOPE_NUMBERS = {name: number for number, name in _SCOPES.items()}
SIDE_NUMBERS = {name: number for number, name in _SIDES.items()}


def training_json(training: Training) -> dict[str, Any]:
    """One training, with what else was told of it."""
    return _said_json(training) | {"declared_too": list(map(_said_json, training.declared_too))}


def _said_json(training: Training) -> dict[str, Any]:
    has = training.HasField
    return {
        "id": training.id,
        "title": training.title,
        "declarant": _DECLARANTS[training.declarant],
        "declarant_name": training.declarant_name or None,
        "declarant_siret": training.declarant_siret or None,
        "proof": _PROOFS[training.proof],
        "start_date": partial_date(training.start_date) if has("start_date") else None,
        "end_date": partial_date(training.end_date) if has("end_date") else None,
        "validity_start_date": partial_date(training.validity_start_date) if has("validity_start_date") else None,
        "validity_end_date": partial_date(training.validity_end_date) if has("validity_end_date") else None,
        "training_body": training.training_body or None,
        "training_type": training.training_type or None,
        "refresher": training.refresher if has("refresher") else None,
        "validity": validity_json(training.validity) if has("validity") else None,
        "create_time": moment(training.create_time),
        "due_date": partial_date(training.due_date) if has("due_date") else None,
        "late": training.late,
        "declaration_id": training.declaration_id or None,
        "reference": training.reference or None,
        "particulars": _particulars_json(training.particulars) if has("particulars") else None,
        "version": training.version,
        "update_time": moment(training.update_time),
        "change_reason": training.change_reason or None,
        "withdrawn": training.withdrawn,
        "verification": _verification_json(training.verification) if has("verification") else None,
        "etag": training.etag,
        "arrival": _arrival_json(training.arrival) if has("arrival") else None,
    }


def _arrival_json(came: Arrival) -> dict[str, Any]:
    return {
        "record_id": came.entry_id,
        "certification_code": came.certification_code or None,
        "source_label": came.source_label,
        "siret": came.siret or None,
        "funder": came.funder or None,
        "contested": came.contested,
    }


def _verification_json(said: Verification) -> dict[str, Any]:
    return {
        "state": _STATES[said.state],
        "due_date": partial_date(said.due_date),
        "employer_siret": said.employer_siret,
        "comment": said.comment or None,
        "update_time": moment(said.update_time) if said.HasField("update_time") else None,
        "etag": said.etag,
    }


def _particulars_json(told: Particulars) -> dict[str, Any]:
    return {
        "mode": told.mode or None,
        "skills": list(told.skills),
        "trainer": told.trainer or None,
        "certification": told.certification or None,
        "formacodes": list(told.formacodes),
        "specialities": list(told.specialities),
        "employer_siret": told.employer_siret or None,
        "employer_reference": told.employer_reference or None,
        "category": told.category or None,
        "justificatif": {
            field.name: getattr(told.justificatif, field.name) or None for field in told.justificatif.DESCRIPTOR.fields
        }
        if told.HasField("justificatif")
        else None,
    }


def declaration_json(declared: DeclareTrainingResponse) -> dict[str, Any]:
    """What a partner learns of his declaration."""
    return {
        "training_id": declared.training_id,
        "already_declared": declared.already_declared,
        "due_date": partial_date(declared.due_date) if declared.HasField("due_date") else None,
        "late": declared.late,
    }


def duties_json(found: ListDutiesResponse) -> dict[str, Any]:
    """What a partner has still to do."""
    return {
        "duties": [
            {
                "kind": _KINDS[duty.kind],
                "since_date": partial_date(duty.since_date),
                "until_date": partial_date(duty.until_date),
                "due_date": partial_date(duty.due_date),
                "categories": [
                    {"number": one.number, "label": one.label, "examples": list(one.examples)}
                    for one in duty.categories
                ],
                "awaiting": duty.awaiting,
                "euros": duty.euros or None,
                "source": duty.source,
            }
            for duty in found.duties
        ],
        "exclusions": [{"code": one.code, "label": one.label, "source": one.source} for one in found.exclusions],
    }


def consent_json(consent: Consent) -> dict[str, Any]:
    """What the holder said of an employer."""
    has = consent.HasField
    return {
        "employer_siret": consent.employer_siret,
        "scope": _SCOPES[consent.scope],
        "training_ids": list(consent.training_ids),
        "categories": list(consent.categories),
        "end_date": partial_date(consent.end_date) if has("end_date") else None,
        "grant_time": moment(consent.grant_time),
        "withdraw_time": moment(consent.withdraw_time) if has("withdraw_time") else None,
        "active": consent.active,
    }


def training_page(page: ListTrainingsResponse | ListVerificationsResponse | ReadWorkerResponse) -> dict[str, Any]:
    """A page of trainings."""
    return {
        "items": [training_json(training) for training in page.trainings],
        "next_cursor": page.next_page_token or None,
    }


def prevention_json(page: ListTrainingsResponse) -> dict[str, Any]:
    """The passeport de prévention."""
    return {"trainings": training_page(page)}
