"""Verification by the employer over a real server and a real database, and the job that settles the rest."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import grpc.aio
import pytest
import sqlalchemy as sa
from google.type import date_pb2
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.prevention.v1 import (
    training_pb2,
    training_service_pb2,
    training_service_pb2_grpc,
    verification_service_pb2,
    verification_service_pb2_grpc,
)
from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import RemoteError, use_caller_token
from passeport_prevention.commands.settle import SETTLE_COMMANDS
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.verification import Verification
from passeport_prevention.settings import Settings
from passeport_prevention.storage import tables
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_testing.postgres import Database
from support import BODY, CANARY_NIR, EMPLOYER, holder_token, partner_token, training

Pb = verification_service_pb2
BOSS = Partner("client-of-the-employer", "Ateliers Dupré (fictif)", "73282932000074")


def yesterday() -> date_pb2.Date:
    day = system_clock().date() - timedelta(days=1)
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


async def test_an_employer_answers_and_everybody_concerned_reads_it(
    gateway: grpc.aio.Channel, identity: object
) -> None:
    employer = verification_service_pb2_grpc.VerificationServiceStub(gateway)
    body = training_service_pb2_grpc.DeclarationServiceStub(gateway)
    declared = training_service_pb2.DeclareTrainingRequest(
        training=training_pb2.Training(
            title="Levage",
            proof=training_pb2.PROOF_ATTESTATION,
            start_date=yesterday(),
            end_date=yesterday(),
            validity_start_date=yesterday(),
            particulars=training_pb2.Particulars(
                skills=["115650", "121885", "400635"],
                formacodes=["42829"],
                specialities=["344r"],
                employer_siret=BOSS.siret,
            ),
        ),
        nir=CANARY_NIR,
        birth_name="CANARI",
        partner_key="k-1",
        declarant=training_pb2.DECLARANT_TRAINING_BODY,
    )
    with use_caller_token(partner_token(BODY)):
        training_id = (await body.DeclareTraining(declared)).training_id
    as_employer = Pb.ListVerificationsRequest(side=Pb.VERIFICATION_SIDE_EMPLOYER)
    with use_caller_token(partner_token(EMPLOYER)):
        assert not (await employer.ListVerifications(as_employer)).trainings
    with use_caller_token(partner_token(BOSS)):
        (listed,) = (await employer.ListVerifications(as_employer)).trainings
        found = await employer.GetVerification(Pb.GetVerificationRequest(training_id=training_id))
        assert listed == found
        assert found.verification.state == training_pb2.VERIFICATION_STATE_AWAITING
        answer = Pb.AnswerVerificationRequest(
            training_id=training_id,
            etag=found.verification.etag,
            state=training_pb2.VERIFICATION_STATE_CONTESTED,
            comment="Pas notre salarié",
        )
        after = await employer.AnswerVerification(answer)
        assert (after.verification.comment, after.verification.etag) == ("Pas notre salarié", "r1v2")
        answer.state = training_pb2.VERIFICATION_STATE_CORRECTION_ASKED
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await employer.AnswerVerification(answer)
        assert RemoteError(error.value).reason == "ETAG_STALE"
    with use_caller_token(partner_token(BODY)):
        page = await employer.ListVerifications(Pb.ListVerificationsRequest(side=Pb.VERIFICATION_SIDE_DECLARANT))
        assert list(page.trainings) == [after]
    holder = training_service_pb2_grpc.TrainingServiceStub(gateway)
    with use_caller_token(holder_token(identity.person_id)):  # type: ignore[attr-defined]
        (seen,) = (await holder.ListTrainings(training_service_pb2.ListTrainingsRequest())).trainings
    assert seen == after


async def test_a_wrong_question_is_named(gateway: grpc.aio.Channel) -> None:
    employer = verification_service_pb2_grpc.VerificationServiceStub(gateway)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "side"),
        ({"side": 9}, "side"),
        ({"side": 1, "states": [9]}, "states"),
        ({"side": 1, "page_token": "x"}, "page_token"),
    ]
    for asked, field in wrong:
        with use_caller_token(partner_token(BOSS)), pytest.raises(grpc.aio.AioRpcError) as error:
            await employer.ListVerifications(Pb.ListVerificationsRequest(**asked))
        assert [each[0] for each in RemoteError(error.value).violations] == [field]


async def test_the_job_settles_what_nobody_answered_and_may_be_asked_first(
    open_work: UnitsOfWork, engine: AsyncEngine, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    days = (date(2026, 1, 31), date(2026, 2, 28), date(2199, 1, 1))
    async with open_work() as work:
        added = [replace(training(new_id()), verification=Verification(BOSS.siret, each)) for each in days]
        await work.trainings.add(*added)
        await work.commit()
    settings = Settings.model_construct(database_url=SecretStr(database.app_url), database_pool_size=1)
    command = SETTLE_COMMANDS["settle-verifications"]
    for dry_run in (True, False, False):
        await command.run(settings, argparse.Namespace(dry_run=dry_run))
    remind = SETTLE_COMMANDS["remind-verifications"]
    for dry_run in (True, False, False):
        await remind.run(settings, argparse.Namespace(dry_run=dry_run, days=100_000))
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "2 verifications would be settled",
        "2 verifications settled",
        "0 verifications settled",
        "1 verifications would be reminded of",
        "1 verifications reminded of",
        "0 verifications reminded of",
    ]
    async with engine.connect() as connection:
        states = await connection.execute(sa.select(tables.verification.c.due_on, tables.verification.c.state))
        assert {row.due_on: row.state for row in states} == {
            days[0]: "deemed_verified",
            days[1]: "deemed_verified",
            days[2]: "awaiting",
        }
        told = await connection.scalars(sa.select(tables.outbox.c.subject))
        assert sorted(told.all()) == [
            "passeport.prevention.v1.verification.changed",
            "passeport.prevention.v1.verification.changed",
            "passeport.prevention.v1.verification.due",
        ]
