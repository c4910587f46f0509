"""What becomes of publishing and of its memory while one CV after the other is published, two at a time."""

import json
from collections.abc import Sequence

import psutil

from bench.figures import Figure
from bench.load import Load
from bench.plan import Plan
from bench.wire import headers_of, request
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack

_AT_ONCE = 2
"""As many as there are workers that render and seal."""
_PARTS = 10


async def measure(stack: Stack, browser: Browser, entry_ids: Sequence[str], plan: Plan) -> list[Figure]:
    """Give `publish_many`: the speed of the last tenth beside that of the first, and the memory after each."""
    port, draft = stack.addresses.gateway, {"title": "CV", "summary": "Vingt ans.", "entry_ids": list(entry_ids)}
    body = json.dumps(draft).encode()

    def publish() -> bytes:
        headers = {"Content-Type": "application/json", **headers_of(browser, unsafe=True)}
        return request("POST", "/api/v1/publications", port=port, headers=headers, body=body)

    process = psutil.Process(stack.pid("publishing"))
    load = Load(port, publish, connections=_AT_ONCE, expected=201)
    # Workers fill their memories of fonts and templates with the first documents.
    await load.run_times(_AT_ONCE * 2)
    speeds, memories = [], [_memory(process)]
    for _ in range(_PARTS):
        speeds.append(await load.run_times(max(_AT_ONCE, plan.publications // _PARTS)))
        memories.append(_memory(process))
    load.close()
    steps = ", ".join(f"{size / 2**20:,.0f}" for size in memories)
    return [
        Figure(
            "publish_many",
            speeds[-1],
            "documents/s",
            speeds[0],
            f"POST /api/v1/publications, the last tenth of {plan.publications:,}, {_AT_ONCE} at a time",
            "the first tenth of them",
            f"memory of publishing and its workers, MiB, at first and after each tenth: {steps}",
        )
    ]


def _memory(process: psutil.Process) -> int:
    """Of the service and all its workers, pages that they share counted once (PSS)."""
    return sum(one.memory_full_info().pss for one in (process, *process.children(recursive=True)))
