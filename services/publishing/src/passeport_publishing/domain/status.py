"""Status lists: which bit says what, and where a new publication's bits go.

Forms of the same rows: W3C Bitstring Status List v1.0, one bit per purpose, and IETF Token Status List, one value per
publication. The token list of a number has its publications at the places of the revocation list of that number, and
so have the lists of awards: one for the first item of each publication, one for the second, and so on.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from passeport_publishing.domain.model import ENTRIES_LIMIT

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


class TokenStatus(IntEnum):
    """Values of a Token Status List (draft-ietf-oauth-status-list, section 7.1).

    0x01, INVALID, is what the issuer himself takes back; 0x03 and 0x0C are those that the draft leaves to applications.
    """

    VALID = 0x00
    REVOKED = 0x01
    SUPERSEDED = 0x03
    WITHDRAWN = 0x0C


TOKEN_LIST_BITS = 4
_OF_TOKENS = "token"
_LIST_ID = re.compile(rf"(?P<purpose>{'|'.join(Purpose)})-[1-9][0-9]{{0,8}}")
_TOKEN_LIST_ID = re.compile(rf"{_OF_TOKENS}-(?P<number>[1-9][0-9]{{0,8}})")
_OF_AWARDS = "award"
_AWARD_LIST_ID = re.compile(rf"{_OF_AWARDS}-(?P<number>[1-9][0-9]{{0,8}})-(?P<position>[1-9][0-9]{{0,2}})")


@dataclass(frozen=True, slots=True)
class TokenEntry:
    """The place of one publication in the Token Status Lists."""

    list_id: str
    index: int


def read_list_id(text: str) -> Purpose | None:
    """The purpose of the list that an identifier names; None when no list can have it."""
    found = _LIST_ID.fullmatch(text)
    return Purpose(found["purpose"]) if found else None


def revocation_list_of(token_list_id: str) -> str | None:
    """The revocation list whose places a token list has; None when no token list can be called so."""
    found = _TOKEN_LIST_ID.fullmatch(token_list_id)
    return f"{Purpose.REVOCATION}-{found['number']}" if found else None


def token_list_of(revocation_list_id: str) -> str:
    """The token list that has the places of a revocation list."""
    return f"{_OF_TOKENS}-{revocation_list_id.rpartition('-')[2]}"


@dataclass(frozen=True, slots=True)
class AwardList:
    """A list of awards: the revocation list whose places it has, and which items of each publication, from 1."""

    revocation: str
    position: int


def read_award_list_id(text: str) -> AwardList | None:
    """What a list of awards is made of; None when none can be called so: no publication has so many items."""
    found = _AWARD_LIST_ID.fullmatch(text)
    if found is None or int(found["position"]) > ENTRIES_LIMIT:
        return None
    return AwardList(f"{Purpose.REVOCATION}-{found['number']}", int(found["position"]))


def award_entry(entries: Iterable[StatusEntry], index: int) -> StatusEntry:
    """The place of one item of a publication that has these places, by its index among the items, from 0."""
    (revocation,) = (entry for entry in entries if entry.purpose is Purpose.REVOCATION)
    list_id = f"{_OF_AWARDS}-{revocation.list_id.rpartition('-')[2]}-{index + 1}"
    return StatusEntry(list_id, Purpose.REVOCATION, revocation.index)


def token_entry(entries: Iterable[StatusEntry]) -> TokenEntry:
    """The place in the token lists of a publication that has these in the others."""
    (revocation,) = (entry for entry in entries if entry.purpose is Purpose.REVOCATION)
    return TokenEntry(token_list_of(revocation.list_id), revocation.index)


def draw_indices(count: int) -> list[int]:
    """Draws indices at random, so that they tell nothing about when or for whom one was given."""
    return [secrets.randbelow(LIST_LENGTH) for _ in range(count)]
