"""DeclarationService over a real server, a real database and a small identity."""

from __future__ import annotations

import logging
from collections.abc import Awaitable

import grpc
import grpc.aio
import pytest
import sqlalchemy as sa
from google.type import date_pb2
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.common.v1 import access_pb2
from passeport.identity.v1 import person_resolution_service_pb2 as resolution_pb2
from passeport.prevention.v1 import training_pb2, training_service_pb2, training_service_pb2_grpc
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError, TlsFiles, open_channel, use_caller_token
from passeport_dossier.domain.persons import Merge
from passeport_prevention.storage import tables
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from rpc_identity import Identity
from support import BODY, CANARY_NIR, EMPLOYER, NOW, holder_token, partner_token

Stub = training_service_pb2_grpc.DeclarationServiceStub


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


def request(key: str = "k-1", **changes: object) -> training_service_pb2.DeclareTrainingRequest:
    fields: dict[str, object] = {
        "training": training_pb2.Training(
            title="Habilitation électrique B1V",
            proof=training_pb2.PROOF_JUSTIFICATIF,
            validity_start_date=date_pb2.Date(year=2026, month=3, day=4),
            validity_end_date=date_pb2.Date(year=2029, month=3, day=4),
        ),
        "nir": CANARY_NIR,
        "birth_name": "CANARI",
        "partner_key": key,
        "declarant": training_pb2.DECLARANT_TRAINING_BODY,
        **changes,
    }
    return training_service_pb2.DeclareTrainingRequest(**fields)  # type: ignore[arg-type]


async def refused(call: Awaitable[object]) -> RemoteError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return RemoteError(error.value)


async def test_a_declared_training_is_in_the_workers_passport(
    stub: Stub, gateway: grpc.aio.Channel, identity: Identity
) -> None:
    with use_caller_token(partner_token(BODY)):
        answer = await stub.DeclareTraining(request())
    assert not answer.already_declared
    assert (identity.seen[0].purpose, identity.seen[0].organisation) == ("prevention", BODY.name)
    holder = training_service_pb2_grpc.TrainingServiceStub(gateway)
    with use_caller_token(holder_token(identity.person_id)):
        (training,) = (await holder.ListTrainings(training_service_pb2.ListTrainingsRequest())).trainings
        accesses = (await holder.ListAccesses(access_pb2.ListAccessesRequest())).accesses
    assert training.id == answer.training_id
    assert training.declarant == training_pb2.DECLARANT_TRAINING_BODY
    assert (training.declarant_name, training.declarant_siret) == (BODY.name, BODY.siret)
    assert training.due_date == answer.due_date == date_pb2.Date(year=2026, month=9, day=30)
    assert training.late
    assert answer.late
    declared = next(access for access in accesses if access.action == "prevention.training.declare")
    assert (declared.actor, declared.organisation, declared.resource_id) == ("partner", BODY.name, training.id)


async def test_after_a_merge_a_training_is_kept_for_whom_the_nir_named(
    stub: Stub, identity: Identity, open_work: UnitsOfWork
) -> None:
    before, identity.named = identity.person_id, identity.person_id
    with use_caller_token(partner_token(BODY)):
        await stub.DeclareTraining(request("k-1"))
        identity.person_id = new_id()
        merge = Merge(new_id(), identity.person_id, before, NOW)
        async with open_work() as work:
            await work.persons.merge(merge)
            await work.commit()
        await stub.DeclareTraining(request("k-2"))
        again = await stub.DeclareTraining(request("k-1"))
        identity.named = None
        by_the_other_number = await stub.DeclareTraining(request("k-1"))
        async with open_work() as work:
            read_as_one = await work.trainings.page(identity.person_id, 10, None)
            await work.persons.split(merge)
            await work.commit()
        of_another = await refused(stub.DeclareTraining(request("k-1")))
    assert (again.already_declared, by_the_other_number.already_declared) == (True, True)
    assert {one.person_id for one in read_as_one.trainings} == {before}
    assert len(read_as_one.trainings) == 2
    assert of_another.reason == "REQUEST_ID_REUSED"
    async with open_work() as work:
        assert len((await work.trainings.page(before, 10, None)).trainings) == 2
        assert (await work.trainings.page(identity.person_id, 10, None)).trainings == ()


async def test_a_key_holds_for_ever_and_for_one_partner(stub: Stub) -> None:
    with use_caller_token(partner_token(BODY)):
        first = await stub.DeclareTraining(request())
        again = await stub.DeclareTraining(request())
        changed = await refused(stub.DeclareTraining(request(declarant=training_pb2.DECLARANT_EMPLOYER)))
    assert (again.training_id, again.already_declared) == (first.training_id, True)
    assert (changed.code, changed.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")
    with use_caller_token(partner_token(EMPLOYER)):
        other = await stub.DeclareTraining(request())
    assert other.training_id != first.training_id


@pytest.mark.parametrize(
    "outcome",
    [
        resolution_pb2.RESOLUTION_OUTCOME_NO_MATCH,
        resolution_pb2.RESOLUTION_OUTCOME_AMBIGUOUS,
        resolution_pb2.RESOLUTION_OUTCOME_NIR_NAME_MISMATCH,
    ],
)
async def test_a_partner_does_not_learn_why_a_worker_was_not_found(
    stub: Stub, identity: Identity, outcome: resolution_pb2.ResolutionOutcome
) -> None:
    identity.outcome = outcome
    with use_caller_token(partner_token(BODY)):
        error = await refused(stub.DeclareTraining(request()))
    assert (error.code, error.reason, error.metadata) == (grpc.StatusCode.NOT_FOUND, "WORKER_NOT_FOUND", {})
    assert error.message == "No worker has this NIR with this birth name."


async def test_a_nir_that_cannot_exist_is_a_wrong_field(stub: Stub, identity: Identity) -> None:
    identity.outcome = resolution_pb2.RESOLUTION_OUTCOME_NIR_INVALID
    with use_caller_token(partner_token(BODY)):
        error = await refused(stub.DeclareTraining(request()))
    assert (error.reason, error.violations[0][0]) == ("FIELD_INVALID", "nir")
    assert "cannot exist" in error.violations[0][1]


async def test_a_number_may_be_sent_as_the_card_prints_it(stub: Stub) -> None:
    nir = CANARY_NIR
    spaced = f"{nir[0]} {nir[1:3]} {nir[3:5]} {nir[5:7]} {nir[7:10]} {nir[10:]}"
    with use_caller_token(partner_token(BODY)):
        first = await stub.DeclareTraining(request())
        again = await stub.DeclareTraining(request(nir=spaced))
    assert (again.training_id, again.already_declared) == (first.training_id, True)


@pytest.mark.parametrize("kind", [Kind.UNAVAILABLE, Kind.EXHAUSTED, Kind.DEADLINE])
async def test_while_identity_is_away_the_partner_is_told_to_come_back(
    stub: Stub, identity: Identity, kind: Kind, engine: AsyncEngine
) -> None:
    identity.refuse_with = kind
    with use_caller_token(partner_token(BODY)):
        error = await refused(stub.DeclareTraining(request()))
        assert (error.code, error.reason) == (grpc.StatusCode.UNAVAILABLE, "IDENTITY_UNAVAILABLE")
        assert error.retry_after is not None
        async with engine.connect() as connection:
            assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.partner_key)) == 0
        identity.refuse_with = None
        assert not (await stub.DeclareTraining(request())).already_declared


async def test_a_refusal_by_identity_is_our_fault_and_tells_nothing(stub: Stub, identity: Identity) -> None:
    identity.refuse_with = Kind.DENIED
    with use_caller_token(partner_token(BODY)):
        error = await refused(stub.DeclareTraining(request()))
    assert (error.code, error.reason) == (grpc.StatusCode.INTERNAL, "INTERNAL")
    assert CANARY_NIR not in error.message


async def test_every_wrong_field_is_named_and_identity_is_not_asked(stub: Stub, identity: Identity) -> None:
    wrong = request("a\tb", nir="12", birth_name=" ")
    wrong.training.validity_start_date.day = 0
    wrong.training.training_body = "Autre"
    with use_caller_token(partner_token(BODY)):
        error = await refused(stub.DeclareTraining(wrong))
        as_holder = await refused(stub.DeclareTraining(request(declarant=training_pb2.DECLARANT_HOLDER)))
        unknown = await refused(stub.DeclareTraining(request(declarant=77)))
    assert [violation[0] for violation in as_holder.violations] == ["declarant"]
    assert [violation[0] for violation in unknown.violations] == ["declarant"]
    assert {violation[0] for violation in error.violations} == {
        "nir",
        "birth_name",
        "partner_key",
        "training.validity_start_date",
        "training.training_body",
    }
    assert identity.seen == []


async def test_only_a_partner_with_the_scope_may_declare(stub: Stub) -> None:
    with use_caller_token(partner_token(BODY, "feed:certifications")):
        error = await refused(stub.DeclareTraining(request()))
    assert error.metadata == {"needs": "scope prevention:declare"}
    with use_caller_token(holder_token(new_id(), "prevention:declare")):
        error = await refused(stub.DeclareTraining(request()))
    assert error.metadata == {"needs": "actor partner"}


async def test_only_the_gateway_may_call(target: str, tls_files: object) -> None:
    own = tls_files("records")  # type: ignore[operator]
    tls = TlsFiles(own.certificate, own.key, own.authority)
    async with open_channel(target, "passeport.prevention.v1", tls) as channel:
        with use_caller_token(partner_token(BODY)):
            error = await refused(Stub(channel).DeclareTraining(request()))
    assert error.metadata["peer"] == "records"


async def test_the_nir_is_in_no_log_and_no_row(
    stub: Stub, identity: Identity, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with use_caller_token(partner_token(BODY)):
        await stub.DeclareTraining(request())
        identity.outcome = resolution_pb2.RESOLUTION_OUTCOME_NO_MATCH
        await refused(stub.DeclareTraining(request("k-2")))
        identity.refuse_with = Kind.INTERNAL
        await refused(stub.DeclareTraining(request("k-3")))
    assert CANARY_NIR not in caplog.text
    # A refusal is no crash, so the runtime has nothing to say about it.
    errors = [record for record in caplog.records if record.name.startswith("grpc") and record.levelno >= logging.ERROR]
    assert errors == []
    async with engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            assert CANARY_NIR not in repr((await connection.execute(sa.select(table))).all())
