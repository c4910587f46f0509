"""Free ports for a server about to start, and the name of whoever holds one that is taken."""

import random
import socket

import psutil

# Below the range from which Linux, macOS and the BSDs take the port of an outgoing connection: a port found
# free here is not taken the next instant by some client.
_LOWEST, _HIGHEST = 15_000, 32_000
_LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
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
    """Name the process that listens on a port, as far as this user may know."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status != psutil.CONN_LISTEN or not connection.laddr or not connection.pid:
                continue
            if connection.laddr.port != port:
                continue
            process = psutil.Process(connection.pid)
            return f"{process.name()} (pid {connection.pid})"
    except psutil.Error:
        pass
    return "another program"
