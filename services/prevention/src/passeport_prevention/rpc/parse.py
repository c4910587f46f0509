"""From messages of the contract to values of the domain; what cannot be read is told field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from passeport.common.v1 import access_pb2
from passeport.prevention.v1 import consent_service_pb2, training_pb2, training_service_pb2, verification_service_pb2
from passeport_chassis.access import AccessPosition
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import PageTokens, page_size, read_date
from passeport_prevention.domain.particulars import Justificatif, Particulars
from passeport_prevention.domain.training import Content, Declarant, Position, Proof
from passeport_prevention.domain.validity import ValidityState
from passeport_prevention.domain.verification import VerificationState
from passeport_prevention.domain.worker import Worker
from passeport_prevention.errors import FieldInvalid, TrainingNotFound
from passeport_prevention.usecases.change_declaration import Correction
from passeport_prevention.usecases.declare_training import Declaration
from passeport_prevention.usecases.verify_trainings import Side

__all__ = [
    "ACCESS_PAGES",
    "DECLARANTS",
    "TRAINING_PAGES",
    "VERIFICATION_PAGES",
    "WantedVerifications",
    "access_page",
    "answer_state",
    "correction",
    "declarant",
    "declaration",
    "named_worker",
    "resource_id",
    "training_content",
    "training_page",
    "validity_states",
    "verification_page",
]

TRAINING_PAGES = PageTokens("prevention.trainings")
ACCESS_PAGES = PageTokens("prevention.accesses")
VERIFICATION_PAGES = PageTokens("prevention.verifications")

_PROOFS = {
    training_pb2.PROOF_ATTESTATION: Proof.ATTESTATION,
    training_pb2.PROOF_JUSTIFICATIF: Proof.JUSTIFICATIF,
}
_SIDES = {verification_service_pb2.VerificationSide.Value(f"VERIFICATION_SIDE_{each.name}"): each for each in Side}
_STATES = {training_pb2.VerificationState.Value(f"VERIFICATION_STATE_{each.name}"): each for each in VerificationState}
_VALIDITIES = {training_pb2.ValidityState.Value(f"VALIDITY_STATE_{each.name}"): each for each in ValidityState}
DECLARANTS = {
    training_pb2.Declarant.Value(f"DECLARANT_{each.name}"): each
    for each in Declarant
    if each is not Declarant.AUTOMATIC
}


def training_content(message: training_pb2.Training) -> Content:
    """Reads what a request says of a training. Raises FieldInvalid."""
    violations: list[FieldViolation] = []
    dates: dict[str, PartialDate | None] = {}
    for field in ("start_date", "end_date", "validity_start_date", "validity_end_date"):
        dates[field] = None
        if message.HasField(field):
            try:
                dates[field] = read_date(getattr(message, field))
            except ValueError as error:
                violations.append(FieldViolation(f"training.{field}", f"is not a date: {error}", "DATE"))
    proof = _PROOFS.get(message.proof)
    if proof is None:
        violations.append(FieldViolation("training.proof", "is not a proof that this version knows", "UNKNOWN_VALUE"))
    if violations or proof is None:
        raise FieldInvalid(violations)
    return Content(
        title=message.title,
        proof=proof,
        start=dates["start_date"],
        end=dates["end_date"],
        validity_start=dates["validity_start_date"],
        validity_end=dates["validity_end_date"],
        training_body=message.training_body,
        type_name=message.training_type,
        refresher=message.refresher if message.HasField("refresher") else None,
    )


def declarant(number: int) -> Declarant:
    """In which capacity somebody acts. Raises FieldInvalid."""
    found = DECLARANTS.get(number)
    if found is None:
        raise FieldInvalid([FieldViolation("declarant", "is not one that this version knows", "UNKNOWN_VALUE")])
    return found


def declaration(request: training_service_pb2.DeclareTrainingRequest) -> Declaration:
    """Reads a partner's declaration. Raises FieldInvalid."""
    return Declaration(
        partner_key=request.partner_key,
        declarant=declarant(request.declarant),
        worker=named_worker(request.nir, request.birth_name),
        content=training_content(request.training),
        declaration=request.training.declaration_id.strip(),
        reference=request.training.reference.strip(),
        particulars=_particulars(request.training),
    )


def correction(message: training_pb2.Training) -> Correction:
    """Reads what a training should have said. Raises FieldInvalid."""
    return Correction(training_content(message), message.reference.strip(), _particulars(message))


def resource_id(text: str) -> UUID:
    """The identifier of a training; one that is none is nobody's. Raises TrainingNotFound."""
    if (found := parse_id(text)) is None:
        raise TrainingNotFound
    return found


def _particulars(message: training_pb2.Training) -> Particulars | None:
    if not message.HasField("particulars"):
        return None
    said = message.particulars
    return Particulars(
        mode=said.mode.strip(),
        skills=_codes(said.skills),
        trainer=said.trainer.strip(),
        certification=said.certification.strip(),
        fields=_codes(said.formacodes),
        specialities=_codes(said.specialities),
        employer_siret=said.employer_siret.strip(),
        employer_reference=said.employer_reference.strip(),
        category=said.category,
        justificatif=_justificatif(said.justificatif) if said.HasField("justificatif") else None,
    )


def _justificatif(said: training_pb2.Justificatif) -> Justificatif:
    return Justificatif(**{each.name: getattr(said, each.name).strip() for each in said.DESCRIPTOR.fields})


def _codes(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(code.strip() for code in said)


def named_worker(nir: str, birth_name: str) -> Worker:
    """The worker whom a partner names."""
    return Worker.named(nir, birth_name)


def training_page(
    request: training_service_pb2.ListTrainingsRequest | consent_service_pb2.ReadWorkerRequest,
) -> tuple[int, Position | None]:
    """Reads how many trainings are wanted, and from where. Raises FieldInvalid."""
    limit = page_size(request.page_size, default=100, most=300)
    parts = TRAINING_PAGES.read(request.page_token, 2)
    if parts is None:
        return limit, None
    try:
        return limit, Position(PartialDate.parse(parts[0]), UUID(parts[1]))
    except ValueError:
        raise TRAINING_PAGES.refusal() from None


def validity_states(
    request: training_service_pb2.ListTrainingsRequest | consent_service_pb2.ReadWorkerRequest,
) -> Collection[ValidityState]:
    """Reads in which states trainings are wanted; in all if it names none. Raises FieldInvalid."""
    states = {_VALIDITIES.get(state) for state in request.validity_states}
    if None in states:
        unknown = FieldViolation("validity_states", "holds one that this version does not know", "UNKNOWN_VALUE")
        raise FieldInvalid([unknown])
    return {state for state in states if state is not None}


@dataclass(frozen=True, slots=True)
class WantedVerifications:
    """Which trainings to verify are wanted, how many, and from where."""

    side: Side
    states: Collection[VerificationState]
    limit: int
    after: UUID | None


def verification_page(request: verification_service_pb2.ListVerificationsRequest) -> WantedVerifications:
    """Reads which trainings to verify are wanted. Raises FieldInvalid."""
    side = _SIDES.get(request.side)
    if side is None:
        raise FieldInvalid([FieldViolation("side", "is not one that this version knows", "UNKNOWN_VALUE")])
    states = {_STATES.get(state) for state in request.states}
    if None in states:
        raise FieldInvalid([FieldViolation("states", "holds one that this version does not know", "UNKNOWN_VALUE")])
    limit = page_size(request.page_size, default=50, most=200)
    parts = VERIFICATION_PAGES.read(request.page_token, 1)
    after = None if parts is None else parse_id(parts[0])
    if parts is not None and after is None:
        raise VERIFICATION_PAGES.refusal()
    return WantedVerifications(side, {state for state in states if state is not None}, limit, after)


def answer_state(request: verification_service_pb2.AnswerVerificationRequest) -> VerificationState:
    """Reads what an employer says. Raises FieldInvalid."""
    state = _STATES.get(request.state)
    if state is None:
        raise FieldInvalid([FieldViolation("state", "is not one that this version knows", "UNKNOWN_VALUE")])
    return state


def access_page(request: access_pb2.ListAccessesRequest) -> tuple[int, AccessPosition | None]:
    """Reads how many accesses are wanted, and from where. Raises FieldInvalid."""
    limit = page_size(request.page_size, default=50, most=200)
    position = ACCESS_PAGES.read_moment(request.page_token)
    return limit, None if position is None else AccessPosition(*position)
