"""The ledger: giving leaves their places beside COPY of these places, and a proof beside a bare hop of its bytes."""

import asyncio
import time
from collections import deque
from pathlib import Path

import asyncpg

from bench.figures import Figure
from bench.floors import hop
from bench.floors.copy import CopyFloor
from bench.load import Load
from bench.measures.feeds import FeedFailedError, administrator
from bench.plan import Plan
from bench.rounds import in_turn
from bench.wire import Connection, headers_of, request
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack

_TABLE = "ledger_place"
_POLL_SECONDS = 0.02
_PATIENCE = 120.0
_WARMING_SECONDS = 0.5
# Before every file, of nobody who is in the registers: what is measured is what the sequencer does with them.
_IN_LINE = """
    INSERT INTO ledger_queue (treatment_number, position, number, person_id, entry_id, revision, commitment)
    SELECT 0, 0, n, gen_random_uuid(), gen_random_uuid(), 1, sha256(gen_random_uuid()::text::bytea)
    FROM generate_series(1, $1::bigint) AS n
    """
_SIZE = "SELECT coalesce((SELECT size FROM ledger_head), 0)"


async def measure(stack: Stack, browser: Browser, plan: Plan, folder: Path) -> list[Figure]:
    """Give `ledger_append` and `entry_proof`."""
    return [await _append(stack, plan), await _prove(stack, browser, plan, folder)]


async def lengthen(stack: Stack, leaves: int) -> None:
    """Have so many leaves of nobody appended."""
    database = await asyncpg.connect(administrator(stack))
    try:
        await _append_some(database, leaves)
    finally:
        await database.close()


async def _append_some(database: asyncpg.Connection, leaves: int) -> tuple[int, float]:
    """Give the index of the first one, and the leaves per second."""
    first = int(await database.fetchval(_SIZE))
    await database.execute(_IN_LINE, leaves)
    began = time.perf_counter()
    while int(await database.fetchval(_SIZE)) < first + leaves:
        if time.perf_counter() - began > _PATIENCE:
            raise FeedFailedError("leaves in line got no places: see the log of records")
        await asyncio.sleep(_POLL_SECONDS)
    return first, leaves / (time.perf_counter() - began)


async def _append(stack: Stack, plan: Plan) -> Figure:
    url = administrator(stack)
    database = await asyncpg.connect(url)
    firsts: deque[int] = deque()

    async def ours() -> float:
        first, speed = await _append_some(database, plan.leaves)
        firsts.append(first)
        return speed

    try:
        async with CopyFloor(url, _TABLE) as floor:

            async def copied() -> float:
                first = firsts.popleft()
                rows, seconds = await floor.run({_TABLE: "index >= $1 AND index < $2"}, first, first + plan.leaves)
                return rows / seconds[_TABLE]

            # For warming up, and for the floor to have something whoever begins.
            await ours()
            pace = await in_turn(ours, copied, rounds=plan.feed_rounds)
    finally:
        await database.close()
    return Figure(
        "ledger_append",
        pace.ours,
        "leaves/s",
        pace.floor,
        f"{plan.leaves:,} leaves from their line to their places in the tree: taken out of the queue in order, hashed, "
        "whole tiles and bundles written, committed with fsync, signed once a second",
        f"COPY of the same {plan.leaves:,} rows into a table like records' {_TABLE}, with its indexes, in the same "
        "server: places alone",
    )


async def _prove(stack: Stack, browser: Browser, plan: Plan, folder: Path) -> Figure:
    path = await asyncio.to_thread(_proven, browser)
    port = stack.addresses.gateway
    read = request("GET", path, port=port, headers=headers_of(browser))
    first = await Connection.open(port)
    body = (await first.ask(read)).body
    first.close()
    with hop.running(folder, body) as floor_port:
        ours = Load(port, [read], connections=plan.connections)
        floor = Load(floor_port, [request("GET", "/", port=floor_port)], connections=plan.connections)
        for load in (ours, floor):
            await load.run(min(_WARMING_SECONDS, plan.seconds))
            load.latencies.seconds.clear()
        pace = await in_turn(lambda: ours.run(plan.seconds), lambda: floor.run(plan.seconds), rounds=plan.rounds)
        ours.close()
        floor.close()
    return Figure(
        "entry_proof",
        pace.ours,
        "proofs/s",
        pace.floor,
        f"GET …/records/{{entry_id}}/proof, signed in, {len(body):,} bytes, {plan.connections} connections kept alive: "
        "session, caller token, entry, its text and key, tiles, an access committed with fsync",
        "a bare FastAPI application and one gRPC hop with mutual TLS that give the same bytes, the same client",
        f"ours {ours.latencies}; floor {floor.latencies}",
    )


def _proven(browser: Browser) -> str:
    entries = browser.ask("GET", "/api/v1/passport/records?page_size=300")["items"]
    path = f"/api/v1/passport/records/{next(one['id'] for one in entries if one['nature'] == 'guaranteed')}/proof"
    began = time.perf_counter()
    while browser.request("GET", path).status_code != 200:
        if time.perf_counter() - began > _PATIENCE:
            raise FeedFailedError("an entry never came into the ledger: see the log of records")
        time.sleep(_POLL_SECONDS)
    return path
