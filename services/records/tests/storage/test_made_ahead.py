"""Statements are made while others run: in their order, one ahead, and what goes wrong stops those that follow."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_records.storage.ahead import Statement, execute_all
from passeport_records.storage.tables import operator_act


async def acts(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(sa.select(operator_act.c.about).order_by(operator_act.c.about)))


def statement(about: str, count: int = 1) -> Statement:
    rows = sa.text(
        "INSERT INTO operator_act (id, at, command, operator, reason, about)"
        " SELECT gen_random_uuid(), now(), '', '', '', :about FROM generate_series(1, CAST(:count AS int))"
    )
    return rows, {"about": about, "count": count}


async def test_each_tells_how_many_rows_it_touched_and_the_loop_makes_none_of_them(engine: AsyncEngine) -> None:
    makers = []

    def made() -> Iterator[Statement]:
        for about, count in (("a", 2), ("b", 0), ("c", 3)):
            makers.append(threading.current_thread())
            yield statement(about, count)

    async with engine.begin() as connection:
        assert await execute_all(connection, made()) == [2, 0, 3]
    assert threading.main_thread() not in makers
    assert await acts(engine) == ["a", "a", "c", "c", "c"]


async def test_what_goes_wrong_with_the_next_one_is_raised_after_those_before(engine: AsyncEngine) -> None:
    def made() -> Iterator[Statement]:
        yield statement("a")
        yield statement("b")
        raise ValueError("no such row")

    async with engine.connect() as connection:
        with pytest.raises(ValueError, match="no such row"):
            await execute_all(connection, made())
        await connection.commit()
    assert await acts(engine) == ["a", "b"]


async def test_a_statement_that_fails_is_the_last(engine: AsyncEngine) -> None:
    def made() -> Iterator[Statement]:
        yield sa.text("SELECT 1 / CAST(:zero AS int)"), {"zero": 0}
        yield statement("never")

    async with engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError):
            await execute_all(connection, made())
    assert await acts(engine) == []
