"""Bodies that passed their model as messages of the contracts."""

from __future__ import annotations

from typing import Any

from google.protobuf.message import Message

from passeport.prevention.v1.training_pb2 import Training
from passeport.records.v1.entry_pb2 import DrivingLicenceDetails, Entry
from passeport_gateway.domain.field_faults import WHOLE_BODY, Place, pointer_to
from passeport_gateway.errors import FieldInvalid, FieldViolation
from passeport_gateway.http.render.entries import KIND_NUMBERS
from passeport_gateway.http.render.prevention import PROOF_NUMBERS
from passeport_gateway.http.render.values import read_date
from passeport_gateway.http.schemas.entries import EntryDraft, EntryPatch
from passeport_gateway.http.schemas.entry_details import DrivingLicenceAsked
from passeport_gateway.http.schemas.prevention import Declaration, Particulars, TrainingCorrection, TrainingDraft
from passeport_gateway.http.schemas.shapes import Asked

__all__ = ["details_place", "entry_message", "training_message", "update_paths"]

_DETAILS = ("employment", "award", "language", "training", "driving_licence", "skill", "engagement")
_ENTRY_DATES = ("start_date", "end_date")
_TRAINING_DATES = (*_ENTRY_DATES, "validity_start_date", "validity_end_date")


def _copy(asked: Asked, message: Message) -> None:
    """Copies the fields that are given and not null; a nested model is there even when it is empty."""
    for name, field in type(asked).model_fields.items():
        value: Any = getattr(asked, name)
        if isinstance(value, list):
            getattr(message, field.alias or name).extend(value)
        elif value is not None:
            setattr(message, field.alias or name, value)


def _copy_dates(asked: Asked, message: Message, names: tuple[str, ...], where: str = "") -> None:
    faults = []
    for name in names:
        text: str | None = getattr(asked, name)
        if text is None:
            continue
        try:
            read_date(text, getattr(message, name))
        except ValueError:
            faults.append(FieldViolation(f"{where}{name}", "is not a date of the calendar", "DATE"))
    if faults:
        raise FieldInvalid(violations=faults)


def _given_details(asked: EntryDraft | EntryPatch) -> list[str]:
    return [name for name in _DETAILS if getattr(asked, name) is not None]


def details_place(asked: EntryDraft | EntryPatch) -> Place:
    """Where the details stand that the contract knows under one name for all kinds."""
    given = _given_details(asked)
    return pointer_to(given[0]) if given else WHOLE_BODY


def entry_message(asked: EntryDraft | EntryPatch) -> Entry:
    """An entry as the holder declares it. Raises FieldInvalid."""
    entry = Entry(title=asked.title or "", description=asked.description or "")
    if isinstance(asked, EntryDraft):
        entry.kind = KIND_NUMBERS[asked.kind]  # type: ignore[assignment]
    if asked.organisation is not None:
        entry.organisation.SetInParent()
        _copy(asked.organisation, entry.organisation)
    _copy_dates(asked, entry, _ENTRY_DATES)
    given = _given_details(asked)
    if len(given) > 1:
        # The contract has room for one, and would drop the others without a word.
        raise FieldInvalid(
            violations=[FieldViolation(name, f"cannot go with {given[0]}", "DETAILS_OF_KIND") for name in given[1:]]
        )
    for name in given:
        getattr(entry, name).SetInParent()
        if name == "driving_licence":
            _copy_categories(asked.driving_licence, entry.driving_licence)
        else:
            _copy(getattr(asked, name), getattr(entry, name))
    return entry


def _copy_categories(asked: DrivingLicenceAsked | None, licence: DrivingLicenceDetails) -> None:
    for number, one in enumerate((asked and asked.categories) or ()):
        message = licence.categories.add(category=one.category)
        _copy_dates(one, message, _ENTRY_DATES, f"driving_licence.categories[{number}].")


def update_paths(patch: EntryPatch) -> list[str]:
    """The fields that a patch changes. Raises FieldInvalid when there are none."""
    paths = sorted(patch.model_fields_set)
    if not paths:
        raise FieldInvalid(violations=[FieldViolation("", "", "EMPTY")])
    return paths


def training_message(asked: TrainingDraft | Declaration | TrainingCorrection) -> Training:
    """A training as it is declared. Raises FieldInvalid."""
    training = Training(title=asked.title, proof=PROOF_NUMBERS[asked.proof])  # type: ignore[arg-type]
    training.training_type = asked.training_type or ""
    if asked.refresher is not None:
        training.refresher = asked.refresher
    if isinstance(asked, TrainingDraft) and asked.training_body is not None:
        training.training_body = asked.training_body
    if not isinstance(asked, TrainingDraft):
        training.reference = asked.reference or ""
        if isinstance(asked, Declaration):
            training.declaration_id = asked.declaration_id or ""
        if asked.particulars is not None:
            _copy_particulars(asked.particulars, training)
    _copy_dates(asked, training, _TRAINING_DATES)
    return training


def _copy_particulars(asked: Particulars, training: Training) -> None:
    training.particulars.SetInParent()
    _copy(asked.model_copy(update={"justificatif": None}), training.particulars)
    if asked.justificatif is not None:
        training.particulars.justificatif.SetInParent()
        _copy(asked.justificatif, training.particulars.justificatif)
