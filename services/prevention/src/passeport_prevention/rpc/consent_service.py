"""ConsentService and WorkerService: what a worker lets an employer read, and the employer that reads it."""

from __future__ import annotations

from typing import Any

from passeport.prevention.v1 import consent_service_pb2, consent_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.rpc import parse, render
from passeport_prevention.rpc.callers import calling_holder, calling_partner
from passeport_prevention.rpc.consents import read_consent_message, write_consent
from passeport_prevention.rpc.training_types import Standing
from passeport_prevention.usecases.consents import list_consents, read_consent, set_consent, withdraw_consent
from passeport_prevention.usecases.ports import OpenWork, Workers
from passeport_prevention.usecases.read_worker import read_worker

__all__ = ["ConsentServicer", "WorkerServicer"]


class ConsentServicer(consent_service_pb2_grpc.ConsentServiceServicer):
    """Serves passeport.prevention.v1.ConsentService."""

    def __init__(self, open_work: OpenWork, clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def ListConsents(  # noqa: N802
        self, request: consent_service_pb2.ListConsentsRequest, context: Any
    ) -> consent_service_pb2.ListConsentsResponse:
        """Lists what the holder said."""
        found = await list_consents(self._open_work, self._clock, person_id=calling_holder())
        now = self._clock()
        return consent_service_pb2.ListConsentsResponse(consents=[write_consent(each, now) for each in found])

    async def GetConsent(  # noqa: N802
        self, request: consent_service_pb2.GetConsentRequest, context: Any
    ) -> consent_service_pb2.Consent:
        """Gets what the holder said of an employer."""
        siret = request.employer_siret
        found = await read_consent(self._open_work, self._clock, person_id=calling_holder(), siret=siret)
        return write_consent(found, self._clock())

    async def SetConsent(  # noqa: N802
        self, request: consent_service_pb2.SetConsentRequest, context: Any
    ) -> consent_service_pb2.Consent:
        """Says what an employer may read."""
        asked = read_consent_message(request.consent)
        said = await set_consent(self._open_work, self._clock, person_id=calling_holder(), consent=asked)
        return write_consent(said, self._clock())

    async def WithdrawConsent(  # noqa: N802
        self, request: consent_service_pb2.WithdrawConsentRequest, context: Any
    ) -> consent_service_pb2.Consent:
        """Withdraws it."""
        siret = request.employer_siret
        after = await withdraw_consent(self._open_work, self._clock, person_id=calling_holder(), siret=siret)
        return write_consent(after, self._clock())


class WorkerServicer(consent_service_pb2_grpc.WorkerServiceServicer):
    """Serves passeport.prevention.v1.WorkerService."""

    def __init__(self, open_work: OpenWork, clock: Clock, workers: Workers, types: TrainingTypes) -> None:
        self._open_work = open_work
        self._clock = clock
        self._workers = workers
        self._types = types

    async def ReadWorker(  # noqa: N802
        self, request: consent_service_pb2.ReadWorkerRequest, context: Any
    ) -> consent_service_pb2.ReadWorkerResponse:
        """Reads of a worker what the employer may."""
        limit, after = parse.training_page(request)
        page = await read_worker(
            self._open_work,
            self._clock,
            self._workers,
            self._types,
            partner=calling_partner(),
            worker=parse.named_worker(request.nir, request.birth_name),
            limit=limit,
            after=after,
            states=parse.validity_states(request),
        )
        return render.worker(page, Standing.now(self._types, self._clock))
