"""Disputes, for their holders and for the sources that answer them."""

from __future__ import annotations

from typing import Any

from passeport.records.v1.dispute_service_pb2 import (
    Dispute,
    DisputeAnswerer,
    DisputeGround,
    DisputeState,
    ListDisputesResponse,
    ListSourceDisputesResponse,
    SourceDispute,
)
from passeport_gateway.domain.dispute_words import meanwhile, told_of_dispute
from passeport_gateway.domain.language import Language
from passeport_gateway.http.render.dates import date_words
from passeport_gateway.http.render.entries import entry_json, organisation_json
from passeport_gateway.http.render.values import enum_names, moment, partial_date

__all__ = ["GROUND_NUMBERS", "dispute_json", "dispute_page", "source_dispute_json", "source_dispute_page"]

_GROUNDS = enum_names(DisputeGround.DESCRIPTOR)
_STATES = enum_names(DisputeState.DESCRIPTOR)
_ANSWERERS = enum_names(DisputeAnswerer.DESCRIPTOR)
GROUND_NUMBERS = {name: number for number, name in _GROUNDS.items()}
"""The grounds, by their names."""


def dispute_json(value: Dispute, language: Language) -> dict[str, Any]:
    """A dispute, as its holder reads it."""
    due = date_words(value.due_date, language)
    state = _STATES[value.state]
    return _common(value) | {
        "told": told_of_dispute(state, value.addressee.name, due, overdue=value.overdue, language=language),
        "meanwhile": None if value.HasField("close_time") else meanwhile(language),
    }


def dispute_page(answer: ListDisputesResponse, language: Language) -> dict[str, Any]:
    """A page of the holder's disputes."""
    items = [dispute_json(each, language) for each in answer.disputes]
    return {"items": items, "next_cursor": answer.next_page_token or None}


def source_dispute_json(value: SourceDispute) -> dict[str, Any]:
    """A dispute, as its source reads it; in lists without text and entry."""
    return _common(value.dispute) | {
        "text": value.dispute.text or None,
        "entry": entry_json(value.entry) if value.HasField("entry") else None,
        "batch_id": value.batch_id,
        "line": value.line,
        "sender_key": value.sender_key or None,
    }


def source_dispute_page(answer: ListSourceDisputesResponse) -> dict[str, Any]:
    """A page of the disputes of a source."""
    items = [source_dispute_json(each) for each in answer.disputes]
    return {"items": items, "next_cursor": answer.next_page_token or None}


def _common(value: Dispute) -> dict[str, Any]:
    return {
        "id": value.id,
        "entry_id": value.entry_id,
        "ground": _GROUNDS[value.ground],
        "text": value.text,
        "state": _STATES[value.state],
        "overdue": value.overdue,
        "source": value.source,
        "addressee": organisation_json(value.addressee),
        "sender": organisation_json(value.sender) if value.HasField("sender") else None,
        "open_time": moment(value.open_time),
        "due_date": partial_date(value.due_date),
        "see_time": moment(value.see_time) if value.HasField("see_time") else None,
        "answer_time": moment(value.answer_time) if value.HasField("answer_time") else None,
        "answer": value.answer or None,
        "answered_by": _ANSWERERS[value.answered_by] if value.answered_by else None,
        "close_time": moment(value.close_time) if value.HasField("close_time") else None,
        "etag": value.etag,
    }
