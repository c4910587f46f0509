"""What stays as it is while there is more of everything: reads and the ledger beside the same with few entries.

And the memory that a file takes, beside that of one a tenth as large.
"""

import asyncio
import random
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import psutil

from bench.figures import Figure
from bench.load import Latencies
from bench.measures import ledger, passport
from bench.measures.feeds import FeedFailedError, administrator, take_in
from bench.people import CERTIFIER, write_certifications
from bench.plan import Plan
from bench.rounds import Measure, in_turn
from passeport_chassis.db import create_engine
from passeport_records.messaging.events import encode
from passeport_records.storage.unit_of_work import UnitsOfWork
from passeport_sandbox.personas import Persona
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack

_EACH = 10
"""Entries of a person."""
_AT_ONCE = 250_000
_TIMES = 10
_WATCH_SECONDS = 0.05
# Identifiers rise as those do that are made in time (UUIDv7); who is read is drawn at random among them.
_FILL = """
    INSERT INTO entry (person_id, id, nature, kind, title, organisation_name, organisation_siret, organisation_locality,
        start_date, description, details, state, revision, source_label, created_at, updated_at, rank, dated_on)
    SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n / 10), 12, '0'))::uuid,
        ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
        'guaranteed', 'employment', 'Comptable', 'ENTREPRISE ' || n % 5000, lpad((n % 5000)::text, 14, '0'), 'NANTES',
        (2000 + n % 25) || '-03-01', '', '{"pcs_code": "543a"}', 'active', 1, 'Déclaration sociale nominative',
        now(), now(), 9, (2000 + n % 25) || '-03-01'
    FROM generate_series($1::bigint, $2::bigint - 1) AS n
    """


async def measure(stack: Stack, browser: Browser, people: Sequence[Persona], plan: Plan, folder: Path) -> list[Figure]:
    """Give the figures of `NAMES_OF_MANY`: with a hundredth of the entries of the plan, and with all of them."""
    entries, few = plan.entries, plan.entries // 100
    leaves = entries // _EACH
    memory = await asyncio.to_thread(_memory, stack, people, folder)
    await _fill(stack, 0, few)
    before = await _all(stack, browser, plan, few, folder / "few")
    await _fill(stack, few, entries)
    await _lengthen(stack, leaves)
    after = await _all(stack, browser, plan, entries, folder / "many")
    among = f"among {entries:,} entries and {leaves:,} leaves more"
    return [memory, *(_beside(one, many, among) for one, many in zip(before, after, strict=True))]


async def _all(stack: Stack, browser: Browser, plan: Plan, entries: int, folder: Path) -> list[Figure]:
    return [
        *await passport.measure(stack, browser, plan, folder / "hop"),
        await _pages(stack, plan, entries),
        *await ledger.measure(stack, browser, plan, folder / "proof"),
    ]


def _beside(few: Figure, many: Figure, among: str) -> Figure:
    # Some minutes lie between the two, in which the machine may have got other work: each has its floor beside it.
    return Figure(
        f"{many.name}_of_many",
        many.value,
        many.unit,
        few.value * many.floor / few.floor,
        f"{many.name} {among}: {many.ours_is}",
        f"the same among a hundredth of the entries, were the machine as it was then: {few.value:,.1f} with a floor of "
        f"{few.floor:,.1f}, which was {many.floor:,.1f} by now ({many.floor_is})",
        "\n".join(f"{when}: {one.detail}" for when, one in (("many", many), ("few", few)) if one.detail),
    )


async def _fill(stack: Stack, first: int, last: int) -> None:
    database = await asyncpg.connect(administrator(stack))
    try:
        for begin in range(first, last, _AT_ONCE):
            await database.execute(_FILL, begin, min(begin + _AT_ONCE, last))
        await database.execute("VACUUM ANALYZE entry")
    finally:
        await database.close()


async def _pages(stack: Stack, plan: Plan, entries: int) -> Figure:
    url = stack.databases["records"].app_url
    engine, database = create_engine(url, pool_size=1), await asyncpg.connect(url)
    open_work, drawn, latencies = UnitsOfWork(engine, encode), random.Random(entries), Latencies()  # noqa: S311

    async def read() -> None:
        person_id = UUID(int=(0x7000 << 64) + (0x8000 << 48) + drawn.randrange(entries // _EACH))
        asked = time.perf_counter()
        async with open_work(person_id) as work:
            found = len((await work.entries.page((), _EACH, None)).entries)
        latencies.seconds.append(time.perf_counter() - asked)
        if found != _EACH:
            raise FeedFailedError(f"the passport of {person_id} has {found} entries instead of {_EACH}")

    async def ask() -> None:
        async with database.transaction():
            await database.fetch("SELECT n, repeat('x', 300) FROM generate_series(1, 10) AS n")

    try:
        ours, floor = _again_and_again(read, plan.seconds), _again_and_again(ask, plan.seconds)
        # For warming up.
        await ours()
        latencies.seconds.clear()
        pace = await in_turn(ours, floor, rounds=plan.rounds)
    finally:
        await database.close()
        await engine.dispose()
    return Figure(
        "passport_page",
        pace.ours,
        "pages/s",
        pace.floor,
        "the first page of a passport drawn at random, as records reads it, one after the other",
        "a bare transaction that makes as many rows",
        str(latencies),
    )


def _again_and_again(work: Callable[[], Awaitable[None]], seconds: float) -> Measure:
    async def measure() -> float:
        began, count = time.perf_counter(), 0
        while (passed := time.perf_counter() - began) < seconds:
            await work()
            count += 1
        return count / passed

    return measure


async def _lengthen(stack: Stack, leaves: int) -> None:
    for first in range(0, leaves, _AT_ONCE):
        await ledger.lengthen(stack, min(_AT_ONCE, leaves - first))


def _memory(stack: Stack, people: Sequence[Persona], folder: Path) -> Figure:
    process = psutil.Process(int((stack.folder / "logs" / "records.pid").read_text().split()[0]))
    files = [
        write_certifications(folder / f"scale-{times}.xml", list(people) * times, 90 + times) for times in (1, _TIMES)
    ]
    with httpx.Client(base_url=stack.addresses.base_url, timeout=600) as http:
        api = stack.partner(http, CERTIFIER)
        api.sign_in()
        speeds, peaks = [], []
        for file, times in zip(files, (1, _TIMES), strict=True):
            with _Peak(process) as peak:
                speeds.append(take_in(api, "certifications", file, len(people) * times)[1])
            peaks.append(peak.bytes)
    small, large = (
        f"{peak / 2**20:,.0f} MiB with {file.stat().st_size:,} bytes" for peak, file in zip(peaks, files, strict=True)
    )
    return Figure(
        "feed_of_many",
        speeds[1],
        "entries/s",
        speeds[0],
        f"POST /partners/v1/feeds/certifications, a file of {len(people) * _TIMES:,} passages",
        f"the same with {len(people):,}",
        f"most memory of records: {large}, {small}",
    )


class _Peak:
    """The most memory that a process has while something is done, as far as one sees who looks every so often."""

    def __init__(self, process: psutil.Process) -> None:
        self.bytes = 0
        self._process = process
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch)

    def __enter__(self) -> "_Peak":
        self._watcher.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while True:
            self.bytes = max(self.bytes, self._process.memory_info().rss)
            if self._over.wait(_WATCH_SECONDS):
                return
