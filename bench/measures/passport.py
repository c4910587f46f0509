"""Reading one's passport through the gateway, beside a bare FastAPI and one gRPC hop that give the same bytes."""

from pathlib import Path

from bench.figures import Figure
from bench.floors import hop
from bench.load import Load
from bench.plan import Plan
from bench.rounds import in_turn
from bench.wire import Connection, headers_of, request
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack

_PATH = "/api/v1/passport"
_WARMING_SECONDS = 0.5


async def measure(stack: Stack, browser: Browser, plan: Plan, folder: Path) -> list[Figure]:
    """Give `passport_read`."""
    port = stack.addresses.gateway
    read = request("GET", _PATH, port=port, headers=headers_of(browser))
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
    return [
        Figure(
            "passport_read",
            pace.ours,
            "requests/s",
            pace.floor,
            f"GET {_PATH}, signed in, {len(body):,} bytes, {plan.connections} connections kept alive: session, caller "
            "token, three services and their databases",
            "a bare FastAPI application and one gRPC hop with mutual TLS that give the same bytes, the same client",
            f"ours {ours.latencies}; floor {floor.latencies}",
        )
    ]
