"""Prevention: trainings by person, declarations by partner key."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from google.type import date_pb2

from fakes.identity import page_of
from fakes.programmes import FakeProgrammes
from fakes.refusals import refusal
from passeport.common.v1.access_pb2 import Access, ListAccessesRequest, ListAccessesResponse
from passeport.prevention.v1 import consent_service_pb2 as consent_pb2
from passeport.prevention.v1 import duty_service_pb2, training_pb2, training_service_pb2
from passeport.prevention.v1 import import_service_pb2 as pb
from passeport.prevention.v1 import verification_service_pb2 as verification_pb2
from passeport.prevention.v1.consent_service_pb2_grpc import ConsentServiceServicer, WorkerServiceServicer
from passeport.prevention.v1.duty_service_pb2_grpc import DutyServiceServicer
from passeport.prevention.v1.import_service_pb2_grpc import ImportServiceServicer
from passeport.prevention.v1.training_pb2 import Training
from passeport.prevention.v1.training_service_pb2_grpc import DeclarationServiceServicer, TrainingServiceServicer
from passeport.prevention.v1.training_type_service_pb2 import ListTrainingTypesResponse, TrainingType
from passeport.prevention.v1.training_type_service_pb2_grpc import TrainingTypeServiceServicer
from passeport.prevention.v1.verification_service_pb2_grpc import VerificationServiceServicer
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import current_caller

__all__ = ["FakePrevention"]

DOMAIN = "prevention.passeport"
EXPIRING = training_pb2.Validity(
    state=training_pb2.VALIDITY_STATE_EXPIRING,
    until_date=date_pb2.Date(year=2026, month=12),
    basis=training_pb2.VALIDITY_BASIS_RULE,
    as_of_date=date_pb2.Date(year=2026, month=11, day=24),
    training_type="sst",
    training_type_title="Secours",
    rule=training_pb2.ValidityRule(
        since_date=date_pb2.Date(year=2021, month=1, day=1),
        period="P2Y",
        counts_from=training_pb2.PERIOD_START_TRAINING_END,
        force=training_pb2.RULE_FORCE_RECOMMENDATION,
        source="INRS",
    ),
)
_EXPIRED = "2027-11-04T04:07:02Z"


@dataclass(slots=True)
class FakePrevention(
    TrainingServiceServicer,
    DeclarationServiceServicer,
    VerificationServiceServicer,
    ConsentServiceServicer,
    WorkerServiceServicer,
    DutyServiceServicer,
    ImportServiceServicer,
    FakeProgrammes,
    TrainingTypeServiceServicer,
):
    trainings: dict[str, list[Training]] = field(default_factory=dict)
    accesses: dict[str, list[Access]] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)
    imports: dict[str, pb.Import] = field(default_factory=dict)
    said: list[Any] = field(default_factory=list)
    withdrawn: dict[str, tuple[int, str]] = field(default_factory=dict)
    consents: dict[tuple[str, str], consent_pb2.Consent] = field(default_factory=dict)
    reminders: list[tuple[str, training_service_pb2.Reminder]] = field(default_factory=list)

    # TrainingService

    async def ListTrainings(self, request: Any, context: Any) -> Any:
        found = self.trainings.get(current_caller().subject, [])
        shown = [training for training in found if request.show_withdrawn or not training.withdrawn]
        wanted = {*request.validity_states}
        shown = [training for training in shown if not wanted or training.validity.state in wanted]
        return training_service_pb2.ListTrainingsResponse(trainings=shown)

    async def ListTrainingVersions(self, request: Any, context: Any) -> Any:
        found = [one for one in self.trainings.get(current_caller().subject, []) if one.id == request.training_id]
        if not found:
            raise refusal(Kind.NOT_FOUND, "TRAINING_NOT_FOUND", DOMAIN)
        return training_service_pb2.ListTrainingVersionsResponse(versions=found)

    async def CreateTraining(self, request: Any, context: Any) -> Training:
        training = Training()
        training.CopyFrom(request.training)
        if training.HasField("end_date") and training.end_date.year < 1900:
            fault = FieldViolation("training.end_date", "is before 1900", "TOO_EARLY")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        training.id, training.declarant = str(new_id()), training_pb2.DECLARANT_HOLDER
        training.create_time.FromSeconds(1_795_000_000)
        training.update_time.FromSeconds(1_795_000_000)
        training.version, training.etag = 1, "r1"
        if training.training_type:
            training.validity.CopyFrom(EXPIRING)
        self.trainings.setdefault(current_caller().subject, []).append(training)
        return training

    async def UpdateTraining(self, request: Any, context: Any) -> Training:
        training = await self._own(request)
        training.title, training.version, training.etag = request.training.title, 2, "r2"
        return training

    async def DeleteTraining(self, request: Any, context: Any) -> Training:
        training = await self._own(request)
        training.withdrawn, training.etag = True, "r2"
        return training

    async def _own(self, request: Any) -> Training:
        found = [one for one in self.trainings.get(current_caller().subject, []) if one.id == request.training_id]
        if not found:
            raise refusal(Kind.NOT_FOUND, "TRAINING_NOT_FOUND", DOMAIN)
        if found[0].etag != request.etag:
            raise refusal(Kind.CONFLICT, "ETAG_STALE", DOMAIN, id=request.training_id)
        return found[0]

    async def ListRecentReminders(self, request: Any, context: Any) -> Any:
        since = request.since_time.ToDatetime(UTC)
        mine = [one for whose, one in self.reminders if whose == current_caller().subject]
        recent = [one for one in mine if one.tell_time.ToDatetime(UTC) >= since]
        return training_service_pb2.ListRecentRemindersResponse(reminders=recent)

    def remind_now(self, person_id: str, days: int) -> None:
        reminder = training_service_pb2.Reminder(
            id=str(new_id()), training_id=str(new_id()), until_date=date_pb2.Date(year=2027, month=3, day=3), days=days
        )
        reminder.tell_time.GetCurrentTime()
        self.reminders.append((person_id, reminder))

    # TrainingTypeService

    async def ListTrainingTypes(self, request: Any, context: Any) -> ListTrainingTypesResponse:
        return ListTrainingTypesResponse(
            training_types=[TrainingType(name="sst", title="Secours", source="INRS", rules=[EXPIRING.rule])]
        )

    # DutyService

    async def ListDuties(self, request: Any, context: Any) -> duty_service_pb2.ListDutiesResponse:
        self.said.append(request)
        day = date_pb2.Date(year=2027, month=6, day=30)
        duty = duty_service_pb2.Duty(
            kind=duty_service_pb2.DUTY_KIND_DECLARE,
            since_date=date_pb2.Date(year=2027, month=1, day=1),
            until_date=date_pb2.Date(year=2027, month=3, day=31),
            due_date=day,
            categories=[duty_service_pb2.Category(number=1, label="Obligatoires", examples=["amiante"])],
            euros=2500,
            source="décret",
        )
        exclusion = duty_service_pb2.Exclusion(code="TRAINERS", label="Formation de formateurs", source="décret")
        return duty_service_pb2.ListDutiesResponse(duties=[duty], exclusions=[exclusion])

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
        self.said.append(request)
        training_id = self.declared.setdefault(request.partner_key, str(new_id()))
        return training_service_pb2.DeclareTrainingResponse(
            training_id=training_id,
            already_declared=known,
            due_date=date_pb2.Date(year=2026, month=9, day=30),
            late=True,
        )

    async def GetDeclaredTraining(self, request: Any, context: Any) -> Training:
        if request.training_id not in self.declared.values():
            raise refusal(Kind.NOT_FOUND, "TRAINING_NOT_FOUND", DOMAIN)
        training = Training(title="Levage", proof=training_pb2.PROOF_ATTESTATION, version=1, etag="r1")
        training.id, training.declarant = request.training_id, training_pb2.DECLARANT_TRAINING_BODY
        training.create_time.FromSeconds(1_795_000_000)
        training.update_time.FromSeconds(1_795_000_000)
        return training

    async def CorrectTraining(self, request: Any, context: Any) -> Training:
        before = await self.GetDeclaredTraining(request, context)
        self._matching(request)
        training = Training()
        training.CopyFrom(request.training)
        training.MergeFrom(
            Training(id=before.id, declarant=before.declarant, version=2, etag="r2", change_reason=request.reason)
        )
        training.create_time.FromSeconds(1_795_000_000)
        training.update_time.FromSeconds(1_795_000_001)
        return training

    async def WithdrawTraining(self, request: Any, context: Any) -> Training:
        training = await self.GetDeclaredTraining(request, context)
        self._matching(request)
        training.withdrawn, training.etag, training.change_reason = True, "r2", request.reason
        return training

    async def WithdrawDeclaration(self, request: Any, context: Any) -> Any:
        self.withdrawn[request.declaration_id] = (request.expected_count, request.reason)
        return training_service_pb2.WithdrawDeclarationResponse(withdrawn=request.expected_count)

    def _matching(self, request: Any) -> None:
        if request.etag == "r9":
            raise refusal(Kind.PRECONDITION, "TRAINING_WITHDRAWN", DOMAIN, id=request.training_id)
        if request.etag != "r1":
            raise refusal(Kind.CONFLICT, "ETAG_STALE", DOMAIN, id=request.training_id)

    # ConsentService, WorkerService

    async def ListConsents(self, request: Any, context: Any) -> Any:
        mine = [one for (holder, _), one in self.consents.items() if holder == current_caller().subject]
        return consent_pb2.ListConsentsResponse(consents=mine)

    async def GetConsent(self, request: Any, context: Any) -> consent_pb2.Consent:
        found = self.consents.get((current_caller().subject, request.employer_siret))
        if found is None:
            raise refusal(Kind.NOT_FOUND, "EMPLOYER_CONSENT_NOT_FOUND", DOMAIN)
        return found

    async def SetConsent(self, request: Any, context: Any) -> consent_pb2.Consent:
        said = consent_pb2.Consent()
        said.CopyFrom(request.consent)
        if said.employer_siret.startswith("0"):
            fault = FieldViolation("employer_siret", "is not a SIRET of 14 digits with a right key", "SIRET")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        said.grant_time.FromSeconds(1_795_000_000)
        said.active = said.scope != consent_pb2.CONSENT_SCOPE_REFUSED
        self.consents[current_caller().subject, said.employer_siret] = said
        return said

    async def WithdrawConsent(self, request: Any, context: Any) -> consent_pb2.Consent:
        said = await self.GetConsent(request, context)
        said.withdraw_time.FromSeconds(1_795_000_001)
        said.active = False
        return said

    async def ReadWorker(self, request: Any, context: Any) -> Any:
        if request.birth_name == "INCONNU":
            raise refusal(Kind.NOT_FOUND, "WORKER_NOT_FOUND", DOMAIN)
        self.said.append(request)
        return consent_pb2.ReadWorkerResponse(trainings=[self._verified("r1v1")], next_page_token="2")

    # VerificationService

    async def ListVerifications(self, request: Any, context: Any) -> Any:
        self.said.append(request)
        return verification_pb2.ListVerificationsResponse(trainings=[self._verified("r1v1")], next_page_token="1")

    async def GetVerification(self, request: Any, context: Any) -> Training:
        return self._verified("r1v1")

    async def AnswerVerification(self, request: Any, context: Any) -> Training:
        self.said.append(request)
        if request.etag == "r9v9":
            raise refusal(Kind.PRECONDITION, "VERIFICATION_OVER", DOMAIN, id=request.training_id)
        training = self._verified("r1v2")
        training.verification.state, training.verification.comment = request.state, request.comment
        training.verification.update_time.FromSeconds(1_795_000_000)
        return training

    def _verified(self, etag: str) -> Training:
        training = Training(
            id=str(new_id()),
            title="Levage",
            proof=training_pb2.PROOF_ATTESTATION,
            declarant=training_pb2.DECLARANT_TRAINING_BODY,
            version=1,
            etag="r1",
            verification=training_pb2.Verification(
                state=training_pb2.VERIFICATION_STATE_AWAITING,
                due_date=date_pb2.Date(year=2027, month=9, day=30),
                employer_siret="73282932000074",
                etag=etag,
            ),
        )
        training.create_time.FromSeconds(1_795_000_000)
        training.update_time.FromSeconds(1_795_000_000)
        return training

    # ImportService

    async def SubmitImport(self, request_iterator: AsyncIterator[Any], context: Any) -> pb.Import:
        header, content, end = (await anext(request_iterator)).header, bytearray(), None
        async for part in request_iterator:
            if part.HasField("end"):
                end = part.end.size_bytes
                break
            content += part.chunk
            if part.chunk.startswith(b"NIR;"):
                detail = "les colonnes ne sont pas séparées par « | », mais par un point-virgule ; Enregistrez-le"
                raise refusal(
                    Kind.INVALID,
                    "FILE_INVALID",
                    DOMAIN,
                    line="1",
                    column="1",
                    rule="separator",
                    field="",
                    detail=detail,
                )
        if end != len(content):
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN)
        received = pb.Import(
            id=str(new_id()),
            file_name=header.file_name,
            layout="ADF",
            declarant=header.declarant,
            state=pb.IMPORT_STATE_RECEIVED,
            size_bytes=len(content),
            sha256="a" * 64,
        )
        received.create_time.FromSeconds(1_795_000_000)
        self.imports[f"{current_caller().subject}/{received.id}"] = received
        return received

    async def GetImport(self, request: pb.GetImportRequest, context: Any) -> pb.Import:
        return self._import(request.id)

    async def ListImportLines(self, request: pb.ListImportLinesRequest, context: Any) -> pb.ListImportLinesResponse:
        if self._import(request.import_id).HasField("result_expire_time"):
            raise refusal(Kind.PRECONDITION, "RESULT_EXPIRED", DOMAIN, id=request.import_id, expire_time=_EXPIRED)
        lines = [
            pb.ImportLine(line=2, outcome=pb.IMPORT_OUTCOME_DECLARED, training_id=str(new_id()), late=True),
            pb.ImportLine(outcome=pb.IMPORT_OUTCOME_REJECTED, rule="not_processed", message="Le reste du fichier"),
        ]
        if request.page_token not in {"", "1"}:
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN)
        first = int(request.page_token or 0)
        page = lines[first : first + min(request.page_size or 50, 1)]
        return pb.ListImportLinesResponse(lines=page, next_page_token="" if first else "1")

    async def GetImportResult(
        self, request: pb.GetImportResultRequest, context: Any
    ) -> AsyncIterator[pb.GetImportResultResponse]:
        name = self._import(request.import_id).file_name
        if request.format == pb.IMPORT_RESULT_FORMAT_CSV:
            yield pb.GetImportResultResponse(file_name=f"{name}.resultat.csv", media_type="text/csv; charset=utf-8")
            yield pb.GetImportResultResponse(chunk=b"line,outcome\r\n")
        else:
            yield pb.GetImportResultResponse(file_name=f"{name}.resultat.jsonl", media_type="application/jsonl")
        yield pb.GetImportResultResponse(chunk=b"2,declared\r\n")

    def _import(self, import_id: str) -> pb.Import:
        found = self.imports.get(f"{current_caller().subject}/{import_id}")
        if found is None:
            raise refusal(Kind.NOT_FOUND, "IMPORT_NOT_FOUND", DOMAIN)
        return found
