"""From messages of the contract to values of the domain; what cannot be read is told field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import publication_service_pb2
from passeport_chassis.errors import FieldInvalid as CommonFieldInvalid
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import PageTokens
from passeport_publishing.domain.access import AccessPosition
from passeport_publishing.domain.publication import Position
from passeport_publishing.domain.request import PublicationRequest, read_request
from passeport_publishing.errors import PublicationNotFound

__all__ = [
    "ACCESS_PAGES",
    "PUBLICATION_PAGES",
    "access_page",
    "publication_id",
    "publication_page",
    "publication_request",
]

PUBLICATION_PAGES = PageTokens("publishing.publications")
ACCESS_PAGES = PageTokens("publishing.accesses")


def publication_request(message: publication_service_pb2.CreatePublicationRequest) -> PublicationRequest:
    """Reads what the holder asks to publish. Raises FieldInvalid."""
    return read_request(
        request_id=message.request_id,
        title=message.title,
        summary=message.summary,
        language=message.language,
        entry_ids=message.entry_ids,
    )


def publication_id(text: str) -> UUID:
    """Reads an identifier. One that cannot exist is not found, like any other."""
    found = parse_id(text)
    if found is None:
        raise PublicationNotFound(metadata={"id": text[:36]})
    return found


def publication_page(request: publication_service_pb2.ListPublicationsRequest) -> tuple[int, Position | None]:
    """Reads how many publications are wanted, and from where. Raises FieldInvalid."""
    limit = _page_size(request.page_size, most=100)
    position = _position(PUBLICATION_PAGES, request.page_token)
    return limit, None if position is None else Position(*position)


def access_page(request: access_pb2.ListAccessesRequest) -> tuple[int, AccessPosition | None]:
    """Reads how many accesses are wanted, and from where. Raises FieldInvalid."""
    limit = _page_size(request.page_size, most=200)
    position = _position(ACCESS_PAGES, request.page_token)
    return limit, None if position is None else AccessPosition(*position)


def _page_size(asked: int, *, most: int) -> int:
    if asked < 0:
        raise CommonFieldInvalid("the page size is negative", violations=[FieldViolation("page_size", "is negative")])
    return min(asked or 50, most)


def _position(tokens: PageTokens, token: str) -> tuple[datetime, UUID] | None:
    parts = tokens.read(token, 2)
    if parts is None:
        return None
    try:
        # Without its offset, or at the end of time, a moment is none that this list gave, and PostgreSQL takes none.
        at = datetime.fromisoformat(parts[0])
        if at.tzinfo is None:
            raise ValueError(parts[0])
        return at.astimezone(UTC), UUID(parts[1])
    except (ValueError, OverflowError):
        violation = FieldViolation("page_token", "is not a token that this list gave; start from the first page")
        raise CommonFieldInvalid("the page token is not valid", violations=[violation]) from None
