"""What a client prefers of how its request is carried out (Prefer, RFC 7240)."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["APPLIED", "RESPOND_ASYNC", "prefers_async"]

RESPOND_ASYNC = "respond-async"
APPLIED = {"Preference-Applied": RESPOND_ASYNC}
"""What an answer says that did as was preferred."""
# A quoted value may hold the commas and semicolons that part preferences elsewhere.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def prefers_async(headers: Iterable[str]) -> bool:
    """Whether one of these headers asks for an answer before the work is done; other preferences may stand beside."""
    named = _QUOTED.sub("", ",".join(headers)).split(",")
    return any(re.split(r"[;=]", preference)[0].strip().lower() == RESPOND_ASYNC for preference in named)
