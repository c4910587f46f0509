"""The job that reminds holders, as operators run it, and what an open page of theirs hears of it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

import grpc.aio
import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.prevention.v1 import events_pb2, training_service_pb2_grpc
from passeport.prevention.v1 import training_service_pb2 as service
from passeport_chassis.days import day_in_paris
from passeport_chassis.ids import new_id
from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import use_caller_token
from passeport_prevention.commands.remind import REMIND_COMMANDS
from passeport_prevention.messaging.events import TRAINING_EXPIRING
from passeport_prevention.settings import Settings
from passeport_prevention.storage import tables
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_testing.postgres import Database
from support import attestation, holder_token, training


async def test_the_job_plans_what_was_declared_before_it_and_tells_it_once(
    open_work: UnitsOfWork,
    engine: AsyncEngine,
    database: Database,
    gateway: grpc.aio.Channel,
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = datetime.now(UTC)
    person, ends = new_id(), [day_in_paris(now) + timedelta(days=left) for left in (20, 400)]
    # As a version before it took them in: nothing is planned.
    made = [training(person, attestation(validity_end=PartialDate.of(end))) for end in ends]
    async with open_work() as work:
        await work.trainings.add(*made)
        await work.commit()
    settings = Settings.model_construct(
        database_url=SecretStr(database.app_url), database_pool_size=1, training_types_file=None
    )
    command = REMIND_COMMANDS["remind-expiries"]
    for asked in ({}, {"dry_run": True}, {}, {"replan": True}):
        await command.run(settings, argparse.Namespace(**{"dry_run": False, "replan": False} | asked))
    assert capsys.readouterr().out.splitlines() == [
        "2 trainings planned by the rules of now",
        "1 trainings reminded of",
        "0 trainings would be looked at: their day has come",
        "0 trainings reminded of",
        "2 trainings planned by the rules of now",
        "0 trainings reminded of",
    ]
    async with engine.connect() as connection:
        (row,) = await connection.execute(sa.select(tables.outbox).where(tables.outbox.c.type == TRAINING_EXPIRING))
    event = events_pb2.TrainingExpiring.FromString(row.data)
    assert (event.training_id, event.person_id, event.days) == (str(made[0].id), str(person), 30)
    stub = training_service_pb2_grpc.TrainingServiceStub(gateway)
    request = service.ListRecentRemindersRequest()
    request.since_time.FromDatetime(now - timedelta(minutes=1))
    with use_caller_token(holder_token(person)):
        for _ in range(2):
            (told,) = (await stub.ListRecentReminders(request)).reminders
    assert (told.training_id, told.days, told.until_date) == (event.training_id, 30, event.until_date)
    with use_caller_token(holder_token(new_id())):
        assert not (await stub.ListRecentReminders(request)).reminders
    async with engine.connect() as connection:
        watched = sa.select(sa.func.count()).where(tables.access.c.action == "prevention.reminder.watch")
        assert await connection.scalar(watched) == 1
