"""What the door asks of prevention: trainings of the holder, declarations of partners."""

from __future__ import annotations

import grpc.aio

from passeport.common.v1.access_pb2 import ListAccessesRequest, ListAccessesResponse
from passeport.prevention.v1 import training_service_pb2 as service
from passeport.prevention.v1.training_pb2 import Training
from passeport.prevention.v1.training_service_pb2_grpc import DeclarationServiceStub, TrainingServiceStub
from passeport_gateway.clients.calls import answer

__all__ = ["PreventionClient"]

_NAME = "prevention"


class PreventionClient:
    """Prevention, over one channel."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._trainings = TrainingServiceStub(channel)
        self._declarations = DeclarationServiceStub(channel)

    async def trainings(
        self, page_size: int, page_token: str, *, within: float | None = None
    ) -> service.ListTrainingsResponse:
        """A page of the holder's trainings."""
        request = service.ListTrainingsRequest(page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._trainings.ListTrainings(request, timeout=within))

    async def create_training(self, training: Training, request_id: str) -> Training:
        """Adds a training that the holder declares."""
        request = service.CreateTrainingRequest(training=training, request_id=request_id)
        return await answer(_NAME, self._trainings.CreateTraining(request))

    async def declare(self, request: service.DeclareTrainingRequest) -> service.DeclareTrainingResponse:
        """Declares a training for a partner."""
        return await answer(_NAME, self._declarations.DeclareTraining(request))

    async def accesses(self, page_size: int, page_token: str) -> ListAccessesResponse:
        """Who read or wrote the holder's trainings."""
        request = ListAccessesRequest(page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._trainings.ListAccesses(request))
