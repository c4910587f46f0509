"""From drafts to messages of the contract."""

from __future__ import annotations

from passeport.publishing.v1 import draft_service_pb2, publication_service_pb2
from passeport_publishing.domain.draft import KEPT_DELETED, Draft, DraftVersion
from passeport_publishing.domain.model import PublicationModel, say_model

__all__ = ["draft", "version"]


def draft(value: Draft) -> draft_service_pb2.Draft:
    """A draft."""
    message = _model(value.model, draft_id=str(value.id), name=value.name, version=value.version, etag=value.etag)
    message.create_time.FromDatetime(value.created_at)
    message.update_time.FromDatetime(value.changed_at)
    if value.deleted_at is not None:
        message.delete_time.FromDatetime(value.deleted_at)
        message.purge_time.FromDatetime(value.deleted_at + KEPT_DELETED)
    return message


def version(draft_id: str, value: DraftVersion) -> draft_service_pb2.Draft:
    """What a draft was at a version."""
    message = _model(value.model, draft_id=draft_id, name=value.name, version=value.version)
    message.update_time.FromDatetime(value.saved_at)
    return message


def _model(
    model: PublicationModel, *, draft_id: str, name: str, version: int, etag: str = ""
) -> draft_service_pb2.Draft:
    said = say_model(model)
    chosen = said.entry_set
    return draft_service_pb2.Draft(
        id=draft_id,
        name=name,
        version=version,
        etag=etag,
        title=said.title,
        summary=said.summary,
        language=said.language,
        template=said.template,
        entry_ids=said.entry_ids,
        entry_set=None if chosen is None else publication_service_pb2.EntrySet(nature=chosen[0], kinds=chosen[1]),
        hidden_parts=said.hidden_parts,
    )
