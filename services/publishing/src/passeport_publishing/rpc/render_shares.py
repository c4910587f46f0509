"""From shares to messages of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from passeport.publishing.v1 import addressed_share_service_pb2, opening_service_pb2, share_service_pb2
from passeport_publishing.domain.addressed_share import AddressedPage
from passeport_publishing.domain.codes import print_code
from passeport_publishing.domain.publication import SealedDocument, State
from passeport_publishing.domain.share import Part, Share, ShareAccess, ShareAccessPage, ShareAct, SharePage, ShareState
from passeport_publishing.rpc.parse_shares import ADDRESSED_PAGES, PARTS, SHARE_ACCESS_PAGES, SHARE_PAGES
from passeport_publishing.rpc.render import PUBLICATION_STATES, verified_item
from passeport_publishing.usecases.read_share import Shown

__all__ = [
    "accesses",
    "addressed_shares",
    "recent_accesses",
    "share",
    "shared_document",
    "shared_publication",
    "shares",
]

_PARTS = {part: number for number, part in PARTS.items()}
_STATES = {
    ShareState.LIVE: share_service_pb2.SHARE_STATE_LIVE,
    ShareState.EXPIRED: share_service_pb2.SHARE_STATE_EXPIRED,
    ShareState.REVOKED: share_service_pb2.SHARE_STATE_REVOKED,
    ShareState.USED: share_service_pb2.SHARE_STATE_USED,
    ShareState.LOCKED: share_service_pb2.SHARE_STATE_LOCKED,
    ShareState.WITHDRAWN: share_service_pb2.SHARE_STATE_WITHDRAWN,
}
_ACTS = {
    ShareAct.OPENED: share_service_pb2.SHARE_ACT_OPENED,
    ShareAct.DOCUMENT: share_service_pb2.SHARE_ACT_DOCUMENT,
    ShareAct.CREDENTIAL: share_service_pb2.SHARE_ACT_CREDENTIAL,
    ShareAct.PIN_REFUSED: share_service_pb2.SHARE_ACT_PIN_REFUSED,
}


def share(value: Share, now: datetime) -> share_service_pb2.Share:
    """One share as it stands at a moment."""
    message = share_service_pb2.Share(
        id=str(value.id),
        publication_id=str(value.publication_id),
        recipient=value.recipient,
        purpose=value.purpose,
        parts=[_PARTS[part] for part in value.parts],
        single_use=value.single_use,
        has_pin=value.has_pin,
        pin_tries_left=value.pin_tries_left,
        state=_STATES[value.state(now)],
        open_count=value.open_count,
        etag=value.etag,
        addressee_siret=value.addressee_siret,
    )
    message.create_time.FromDatetime(value.created_at)
    message.expire_time.FromDatetime(value.expires_at)
    if value.revoked_at:
        message.revoke_time.FromDatetime(value.revoked_at)
    if value.last_opened_at:
        message.last_open_time.FromDatetime(value.last_opened_at)
    if value.deletion_asked_at:
        message.deletion_ask_time.FromDatetime(value.deletion_asked_at)
    return message


def shares(page: SharePage, now: datetime) -> share_service_pb2.ListSharesResponse:
    """A page of shares."""
    return share_service_pb2.ListSharesResponse(
        shares=[share(value, now) for value in page.shares],
        next_page_token="" if page.next is None else SHARE_PAGES.write_moment(page.next.at, page.next.id),
    )


def addressed_shares(page: AddressedPage) -> addressed_share_service_pb2.ListAddressedSharesResponse:
    """A page of what was addressed to a body."""
    response = addressed_share_service_pb2.ListAddressedSharesResponse(
        next_page_token="" if page.next is None else ADDRESSED_PAGES.write_moment(page.next.at, page.next.id)
    )
    for one in page.shares:
        message = response.shares.add(
            id=str(one.share.id),
            holder_name=one.holder_name,
            title=one.title,
            purpose=one.share.purpose,
            kind=one.kind.value,
            parts=[_PARTS[part] for part in one.share.parts],
        )
        message.create_time.FromDatetime(one.share.created_at)
        message.expire_time.FromDatetime(one.share.expires_at)
        if one.share.deletion_asked_at:
            message.deletion_ask_time.FromDatetime(one.share.deletion_asked_at)
    return response


def shared_document(of: Share, document: SealedDocument) -> opening_service_pb2.GetSharedDocumentResponse:
    """The PDF of a share."""
    return opening_service_pb2.GetSharedDocumentResponse(
        pdf=document.pdf, sha256=document.sha256, publication_id=str(of.publication_id), kind=document.kind.value
    )


def accesses(page: ShareAccessPage) -> share_service_pb2.ListShareAccessesResponse:
    """A page of accesses by a link."""
    response = share_service_pb2.ListShareAccessesResponse(
        next_page_token="" if page.next is None else SHARE_ACCESS_PAGES.write_moment(page.next.at, page.next.id),
    )
    response.accesses.extend(_access(value) for value in page.accesses)
    return response


def recent_accesses(found: Sequence[ShareAccess]) -> share_service_pb2.ListRecentShareAccessesResponse:
    """What was done lately by the links of several shares."""
    return share_service_pb2.ListRecentShareAccessesResponse(
        accesses=[
            share_service_pb2.RecentShareAccess(share_id=str(value.share_id), access=_access(value)) for value in found
        ]
    )


def _access(value: ShareAccess) -> share_service_pb2.ShareAccess:
    message = share_service_pb2.ShareAccess(
        id=str(value.id), act=_ACTS[value.act], client=value.client, organisation=value.organisation
    )
    message.at.FromDatetime(value.at)
    return message


def shared_publication(shown: Shown) -> opening_service_pb2.SharedPublication:
    """What the recipient of a share sees: the items and the summary only where the share shows them."""
    value, publication, snapshot = shown.share, shown.registered.publication, shown.registered.snapshot
    message = opening_service_pb2.SharedPublication(
        holder_name=snapshot.holder.full_name,
        title=snapshot.title,
        purpose=value.purpose,
        state=PUBLICATION_STATES[publication.state],
        parts=[_PARTS[part] for part in value.parts],
        verification_code=print_code(publication.code),
        document_size=publication.document_size,
        language=publication.language.value,
        kind=publication.kind.value,
    )
    message.publish_time.FromDatetime(publication.published_at)
    message.expire_time.FromDatetime(value.expires_at)
    if publication.state is not State.PUBLISHED:
        message.state_time.FromDatetime(publication.state_at)
    if value.deletion_asked_at:
        message.deletion_ask_time.FromDatetime(value.deletion_asked_at)
    if Part.PAGE in value.parts:
        message.summary = snapshot.summary
        message.items.extend(verified_item(item) for item in snapshot.items)
    return message
