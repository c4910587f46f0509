"""Disputes: what a holder contests, and what its source answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from passeport_gateway.http.schemas.entries import EntryShown
from passeport_gateway.http.schemas.entry_details import OrganisationShown
from passeport_gateway.http.schemas.shapes import Asked, Id, PartialDate, Shown, Timestamp

__all__ = ["AnswerAsked", "DisputeAsked", "DisputeShown", "GroundName", "SourceDisputeShown"]

GroundName = Literal["not_mine", "not_true", "double", "title", "organisation", "dates", "details", "other"]
StateName = Literal["opened", "seen", "accepted", "corrected", "withdrawn", "refused", "taken_back"]

_LONGEST = 2000


class DisputeAsked(Asked):
    """Contests an entry."""

    ground: GroundName = Field(
        description="`not_mine`: it is about somebody else; `not_true`: it never was; `double`: it is there twice; "
        "`title`, `organisation`, `dates`, `details`: that part of it is wrong; `other`: the text says what."
    )
    text: str = Field(min_length=1, max_length=_LONGEST, description="What is wrong; its source reads it.")


class AnswerAsked(Asked):
    """Answers a dispute."""

    answer: str = Field(min_length=1, max_length=_LONGEST, description="What the holder reads.")


class _Dispute(Shown):
    id: Id
    entry_id: Id
    ground: GroundName
    state: StateName = Field(
        description="Open: `opened`; `seen`, its source read it; `accepted`, its source says that he is right, and the "
        "line of its feed is to come. Ended: `corrected`, `withdrawn`, `refused`, or `taken_back` by the holder."
    )
    overdue: bool = Field(description="That it is open and its last day has passed.")
    source: str = Field(description="Feed that the entry comes from: `certifications`, `dsn`…")
    addressee: OrganisationShown = Field(description="Who is to answer.")
    sender: OrganisationShown | None = Field(description="Who sent the entry, where somebody else is to answer.")
    open_time: Timestamp
    due_date: PartialDate = Field(description="Last day on which an answer is in time.")
    see_time: Timestamp | None = Field(description="When its source first read it.")
    answer_time: Timestamp | None
    answer: str | None = Field(description="What the source wrote; null where a line of its feed is the answer.")
    answered_by: Literal["source", "feed", "operator"] | None = Field(
        description="Who answered: its source, an operator in its stead, or without a word of either a line of the "
        "feed. A line that corrects what was accepted ends it (`state`, `close_time`), and leaves who wrote `answer`."
    )
    close_time: Timestamp | None = Field(description="When it ended; null while the entry is contested.")
    etag: str = Field(description="Version; in quotes it is the value of ETag and If-Match.")


class DisputeShown(_Dispute):
    """What the holder contests, and what became of it."""

    text: str
    told: str = Field(description="What became of it, in the language asked for.")
    meanwhile: str | None = Field(description="What others see of the entry until there is an answer; null after.")


class SourceDisputeShown(_Dispute):
    """A dispute as its source sees it: no name, but what it takes to find the entry in its own books."""

    text: str | None = Field(description="What the holder wrote; null in lists, and once the dispute has ended.")
    entry: EntryShown | None = Field(
        description="The entry as it is now; null in lists, once the dispute has ended, and where another organisation "
        "tells of the entry by now."
    )
    batch_id: Id = Field(description="The batch of the last line that changed the entry before it was contested.")
    line: int = Field(description="That line, counted from 1.")
    sender_key: str | None = Field(description="Your own key in it: idTechnique, number of the contract…")
