"""TrainingService: the holder and his own trainings."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from passeport.common.v1 import access_pb2
from passeport.prevention.v1 import training_pb2, training_service_pb2, training_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.rpc import parse, render
from passeport_prevention.rpc.callers import calling_holder
from passeport_prevention.rpc.training_types import Standing
from passeport_prevention.usecases.change_training import delete_training, update_training
from passeport_prevention.usecases.create_training import create_training
from passeport_prevention.usecases.list_accesses import list_accesses
from passeport_prevention.usecases.list_trainings import list_trainings, list_versions
from passeport_prevention.usecases.ports import OpenWork
from passeport_prevention.usecases.remind_expiries import recent_reminders

__all__ = ["TrainingServicer"]


class TrainingServicer(training_service_pb2_grpc.TrainingServiceServicer):
    """Serves passeport.prevention.v1.TrainingService."""

    def __init__(self, open_work: OpenWork, clock: Clock, types: TrainingTypes) -> None:
        self._open_work = open_work
        self._clock = clock
        self._types = types

    async def ListTrainings(  # noqa: N802
        self, request: training_service_pb2.ListTrainingsRequest, context: Any
    ) -> training_service_pb2.ListTrainingsResponse:
        """Lists the holder's trainings."""
        limit, after = parse.training_page(request)
        page = await list_trainings(
            self._open_work,
            self._clock,
            self._types,
            person_id=calling_holder(),
            limit=limit,
            after=after,
            withdrawn=request.show_withdrawn,
            states=parse.validity_states(request),
        )
        return render.trainings(page, self._now())

    async def ListTrainingVersions(  # noqa: N802
        self, request: training_service_pb2.ListTrainingVersionsRequest, context: Any
    ) -> training_service_pb2.ListTrainingVersionsResponse:
        """Lists what was declared of a training of the holder."""
        training_id = parse.resource_id(request.training_id)
        versions = await list_versions(
            self._open_work, self._clock, person_id=calling_holder(), training_id=training_id
        )
        # How one stands is told of the last, which is what counts by now.
        shown = [render.training(one, None) for one in versions[:-1]] + [render.training(versions[-1], self._now())]
        return training_service_pb2.ListTrainingVersionsResponse(versions=shown)

    async def CreateTraining(  # noqa: N802
        self, request: training_service_pb2.CreateTrainingRequest, context: Any
    ) -> training_pb2.Training:
        """Adds a training that the holder declares."""
        training = await create_training(
            self._open_work,
            self._clock,
            self._types,
            person_id=calling_holder(),
            request_id=request.request_id,
            content=parse.training_content(request.training),
        )
        return render.training(training, self._now())

    async def UpdateTraining(  # noqa: N802
        self, request: training_service_pb2.UpdateTrainingRequest, context: Any
    ) -> training_pb2.Training:
        """Puts what the holder says now in place of what he declared."""
        after = await update_training(
            self._open_work,
            self._clock,
            self._types,
            person_id=calling_holder(),
            training_id=parse.resource_id(request.training_id),
            etag=request.etag,
            content=parse.training_content(request.training),
        )
        return render.training(after, self._now())

    async def DeleteTraining(  # noqa: N802
        self, request: training_service_pb2.DeleteTrainingRequest, context: Any
    ) -> training_pb2.Training:
        """Takes back what the holder declared."""
        training_id = parse.resource_id(request.training_id)
        after = await delete_training(
            self._open_work, self._clock, person_id=calling_holder(), training_id=training_id, etag=request.etag
        )
        return render.training(after, self._now())

    async def ListRecentReminders(  # noqa: N802
        self, request: training_service_pb2.ListRecentRemindersRequest, context: Any
    ) -> training_service_pb2.ListRecentRemindersResponse:
        """Lists what the holder was reminded of lately."""
        since = request.since_time.ToDatetime(tzinfo=UTC)
        found = await recent_reminders(self._open_work, self._clock, person_id=calling_holder(), since=since)
        return render.reminders(found)

    async def ListAccesses(  # noqa: N802
        self, request: access_pb2.ListAccessesRequest, context: Any
    ) -> access_pb2.ListAccessesResponse:
        """Lists who read or wrote the holder's trainings."""
        limit, after = parse.access_page(request)
        page = await list_accesses(self._open_work, self._clock, person_id=calling_holder(), limit=limit, after=after)
        return render.accesses(page)

    def _now(self) -> Standing:
        return Standing.now(self._types, self._clock)
