"""What lines told of entries, weighed anew: an entry stands on the tellings of batches that are not undone.

A telling is what a line of a batch that was accepted, or a duplicate, says of an entry. To leave some out and weigh the
others in their order gives what would be there had those never been sent (`docs/batches.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from passeport_records.domain.employment import (
    ContractKey,
    EmploymentClaim,
    Retraction,
    employment_content,
    first_known,
    follow,
    retract,
    unite,
)
from passeport_records.domain.entry import Content, Entry, EntryState
from passeport_records.domain.known import Known
from passeport_records.domain.statement import StatementAction

__all__ = ["NO_GROUND", "Given", "Ground", "Strand", "Telling", "keys_told", "laid", "strands_of", "weigh_given"]


@dataclass(frozen=True, slots=True)
class Given:
    """What a line said of an entry that its source numbers itself: an award, a diploma, a training, an engagement."""

    action: StatementAction
    content: Content


@dataclass(frozen=True, slots=True)
class Telling:
    """What one line told of one entry, by which it became `revision`, or which it confirmed as that.

    `turn` is the number of the treatment of its batch; `stands` whether it is to be weighed: its batch is neither
    undone nor being undone, and it is not in the ground already.
    """

    entry_id: UUID
    revision: int
    batch_id: UUID
    turn: int
    line: int
    confirms: bool
    stands: bool
    said: Given | EmploymentClaim | Retraction


@dataclass(slots=True)
class Strand:
    """One contract as tellings leave it: how an entry of it would be, what it would stand on, under which keys."""

    entry: Entry
    known: Known
    keys: set[ContractKey] = field(default_factory=set)
    under: set[UUID] = field(default_factory=set)
    """The entries that the tellings came to at their time."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the tellings of expired batches made of the contracts of a person, up to and with the treatment `turn`.

    No undoing takes any of these away: later ones are weighed on it, and need no other trace of what came before.
    """

    turn: int = 0
    strands: Sequence[Strand] = ()


NO_GROUND = Ground()


def keys_told(telling: Telling) -> tuple[ContractKey, ...]:
    """The keys under which a telling names its contract, the present one first."""
    said = telling.said
    return (said.contract, *said.former) if isinstance(said, EmploymentClaim) else ()


def weigh_given(tellings: Iterable[Telling]) -> Content | None:
    """What an entry says that stands on these; None: it does not hold. One that holds is not changed by a double."""
    content: Content | None = None
    for telling in sorted(tellings, key=lambda one: (one.revision, one.confirms, one.turn, one.line)):
        said = telling.said
        if not isinstance(said, Given):
            raise TypeError("a contract has no number of its source's own")
        if said.action is StatementAction.WITHDRAW:
            content = None
        elif content is None or said.action is StatementAction.CORRECT:
            content = said.content
    return content


def laid(ground: Ground, tellings: Iterable[Telling], model: Entry, now: datetime, settled: Set[UUID]) -> Ground:
    """The ground of a person with what was told of his contracts since by settled batches: expired ones, or undone;
    no further than the first that may still be undone, since what came after it stands on it."""
    later = sorted((one for one in tellings if one.turn > ground.turn), key=lambda one: (one.turn, one.line))
    firm = list(takewhile(lambda one: one.batch_id in settled, later))
    if not firm:
        return ground
    return Ground(firm[-1].turn, strands_of([one for one in firm if one.stands], model, now, ground.strands))


def strands_of(
    tellings: Iterable[Telling], model: Entry, now: datetime, ground: Sequence[Strand] = ()
) -> Sequence[Strand]:
    """The contracts that tellings about one person make, the first told first; `model` gives what all entries share."""
    strands = [replace(strand, keys={*strand.keys}, under={*strand.under}) for strand in ground]
    for telling in sorted(tellings, key=lambda one: (one.turn, one.line)):
        said = telling.said
        if isinstance(said, Retraction):
            for strand in _retracted(strands, telling.entry_id, said):
                followed = retract(strand.entry, strand.known, said, now)
                strand.entry, strand.known = followed.entry, followed.known
            continue
        if not isinstance(said, EmploymentClaim):
            raise TypeError("a contract is told of by a DSN alone")
        keys = {said.contract, *said.former}
        found = [strand for strand in strands if strand.keys & keys]
        if found:
            first, *others = found
            for other in others:
                _join(first, other, now)
            followed = follow(first.entry, first.known, said, now)
            first.entry, first.known = followed.entry, followed.known
            strands = [strand for strand in strands if strand not in others]
        else:
            known = first_known(said)
            state = EntryState.ACTIVE if known.holds else EntryState.WITHDRAWN
            first = Strand(replace(model, content=employment_content(said), state=state), known)
            strands.append(first)
        first.keys |= keys
        first.under.add(telling.entry_id)
    return strands


def _retracted(strands: Sequence[Strand], entry_id: UUID, said: Retraction) -> Sequence[Strand]:
    """Of the contracts of its establishment those of an entry; all of them where that became one by an undoing."""
    there = [strand for strand in strands if any(key.siret == said.siret for key in strand.keys)]
    return [strand for strand in there if entry_id in strand.under] or there


def _join(strand: Strand, other: Strand, now: datetime) -> None:
    followed = unite(strand.entry, strand.known, other.entry.content, other.known, now)
    strand.entry, strand.known = followed.entry, followed.known
    strand.keys |= other.keys
    strand.under |= other.under
