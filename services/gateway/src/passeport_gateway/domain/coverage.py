"""What no passport can know by itself, kind by kind; read from the table beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from passeport_gateway.domain.language import Words

__all__ = ["NOT_COVERED", "Uncovered"]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Something that its holder has to declare himself, or to wait for.

    `source` is the feed that would tell of it, and `since` the month (`AAAA-MM`) from which on it does; either is empty
    where there is none.
    """

    code: str
    kind: str
    words: Words
    source: str = ""
    since: str = ""


def _read() -> Sequence[Uncovered]:
    text = files("passeport_gateway.domain").joinpath("coverage.toml").read_text(encoding="utf-8")
    return tuple(
        Uncovered(row["code"], row["kind"], Words(row["fr"], row["en"]), row.get("source", ""), row.get("since", ""))
        for row in tomllib.loads(text)["gaps"]
    )


NOT_COVERED = _read()
"""All of it, in the order of the kinds in a passport."""
