"""Replaying dead letters: messages that a consumer gave up on are handed to it again, one by one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import DeadLetter, mark_replayed
from passeport_chassis.messaging import Delivery

__all__ = ["Handlers", "replay"]

_log = structlog.get_logger(__name__)

Handlers = Mapping[str, Callable[[Delivery], Awaitable[None]]]
"""What each consumer does with a message, by the name of the consumer; idempotent by event id (inbox)."""


async def replay(
    engine: AsyncEngine, table: sa.Table, handlers: Handlers, letters: Sequence[DeadLetter]
) -> dict[UUID, str]:
    """Hands letters to their consumers again; returns what became of each: `replayed`, or why it was not.

    A letter whose handler fails stays as it was. A crash between the effect and the mark leaves the letter to be
    replayed again, which the inbox makes harmless.
    """
    outcomes: dict[UUID, str] = {}
    for letter in letters:
        handle = handlers.get(letter.consumer)
        if handle is None:
            outcomes[letter.id] = f"there is no consumer {letter.consumer} any more"
            continue
        try:
            await handle(_delivery(letter))
        except Exception as error:  # noqa: BLE001 (whatever it is, the letter is kept)
            _log.exception("dead letter not handled", letter=str(letter.id))
            outcomes[letter.id] = f"failed again: {type(error).__name__}"
            continue
        async with engine.begin() as connection:
            await mark_replayed(connection, table, letter.id)
        outcomes[letter.id] = "replayed"
    return outcomes


def _delivery(letter: DeadLetter) -> Delivery:
    try:
        event_id: UUID | None = UUID(letter.headers.get("ce-id", ""))
    except ValueError:
        event_id = None
    return Delivery(
        event_id=event_id,
        subject=letter.subject,
        type=letter.headers.get("ce-type", ""),
        data=letter.data,
        headers=letter.headers,
        stream=letter.stream,
        sequence=letter.sequence,
    )
