"""What a certifier says of a person: an award delivered, or taken back (Code du travail L6113-8, R6113-17-1 to -4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import AwardDetails
from passeport_records.domain.entry import Content
from passeport_records.domain.holder import HolderIdentity
from passeport_records.domain.organisation import NO_ORGANISATION, Organisation

__all__ = ["AwardAction", "AwardClaim", "award_content"]


class AwardAction(StrEnum):
    """What the file asks for (flux/action of the XSD 1.1.5; CREATION when absent)."""

    CREATE = "CREATION"
    WITHDRAW = "SUPPRESSION"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardClaim:
    """One `passageCertification`. With the sender's idClient, `key` (idTechnique) names the award for ever."""

    line: int
    key: str
    holder: HolderIdentity
    valid_from: date
    valid_until: date | None
    details: AwardDetails
    action: AwardAction = AwardAction.CREATE
    wording: str = ""
    """What the certifier calls it (verbatim)."""
    sender_is_certifier: bool = True
    """False when a third party sends for a certifier whose name the file does not tell."""


def award_content(claim: AwardClaim, sender: Organisation) -> Content:
    """What the passport keeps of an award, in the words of its certifier; `labelling` has those of the register."""
    code = claim.details.code
    title = f"{claim.wording} ({code})" if claim.wording else f"Certification {code}"
    return Content(
        title=title[:250],
        organisation=sender if claim.sender_is_certifier else NO_ORGANISATION,
        start=PartialDate.of(claim.valid_from),
        end=PartialDate.of(claim.valid_until) if claim.valid_until else None,
        details=claim.details,
    )
