"""Status lists: which bit says what, and where a new publication's bits go (W3C Bitstring Status List v1.0)."""

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

# Bitstring Status List v1.0, section 4.2: at least 131,072 entries, so that an index hides among the others.
LIST_LENGTH = 131_072
# A list is closed to newcomers at half, so that drawing a free index at random stays cheap.
LIST_CAPACITY = LIST_LENGTH // 2


class Purpose(StrEnum):
    """What a set bit means.

    `refresh`: a source changed one of its items since, withdrawn or not; `revocation`: the holder withdrew it.
    """

    REFRESH = "refresh"
    REVOCATION = "revocation"


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """The place of one publication in one list."""

    list_id: str
    purpose: Purpose
    index: int


_LIST_ID = re.compile(rf"(?P<purpose>{'|'.join(Purpose)})-[1-9][0-9]{{0,8}}")


def read_list_id(text: str) -> Purpose | None:
    """The purpose of the list that an identifier names; None when no list can have it."""
    found = _LIST_ID.fullmatch(text)
    return Purpose(found["purpose"]) if found else None


def draw_indices(count: int) -> list[int]:
    """Draws indices at random, so that they tell nothing about when or for whom one was given."""
    return [secrets.randbelow(LIST_LENGTH) for _ in range(count)]
