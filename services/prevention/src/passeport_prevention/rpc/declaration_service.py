"""DeclarationService: training bodies and employers declare the trainings of workers."""

from __future__ import annotations

from typing import Any

from passeport.prevention.v1 import training_pb2, training_service_pb2, training_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.regulation.table import Regulation
from passeport_prevention.rpc import parse, render
from passeport_prevention.rpc.callers import calling_partner
from passeport_prevention.rpc.days import write_day
from passeport_prevention.rpc.training_types import Standing
from passeport_prevention.usecases.change_declaration import (
    correct_training,
    read_declared,
    withdraw_declaration,
    withdraw_training,
)
from passeport_prevention.usecases.declare_training import declare_training
from passeport_prevention.usecases.ports import OpenWork, Workers

__all__ = ["DeclarationServicer"]


class DeclarationServicer(training_service_pb2_grpc.DeclarationServiceServicer):
    """Serves passeport.prevention.v1.DeclarationService."""

    def __init__(
        self, open_work: OpenWork, clock: Clock, workers: Workers, regulation: Regulation, types: TrainingTypes
    ) -> None:
        self._open_work = open_work
        self._clock = clock
        self._workers = workers
        self._regulation = regulation
        self._types = types

    async def DeclareTraining(  # noqa: N802
        self, request: training_service_pb2.DeclareTrainingRequest, context: Any
    ) -> training_service_pb2.DeclareTrainingResponse:
        """Declares a training of one worker."""
        declared = await declare_training(
            self._open_work,
            self._clock,
            self._workers,
            self._regulation,
            self._types,
            partner=calling_partner(),
            declaration=parse.declaration(request),
        )
        return training_service_pb2.DeclareTrainingResponse(
            training_id=str(declared.training_id),
            already_declared=declared.already,
            due_date=write_day(declared.due_on),
            late=declared.late,
        )

    async def GetDeclaredTraining(  # noqa: N802
        self, request: training_service_pb2.GetDeclaredTrainingRequest, context: Any
    ) -> training_pb2.Training:
        """Gets a training that the partner declared."""
        training_id = parse.resource_id(request.training_id)
        found = await read_declared(self._open_work, self._clock, partner=calling_partner(), training_id=training_id)
        return render.training(found, self._now())

    async def CorrectTraining(  # noqa: N802
        self, request: training_service_pb2.CorrectTrainingRequest, context: Any
    ) -> training_pb2.Training:
        """Declares a training anew."""
        after = await correct_training(
            self._open_work,
            self._clock,
            self._regulation,
            self._types,
            partner=calling_partner(),
            training_id=parse.resource_id(request.training_id),
            etag=request.etag,
            correction=parse.correction(request.training),
            reason=request.reason,
        )
        return render.training(after, self._now())

    async def WithdrawTraining(  # noqa: N802
        self, request: training_service_pb2.WithdrawTrainingRequest, context: Any
    ) -> training_pb2.Training:
        """Takes a training back."""
        after = await withdraw_training(
            self._open_work,
            self._clock,
            partner=calling_partner(),
            training_id=parse.resource_id(request.training_id),
            etag=request.etag,
            reason=request.reason,
        )
        return render.training(after, self._now())

    async def WithdrawDeclaration(  # noqa: N802
        self, request: training_service_pb2.WithdrawDeclarationRequest, context: Any
    ) -> training_service_pb2.WithdrawDeclarationResponse:
        """Takes a whole declaration back."""
        count = await withdraw_declaration(
            self._open_work,
            self._clock,
            partner=calling_partner(),
            declaration=request.declaration_id,
            expected=request.expected_count,
            reason=request.reason,
        )
        return training_service_pb2.WithdrawDeclarationResponse(withdrawn=count)

    def _now(self) -> Standing:
        return Standing.now(self._types, self._clock)
