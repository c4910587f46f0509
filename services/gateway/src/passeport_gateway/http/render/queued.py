"""Publications in line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from passeport.publishing.v1.queue_service_pb2 import QueuedPublication, QueuedPublicationState
from passeport_gateway.domain.catalogue import problem_kind
from passeport_gateway.domain.language import Language
from passeport_gateway.http.render.values import enum_names, moment

__all__ = ["address_of", "failure_json", "queued_json", "queued_list_json"]

_STATES = enum_names(QueuedPublicationState.DESCRIPTOR)


def address_of(queued: QueuedPublication) -> str:
    """Where the publication is, or will be."""
    return f"/api/v1/publications/{queued.publication_id or queued.id}"


def queued_json(queued: QueuedPublication, language: Language) -> dict[str, Any]:
    """One that is in line or failed."""
    return {
        "id": queued.id,
        "kind": queued.kind,
        "title": queued.title,
        "state": _STATES[queued.state],
        "queue_time": moment(queued.queue_time),
        "end_time": moment(queued.end_time) if queued.HasField("end_time") else None,
        "failure": failure_json(queued, language),
        "language": queued.language,
        "template": queued.template or None,
        "draft_id": queued.draft_id or None,
        "draft_version": queued.draft_version or None,
    }


def queued_list_json(several: Iterable[QueuedPublication], language: Language) -> dict[str, Any]:
    """All that are in line or failed."""
    return {"items": [queued_json(one, language) for one in several]}


def failure_json(queued: QueuedPublication, language: Language) -> dict[str, str] | None:
    """Why it failed, as the same refusal would say it."""
    if not queued.failure:
        return None
    kind = problem_kind(queued.failure, "INTERNAL")
    return {"code": queued.failure.lower(), "detail": kind.wording.detail_with({}, language)}
