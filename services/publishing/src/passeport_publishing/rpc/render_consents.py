"""From consents and what is pulled under them to messages of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from passeport.publishing.v1 import consent_service_pb2 as pb
from passeport_chassis.rpc import write_date
from passeport_publishing.domain.consent import (
    Consent,
    ConsentPage,
    ConsentState,
    DataScope,
    Pull,
    PullPage,
    RecentPull,
)
from passeport_publishing.domain.publication import State
from passeport_publishing.domain.snapshot import Snapshot
from passeport_publishing.rpc.parse_consents import CONSENT_PAGES, FORMS, PULL_PAGES
from passeport_publishing.rpc.render import PUBLICATION_STATES, verified_item
from passeport_publishing.usecases.pull_publication import Pulled

__all__ = ["consent", "consents", "pulled_publication", "pulls", "recent_pulls"]

_FORMS = {form: number for number, form in FORMS.items()}
_STATES = {
    ConsentState.LIVE: pb.CONSENT_STATE_LIVE,
    ConsentState.EXPIRED: pb.CONSENT_STATE_EXPIRED,
    ConsentState.WITHDRAWN: pb.CONSENT_STATE_WITHDRAWN,
    ConsentState.PUBLICATION_GONE: pb.CONSENT_STATE_PUBLICATION_GONE,
}


def _names(scopes: Iterable[DataScope]) -> list[str]:
    """In the order in which the holder reads them."""
    return [scope.value for scope in DataScope if scope in set(scopes)]


def consent(value: Consent, now: datetime) -> pb.Consent:
    """One consent as it stands at a moment."""
    message = pb.Consent(
        id=str(value.id),
        publication_id=str(value.publication_id),
        publication_title=value.title,
        client_id=value.client_id,
        platform=value.platform,
        purpose=value.purpose,
        scopes=_names(value.scopes),
        state=_STATES[value.state(now)],
        pull_count=value.pull_count,
    )
    message.grant_time.FromDatetime(value.granted_at)
    message.expire_time.FromDatetime(value.expires_at)
    if value.withdrawn_at:
        message.withdraw_time.FromDatetime(value.withdrawn_at)
    if value.last_pulled_at:
        message.last_pull_time.FromDatetime(value.last_pulled_at)
    return message


def consents(page: ConsentPage, now: datetime) -> pb.ListConsentsResponse:
    """A page of consents."""
    return pb.ListConsentsResponse(
        consents=[consent(value, now) for value in page.consents],
        next_page_token="" if page.next is None else CONSENT_PAGES.write_moment(page.next.at, page.next.id),
    )


def pulls(page: PullPage) -> pb.ListPullsResponse:
    """A page of what a platform pulled."""
    return pb.ListPullsResponse(
        pulls=[_pull(value) for value in page.pulls],
        next_page_token="" if page.next is None else PULL_PAGES.write_moment(page.next.at, page.next.id),
    )


def recent_pulls(found: Sequence[RecentPull]) -> pb.ListRecentPullsResponse:
    """What was pulled lately under several consents."""
    return pb.ListRecentPullsResponse(
        pulls=[
            pb.RecentPull(consent_id=str(one.pull.consent_id), platform=one.platform, pull=_pull(one.pull))
            for one in found
        ]
    )


def _pull(value: Pull) -> pb.Pull:
    message = pb.Pull(id=str(value.id), form=_FORMS[value.form], scopes=_names(value.scopes))
    message.at.FromDatetime(value.at)
    return message


def pulled_publication(value: Pulled, address: Callable[[str], str]) -> pb.PulledPublication:
    """What a platform gets; `address` gives the verification address of a code, whose page names the holder."""
    publication = value.publication
    message = pb.PulledPublication(
        publication_id=str(publication.id),
        scopes=_names(value.scopes),
        state=PUBLICATION_STATES[publication.state],
        kind=publication.kind.value,
        credential=value.credential,
    )
    if publication.state is not State.PUBLISHED:
        message.state_time.FromDatetime(publication.state_at)
    if value.snapshot is not None:
        message.publish_time.FromDatetime(publication.published_at)
        message.language = publication.language.value
        _write_snapshot(message, value.snapshot, named=DataScope.IDENTITY in value.scopes)
        if DataScope.CREDENTIAL in value.scopes:
            message.verification_url = address(publication.code)
    return message


def _write_snapshot(message: pb.PulledPublication, snapshot: Snapshot, *, named: bool) -> None:
    message.title, message.summary = snapshot.title, snapshot.summary
    message.items.extend(verified_item(item) for item in snapshot.items)
    if named:
        holder = snapshot.holder
        message.holder.given_names = holder.given_names
        message.holder.family_name = holder.family_name
        message.holder.usage_name = holder.usage_name
        if holder.birth_date is not None:
            message.holder.birth_date.CopyFrom(write_date(holder.birth_date))
