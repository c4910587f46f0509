"""What the door asks of prevention: trainings of the holder, declarations and imports of partners."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import datetime

import grpc.aio

from passeport.common.v1.access_pb2 import ListAccessesRequest, ListAccessesResponse
from passeport.prevention.v1 import consent_service_pb2 as consenting
from passeport.prevention.v1 import import_service_pb2 as importing
from passeport.prevention.v1 import training_service_pb2 as service
from passeport.prevention.v1 import verification_service_pb2 as verifying
from passeport.prevention.v1.consent_service_pb2_grpc import ConsentServiceStub, WorkerServiceStub
from passeport.prevention.v1.duty_service_pb2 import ListDutiesRequest, ListDutiesResponse
from passeport.prevention.v1.duty_service_pb2_grpc import DutyServiceStub
from passeport.prevention.v1.import_service_pb2_grpc import ImportServiceStub
from passeport.prevention.v1.training_pb2 import Declarant, Training
from passeport.prevention.v1.training_service_pb2_grpc import DeclarationServiceStub, TrainingServiceStub
from passeport.prevention.v1.training_type_service_pb2 import ListTrainingTypesRequest, ListTrainingTypesResponse
from passeport.prevention.v1.training_type_service_pb2_grpc import TrainingTypeServiceStub
from passeport.prevention.v1.verification_service_pb2_grpc import VerificationServiceStub
from passeport.prevention.v1alpha1 import programme_service_pb2 as programming
from passeport.prevention.v1alpha1.programme_service_pb2_grpc import ProgrammeServiceStub
from passeport_gateway.clients.calls import answer, answer_to_stream, streamed

__all__ = ["PreventionClient"]

_NAME = "prevention"


class PreventionClient:
    """Prevention, over one channel."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._trainings = TrainingServiceStub(channel)
        self._declarations = DeclarationServiceStub(channel)
        self._imports = ImportServiceStub(channel)
        self._verifications = VerificationServiceStub(channel)
        self._consents = ConsentServiceStub(channel)
        self._workers = WorkerServiceStub(channel)
        self._duties = DutyServiceStub(channel)
        self._programmes = ProgrammeServiceStub(channel)
        self._types = TrainingTypeServiceStub(channel)

    async def trainings(
        self,
        page_size: int,
        page_token: str,
        *,
        withdrawn: bool = False,
        states: Sequence[int] = (),
        within: float | None = None,
    ) -> service.ListTrainingsResponse:
        """A page of the holder's trainings; with `states` of those that stand so today."""
        request = service.ListTrainingsRequest(page_size=page_size, page_token=page_token, show_withdrawn=withdrawn)
        request.validity_states.extend(states)  # type: ignore[arg-type]
        return await answer(_NAME, self._trainings.ListTrainings(request, timeout=within))

    async def training_versions(self, training_id: str) -> service.ListTrainingVersionsResponse:
        """What was declared of a training of the holder."""
        request = service.ListTrainingVersionsRequest(training_id=training_id)
        return await answer(_NAME, self._trainings.ListTrainingVersions(request))

    async def create_training(self, training: Training, request_id: str) -> Training:
        """Adds a training that the holder declares."""
        request = service.CreateTrainingRequest(training=training, request_id=request_id)
        return await answer(_NAME, self._trainings.CreateTraining(request))

    async def declare(self, request: service.DeclareTrainingRequest) -> service.DeclareTrainingResponse:
        """Declares a training for a partner."""
        return await answer(_NAME, self._declarations.DeclareTraining(request))

    async def declared_training(self, training_id: str) -> Training:
        """A training that the partner declared."""
        request = service.GetDeclaredTrainingRequest(training_id=training_id)
        return await answer(_NAME, self._declarations.GetDeclaredTraining(request))

    async def correct_training(self, request: service.CorrectTrainingRequest) -> Training:
        """Declares a training of the partner anew."""
        return await answer(_NAME, self._declarations.CorrectTraining(request))

    async def withdraw_training(self, training_id: str, etag: str, reason: str) -> Training:
        """Takes a training of the partner back."""
        request = service.WithdrawTrainingRequest(training_id=training_id, etag=etag, reason=reason)
        return await answer(_NAME, self._declarations.WithdrawTraining(request))

    async def withdraw_declaration(self, declaration_id: str, expected_count: int, reason: str) -> int:
        """Takes a whole declaration of the partner back; how many trainings that were."""
        request = service.WithdrawDeclarationRequest(
            declaration_id=declaration_id, expected_count=expected_count, reason=reason
        )
        return (await answer(_NAME, self._declarations.WithdrawDeclaration(request))).withdrawn

    async def verifications(self, request: verifying.ListVerificationsRequest) -> verifying.ListVerificationsResponse:
        """A page of trainings that employers verify."""
        return await answer(_NAME, self._verifications.ListVerifications(request))

    async def verification(self, training_id: str) -> Training:
        """A training that the employer verifies."""
        request = verifying.GetVerificationRequest(training_id=training_id)
        return await answer(_NAME, self._verifications.GetVerification(request))

    async def answer_verification(self, request: verifying.AnswerVerificationRequest) -> Training:
        """Says what the employer found."""
        return await answer(_NAME, self._verifications.AnswerVerification(request))

    async def consents(self) -> consenting.ListConsentsResponse:
        """What the holder said of employers."""
        return await answer(_NAME, self._consents.ListConsents(consenting.ListConsentsRequest()))

    async def consent(self, siret: str) -> consenting.Consent:
        """What he said of one."""
        return await answer(_NAME, self._consents.GetConsent(consenting.GetConsentRequest(employer_siret=siret)))

    async def set_consent(self, consent: consenting.Consent) -> consenting.Consent:
        """Says what an employer may read."""
        return await answer(_NAME, self._consents.SetConsent(consenting.SetConsentRequest(consent=consent)))

    async def withdraw_consent(self, siret: str) -> consenting.Consent:
        """Withdraws it."""
        request = consenting.WithdrawConsentRequest(employer_siret=siret)
        return await answer(_NAME, self._consents.WithdrawConsent(request))

    async def worker(self, request: consenting.ReadWorkerRequest) -> consenting.ReadWorkerResponse:
        """What an employer may read of a worker."""
        return await answer(_NAME, self._workers.ReadWorker(request))

    async def update_training(self, training_id: str, training: Training, etag: str) -> Training:
        """Puts what the holder says now in place of what he declared."""
        request = service.UpdateTrainingRequest(training_id=training_id, training=training, etag=etag)
        return await answer(_NAME, self._trainings.UpdateTraining(request))

    async def delete_training(self, training_id: str, etag: str) -> Training:
        """Takes back what the holder declared."""
        request = service.DeleteTrainingRequest(training_id=training_id, etag=etag)
        return await answer(_NAME, self._trainings.DeleteTraining(request))

    async def duties(self, declarant: Declarant) -> ListDutiesResponse:
        """What a partner has still to do."""
        return await answer(_NAME, self._duties.ListDuties(ListDutiesRequest(declarant=declarant)))

    async def recent_reminders(self, since: datetime) -> Sequence[service.Reminder]:
        """What the holder was reminded of lately."""
        request = service.ListRecentRemindersRequest()
        request.since_time.FromDatetime(since)
        return (await answer(_NAME, self._trainings.ListRecentReminders(request))).reminders

    async def training_types(self) -> ListTrainingTypesResponse:
        """What there is to be trained for."""
        return await answer(_NAME, self._types.ListTrainingTypes(ListTrainingTypesRequest()))

    async def submit_import(
        self, file_name: str, declarant: Declarant, pieces: AsyncIterator[bytes]
    ) -> importing.Import:
        """Sends a file piece by piece as it comes. Raises what `pieces` raises, and nothing is stored then.

        The end tells prevention that the file is whole: a call that is cancelled looks to it like one that ended.
        """

        async def requests() -> AsyncGenerator[importing.SubmitImportRequest]:
            header = importing.ImportHeader(file_name=file_name, declarant=declarant)
            yield importing.SubmitImportRequest(header=header)
            size = 0
            async for piece in pieces:
                size += len(piece)
                yield importing.SubmitImportRequest(chunk=piece)
            yield importing.SubmitImportRequest(end=importing.ImportEnd(size_bytes=size))

        return await answer_to_stream(_NAME, self._imports.SubmitImport, requests())

    async def one_import(self, import_id: str) -> importing.Import:
        """An import of the partner."""
        return await answer(_NAME, self._imports.GetImport(importing.GetImportRequest(id=import_id)))

    async def import_lines(self, import_id: str, page_size: int, page_token: str) -> importing.ListImportLinesResponse:
        """A page of what became of the lines of an import."""
        request = importing.ListImportLinesRequest(import_id=import_id, page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._imports.ListImportLines(request))

    async def import_result(
        self, import_id: str, form: importing.ImportResultFormat
    ) -> AsyncGenerator[importing.GetImportResultResponse]:
        """The pieces of what became of the lines of an import."""
        request = importing.GetImportResultRequest(import_id=import_id, format=form)
        async for piece in streamed(_NAME, self._imports.GetImportResult(request)):
            yield piece

    async def programmes(self) -> programming.ListProgrammesResponse:
        """The programmes that are installed, with the routes of whoever asks."""
        return await answer(_NAME, self._programmes.ListProgrammes(programming.ListProgrammesRequest()))

    async def holder_calls_programme(self, request: programming.CallProgrammeRequest) -> bytes:
        """What a route of the holder answers."""
        call = self._programmes.ReadForHolder if request.method == "GET" else self._programmes.WriteForHolder
        return (await answer(_NAME, call(request))).body

    async def partner_calls_programme(self, request: programming.CallProgrammeRequest) -> bytes:
        """What a route of partners answers."""
        return (await answer(_NAME, self._programmes.CallForPartner(request))).body

    async def accesses(self, page_size: int, page_token: str) -> ListAccessesResponse:
        """Who read or wrote the holder's trainings."""
        request = ListAccessesRequest(page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._trainings.ListAccesses(request))
