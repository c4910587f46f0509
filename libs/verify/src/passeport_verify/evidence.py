"""What a verifier has at hand: keys, roots, lists, the keys of the log; and the moment that he asks about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from passeport_tlog.notes import NoteKey
from passeport_verify.status import StatusLists

__all__ = ["Evidence"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a verdict rests on, beside the document."""

    keys: Mapping[str, Mapping[str, Any]]
    lists: StatusLists
    at: datetime
    max_age: timedelta | None = None
    """How old a status list may be; None: as old as it says itself."""
    roots: Path | None = None
    """PEM roots of the seal, for PDFs."""
    proof: str | None = None
    """A text of c2sp.org/tlog-proof that the holder gave with the document."""
    log_keys: Sequence[NoteKey] = field(default=())
