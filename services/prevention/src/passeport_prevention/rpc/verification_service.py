"""VerificationService: employers verify what training bodies declared, and these read what came of it."""

from __future__ import annotations

from typing import Any

from passeport.prevention.v1 import training_pb2, verification_service_pb2, verification_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.rpc import parse, render
from passeport_prevention.rpc.callers import calling_partner
from passeport_prevention.rpc.training_types import Standing
from passeport_prevention.usecases.ports import OpenWork
from passeport_prevention.usecases.verify_trainings import (
    answer_verification,
    list_verifications,
    read_verification,
)

__all__ = ["VerificationServicer"]


class VerificationServicer(verification_service_pb2_grpc.VerificationServiceServicer):
    """Serves passeport.prevention.v1.VerificationService."""

    def __init__(self, open_work: OpenWork, clock: Clock, types: TrainingTypes) -> None:
        self._open_work = open_work
        self._clock = clock
        self._types = types

    async def ListVerifications(  # noqa: N802
        self, request: verification_service_pb2.ListVerificationsRequest, context: Any
    ) -> verification_service_pb2.ListVerificationsResponse:
        """Lists trainings to verify, or to answer for."""
        wanted = parse.verification_page(request)
        page = await list_verifications(
            self._open_work,
            self._clock,
            partner=calling_partner(),
            side=wanted.side,
            states=wanted.states,
            limit=wanted.limit,
            after=wanted.after,
        )
        return render.verifications(page, self._now())

    async def GetVerification(  # noqa: N802
        self, request: verification_service_pb2.GetVerificationRequest, context: Any
    ) -> training_pb2.Training:
        """Gets a training to verify."""
        training_id = parse.resource_id(request.training_id)
        found = await read_verification(
            self._open_work, self._clock, partner=calling_partner(), training_id=training_id
        )
        return render.training(found, self._now())

    async def AnswerVerification(  # noqa: N802
        self, request: verification_service_pb2.AnswerVerificationRequest, context: Any
    ) -> training_pb2.Training:
        """Confirms a training, asks for its correction, or contests it."""
        after = await answer_verification(
            self._open_work,
            self._clock,
            partner=calling_partner(),
            training_id=parse.resource_id(request.training_id),
            etag=request.etag,
            state=parse.answer_state(request),
            comment=request.comment,
        )
        return render.training(after, self._now())

    def _now(self) -> Standing:
        return Standing.now(self._types, self._clock)
