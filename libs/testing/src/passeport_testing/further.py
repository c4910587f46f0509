"""Further cases of a test: with what is not ours to keep in the repository, or not installed everywhere.

A test that has one has a case of ours as well, which always runs; so a clean clone holds without the further one, and
says that it did not run it.
"""

from __future__ import annotations

import pytest

__all__ = ["further_case"]


def further_case(*values: object, at_hand: bool, missing: str) -> object:
    """A parameter `further`, skipped for the reason that `missing` gives unless what it needs is `at_hand`."""
    return pytest.param(*values, id="further", marks=() if at_hand else pytest.mark.skip(reason=missing))
