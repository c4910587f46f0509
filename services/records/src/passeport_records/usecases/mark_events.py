"""Tells the passeport de prévention which entries are its own (décret 2022-1712, article 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from passeport_records.domain.events import EntryCorrected, EntryRegistered, Event
from passeport_records.referentials.domain.labels import prevention_reference
from passeport_records.usecases.ports import FeedWork

__all__ = ["marked"]

_MARKED = (EntryRegistered, EntryCorrected)


async def marked(work: FeedWork, events: Sequence[Event]) -> Sequence[Event]:
    """The same events, those of an entry that enters marked by the list as it is at this moment."""
    codes = {event.prevention_code for event in events if isinstance(event, _MARKED)}
    asked = {reference for code in codes if (reference := prevention_reference(code)) is not None}
    listed = {code for _, code in await work.labels.find(asked)} if asked else set()
    return [
        replace(event, prevention=True) if isinstance(event, _MARKED) and event.prevention_code in listed else event
        for event in events
    ]
