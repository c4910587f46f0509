"""Taking in a partner's file, from its first byte sent to its last entry stored, beside COPY of what it left behind."""

import asyncio
import statistics
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from bench.figures import Figure
from bench.floors.copy import CopyFloor
from bench.people import (
    CERTIFIER,
    EDUCATION,
    PAYROLL,
    TRAINING_ACCOUNT,
    write_certifications,
    write_diplomas,
    write_dsn,
    write_trainings,
)
from bench.plan import Plan
from bench.rounds import in_turn
from passeport_sandbox.personas import Persona
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack

# Whoever asks more often makes the suite answer questions instead of taking in files.
_POLL_SECONDS = 0.2
_PATIENCE = 120.0
_SLOWEST = 200.0
"""Entries per second with which nobody waits any longer."""
_FEWER, _ROUNDS_OF_ROWS = 5, 2
_OF = "entry_id IN (SELECT id FROM entry WHERE touched_by = $1)"
# What a batch leaves in the database of records, in rows: one for each entry in each of these tables. Left out are what
# comes once for many entries (batch, tiles, checkpoints, the key of a person) and the row that identity adds.
_ROWS = {
    "entry": "touched_by = $1",
    "entry_source": _OF,
    "provenance_step": "batch_id = $1",
    "batch_item": "batch_id = $1",
    "access": "resource_id IN (SELECT id::text FROM entry WHERE touched_by = $1)",
    "outbox": "occurred_at IN (SELECT updated_at FROM entry WHERE touched_by = $1)",
    "ledger_place": _OF,
}

WriteFile = Callable[[Path, Sequence[Persona], int], Path]


class FeedFailedError(Exception):
    """A batch that did not store every entry measures nothing."""


async def measure(stack: Stack, people: Sequence[Persona], plan: Plan, folder: Path) -> list[Figure]:
    """Give the figures of the feeds; the people are in identity's register already.

    Those of rows, which share all but their reader, are measured with a few people and twice: the bench is long enough.
    """
    few, rounds = people[: max(1, len(people) // _FEWER)], min(plan.feed_rounds, _ROUNDS_OF_ROWS)
    return [
        *await _feed(stack, "certifications", CERTIFIER, write_certifications, people, plan.feed_rounds, folder),
        *await _feed(stack, "dsn", PAYROLL, write_dsn, people, plan.feed_rounds, folder),
        *await _feed(stack, "diplomas", EDUCATION, write_diplomas, few, rounds, folder),
        *await _feed(stack, "trainings", TRAINING_ACCOUNT, write_trainings, few, rounds, folder),
    ]


async def _feed(
    stack: Stack,
    feed: str,
    client_id: str,
    write: WriteFile,
    people: Sequence[Persona],
    rounds: int,
    folder: Path,
) -> list[Figure]:
    # One file more than rounds: the first is for warming up.
    files = [write(folder / f"bench-{number}.{feed}", people, number) for number in range(rounds + 1)]
    size, count = files[-1].stat().st_size, len(people)
    with httpx.Client(base_url=stack.addresses.base_url, timeout=_PATIENCE) as http:
        api = stack.partner(http, client_id)
        api.sign_in()
        async with CopyFloor(administrator(stack), *_ROWS) as floor:
            # Each round copies what another batch left, that of the warming one first.
            batches: deque[str] = deque()
            alone: list[float] = []

            async def ours() -> float:
                batch, speed = await asyncio.to_thread(take_in, api, feed, files.pop(0), count)
                batches.append(batch)
                return speed

            async def copied() -> float:
                batch = batches.popleft()
                await _in_the_ledger(floor, batch, count)
                rows, seconds = await floor.run(_ROWS, batch)
                alone.append(rows / seconds["entry"])
                return rows / sum(seconds.values())

            await ours()
            pace = await in_turn(ours, copied, rounds=rounds)
    ours_is = (
        f"POST /partners/v1/feeds/{feed}, {count:,} new entries in {size:,} bytes, until the batch is finished: "
        "checked, persons resolved, entries, provenance, report, accesses, events and leaves committed with fsync"
    )
    into = "into tables like records', with their columns and indexes, in the same server"
    return [
        Figure(
            f"feed_{feed}",
            pace.ours,
            "entries/s",
            pace.floor,
            ours_is,
            f"COPY of all that {count:,} such entries left, {len(_ROWS)} rows each ({', '.join(_ROWS)}), {into}",
        ),
        Figure(
            f"feed_{feed}_alone",
            pace.ours,
            "entries/s",
            statistics.median(alone),
            "the same",
            f"COPY of one row each, entries alone, {into}: what no feed can come near that tells where its "
            "entries come from, enters them in the ledger, and lets the holder and other services know",
        ),
    ]


def administrator(stack: Stack, service: str = "records") -> str:
    # Who sees every row, and may make tables to copy them into.
    password = (stack.postgres.folder / "admin.password").read_text().strip()
    return f"postgresql://postgres:{password}@127.0.0.1:{stack.postgres.port}/{service}"


def take_in(api: PartnerApi, feed: str, file: Path, expected: int) -> tuple[str, float]:
    """Give the batch, and the entries per second from the first byte sent to the moment at which it was finished."""
    began = datetime.now(UTC)
    batch: dict[str, Any] = api.send_feed(feed, file)
    batch = api.wait_for(batch["id"], timeout=_PATIENCE + expected / _SLOWEST, every=_POLL_SECONDS)
    if batch["state"] != "finished" or batch["accepted"] != expected:
        raise FeedFailedError(f"{file.name}: {expected} entries were expected, and the batch says {batch}")
    return batch["id"], expected / (datetime.fromisoformat(batch["finish_time"]) - began).total_seconds()


async def _in_the_ledger(floor: CopyFloor, batch: str, expected: int) -> None:
    """Wait until the entries of a batch have their places: the sequencer works after the fact."""
    began = time.perf_counter()
    while await floor.count("ledger_place", _ROWS["ledger_place"], batch) < expected:
        if time.perf_counter() - began > _PATIENCE:
            raise FeedFailedError("entries got no places in the ledger: see the log of records")
        await asyncio.sleep(_POLL_SECONDS)
