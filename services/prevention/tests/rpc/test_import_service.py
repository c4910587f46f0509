"""ImportService over a real server, a real database and a small identity."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from io import StringIO

import grpc
import grpc.aio
import pytest
from pydantic import ValidationError

from imports_support import adf, file_of
from passeport.identity.v1 import person_resolution_service_pb2 as resolution_pb2
from passeport.prevention.v1 import (
    import_service_pb2 as pb,
)
from passeport.prevention.v1 import (
    import_service_pb2_grpc,
    training_pb2,
    training_service_pb2,
    training_service_pb2_grpc,
)
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError, use_caller_token
from passeport_dossier.usecases.files import FileWorker
from passeport_prevention.clients.identity import IdentityWorkers
from passeport_prevention.domain.imports import Import
from passeport_prevention.settings import Settings
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.work_on_imports import import_worker
from passeport_prevention.wiring import import_tools
from rpc_identity import Identity
from support import BODY, CANARY_NIR, EMPLOYER, holder_token, partner_token

INVALID, DENIED = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.PERMISSION_DENIED
Stub = import_service_pb2_grpc.ImportServiceStub
HEADER = pb.ImportHeader(file_name="formations.csv", declarant=training_pb2.DECLARANT_TRAINING_BODY)


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


@pytest.fixture
async def worker(settings: Settings, open_work: UnitsOfWork, identity_channel: grpc.aio.Channel) -> FileWorker[Import]:
    return import_worker(import_tools(settings, open_work, IdentityWorkers(identity_channel)))


def content_of(*lines: Mapping[str, str]) -> bytes:
    return file_of(lines or [adf(NIR=CANARY_NIR, NOM_TITULAIRE="CANARI")])


async def parts(
    content: bytes, header: pb.ImportHeader = HEADER, end: int | None = -1
) -> AsyncIterator[pb.SubmitImportRequest]:
    yield pb.SubmitImportRequest(header=header)
    for start in range(0, len(content), 300):
        yield pb.SubmitImportRequest(chunk=content[start : start + 300])
    if end is not None:
        yield pb.SubmitImportRequest(end=pb.ImportEnd(size_bytes=len(content) if end < 0 else end))


async def refused(call: Awaitable[object]) -> RemoteError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return RemoteError(error.value)


async def test_a_partner_sends_a_file_and_reads_what_became_of_it(
    stub: Stub, gateway: grpc.aio.Channel, identity: Identity, worker: FileWorker[Import]
) -> None:
    wrong = adf(ID_DECLARATION="D2", ID_UNIQUE_PARTENAIRE="-2", MODALITE_DISPENSE="-1")
    nobody = adf(ID_DECLARATION="D3", ID_UNIQUE_PARTENAIRE="3")
    content = content_of(adf(NIR=CANARY_NIR, NOM_TITULAIRE="CANARI"), wrong, nobody)
    with use_caller_token(partner_token(BODY)):
        received = await stub.SubmitImport(parts(content))
        assert (received.state, received.layout) == (pb.IMPORT_STATE_RECEIVED, "ADF")
        assert received.size_bytes == len(content)
        assert (await stub.SubmitImport(parts(content))).id == received.id
    assert await worker.work_once(asyncio.Event())
    with use_caller_token(partner_token(BODY)):
        done = await stub.GetImport(pb.GetImportRequest(id=received.id))
        assert done.state == pb.IMPORT_STATE_FINISHED
        assert (done.declared, done.rejected, done.unresolved, done.late) == (1, 1, 1, 0)
        assert (received.lines, received.lines_done, done.lines_done) == (3, 0, 3)
        assert done.HasField("finish_time")
        first = await stub.ListImportLines(pb.ListImportLinesRequest(import_id=received.id, page_size=2))
        rest = await stub.ListImportLines(
            pb.ListImportLinesRequest(import_id=received.id, page_size=2, page_token=first.next_page_token)
        )
        lines = [*first.lines, *rest.lines]
        assert [(line.line, line.outcome, line.column, line.rule) for line in lines] == [
            (2, pb.IMPORT_OUTCOME_DECLARED, "", ""),
            (3, pb.IMPORT_OUTCOME_REJECTED, "ID_UNIQUE_PARTENAIRE", "formula"),
            (3, pb.IMPORT_OUTCOME_REJECTED, "MODALITE_DISPENSE", "value"),
            (4, pb.IMPORT_OUTCOME_UNRESOLVED, "NIR", "worker_not_found"),
        ]
        assert rest.next_page_token == ""
        as_csv = [each async for each in stub.GetImportResult(wanted(received.id, pb.IMPORT_RESULT_FORMAT_CSV))]
        as_json = [each async for each in stub.GetImportResult(wanted(received.id, pb.IMPORT_RESULT_FORMAT_JSON_LINES))]
    assert (as_csv[0].file_name, as_json[0].media_type) == ("formations.csv.resultat.csv", "application/jsonl")
    rows = list(csv.DictReader(StringIO(b"".join(each.chunk for each in as_csv).decode())))
    assert [(row["line"], row["rule"], row["value"]) for row in rows][2] == ("3", "value", "'-1")
    told = [json.loads(line) for line in b"".join(each.chunk for each in as_json).decode().splitlines()]
    assert told[0] == {
        "line": 2,
        "outcome": "declared",
        "declaration_id": "SST-2026-09-A",
        "partner_key": "SST-2026-09-A-001",
        "training_id": lines[0].training_id,
    }
    assert CANARY_NIR not in repr((rows, told, lines))
    holder = training_service_pb2_grpc.TrainingServiceStub(gateway)
    with use_caller_token(holder_token(identity.person_id)):
        (training,) = (await holder.ListTrainings(training_service_pb2.ListTrainingsRequest())).trainings
    assert training.id == lines[0].training_id


def wanted(import_id: str, form: pb.ImportResultFormat) -> pb.GetImportResultRequest:
    return pb.GetImportResultRequest(import_id=import_id, format=form)


async def test_a_file_that_breaks_a_global_rule_is_refused_by_all_of_them(stub: Stub) -> None:
    content = content_of().replace(b"NIR|NOM_TITULAIRE", b"N.I.R|NOM")
    with use_caller_token(partner_token(BODY)):
        error = await refused(stub.SubmitImport(parts(content)))
    assert (error.code, error.reason, error.metadata["rule"]) == (
        INVALID,
        "FILE_INVALID",
        "column",
    )
    assert error.metadata["detail"] == (
        "la colonne « N.I.R » n'existe pas ; une colonne n'a pas un nom connu ; il manque la colonne NOM_TITULAIRE"
    )


@pytest.mark.parametrize(
    ("header", "end", "field"),
    [
        (HEADER, None, "end"),
        (HEADER, 7, "end.size_bytes"),
        (pb.ImportHeader(file_name="a.csv", declarant=training_pb2.DECLARANT_HOLDER), -1, "header.declarant"),
        (pb.ImportHeader(file_name="a.csv"), -1, "header.declarant"),
    ],
)
async def test_a_stream_that_is_not_whole_is_refused(
    stub: Stub, header: pb.ImportHeader, end: int | None, field: str
) -> None:
    with use_caller_token(partner_token(BODY)):
        error = await refused(stub.SubmitImport(parts(content_of(), header, end)))
    assert (error.reason, [name for name, _, _ in error.violations]) == ("FIELD_INVALID", [field])


async def test_who_may_do_what(stub: Stub) -> None:
    with use_caller_token(partner_token(BODY)):
        received = await stub.SubmitImport(parts(content_of()))
    with use_caller_token(partner_token(EMPLOYER)):
        error = await refused(stub.GetImport(pb.GetImportRequest(id=received.id)))
        assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "IMPORT_NOT_FOUND")
        lines = pb.ListImportLinesRequest(import_id=received.id)
        assert (await refused(stub.ListImportLines(lines))).reason == "IMPORT_NOT_FOUND"
    with use_caller_token(partner_token(BODY, scope="feed:dsn")):
        assert (await refused(stub.GetImport(pb.GetImportRequest(id=received.id)))).code is DENIED
    with use_caller_token(holder_token(new_id())):
        assert (await refused(stub.SubmitImport(parts(content_of())))).code is DENIED
    with use_caller_token(partner_token(BODY)):
        lines = pb.ListImportLinesRequest(import_id=received.id, page_token="x")
        assert (await refused(stub.ListImportLines(lines))).reason == "FIELD_INVALID"
        assert (await refused(stub.GetImport(pb.GetImportRequest(id="x")))).reason == "IMPORT_NOT_FOUND"


async def test_a_number_that_cannot_exist_and_nobody_are_told_apart(
    stub: Stub, identity: Identity, worker: FileWorker[Import]
) -> None:
    identity.outcome = resolution_pb2.RESOLUTION_OUTCOME_NIR_INVALID
    with use_caller_token(partner_token(BODY)):
        received = await stub.SubmitImport(parts(content_of()))
    await worker.work_once(asyncio.Event())
    with use_caller_token(partner_token(BODY)):
        (line,) = (await stub.ListImportLines(pb.ListImportLinesRequest(import_id=received.id))).lines
    assert (line.outcome, line.rule) == (pb.IMPORT_OUTCOME_REJECTED, "nir")
    assert (identity.seen[0].purpose, identity.seen[0].organisation) == ("prevention", BODY.name)


def test_files_and_results_leave_places_to_holders(settings: Settings) -> None:
    given = settings.model_dump() | {"grpc_max_concurrent": 10}
    assert Settings(**given | {"import_max_concurrent": 4}).import_max_concurrent == 4
    with pytest.raises(
        ValidationError, match="PASSEPORT_IMPORT_MAX_CONCURRENT must be less than half of PASSEPORT_GRPC"
    ):
        Settings(**given | {"import_max_concurrent": 5})
