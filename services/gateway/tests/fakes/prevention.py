"""Prevention: trainings by person, declarations by partner key."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from google.type import date_pb2

from fakes.identity import page_of
from fakes.refusals import refusal
from passeport.common.v1.access_pb2 import Access, ListAccessesRequest, ListAccessesResponse
from passeport.prevention.v1 import training_pb2, training_service_pb2
from passeport.prevention.v1.training_pb2 import Training
from passeport.prevention.v1.training_service_pb2_grpc import DeclarationServiceServicer, TrainingServiceServicer
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import current_caller

__all__ = ["FakePrevention"]

DOMAIN = "prevention.passeport"


@dataclass(slots=True)
class FakePrevention(TrainingServiceServicer, DeclarationServiceServicer):
    trainings: dict[str, list[Training]] = field(default_factory=dict)
    accesses: dict[str, list[Access]] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)

    # TrainingService

    async def ListTrainings(self, request: Any, context: Any) -> Any:
        return training_service_pb2.ListTrainingsResponse(trainings=self.trainings.get(current_caller().subject, []))

    async def CreateTraining(self, request: Any, context: Any) -> Training:
        training = Training()
        training.CopyFrom(request.training)
        if training.HasField("end_date") and training.end_date.year < 1900:
            fault = FieldViolation("training.end_date", "is before 1900", "TOO_EARLY")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        training.id, training.declarant = str(new_id()), training_pb2.DECLARANT_HOLDER
        training.create_time.FromSeconds(1_795_000_000)
        self.trainings.setdefault(current_caller().subject, []).append(training)
        return training

    async def ListAccesses(self, request: ListAccessesRequest, context: Any) -> ListAccessesResponse:
        return page_of(self.accesses.get(current_caller().subject, []), request)

    # DeclarationService

    async def DeclareTraining(self, request: Any, context: Any) -> Any:
        if request.birth_name == "INCONNU":
            raise refusal(Kind.NOT_FOUND, "WORKER_NOT_FOUND", DOMAIN)
        if len(request.nir) != 13:
            fault = FieldViolation("nir", f"has {len(request.nir)} characters instead of 13", "NIR_LENGTH")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        known = request.partner_key in self.declared
        training_id = self.declared.setdefault(request.partner_key, str(new_id()))
        return training_service_pb2.DeclareTrainingResponse(
            training_id=training_id,
            already_declared=known,
            due_date=date_pb2.Date(year=2026, month=9, day=30),
            late=True,
        )
