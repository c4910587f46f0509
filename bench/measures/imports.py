"""Taking in the official import of trainings, from its first byte sent to its last row, beside COPY of what it left."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx

from bench.figures import Figure
from bench.floors.copy import CopyFloor
from bench.measures.feeds import FeedFailedError, administrator
from bench.plan import Plan
from bench.rounds import in_turn
from passeport_sandbox.feeds.prevention import write_adf
from passeport_sandbox.personas import Persona
from passeport_sandbox.stack.furnish import TRAINING_BODY
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack

_IMPORTS = "/partners/v1/prevention/imports"
_POLL_SECONDS = 0.2
_PATIENCE = 300.0
_KEYS = "partner_key IN (SELECT key FROM import_line WHERE import_id = $1)"
# What an import leaves in the database of prevention: one row for each line in each of these tables, of outbox one for
# hundreds.
_ROWS = {
    "training": f"id IN (SELECT training_id FROM partner_key WHERE {_KEYS})",  # noqa: S608
    "import_line": "import_id = $1",
    "partner_key": _KEYS,
    "access": f"resource_id IN (SELECT training_id::text FROM partner_key WHERE {_KEYS})",  # noqa: S608
    "outbox": "occurred_at IN (SELECT created_at FROM import_file WHERE id = $1)",
}


async def measure(stack: Stack, people: Sequence[Persona], plan: Plan, folder: Path) -> list[Figure]:
    """Give `import_trainings`, of several trainings of each of the people, who are in identity's register already."""
    # One file more than rounds: the first is for warming up.
    count = plan.import_lines
    files = [
        write_adf(folder / f"bench-{number}.csv", islice(cycle(people), count), number)
        for number in range(plan.feed_rounds + 1)
    ]
    size = files[-1].stat().st_size
    with httpx.Client(base_url=stack.addresses.base_url, timeout=_PATIENCE) as http:
        api = stack.partner(http, TRAINING_BODY.client_id)
        api.sign_in()
        async with CopyFloor(administrator(stack, "prevention"), *_ROWS) as floor:
            imports: deque[str] = deque()

            async def ours() -> float:
                import_id, speed = await asyncio.to_thread(_take_in, api, files.pop(0), count)
                imports.append(import_id)
                return speed

            async def copied() -> float:
                rows, seconds = await floor.run(_ROWS, imports.popleft())
                return rows / sum(seconds.values())

            await ours()
            pace = await in_turn(ours, copied, rounds=plan.feed_rounds)
    return [
        Figure(
            "import_trainings",
            pace.ours,
            "lines/s",
            pace.floor,
            f"POST {_IMPORTS}, {count:,} new trainings in {size:,} bytes, until the import is finished: surveyed, "
            "judged by the guide, persons resolved, trainings, keys, results, accesses and events committed with fsync",
            f"COPY of all that {count:,} such lines left, four rows each and events ({', '.join(_ROWS)}), into tables "
            "like prevention's, with their columns and indexes, in the same server",
        )
    ]


def _take_in(api: PartnerApi, file: Path, expected: int) -> tuple[str, float]:
    """Give the import, and the lines per second from the first byte sent to the moment at which it was finished."""
    began, patience = datetime.now(UTC), time.monotonic() + _PATIENCE
    path = f"{_IMPORTS}?declarant=training_body&file_name={file.name}"
    answer = api.request("POST", path, content=file.read_bytes(), headers={"Content-Type": "text/csv"})
    found: dict[str, Any] = answer.json()
    while found.get("state") in {"received", "running"} and time.monotonic() < patience:
        time.sleep(_POLL_SECONDS)
        found = api.request("GET", f"{_IMPORTS}/{found['id']}").json()
    if found.get("state") != "finished" or found["declared"] != expected:
        raise FeedFailedError(f"{file.name}: {expected} trainings were expected, and the import says {found}")
    return found["id"], expected / (datetime.fromisoformat(found["finish_time"]) - began).total_seconds()
