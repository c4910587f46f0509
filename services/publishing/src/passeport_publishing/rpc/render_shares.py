"""From shares to messages of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from passeport.publishing.v1 import opening_service_pb2, share_service_pb2
from passeport_publishing.domain.codes import print_code
from passeport_publishing.domain.publication import State
from passeport_publishing.domain.share import Part, Share, ShareAccess, ShareAccessPage, ShareAct, SharePage, ShareState
from passeport_publishing.rpc.parse_shares import PARTS, SHARE_ACCESS_PAGES, SHARE_PAGES
from passeport_publishing.rpc.render import PUBLICATION_STATES, verified_item
from passeport_publishing.usecases.read_share import Shown

__all__ = ["accesses", "recent_accesses", "share", "shared_publication", "shares"]

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
