"""Rows by the thousand come back as they were sent, whatever of them is alike."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from passeport_chassis.db import create_engine
from passeport_chassis.db.rows import insert_rows
from passeport_chassis.ids import new_id
from passeport_testing.postgres import PostgresServer

toy = sa.Table(
    "toy",
    sa.MetaData(),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("said", sa.Text),
    sa.Column("json", JSONB),
    sa.Column("data", sa.LargeBinary),
    sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()),
)


JSON_VALUES: tuple[Any, ...] = ({}, [1, {"é": "\u2028"}], "x", 1, True)


@pytest.mark.parametrize(
    "differences",
    [
        [],
        [{}],
        [{}, {}, {}],
        [{"said": said} for said in ("", None, "NULL", '{"\\')],
        [{"said": None}, {"said": None}],
        [{"json": value} for value in JSON_VALUES],
        [{"json": {"a": 1}, "data": data} for data in (b"\0", b"")],
    ],
)
async def test_rows_come_back_as_they_were_sent(
    postgres_server: PostgresServer, differences: list[dict[str, Any]]
) -> None:
    same = {"said": "é", "json": {"trace": "…"}, "data": b"\0\xff"}
    rows = [{"id": new_id()} | same | difference for difference in differences]
    engine = create_engine(postgres_server.create_database(f"toy{new_id().hex[20:]}").owner_url)
    async with engine.begin() as connection:
        await connection.run_sync(toy.create)
        await insert_rows(connection, toy, rows)
        found = (await connection.execute(sa.select(toy).order_by(toy.c.id))).mappings().all()
    await engine.dispose()
    assert [{name: row[name] for name in ("id", *same)} for row in found] == rows
