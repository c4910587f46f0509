"""Whoever reads a passport asks how far its sources have got. Nothing of a person is read for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from passeport_records.domain.batch import Feed
from passeport_records.domain.freshness import Freshness, freshness

__all__ = ["Sources", "list_sources"]


class Sources(Protocol):
    """What is known of sources."""

    async def last_received(self) -> Mapping[Feed, datetime]:
        """When the last file of each feed ended; feeds of which none did are not there."""


async def list_sources(sources: Sources, rhythms: Mapping[Feed, timedelta]) -> Sequence[Freshness]:
    """Every source, in a fixed order; `rhythms` say within which time something is expected of one."""
    return freshness(await sources.last_received(), rhythms)
