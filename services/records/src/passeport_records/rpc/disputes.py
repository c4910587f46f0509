"""Disputes as messages of the contract, and what requests say of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from google.type import date_pb2

from passeport.records.v1 import dispute_service_pb2 as pb
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc.paging import PageTokens
from passeport_records.domain.dispute import Answerer, Dispute, DisputeState, Ground
from passeport_records.domain.organisation import NO_ORGANISATION
from passeport_records.errors import DisputeNotFound, FieldInvalid
from passeport_records.rpc import render
from passeport_records.usecases.dispute_ports import Contested

__all__ = [
    "DISPUTE_STATES",
    "read_answer_state",
    "read_dispute_id",
    "read_ground",
    "read_position",
    "render_dispute",
    "render_source_dispute",
    "write_position",
]

_PAGES = PageTokens("records.disputes")

_GROUNDS = {
    pb.DISPUTE_GROUND_NOT_MINE: Ground.NOT_MINE,
    pb.DISPUTE_GROUND_NOT_TRUE: Ground.NOT_TRUE,
    pb.DISPUTE_GROUND_DOUBLE: Ground.DOUBLE,
    pb.DISPUTE_GROUND_TITLE: Ground.TITLE,
    pb.DISPUTE_GROUND_ORGANISATION: Ground.ORGANISATION,
    pb.DISPUTE_GROUND_DATES: Ground.DATES,
    pb.DISPUTE_GROUND_DETAILS: Ground.DETAILS,
    pb.DISPUTE_GROUND_OTHER: Ground.OTHER,
}
_GROUND_NUMBERS = {ground: number for number, ground in _GROUNDS.items()}
DISPUTE_STATES = {
    DisputeState.OPENED: pb.DISPUTE_STATE_OPENED,
    DisputeState.SEEN: pb.DISPUTE_STATE_SEEN,
    DisputeState.ACCEPTED: pb.DISPUTE_STATE_ACCEPTED,
    DisputeState.CORRECTED: pb.DISPUTE_STATE_CORRECTED,
    DisputeState.WITHDRAWN: pb.DISPUTE_STATE_WITHDRAWN,
    DisputeState.REFUSED: pb.DISPUTE_STATE_REFUSED,
    DisputeState.TAKEN_BACK: pb.DISPUTE_STATE_TAKEN_BACK,
}
"""The states by their numbers in the contract."""
_ANSWERERS = {
    Answerer.SOURCE: pb.DISPUTE_ANSWERER_SOURCE,
    Answerer.FEED: pb.DISPUTE_ANSWERER_FEED,
    Answerer.OPERATOR: pb.DISPUTE_ANSWERER_OPERATOR,
}
_ANSWERS = {
    pb.DISPUTE_STATE_ACCEPTED: DisputeState.ACCEPTED,
    pb.DISPUTE_STATE_REFUSED: DisputeState.REFUSED,
}


def read_ground(number: pb.DisputeGround) -> Ground:
    """Reads why an entry is contested. Raises FieldInvalid."""
    if (ground := _GROUNDS.get(number)) is None:
        raise FieldInvalid(FieldViolation("ground", "is not one that this version knows", "UNKNOWN_VALUE"))
    return ground


def read_answer_state(number: pb.DisputeState) -> DisputeState:
    """Reads what a source answers. Raises FieldInvalid."""
    if (state := _ANSWERS.get(number)) is None:
        said = "must be accepted or refused: a correction or a withdrawal is a line of the feed"
        raise FieldInvalid(FieldViolation("state", said, "UNKNOWN_VALUE"))
    return state


def read_dispute_id(text: str) -> UUID:
    """Reads an identifier. Raises DisputeNotFound."""
    if (found := parse_id(text)) is None:
        raise DisputeNotFound(text[:36])
    return found


def read_position(token: str) -> UUID | None:
    """Reads after which dispute a page begins. Raises FieldInvalid."""
    position = _PAGES.read(token, 1)
    if position is None:
        return None
    if (after := parse_id(position[0])) is None:
        raise _PAGES.refusal()
    return after


def write_position(after: UUID | None) -> str:
    """The token of the page after a dispute."""
    return "" if after is None else _PAGES.write(str(after))


def render_dispute(value: Dispute, today: date, *, with_text: bool = True) -> pb.Dispute:
    """A dispute, as it is today."""
    reference = value.reference
    message = pb.Dispute(
        id=str(value.id),
        entry_id=str(value.entry_id),
        ground=_GROUND_NUMBERS[value.ground],
        text=value.text if with_text else "",
        state=DISPUTE_STATES[value.state],
        overdue=value.is_overdue(today),
        source=reference.source.value,
        addressee=render.organisation(reference.addressee),
        sender=render.organisation(reference.sender if reference.employer else NO_ORGANISATION),
        due_date=date_pb2.Date(year=value.due_on.year, month=value.due_on.month, day=value.due_on.day),
        answer=value.answer,
        answered_by=pb.DISPUTE_ANSWERER_UNSPECIFIED if value.answered_by is None else _ANSWERERS[value.answered_by],
        etag=value.etag,
    )
    message.open_time.FromDatetime(value.opened_at)
    for field, moment in (
        (message.see_time, value.seen_at),
        (message.answer_time, value.answered_at),
        (message.close_time, value.closed_at),
    ):
        if moment is not None:
            field.FromDatetime(moment)
    return message


def render_source_dispute(value: Dispute | Contested, today: date) -> pb.SourceDispute:
    """A dispute as its source sees it: in a list, or alone with its entry and with what the holder wrote."""
    dispute, entry = (value.dispute, value.entry) if isinstance(value, Contested) else (value, None)
    with_text = isinstance(value, Contested) and dispute.state.is_open
    return pb.SourceDispute(
        dispute=render_dispute(dispute, today, with_text=with_text),
        entry=None if entry is None else render.entry(replace(entry, contested=dispute.state.is_open)),
        batch_id=str(dispute.reference.batch_id),
        line=dispute.reference.line,
        sender_key=dispute.reference.sender_key,
    )
