"""Free ports for a server about to start, and the name of whoever holds one that is taken."""

import random
import socket
from functools import cache

import psutil

# Below the range from which Linux, macOS and the BSDs take the port of an outgoing connection: a port found
# free here is not taken the next instant by some client. Above it are the blocks of the local stacks.
_LOWEST, _HIGHEST = 15_000, 24_000
_LOOPBACK = "127.0.0.1"
_LOOPBACK_6 = "::1"
_NAME_PARTS, _LONGEST_NAME = 3, 60


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this loopback port now, and be the one that `localhost` leads to."""
    # A program on ::1 alone does not stop us from listening, but browsers ask it first.
    families = [(socket.AF_INET, _LOOPBACK)] + ([(socket.AF_INET6, _LOOPBACK_6)] if has_ipv6() else [])
    for family, address in families:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True


@cache
def has_ipv6() -> bool:
    """Tell whether this machine has a loopback of version 6 too."""
    if not socket.has_ipv6:
        return False
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind((_LOOPBACK_6, 0))
    except OSError:
        return False
    return True


def free_ports(count: int) -> list[int]:
    """Find that many different ports on which nobody listens."""
    candidates = random.sample(range(_LOWEST, _HIGHEST), k=_HIGHEST - _LOWEST)
    found: list[int] = []
    for port in candidates:
        if len(found) == count:
            break
        if is_free(port):
            found.append(port)
    if len(found) < count:
        raise OSError(f"no {count} free ports between {_LOWEST} and {_HIGHEST} on {_LOOPBACK}")
    return found


def free_port() -> int:
    """Find one port on which nobody listens."""
    return free_ports(1)[0]


def accepts_connections(port: int) -> bool:
    """Tell whether somebody listens on this loopback port now."""
    try:
        with socket.create_connection((_LOOPBACK, port), timeout=0.5):
            return True
    except OSError:
        return False


def holder_of(port: int) -> str:
    """Name the program that has a port, as far as this user may know."""
    passing = ""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            if not connection.laddr or connection.laddr.port != port:
                continue
            if connection.status == psutil.CONN_LISTEN:
                return _program(connection.pid)
            # A port from the range of outgoing connections may be one end of such a connection.
            passing = f"a connection of {_program(connection.pid)}" if connection.pid else "a connection just closed"
    except psutil.Error:
        pass
    return passing or "another program"


def _program(pid: int | None) -> str:
    """What runs, by the beginning of its command line: `python` alone says little."""
    if not pid:
        return "a program of another user"
    process = psutil.Process(pid)
    program, *arguments = process.cmdline() or [process.name()]
    words = [program.rpartition("/")[2], *arguments[: _NAME_PARTS - 1]]
    return f"{' '.join(words)[:_LONGEST_NAME]} (pid {pid})"
