"""What some items of a feed file did to the passports: written as one, in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from passeport_records.domain.award import AwardClaim
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Retraction
from passeport_records.domain.entry import Content, Entry
from passeport_records.domain.known import Known
from passeport_records.domain.provenance import Source, Step
from passeport_records.domain.report import LineReport
from passeport_records.domain.statement import StatementClaim

__all__ = [
    "Confirmation",
    "EntryStep",
    "Harvest",
    "Held",
    "Said",
    "SourceKey",
    "award_key",
    "contract_key",
    "going_on",
    "nobodys_key",
    "statement_key",
    "whosever",
]


Said = AwardClaim | EmploymentClaim | StatementClaim | Retraction
"""What a line says of an entry."""


@dataclass(frozen=True, slots=True, order=True)
class SourceKey:
    """What a source calls an entry. No two entries have the same: this is what makes a file sent twice harmless."""

    source: Source
    sender: str
    key: str


def award_key(id_client: str, id_technique: str) -> SourceKey:
    """The key of an award: the emitter and his own number of it (idClient of the emetteur, idTechnique)."""
    return SourceKey(Source.CERTIFICATIONS, id_client, id_technique)


def contract_key(person_id: UUID, contract: ContractKey) -> SourceKey:
    """The key of an employment. A contract number means something for one person in one establishment only."""
    return SourceKey(Source.DSN, contract.siret, f"{person_id}/{contract.start.isoformat()}/{contract.number}")


def nobodys_key(contract: ContractKey) -> SourceKey:
    """What is known of the key of an employment while its person is not."""
    return SourceKey(Source.DSN, contract.siret, f"{contract.start.isoformat()}/{contract.number}")


def whosever(key: SourceKey) -> SourceKey:
    """The key of an employment without its person."""
    return SourceKey(key.source, key.sender, key.key.partition("/")[2])


def statement_key(source: Source, siret: str, id_technique: str) -> SourceKey:
    """The key of what a body states under its own number, in a format of ours: the SIRET of who sends, idTechnique."""
    return SourceKey(source, siret, id_technique)


@dataclass(frozen=True, slots=True)
class Held:
    """A guaranteed entry as feeds find and leave it.

    `known` is which messages told of it (employments); None where order does not matter. `continued_by` is the entry
    that goes on in its stead, since both turned out to be of one contract.
    """

    entry: Entry
    known: Known | None = None
    continued_by: UUID | None = None


def going_on(held: Held, known: Mapping[UUID, Held]) -> Held:
    """The entry that goes on in the stead of one, at last; itself where none does. All on the way are `known`."""
    while held.continued_by:
        held = known[held.continued_by]
    return held


@dataclass(frozen=True, slots=True)
class EntryStep:
    """One change of one entry, and how it was before unless it is new.

    `said` is the line that tells so of this entry; None where it tells so of another one, or nobody does any more.
    """

    entry: Entry
    step: Step
    before: Held | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A line that tells of an entry what it says already, which stands on that line as well from now on.

    `content` is what it says itself, where that may be something else: certifiers tell no correction from a double.
    """

    entry: Entry
    said: Said
    content: Content | None = None


@dataclass(slots=True)
class Harvest:
    """The entries added and changed, each once and as it ends up; the keys that lead to them; all that happened.

    An entry that is added stands in `added` alone, however many items of the file touched it.
    """

    added: Mapping[UUID, Held] = field(default_factory=dict)
    changed: Mapping[UUID, Held] = field(default_factory=dict)
    keys: Mapping[SourceKey, Entry] = field(default_factory=dict)
    steps: Sequence[EntryStep] = ()
    reports: Sequence[LineReport] = ()
    confirmations: Sequence[Confirmation] = ()
