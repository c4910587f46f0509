"""Corrections and withdrawals over a real server and a real database, as partner and worker see them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import grpc
import grpc.aio
import pytest
from google.type import date_pb2

from passeport.prevention.v1 import training_pb2, training_service_pb2, training_service_pb2_grpc
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError, use_caller_token
from rpc_identity import Identity
from support import BODY, CANARY_NIR, EMPLOYER, holder_token, partner_token

Pb = training_service_pb2
PARTICULARS = training_pb2.Particulars(
    skills=["115650", "121885", "400635"],
    formacodes=["42829"],
    specialities=["344r"],
    employer_siret="73282932000074",
    category=2,
)


def levage(**changes: object) -> training_pb2.Training:
    given: dict[str, object] = {
        "title": "Levage",
        "proof": training_pb2.PROOF_ATTESTATION,
        "start_date": date_pb2.Date(year=2026, month=3, day=2),
        "end_date": date_pb2.Date(year=2026, month=3, day=4),
        "validity_start_date": date_pb2.Date(year=2026, month=3, day=4),
        **changes,
    }
    return training_pb2.Training(**given)  # type: ignore[arg-type]


async def refused(call: Awaitable[object]) -> RemoteError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return RemoteError(error.value)


async def test_a_worker_sees_what_was_declared_then_what_is_right_then_that_it_was_taken_back(
    gateway: grpc.aio.Channel, identity: Identity
) -> None:
    partner = training_service_pb2_grpc.DeclarationServiceStub(gateway)
    holder = training_service_pb2_grpc.TrainingServiceStub(gateway)
    asked = Pb.DeclareTrainingRequest(
        training=levage(declaration_id="D-1", reference="Session de mars", particulars=PARTICULARS),
        nir=CANARY_NIR,
        birth_name="CANARI",
        partner_key="k-1",
        declarant=training_pb2.DECLARANT_TRAINING_BODY,
    )
    with use_caller_token(partner_token(BODY)):
        made = await partner.DeclareTraining(asked)
        assert (await partner.DeclareTraining(asked)).already_declared
        read = await partner.GetDeclaredTraining(Pb.GetDeclaredTrainingRequest(training_id=made.training_id))
        right = levage(title="Levage et élingage", reference="Session de mars")
        correction = Pb.CorrectTrainingRequest(
            training_id=read.id, training=right, etag=read.etag, reason="Titre incomplet"
        )
        # Of two at once one comes second, and is told.
        both = await asyncio.gather(
            partner.CorrectTraining(correction), partner.CorrectTraining(correction), return_exceptions=True
        )
        told = [RemoteError(one).reason for one in both if isinstance(one, grpc.aio.AioRpcError)]
        assert told == ["ETAG_STALE"]
        wrong = training_pb2.Particulars(skills=["1"], category=9)
        error = await refused(
            partner.CorrectTraining(
                Pb.CorrectTrainingRequest(
                    training_id=read.id, training=levage(particulars=wrong), etag="r2", reason="Codes"
                )
            )
        )
        assert [each[0] for each in error.violations] == ["training.particulars.category"]
    with use_caller_token(holder_token(identity.person_id)):
        (shown,) = (await holder.ListTrainings(Pb.ListTrainingsRequest())).trainings
        versions = await holder.ListTrainingVersions(Pb.ListTrainingVersionsRequest(training_id=read.id))
    # What the employer says, and until when it holds, is of what counts by now.
    read.ClearField("verification")
    read.ClearField("validity")
    assert list(versions.versions) == [read, shown]
    assert shown.HasField("validity")
    assert (shown.title, shown.version, shown.change_reason) == ("Levage et élingage", 2, "Titre incomplet")
    assert (shown.declaration_id, shown.reference, shown.particulars) == ("D-1", "Session de mars", PARTICULARS)
    with use_caller_token(partner_token(BODY)):
        whole = Pb.WithdrawDeclarationRequest(declaration_id="D-1", expected_count=1, reason="Session annulée")
        assert (await partner.WithdrawDeclaration(whole)).withdrawn == 1
        again = Pb.WithdrawTrainingRequest(training_id=read.id, etag="r1", reason="Encore")
        assert (await partner.WithdrawTraining(again)).change_reason == "Session annulée"
        assert (await refused(partner.DeclareTraining(asked))).reason == "TRAINING_WITHDRAWN"
    with use_caller_token(holder_token(identity.person_id)):
        assert not (await holder.ListTrainings(Pb.ListTrainingsRequest())).trainings
        (gone,) = (await holder.ListTrainings(Pb.ListTrainingsRequest(show_withdrawn=True))).trainings
    assert (gone.withdrawn, gone.change_reason) == (True, "Session annulée")


async def test_nobody_else_learns_of_it(gateway: grpc.aio.Channel) -> None:
    partner = training_service_pb2_grpc.DeclarationServiceStub(gateway)
    holder = training_service_pb2_grpc.TrainingServiceStub(gateway)
    asked = Pb.DeclareTrainingRequest(
        training=levage(),
        nir=CANARY_NIR,
        birth_name="CANARI",
        partner_key="k-1",
        declarant=training_pb2.DECLARANT_TRAINING_BODY,
    )
    with use_caller_token(partner_token(BODY)):
        training_id = (await partner.DeclareTraining(asked)).training_id
        nonsense = await refused(partner.GetDeclaredTraining(Pb.GetDeclaredTrainingRequest(training_id="x")))
        assert nonsense.reason == "TRAINING_NOT_FOUND"
    with use_caller_token(partner_token(EMPLOYER)):
        for call in (
            partner.GetDeclaredTraining(Pb.GetDeclaredTrainingRequest(training_id=training_id)),
            partner.CorrectTraining(
                Pb.CorrectTrainingRequest(training_id=training_id, training=levage(), etag="r1", reason="x")
            ),
            partner.WithdrawTraining(Pb.WithdrawTrainingRequest(training_id=training_id, etag="r1", reason="x")),
            partner.WithdrawDeclaration(
                Pb.WithdrawDeclarationRequest(declaration_id="D-1", expected_count=1, reason="x")
            ),
        ):
            assert (await refused(call)).reason == "TRAINING_NOT_FOUND"
    with use_caller_token(holder_token(new_id())):
        error = await refused(holder.ListTrainingVersions(Pb.ListTrainingVersionsRequest(training_id=training_id)))
    assert error.reason == "TRAINING_NOT_FOUND"
