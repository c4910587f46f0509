"""One number says where everything listens, and every conflict is told before anything is started."""

import os
import re
import socket

import pytest

from passeport_sandbox.stack.addresses import BLOCK, Addresses
from passeport_sandbox.stack.claim import claim
from passeport_testing.process import LaunchError


def test_all_ports_follow_the_first_one() -> None:
    ports = Addresses.block(9000).ports()
    assert list(ports.values()) == list(range(9000, 9000 + BLOCK))
    assert (ports["gateway"], ports["franceconnect"], ports["supervisor"]) == (9000, 9001, 9000 + BLOCK - 1)


def test_all_conflicts_are_told_at_once_with_their_holder_and_ports_that_are_free() -> None:
    addresses, guard = claim(None)
    guard.close()
    first, last = addresses.gateway, addresses.admin["gateway"]
    with (
        socket.create_server(("127.0.0.1", first)),
        socket.create_server(("127.0.0.1", last)),
        pytest.raises(LaunchError) as told,
    ):
        claim(first)
    lines = str(told.value).splitlines()
    assert lines[0] == "stack: its ports are not free"
    for line, what, port in zip(lines[1:], ("gateway", "gateway admin"), (first, last), strict=False):
        assert re.fullmatch(rf" +{what}: port {port} is taken by .+ \(pid {os.getpid()}\)", line), line
    proposed = re.fullmatch(r"  fix: make run PORT=(\d+) \((\d+) to (\d+) are free\), or end .+", lines[3])
    assert proposed
    free, guard = claim(int(proposed[1]))
    guard.close()
    assert [free.gateway, free.supervisor] == [int(proposed[2]), int(proposed[3])]


def test_a_second_stack_that_begins_at_the_same_moment_is_kept_out() -> None:
    addresses, guard = claim(None)
    with guard, pytest.raises(LaunchError, match=f"supervisor: port {addresses.supervisor} is taken by"):
        claim(addresses.gateway)
    again, guard = claim(addresses.gateway)
    guard.close()
    assert again == addresses


def test_stacks_that_take_any_block_never_share_a_port() -> None:
    claimed = [claim(None) for _ in range(10)]
    ports = [port for addresses, _ in claimed for port in addresses.ports().values()]
    for _, guard in claimed:
        guard.close()
    assert len(set(ports)) == 10 * BLOCK
