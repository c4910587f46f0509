"""What the use cases of referentials need of storage."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date
from typing import Protocol

from passeport_records.referentials.domain.labels import LabelHistory, Reference
from passeport_records.referentials.domain.suggestions import Found
from passeport_records.referentials.domain.terms import Part, Scheme, Term
from passeport_records.referentials.domain.versions import Change, Draft, Version

__all__ = ["ImportUnderWay", "Labels", "OpenDraft", "TermDraft", "TermSearch", "Versions"]


class ImportUnderWay(Exception):
    """Another import has begun and not ended; one at a time."""


class TermDraft(Protocol):
    """Terms that nobody sees yet. Left without `swap`, nothing of them remains, whatever dies."""

    async def add(self, terms: Sequence[Term], parts: Sequence[Part]) -> None:
        """Takes some more. Parts may come before their terms; those without one are dropped."""

    async def drafts(self, since: date) -> Mapping[Scheme, Draft]:
        """What is there, scheme by scheme, and what is in force on the day it is for."""

    async def doubles(self, limit: int) -> Sequence[tuple[Scheme, str]]:
        """Codes that came more than once, of each of which the first row counts."""

    async def swap(self, versions: Collection[Version]) -> Mapping[Scheme, Change]:
        """Puts the draft in force from the day of its versions to the day of the next ones, in one transaction."""


OpenDraft = Callable[[], AbstractAsyncContextManager[TermDraft]]
"""Begins an import. Raises ImportUnderWay."""


class Versions(Protocol):
    """The versions of all schemes."""

    async def all(self) -> Sequence[Version]:
        """All of them, scheme by scheme, the newest first."""


class Labels(Protocol):
    """What codes stand for."""

    async def find(self, references: Collection[Reference]) -> Mapping[Reference, LabelHistory]:
        """All that these codes have stood for; codes that no version has are left out."""


class TermSearch(Protocol):
    """Terms by their words."""

    async def beginning_with(self, words: Sequence[str], schemes: Collection[Scheme], day: date, limit: int) -> Found:
        """Terms in force on `day` that have, for each of these words, one that begins with it; an exact code first."""
