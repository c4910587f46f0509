"""Tells the passeport de prévention which awards are its own (décret 2022-1712, article 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from passeport_records.domain.events import EntryRegistered, Event
from passeport_records.referentials.domain.labels import prevention_reference
from passeport_records.usecases.ports import FeedWork

__all__ = ["marked"]


async def marked(work: FeedWork, events: Sequence[Event]) -> Sequence[Event]:
    """The same events, those of an award in health and safety at work marked by the list as it is at this moment."""
    awards = [event for event in events if isinstance(event, EntryRegistered)]
    asked = {reference for event in awards if (reference := prevention_reference(event.award_code)) is not None}
    listed = {code for _, code in await work.labels.find(asked)} if asked else set()
    return [
        replace(event, prevention=True) if isinstance(event, EntryRegistered) and event.award_code in listed else event
        for event in events
    ]
