"""From messages about drafts to values of the domain; what cannot be read is told field by field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from passeport.publishing.v1 import draft_service_pb2
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_publishing.domain.draft import FIELDS, DraftRequest, Revised
from passeport_publishing.errors import DraftNotFound, FieldInvalid
from passeport_publishing.rpc.parse import said_model

__all__ = ["changes", "draft_id", "draft_request"]


def draft_id(text: str) -> UUID:
    """Reads an identifier. One that cannot exist is not found, like any other."""
    found = parse_id(text)
    if found is None:
        raise DraftNotFound(metadata={"id": text[:36]})
    return found


def draft_request(message: draft_service_pb2.CreateDraftRequest) -> DraftRequest:
    """Reads the draft that is to be made. Raises FieldInvalid."""
    return DraftRequest.read(message.request_id, message.draft.name, said_model(message.draft))


def changes(message: draft_service_pb2.UpdateDraftRequest) -> Revised:
    """Reads what is to be changed. Raises FieldInvalid for a field that cannot be."""
    paths = set(message.update_mask.paths)
    if unknown := sorted(paths - FIELDS):
        rule = f"names {', '.join(unknown)}, which cannot be changed"
        raise FieldInvalid(
            "the draft cannot be saved", violations=[FieldViolation("update_mask", rule, "UNKNOWN_VALUE")]
        )
    said: dict[str, Any] = {name: getattr(said_model(message.draft), name) for name in paths - {"name"}}
    return Revised({**said, "name": message.draft.name} if "name" in paths else said)
