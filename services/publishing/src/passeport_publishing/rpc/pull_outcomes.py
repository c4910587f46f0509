"""Tells operators what comes of pulls, by platform: one that goes on where it was told to stop shows."""

from __future__ import annotations

from prometheus_client import Counter

__all__ = ["note_pull"]

_pulls = Counter("platform_pulls_total", "Pulls of publications by platforms.", ["client", "outcome"])


def note_pull(client_id: str, outcome: str) -> None:
    """Counts one: `given`, or the reason of the refusal. Whose publication it was is in the trail, and not here."""
    _pulls.labels(client_id, outcome.lower()).inc()
