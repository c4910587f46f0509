"""From messages about shares to values of the domain; what cannot be read is told field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp

from passeport.publishing.v1 import addressed_share_service_pb2, opening_service_pb2, share_service_pb2
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import PageTokens, page_size
from passeport_publishing.domain.report import Complaint, Ground, read_complaint
from passeport_publishing.domain.share import Part, SharePosition
from passeport_publishing.domain.share_request import ShareRequest, read_share_request
from passeport_publishing.domain.text import clean_line
from passeport_publishing.errors import FieldInvalid, PublicationNotFound, ShareNotFound
from passeport_publishing.usecases.open_link import Visitor

__all__ = [
    "ADDRESSED_PAGES",
    "PARTS",
    "SHARE_ACCESS_PAGES",
    "SHARE_PAGES",
    "addressed_page",
    "complaint",
    "of_publication",
    "pin",
    "share_access_page",
    "share_end",
    "share_id",
    "share_page",
    "share_request",
    "since",
    "visitor",
]

SHARE_PAGES = PageTokens("publishing.shares")
ADDRESSED_PAGES = PageTokens("publishing.addressed_shares")
SHARE_ACCESS_PAGES = PageTokens("publishing.share_accesses")
PARTS = {
    share_service_pb2.SHARE_PART_PAGE: Part.PAGE,
    share_service_pb2.SHARE_PART_DOCUMENT: Part.DOCUMENT,
    share_service_pb2.SHARE_PART_CREDENTIAL: Part.CREDENTIAL,
}
_GROUNDS = {
    share_service_pb2.REPORT_GROUND_WRONG_RECIPIENT: Ground.WRONG_RECIPIENT,
    share_service_pb2.REPORT_GROUND_ABUSE: Ground.ABUSE,
    share_service_pb2.REPORT_GROUND_OTHER: Ground.OTHER,
}
_LONGEST_PIN = 64
_LONGEST_CLIENT, _LONGEST_ORGANISATION = 100, 200


def share_request(message: share_service_pb2.CreateShareRequest, now: datetime) -> ShareRequest:
    """Reads what the holder asks to share. Raises FieldInvalid, PublicationNotFound for what is no identifier."""
    unknown = [
        FieldViolation(f"parts[{number}]", "is no part that this version knows", "UNKNOWN_VALUE")
        for number, part in enumerate(message.parts)
        if part not in PARTS
    ]
    if unknown:
        raise FieldInvalid("the share cannot be made as asked", violations=unknown)
    publication_id = parse_id(message.publication_id)
    if publication_id is None:
        raise PublicationNotFound(metadata={"id": message.publication_id[:36]})
    return read_share_request(
        request_id=message.request_id,
        publication_id=publication_id,
        recipient=message.recipient,
        purpose=message.purpose,
        parts=[PARTS[part] for part in message.parts],
        single_use=message.single_use,
        expires_at=share_end(message.expire_time) if message.HasField("expire_time") else None,
        pin=message.pin,
        now=now,
        addressee_siret=message.addressee_siret,
    )


def share_end(stamp: Timestamp) -> datetime:
    """Reads when a share ends. Raises FieldInvalid."""
    try:
        return stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        violation = FieldViolation("expire_time", "must lie after now and within a year", "SHARE_END")
        raise FieldInvalid("the share cannot end then", violations=[violation]) from None


def since(stamp: Timestamp) -> datetime:
    """Reads from when on news are wanted. Raises FieldInvalid."""
    try:
        return stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        violation = FieldViolation("since", "is no moment", "FORMAT")
        raise FieldInvalid("news of no moment are wanted", violations=[violation]) from None


def share_id(text: str) -> UUID:
    """Reads an identifier. One that cannot exist is not found, like any other."""
    found = parse_id(text)
    if found is None:
        raise ShareNotFound(metadata={"id": text[:36]})
    return found


def of_publication(text: str) -> UUID | None:
    """Reads of which publication shares are wanted; None for all. One that cannot exist is not found."""
    if not text:
        return None
    found = parse_id(text)
    if found is None:
        raise PublicationNotFound(metadata={"id": text[:36]})
    return found


def share_page(request: share_service_pb2.ListSharesRequest) -> tuple[int, SharePosition | None]:
    """Reads how many shares are wanted, and from where. Raises FieldInvalid."""
    position = SHARE_PAGES.read_moment(request.page_token)
    limit = page_size(request.page_size, default=50, most=100)
    return limit, None if position is None else SharePosition(*position)


def share_access_page(request: share_service_pb2.ListShareAccessesRequest) -> tuple[int, SharePosition | None]:
    """Reads how many accesses by a link are wanted, and from where. Raises FieldInvalid."""
    position = SHARE_ACCESS_PAGES.read_moment(request.page_token)
    limit = page_size(request.page_size, default=50, most=200)
    return limit, None if position is None else SharePosition(*position)


def addressed_page(
    request: addressed_share_service_pb2.ListAddressedSharesRequest,
) -> tuple[int, SharePosition | None]:
    """Reads how many shares addressed to a body are wanted, and from where. Raises FieldInvalid."""
    position = ADDRESSED_PAGES.read_moment(request.page_token)
    limit = page_size(request.page_size, default=20, most=50)
    return limit, None if position is None else SharePosition(*position)


def pin(text: str) -> str:
    """Reads a PIN as people type it; what is far too long is cut, and is no PIN of ours."""
    return "".join(text[:_LONGEST_PIN].split())


def complaint(ground: share_service_pb2.ReportGround, text: str) -> Complaint:
    """Reads what somebody says is wrong. Raises FieldInvalid."""
    if ground not in _GROUNDS:
        violation = FieldViolation("ground", "is no ground that this version knows", "UNKNOWN_VALUE")
        raise FieldInvalid("the report cannot be noted as it is", violations=[violation])
    return read_complaint(_GROUNDS[ground], text)


def visitor(request: opening_service_pb2.OpenLinkRequest) -> Visitor:
    """Reads what is told of whoever opens a link, as far as it can be shown."""
    return Visitor(
        clean_line(request.client)[:_LONGEST_CLIENT], clean_line(request.organisation)[:_LONGEST_ORGANISATION]
    )
