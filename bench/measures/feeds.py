"""Taking in a partner's file, from its first byte sent to its last entry stored, beside COPY of the same entries."""

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from bench.figures import Figure
from bench.floors.copy import CopyFloor
from bench.people import CERTIFIER, PAYROLL, write_certifications, write_dsn
from bench.plan import Plan
from bench.rounds import in_turn
from passeport_sandbox.personas import Persona
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack

_POLL_SECONDS = 0.02
_PATIENCE = 120.0
_TABLE = "entry"

WriteFile = Callable[[Path, Sequence[Persona], int], Path]


class FeedFailedError(Exception):
    """A batch that did not store every entry measures nothing."""


async def measure(stack: Stack, people: Sequence[Persona], plan: Plan, folder: Path) -> list[Figure]:
    """Give `feed_certifications` and `feed_dsn`; the people are in identity's register already."""
    return [
        await _feed(stack, "certifications", CERTIFIER, write_certifications, people, plan, folder),
        await _feed(stack, "dsn", PAYROLL, write_dsn, people, plan, folder),
    ]


async def _feed(
    stack: Stack,
    feed: str,
    client_id: str,
    write: WriteFile,
    people: Sequence[Persona],
    plan: Plan,
    folder: Path,
) -> Figure:
    # One file more than rounds: the first is for warming up.
    files = [write(folder / f"bench-{number}.{feed}", people, number) for number in range(plan.feed_rounds + 1)]
    sizes = [file.stat().st_size for file in files]
    with httpx.Client(base_url=stack.addresses.base_url, timeout=_PATIENCE) as http:
        api = stack.partner(http, client_id)
        api.sign_in()
        async with CopyFloor(administrator(stack), _TABLE) as floor:
            # Each round copies the entries of another file, those of the warming one first.
            places = itertools.count(await floor.count(), len(people))
            await asyncio.to_thread(_take_in, api, feed, files.pop(0), len(people))

            async def ours() -> float:
                return await asyncio.to_thread(_take_in, api, feed, files.pop(0), len(people))

            async def copied() -> float:
                rows, seconds = await floor.run("true ORDER BY id OFFSET $1 LIMIT $2", next(places), len(people))
                return rows / seconds

            pace = await in_turn(ours, copied, rounds=plan.feed_rounds)
    return Figure(
        f"feed_{feed}",
        pace.ours,
        "entries/s",
        pace.floor,
        f"POST /partners/v1/feeds/{feed}, {len(people):,} new entries in {sizes[-1]:,} bytes, until the batch is "
        "finished: checked, persons resolved, entries, provenance, accesses and events committed with fsync",
        f"COPY of the same {len(people):,} rows into a table like records' {_TABLE}, with its columns and indexes, in "
        "the same server: entries alone",
    )


def administrator(stack: Stack) -> str:
    # Row-level security hides the entries even from the role that owns the table.
    password = (stack.postgres.folder / "admin.password").read_text().strip()
    return f"postgresql://postgres:{password}@127.0.0.1:{stack.postgres.port}/records"


def _take_in(api: PartnerApi, feed: str, file: Path, expected: int) -> float:
    began = time.perf_counter()
    batch = api.send_feed(feed, file)
    batch = api.wait_for(batch["id"], timeout=_PATIENCE, every=_POLL_SECONDS)
    seconds = time.perf_counter() - began
    if batch["state"] != "finished" or batch["accepted"] != expected:
        raise FeedFailedError(f"{file.name}: {expected} entries were expected, and the batch says {batch}")
    return expected / seconds
