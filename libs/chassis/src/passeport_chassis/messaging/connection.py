"""The connection to NATS, with an inbox of its own so that permissions can be narrow."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import nats
import structlog
from nats.aio.client import Client

_log = structlog.get_logger(__name__)
_DENIED = re.compile(r'permissions violation for publish to "(.+)"')


async def connect(url: str, name: str, *, wait: bool = True, denied: Callable[[str], None] | None = None) -> Client:
    """Connects as `name`; with `wait` it goes on trying until the server is there.

    Replies come on `_INBOX_<name>.>`, the one inbox that the name's permissions need. `denied` hears of subjects, in
    lower case, to which the server did not let it publish: whoever did so gets no answer. The client waits out a server
    that goes away, and closes itself for good when the server refuses it.
    """

    async def lost() -> None:
        _log.warning("nats disconnected")

    async def back() -> None:
        _log.info("nats reconnected")

    async def failed(error: Exception) -> None:
        _log.warning("nats error", error=type(error).__name__)
        if denied is not None and (found := _DENIED.search(str(error))):
            denied(found[1])

    first = urlsplit(url.split(",", maxsplit=1)[0])
    return await nats.connect(
        url.split(","),
        # The client takes them from the address as they stand there, escaped.
        user=first.username and unquote(first.username),
        password=first.password and unquote(first.password),
        name=name,
        inbox_prefix=f"_INBOX_{name}".encode(),
        max_reconnect_attempts=-1 if wait else 3,
        connect_timeout=3,
        reconnect_time_wait=0.5,
        ping_interval=20,
        drain_timeout=10,
        disconnected_cb=lost,
        reconnected_cb=back,
        error_cb=failed,
    )


async def ping(client: Client) -> None:
    """Raises when the server does not answer."""
    if not client.is_connected:
        raise ConnectionError("not connected to NATS")
    await client.flush(timeout=1)
