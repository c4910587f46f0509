"""An employment as the DSN tells it, month after month: one contract is one entry that lives through its messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.entry import Content, Entry, EntryState
from passeport_records.domain.holder import HolderIdentity
from passeport_records.domain.known import Annulled, Core, EndTold, Known, Stamp, Telling
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.slots import is_monthly, nature_of

__all__ = [
    "ContractKey",
    "EmploymentClaim",
    "Ending",
    "Followed",
    "Force",
    "Retraction",
    "employment_content",
    "first_known",
    "follow",
    "retract",
    "runs_on",
    "unite",
]


@dataclass(frozen=True, slots=True)
class ContractKey:
    """What names a contract of a person: the establishment, the start (40.001) and the number (40.009)."""

    siret: str
    start: date
    number: str


class Force(StrEnum):
    """What a declaration does to an earlier one (S20.G00.05.002)."""

    NORMAL = "normal"
    REPLACES = "replaces"
    """It says all that there is to say in the stead of the other (03, 05)."""
    ANNULS = "annuls"
    """The other, of an event, was a mistake (04). What it says itself is only which one it was."""


class Ending(StrEnum):
    """What a block S21.G00.62 does to a contract. Why it ended is never read."""

    CLOSED = "closed"
    TRANSFERRED = "transferred"
    """The job goes on in another establishment (62.002 = 100 or 998)."""
    ANNULLED = "annulled"
    """The contract was declared by mistake (62.002 = 099 on the day of its start)."""
    REOPENED = "reopened"
    """An end was declared by mistake (62.002 = 099 on any other day): the contract goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmploymentClaim:
    """One block S21.G00.40 of one message, with what hangs under it and is allowed to be kept."""

    line: int
    contract: ContractKey
    holder: HolderIdentity
    as_of: date
    """Day up to which the message knows: end of the declared month (05.005), or the day the file was made (05.007)."""
    title: str
    details: EmploymentDetails
    employer: Organisation
    message: str
    """Number of the declaration in its sender's own count (S20.G00.05.004)."""
    norm: str
    made: date = date.min
    """Day the file was made (05.007)."""
    end: date | None = None
    ending: Ending | None = None
    former: tuple[ContractKey, ...] = ()
    """Keys that the contract had before, as blocks S21.G00.41 announce, the latest first."""
    slot: str = ""
    """The declaration: nature, month, fraction and field of a month; nature and known identifier of an event."""
    force: Force = Force.NORMAL

    @property
    def key(self) -> str:
        """The sender's key as reports and provenance show it."""
        return self.contract.number

    @property
    def stamp(self) -> Stamp:
        """The place of the message in the order of the norm."""
        number = int(self.message) if self.message.isdecimal() else 0
        return Stamp(self.as_of, self.made, number, self.force is not Force.NORMAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """What a whole declaration takes back of an earlier one of its establishment: what it does not tell itself."""

    line: int
    siret: str
    slot: str
    """The declaration that no longer counts, as in the claims that came of it."""
    stamp: Stamp
    message: str
    norm: str
    named: Mapping[int, tuple[ContractKey, ...]] = field(default_factory=dict, repr=False)
    """The contracts that the declaration names itself, under all their keys, by their lines: they are not left out."""

    @property
    def key(self) -> str:
        """The number of the declaration that takes back, as reports show it."""
        return self.message

    @property
    def place(self) -> tuple[str, str]:
        """What names the declaration that no longer counts: one of an establishment."""
        return self.siret, self.slot


@dataclass(frozen=True, slots=True)
class Followed:
    """An entry after a claim, what it stands on now, and whether the claim changed anything that is seen."""

    entry: Entry
    known: Known
    changed: bool


def employment_content(claim: EmploymentClaim) -> Content:
    """What the passport says of a contract at first sight."""
    return Content(
        title=claim.title,
        organisation=claim.employer,
        start=PartialDate.of(claim.contract.start),
        end=ending.day if (ending := _ending_of(claim)) else None,
        details=claim.details,
    )


def first_known(claim: EmploymentClaim) -> Known:
    """What an entry stands on that a claim begins."""
    told, slot = claim.stamp, claim.slot
    if claim.force is Force.ANNULS:
        return Known(revoked=((nature_of(slot), told),))
    if claim.ending is Ending.ANNULLED:
        return Known(annulled=Annulled(told, slot))
    content, ending = employment_content(claim), _ending_of(claim)
    core = Core(content.title, content.organisation, content.start, content.details)
    return Known(
        tellings=(Telling(told, slot, core),),
        endings=(ending,) if ending else (),
        named=told if claim.employer.name else None,
        located=told if claim.employer.locality else None,
        revoked=((nature_of(slot), told),) if claim.force is Force.REPLACES and not is_monthly(slot) else (),
    )


def follow(entry: Entry, known: Known, claim: EmploymentClaim, now: datetime) -> Followed:
    """Lets an entry follow its contract.

    Messages come in any order and may come again; the entry ends as if they had come in the order of the norm. Of two
    that the norm puts at the same place the one that came last counts.
    """
    told = first_known(claim)
    if claim.force is Force.REPLACES:
        known = known.without(claim.slot, claim.stamp)
    if not told.tellings:
        return _settled(entry, entry.content, told.joined(known), now)
    content, known = _united((employment_content(claim), told), (entry.content, known))
    return _settled(entry, content, known, now)


def retract(entry: Entry, known: Known, taken_back: Retraction, now: datetime) -> Followed:
    """Lets an entry go on without what a declaration told of it that no longer counts."""
    left = known.without(taken_back.slot, taken_back.stamp)
    return Followed(entry, known, changed=False) if left == known else _settled(entry, entry.content, left, now)


def unite(entry: Entry, known: Known, other: Content, other_known: Known, now: datetime) -> Followed:
    """Lets an entry take over what another one knows, which turns out to be of the same contract."""
    content, known = _united((entry.content, known), (other, other_known))
    return _settled(entry, content, known, now)


def runs_on(content: Content, day: date) -> bool:
    """Whether the employment runs on `day`: begun, not ended, and its planned end not passed."""
    details = content.details
    if not isinstance(details, EmploymentDetails) or content.start is None:
        return False
    end = content.end.latest if content.end else details.planned_end
    return content.start.earliest <= day and (end is None or day <= end)


def _ending_of(claim: EmploymentClaim) -> EndTold | None:
    if claim.ending is Ending.REOPENED:
        return EndTold(claim.stamp, claim.slot, None)
    if claim.end is None or claim.ending not in (Ending.CLOSED, Ending.TRANSFERRED):
        return None
    leaving = claim.contract.siret if claim.ending is Ending.TRANSFERRED else ""
    return EndTold(claim.stamp, claim.slot, PartialDate.of(claim.end), leaving)


_Told = tuple[Content, Known]


def _united(preferred: _Told, other: _Told) -> _Told:
    """What two know of the same contract; where the norm does not tell which is later, the preferred one is."""
    newer, older = (preferred, other) if _at_least(preferred[1].said, other[1].said) else (other, preferred)
    (content, known), (before, was) = newer, older
    organisation = content.organisation
    name, named, locality, located = organisation.name, known.named, organisation.locality, known.located
    if before.organisation.siret == organisation.siret:
        # A deposit does not name the employer, a redistribution does: a name once known is kept.
        if _after(was.named, named):
            name, named = before.organisation.name, was.named
        if _after(was.located, located):
            locality, located = before.organisation.locality, was.located
    content = replace(content, organisation=Organisation(name, organisation.siret, locality))
    return content, replace(preferred[1].joined(other[1]), named=named, located=located)


def _settled(entry: Entry, content: Content, known: Known, now: datetime) -> Followed:
    """The entry with what is known of its contract by now."""
    if not known.holds:
        # What it said stays as it was: it is no longer said.
        after = entry.withdrawn(now)
        return Followed(after, known, changed=after is not entry)
    told = known.told
    if told is not None and told.core.employer.siret != content.organisation.siret:
        # The message that told of another establishment no longer stands.
        employer = told.core.employer
        content = replace(content, organisation=employer)
        known = replace(
            known, named=told.stamp if employer.name else None, located=told.stamp if employer.locality else None
        )
    left = known.cleared()
    organisation = Organisation(
        content.organisation.name if left.named else "",
        content.organisation.siret,
        content.organisation.locality if left.located else "",
    )
    content = replace(content, end=known.ended.day if known.ended else None, organisation=organisation)
    if told is not None:
        content = replace(content, title=told.core.title, start=told.core.start, details=told.core.details)
    withdrawn = entry.state is EntryState.WITHDRAWN
    after = entry.reinstated(content, now) if withdrawn else entry.revised(content, now)
    return Followed(after, left, changed=after is not entry)


def _at_least(one: Stamp | None, other: Stamp | None) -> bool:
    return other is None or (one is not None and one >= other)


def _after(one: Stamp | None, other: Stamp | None) -> bool:
    return one is not None and (other is None or one > other)
