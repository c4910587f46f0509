"""Official samples, each with a file of ours of the same shape: tests always run on ours, on theirs where it lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from passeport_testing.further import further_case

__all__ = ["OFFICIAL", "samples"]

_OURS = Path(__file__).parent / "data"
"""Files of the shape of official samples, line by line, in which everyone and everything is invented."""

OFFICIAL = Path(__file__).parents[4] / "shared" / "data"
"""The official samples, which are not ours to ship, when the reference data lie beside the repository."""


def samples(ours: tuple[str, *tuple[object, ...]], official: tuple[str, *tuple[object, ...]]) -> list[object]:
    """Two cases of a test, each a path and what is expected of it: our file, and the official sample if it is there."""
    (name, *expected), (theirs, *expected_of_theirs) = ours, official
    path = OFFICIAL / theirs
    missing = f"the official sample {theirs} does not lie beside this clone"
    return [
        pytest.param(_OURS / name, *expected, id="invented"),
        further_case(path, *expected_of_theirs, at_hand=path.exists(), missing=missing),
    ]
