"""Takes the ports of a stack before anything is started: all conflicts are told at once, with holder and fix."""

import random
import socket
from collections.abc import Iterable

from passeport_sandbox.stack.addresses import BLOCK, Addresses
from passeport_testing.ports import holder_of, is_free
from passeport_testing.process import LaunchError

LOWEST, HIGHEST = 1024, 65535 - BLOCK + 1
# Blocks of stacks that nobody chose a port for: below outgoing connections, above the single ports of tests.
_FREE_BLOCKS = range(24_000, 32_000, 20)
_STEP = 100


def claim(first: int | None) -> tuple[Addresses, socket.socket]:
    """Take the block that begins at a port, or one that is free. Raises LaunchError.

    The socket keeps other stacks out of the block, from before the services listen until it is closed; when we are
    killed it goes with us.
    """
    if first is not None:
        addresses = Addresses.block(first)
        guard = _take(addresses)
        if guard is None:
            raise LaunchError("stack", _conflicts(addresses), fix=_fix(first))
        return addresses, guard
    for start in random.sample(_FREE_BLOCKS, k=len(_FREE_BLOCKS)):
        addresses = Addresses.block(start)
        guard = _take(addresses)
        if guard is not None:
            return addresses, guard
    cause = f"there are no {BLOCK} free ports in a row between {_FREE_BLOCKS.start} and {_FREE_BLOCKS.stop}"
    raise LaunchError("stack", cause, fix="end some of the programs that listen there")


def _take(addresses: Addresses) -> socket.socket | None:
    # Two that begin at the same moment both find everything free; one of them gets the guard.
    try:
        guard = socket.create_server(("127.0.0.1", addresses.supervisor))
    except OSError:
        return None
    if _taken(addresses.services()):
        guard.close()
        return None
    return guard


def _conflicts(addresses: Addresses) -> str:
    ports = addresses.ports()
    taken = _taken(ports.values())
    lines = [f"{what}: port {port} is taken by {holder_of(port)}" for what, port in ports.items() if port in taken]
    return "\n    ".join(("its ports are not free", *lines))


def _fix(first: int) -> str:
    for start in range(first + _STEP, HIGHEST, _STEP):
        if not _taken(Addresses.block(start).ports().values()):
            return f"make run PORT={start} ({start} to {start + BLOCK - 1} are free), or end what holds them"
    return "end what holds them"


def _taken(ports: Iterable[int]) -> set[int]:
    return {port for port in ports if not is_free(port)}
