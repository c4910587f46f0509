"""From messages of the contract to values of the domain; what cannot be read is told field by field."""

from __future__ import annotations

from typing import Any, TypeAlias
from uuid import UUID

from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import draft_service_pb2, publication_service_pb2
from passeport_chassis.access import AccessPosition
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import PageTokens, page_size
from passeport_publishing.domain.holder_key import HolderKey, read_holder_key
from passeport_publishing.domain.model import PublicationModel, SaidModel, faults_of, read_model
from passeport_publishing.domain.publication import Position
from passeport_publishing.domain.request import PublicationRequest, read_request
from passeport_publishing.errors import (
    AwardNotFound,
    CredentialOfferNotFound,
    EntryNotFound,
    FieldInvalid,
    PublicationNotFound,
)

__all__ = [
    "ACCESS_PAGES",
    "PUBLICATION_PAGES",
    "access_page",
    "award_id",
    "issuance",
    "offer_id",
    "preview_model",
    "publication_id",
    "publication_page",
    "publication_request",
    "said_model",
]

_SaysModel: TypeAlias = (
    publication_service_pb2.CreatePublicationRequest
    | publication_service_pb2.PreviewPublicationRequest
    | draft_service_pb2.Draft
)
PUBLICATION_PAGES = PageTokens("publishing.publications")
ACCESS_PAGES = PageTokens("publishing.accesses")


def publication_request(message: publication_service_pb2.CreatePublicationRequest) -> PublicationRequest:
    """Reads what the holder asks to publish. Raises FieldInvalid."""
    return read_request(message.request_id, said_model(message))


def preview_model(message: publication_service_pb2.PreviewPublicationRequest) -> PublicationModel:
    """Reads what the holder wants to see beforehand. Raises FieldInvalid."""
    said = said_model(message)
    if violations := list(faults_of(said)):
        raise FieldInvalid("the preview cannot be made as asked", violations=violations)
    return read_model(said)


def said_model(message: _SaysModel) -> SaidModel:
    """Reads a model as the client says it, nothing of it checked."""
    entry_set = message.entry_set if message.HasField("entry_set") else None
    return SaidModel(
        title=message.title,
        summary=message.summary,
        language=message.language,
        entry_ids=message.entry_ids,
        template=message.template,
        entry_set=None if entry_set is None else (entry_set.nature, entry_set.kinds),
        hidden_parts=message.hidden_parts,
        **_not_of_drafts(message),
    )


def _not_of_drafts(message: _SaysModel) -> dict[str, Any]:
    if isinstance(message, draft_service_pb2.Draft):
        return {}
    return {"kind": message.kind, "training_ids": message.training_ids}


def publication_id(text: str) -> UUID:
    """Reads an identifier. One that cannot exist is not found, like any other."""
    found = parse_id(text)
    if found is None:
        raise PublicationNotFound(metadata={"id": text[:36]})
    return found


def award_id(text: str) -> UUID:
    """Reads which entry a badge is wanted of. One that cannot exist is no award, like any other."""
    found = parse_id(text)
    if found is None:
        raise AwardNotFound(metadata={"id": text[:36]})
    return found


def entry_id(text: str) -> UUID:
    """Reads which entry is meant. One that cannot exist is not there, like any other."""
    found = parse_id(text)
    if found is None:
        raise EntryNotFound(metadata={"id": text[:36]})
    return found


def offer_id(text: str) -> UUID:
    """Reads which offer is meant. One that cannot exist is not found, like any other."""
    found = parse_id(text)
    if found is None:
        raise CredentialOfferNotFound(metadata={"id": text[:36]})
    return found


def issuance(message: publication_service_pb2.IssueCredentialRequest) -> tuple[UUID, HolderKey | None]:
    """Reads of which publication a credential is wanted, and bound to which key. Raises FieldInvalid."""
    if message.format != publication_service_pb2.CREDENTIAL_FORMAT_SD_JWT_VC:
        violation = FieldViolation("format", "must be a form of credential that is known here", "UNKNOWN_VALUE")
        raise FieldInvalid("there is no such form of credential", violations=[violation])
    return publication_id(message.id), read_holder_key(message.holder_key)


def publication_page(request: publication_service_pb2.ListPublicationsRequest) -> tuple[int, Position | None]:
    """Reads how many publications are wanted, and from where. Raises FieldInvalid."""
    limit = page_size(request.page_size, default=50, most=100)
    position = PUBLICATION_PAGES.read_moment(request.page_token)
    return limit, None if position is None else Position(*position)


def access_page(request: access_pb2.ListAccessesRequest) -> tuple[int, AccessPosition | None]:
    """Reads how many accesses are wanted, and from where. Raises FieldInvalid."""
    limit = page_size(request.page_size, default=50, most=200)
    position = ACCESS_PAGES.read_moment(request.page_token)
    return limit, None if position is None else AccessPosition(*position)
