"""Killed some fifty times, anywhere, the worker leaves what it leaves undisturbed: nothing lost, nothing doubled.

In processing, in trying again what waited, and in undoing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from crash_worker import Task, tools_on, work
from feed_support import send
from passeport_chassis.db import create_engine, migrate
from passeport_records.domain.batch import Feed
from passeport_records.usecases.roll_back_batch import order_rollback
from passeport_records.wiring import STORE
from passeport_testing.commands import FORKED, load
from passeport_testing.postgres import Database, PostgresServer
from samples import TITULAIRE, Lines, certification, contract, ended, flux, lot, message, passage, person, renamed
from support import CERTIFIER, DSN_SENDER

SEED = 20261126
LONGEST_LIFE = 90
PASSAGES = 400
EMPLOYEES = 60
AS_FEEDS = sa.text("SELECT set_config('app.feeds', 'on', true)")

Work = Callable[[Task], None]
# What the worker takes long to load; the worker itself lies beside the tests.
for module in ("passeport_records.wiring", "passeport_logbook.commands"):
    load(module)


def passages(prefix: str) -> bytes:
    """Persons who are known, some who are not, and some awards twice."""

    def one(number: int) -> str:
        name = f"{'Inconnu' if number % 5 == 0 else 'Connu'}{number % 97}"
        return passage(f"{prefix}-{number - number % 50 if number % 50 == 49 else number}", holder=named(name))

    return flux(certification(*(one(number) for number in range(PASSAGES))))


def months() -> dict[str, bytes]:
    """A month; the next one, with renumberings, ends and second jobs; that one again, with half of the employees."""
    september, october = {"month": "01092026", "made": "05102026"}, {"month": "01102026", "made": "05112026"}

    def employee(number: int, *blocks: Lines) -> tuple[Lines, ...]:
        name = f"{'INCONNU' if number % 5 == 0 else 'CONNU'}{number}"
        return person(nir=f"1800175001{number:03}", name=name), *blocks

    def later(number: int) -> tuple[Lines, ...]:
        blocks = [contract(r009="2"), renamed(r014="1")] if number % 3 == 0 else [contract(r009="1")]
        blocks += [ended()] if number % 4 == 0 else []
        blocks += [contract(r009="3", r006="Second emploi")] if number % 7 == 0 else []
        return employee(number, *blocks)

    # Who waits to be known is named by one file alone: which of two is tried first again is nobody's promise.
    known = [number for number in range(1, EMPLOYEES) if number % 5]
    first = [block for one in known for block in employee(one, contract(r009="1"))]
    second = [block for one in known for block in later(one)]
    again = [block for one in range(2, EMPLOYEES, 2) for block in employee(one, contract(r009="1", r006="Corrigé"))]
    return {
        "september.dsn": lot(message(*first, **september)),
        "october.dsn": lot(message(*second, **october)),
        "october-again.dsn": lot(message(*again, kind="03", **october | {"made": "12112026"})),
    }


def named(name: str) -> str:
    return TITULAIRE.replace("Fontanel", name)


@pytest.fixture
async def twin(postgres_server: PostgresServer) -> AsyncIterator[tuple[Database, AsyncEngine]]:
    """A database of its own for those who are killed."""
    database = postgres_server.create_database("records_twin")
    await migrate(database.owner_url, STORE.migrations, database.app)
    engine = create_engine(database.app_url, pool_size=3)
    yield database, engine
    await engine.dispose()


async def life(engine: AsyncEngine, act: Work) -> None:
    """Files are processed, what waited of them is tried again, one is undone."""
    tools = tools_on(engine, all_known=False)
    for name, content in months().items():
        await send(tools, DSN_SENDER, Feed.DSN, content, name)
    for name in ("kept.xml", "undone.xml"):
        await send(tools, CERTIFIER, Feed.CERTIFICATIONS, passages(name), name)
    act(Task("process", all_known=False))
    async with tools.open_work() as opened:
        assert await opened.waiting.hasten() > 100
        await opened.commit()
    act(Task("retry"))
    async with tools.open_work() as opened:
        latest, _ = await opened.batches.latest(2)
    await order_rollback(tools, sender=CERTIFIER, batch_id=latest.id, reason="Essai")
    act(Task("roll back"))


async def left(engine: AsyncEngine) -> dict[str, Any]:
    """All that is left, by what does not change from run to run: identifiers and moments do."""
    queries = {
        "entries": """SELECT s.sender_key, e.person_id, e.title, e.state, e.revision, e.kind
            FROM entry e JOIN entry_source s ON s.entry_id = e.id""",
        "versions": """SELECT s.sender_key, p.revision, p.change, p.cause, p.line, b.file_name, p.before::text, p.told,
                p.said
            FROM provenance_step p JOIN entry_source s USING (entry_id) JOIN batch b ON b.id = p.batch_id""",
        "confirmations": """SELECT s.sender_key, c.revision, c.line, c.told, b.file_name
            FROM confirmation c JOIN entry_source s USING (entry_id) JOIN batch b ON b.id = c.batch_id""",
        "reports": """SELECT b.file_name, i.ordinal, i.line, i.key, i.outcome, i.rule, i.message
            FROM batch_item i JOIN batch b ON b.id = i.batch_id""",
        "later outcomes": """SELECT b.file_name, o.ordinal, o.outcome, o.rule
            FROM item_outcome o JOIN batch b ON b.id = o.batch_id""",
        "batches": """SELECT file_name, state, position, accepted, duplicates, unresolved, rejected, given_up,
            undone, kept, later, rollback_ended_at IS NOT NULL FROM batch""",
        "accesses": """SELECT a.person_id, a.action, a.purpose, s.sender_key
            FROM access a LEFT JOIN entry_source s ON s.entry_id::text = a.resource_id""",
        "leaves": """SELECT b.file_name, q.position, q.number, q.person_id, q.revision, encode(q.commitment, 'hex')
            FROM ledger_queue q JOIN batch b USING (treatment_number)""",
        "declarations that no longer count": "SELECT siret, slot, as_of, made, number FROM replacement",
        "left behind": "SELECT (SELECT count(*) FROM waiting_item), (SELECT count(*) FROM batch_file)",
        "events": "SELECT subject, count(*), count(DISTINCT data) FROM outbox GROUP BY subject",
    }
    async with engine.connect() as connection:
        await connection.execute(AS_FEEDS)
        return {name: Counter(map(repr, await connection.execute(sa.text(query)))) for name, query in queries.items()}


async def test_fifty_kills_change_nothing(
    database: Database, engine: AsyncEngine, twin: tuple[Database, AsyncEngine]
) -> None:
    lives = random.Random(SEED)  # noqa: S311 - to be the same every time
    kills: Counter[str] = Counter()

    def run(url: str, task: Task) -> bool:
        process = FORKED.Process(target=work, args=(url, task))
        process.start()
        process.join(60)
        assert process.exitcode in {0, -9}, task
        return process.exitcode == 0

    def undisturbed(task: Task) -> None:
        assert run(database.app_url, task)

    def killed(task: Task) -> None:
        while not run(twin[0].app_url, Task(task.what, task.all_known, lives.randint(1, LONGEST_LIFE))):
            kills[task.what] += 1

    await life(engine, undisturbed)
    await life(twin[1], killed)
    assert kills.total() >= 50, kills
    assert min(kills.values()) >= 3, kills
    expected = await left(engine)
    assert len(expected["entries"]) > 800
    assert len(expected["leaves"]) > 1200
    assert len(expected["declarations that no longer count"]) == 1
    for name, found in (await left(twin[1])).items():
        assert found == expected[name], name
