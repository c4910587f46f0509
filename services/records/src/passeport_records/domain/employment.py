"""An employment as the DSN tells it, month after month: one contract is one entry that lives through its messages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.entry import Content, Entry, EntryState
from passeport_records.domain.holder import HolderIdentity
from passeport_records.domain.organisation import Organisation

__all__ = ["ContractKey", "EmploymentClaim", "Ending", "Followed", "employment_content", "follow", "runs_on"]


@dataclass(frozen=True, slots=True)
class ContractKey:
    """What names a contract of a person: the establishment, the start (40.001) and the number (40.009)."""

    siret: str
    start: date
    number: str


class Ending(StrEnum):
    """What a block S21.G00.62 does to a contract. Why it ended is never read."""

    CLOSED = "closed"
    TRANSFERRED = "transferred"
    """The job goes on in another establishment (62.002 = 100 or 998)."""
    ANNULLED = "annulled"
    """The contract was declared by mistake (62.002 = 099)."""


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
    end: date | None = None
    ending: Ending | None = None
    former: tuple[ContractKey, ...] = ()
    """Keys that the contract had before, as blocks S21.G00.41 announce, the latest first."""

    @property
    def key(self) -> str:
        """The sender's key as reports and provenance show it."""
        return self.contract.number


@dataclass(frozen=True, slots=True)
class Followed:
    """An entry after a claim, the day up to which it is now known, and whether the claim changed anything."""

    entry: Entry
    as_of: date
    changed: bool


def employment_content(claim: EmploymentClaim) -> Content:
    """What the passport says of a contract at first sight."""
    return Content(
        title=claim.title,
        organisation=claim.employer,
        start=PartialDate.of(claim.contract.start),
        end=_end_of(claim),
        details=claim.details,
    )


def follow(entry: Entry, known_up_to: date, claim: EmploymentClaim, now: datetime) -> Followed:
    """Lets an entry follow its contract.

    Messages come in any order and may come again: what an older message says never overrides what a newer one said,
    except an end, which is news whatever the order.
    """
    as_of = max(known_up_to, claim.as_of)
    if claim.ending is Ending.ANNULLED:
        after = entry.withdrawn(now) if claim.as_of >= known_up_to else entry
        return Followed(after, as_of, changed=after is not entry)
    if entry.state is EntryState.WITHDRAWN:
        if claim.as_of <= known_up_to:
            return Followed(entry, as_of, changed=False)
        return Followed(entry.reinstated(employment_content(claim), now), as_of, changed=True)
    after = entry.revised(_merged(entry.content, claim, newer=claim.as_of >= known_up_to), now)
    return Followed(after, as_of, changed=after is not entry)


def runs_on(content: Content, day: date) -> bool:
    """Whether the employment runs on `day`: begun, not ended, and its planned end not passed."""
    details = content.details
    if not isinstance(details, EmploymentDetails) or content.start is None:
        return False
    end = content.end.latest if content.end else details.planned_end
    return content.start.earliest <= day and (end is None or day <= end)


def _end_of(claim: EmploymentClaim) -> PartialDate | None:
    return PartialDate.of(claim.end) if claim.end and claim.ending is Ending.CLOSED else None


def _merged(content: Content, claim: EmploymentClaim, *, newer: bool) -> Content:
    end = _end_of(claim)
    if not newer:
        return content if content.end or end is None else replace(content, end=end)
    said = employment_content(claim)
    employer = said.organisation
    if employer.siret == content.organisation.siret:
        # A deposit does not name the employer, a redistribution does: a name once known is kept.
        employer = Organisation(
            employer.name or content.organisation.name,
            employer.siret,
            employer.locality or content.organisation.locality,
        )
    return replace(said, organisation=employer, end=end or content.end)
