"""Tells operators what comes of consultations: a count by outcome, and a line for each that was not opened.

Guesses are how the right to read without consent would be misused. The lines say who guessed, never about whom.
"""

from __future__ import annotations

from uuid import UUID

import structlog
from prometheus_client import Counter

from passeport_identity.domain.consultation import Outcome

__all__ = ["note_outcome"]

_log = structlog.get_logger(__name__)
_consultations = Counter("consultations_total", "Consultations that professionals asked for.", ["outcome"])
# A series that begins with its first miss hides it from an alert on the rate.
for _each in Outcome:
    _consultations.labels(_each.value)


def note_outcome(outcome: Outcome, professional_id: UUID, siret: str) -> None:
    """Counts, and logs all but those that were opened: these are in the trail of the person."""
    _consultations.labels(outcome.value).inc()
    if outcome is not Outcome.OPENED:
        _log.warning(
            "a consultation was not opened", outcome=outcome.value, professional=str(professional_id), siret=siret
        )
