"""The command by which an operator revokes, over the database as the service's own role."""

from __future__ import annotations

import argparse
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from kept import PERSON, keep, make
from passeport_publishing.commands.revocation import COMMANDS
from passeport_publishing.domain.publication import RevocationReason, State
from passeport_publishing.messaging.events import REVOKED
from passeport_publishing.storage import tables
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_testing.postgres import Database

COMMAND = COMMANDS["revoke-publication"]


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    COMMAND.arguments(parser)
    return parser.parse_args(words)


async def test_an_operator_revokes_by_the_code_on_the_paper(
    open_work: UnitsOfWork, engine: AsyncEngine, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make()
    await keep(open_work, made)
    settings: Any = SimpleNamespace(
        database_url=SecretStr(database.app_url), database_pool_size=1, status_list_max_age=60
    )
    told = ("--operator", " Dominique  Exemple ", "--reason", "fraud")
    for _ in range(2):
        assert await COMMAND.run(settings, parsed(made.publication.code, *told)) == 0
    assert f"{made.publication.id} is revoked since" in capsys.readouterr().out
    async with open_work() as work:
        found = await work.publications.get(PERSON, made.publication.id)
    assert found is not None
    assert (found.state, found.revocation_reason) == (State.REVOKED, RevocationReason.FRAUD)
    async with engine.connect() as connection:
        assert list(await connection.scalars(sa.select(tables.outbox.c.subject))) == [REVOKED]
        assert list(await connection.scalars(sa.select(tables.access.c.actor_id))) == [
            "revoke-publication:Dominique Exemple"
        ]
    assert await COMMAND.run(settings, parsed(str(uuid4()), *told)) == 1
    assert "PUBLICATION_NOT_FOUND" in capsys.readouterr().err
    for wrong in (("--operator", " ", "--reason", "fraud"), ("--operator", "x", "--reason", "spite")):
        with pytest.raises(SystemExit):
            parsed(made.publication.code, *wrong)
