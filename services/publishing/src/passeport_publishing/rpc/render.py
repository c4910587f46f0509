"""From values of the domain to messages of the contract."""

from __future__ import annotations

from collections.abc import Callable

from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import publication_service_pb2, verification_service_pb2
from passeport_chassis.access import AccessPage
from passeport_chassis.rpc import write_date
from passeport_publishing.domain.codes import print_code
from passeport_publishing.domain.publication import Publication, PublicationPage, State
from passeport_publishing.domain.sentences import say_english, say_french
from passeport_publishing.domain.snapshot import Item, Nature, Organisation, PublicationKind
from passeport_publishing.domain.verification import Basis, CheckResult, Outcome, Verdict
from passeport_publishing.rpc.parse import ACCESS_PAGES, PUBLICATION_PAGES

__all__ = ["PUBLICATION_STATES", "accesses", "publication", "publications", "verdict", "verified_item"]

PUBLICATION_STATES = {
    State.PUBLISHED: publication_service_pb2.PUBLICATION_STATE_PUBLISHED,
    State.SUPERSEDED: publication_service_pb2.PUBLICATION_STATE_SUPERSEDED,
    State.WITHDRAWN: publication_service_pb2.PUBLICATION_STATE_WITHDRAWN,
    State.REVOKED: publication_service_pb2.PUBLICATION_STATE_REVOKED,
}
_OUTCOMES = {
    Outcome.AUTHENTIC: verification_service_pb2.OUTCOME_AUTHENTIC,
    Outcome.SUPERSEDED: verification_service_pb2.OUTCOME_SUPERSEDED,
    Outcome.WITHDRAWN: verification_service_pb2.OUTCOME_WITHDRAWN,
    Outcome.REVOKED: verification_service_pb2.OUTCOME_REVOKED,
    Outcome.ALTERED: verification_service_pb2.OUTCOME_ALTERED,
    Outcome.UNKNOWN_ISSUER: verification_service_pb2.OUTCOME_UNKNOWN_ISSUER,
    Outcome.EXPIRED: verification_service_pb2.OUTCOME_EXPIRED,
    Outcome.UNREADABLE: verification_service_pb2.OUTCOME_UNREADABLE,
    Outcome.NO_LONGER_KEPT: verification_service_pb2.OUTCOME_NO_LONGER_KEPT,
    Outcome.VALID: verification_service_pb2.OUTCOME_VALID,
}
_RESULTS = {
    CheckResult.PASSED: verification_service_pb2.CHECK_RESULT_PASSED,
    CheckResult.FAILED: verification_service_pb2.CHECK_RESULT_FAILED,
    CheckResult.SKIPPED: verification_service_pb2.CHECK_RESULT_SKIPPED,
}


def publication(value: Publication, address: Callable[[str], str]) -> publication_service_pb2.Publication:
    """One publication; `address` gives the verification address of a code."""
    message = publication_service_pb2.Publication(
        id=str(value.id),
        title=value.title,
        state=PUBLICATION_STATES[value.state],
        verification_code=print_code(value.code),
        verification_url=address(value.code),
        entry_ids=[str(record_id) for record_id in value.record_ids],
        document_sha256=value.document_sha256,
        document_size=value.document_size,
        language=value.language.value,
        template=value.template.value if value.kind is PublicationKind.CV else "",
        kind=value.kind.value,
        draft_id=str(value.draft.draft_id) if value.draft else "",
        draft_version=value.draft.version if value.draft else 0,
        changed_entry_ids=[str(record_id) for record_id in value.changed_record_ids],
    )
    message.publish_time.FromDatetime(value.published_at)
    message.state_time.FromDatetime(value.state_at)
    return message


def publications(
    page: PublicationPage, address: Callable[[str], str]
) -> publication_service_pb2.ListPublicationsResponse:
    """A page of publications."""
    return publication_service_pb2.ListPublicationsResponse(
        publications=[publication(value, address) for value in page.publications],
        next_page_token=""
        if page.next is None
        else PUBLICATION_PAGES.write_moment(page.next.published_at, page.next.id),
    )


def accesses(page: AccessPage) -> access_pb2.ListAccessesResponse:
    """A page of accesses; who exactly acted stays here."""
    response = access_pb2.ListAccessesResponse(
        next_page_token="" if page.next is None else ACCESS_PAGES.write_moment(page.next.at, page.next.id),
    )
    for value in page.accesses:
        message = response.accesses.add(
            actor=value.actor,
            organisation=value.organisation,
            action=value.action,
            purpose=value.purpose,
            resource_id=value.resource_id,
        )
        message.at.FromDatetime(value.at)
    return response


def verdict(value: Verdict, basis: Basis = Basis.DOCUMENT) -> verification_service_pb2.Verdict:
    """A verdict. What the holder published goes out with an authentic outcome only; for a code, without the items."""
    message = verification_service_pb2.Verdict(
        outcome=_OUTCOMES[value.outcome],
        message_fr=say_french(value, basis),
        message_en=say_english(value, basis),
        checks=[
            verification_service_pb2.Check(id=check.id.value, result=_RESULTS[check.result], detail=check.detail)
            for check in value.checks
        ],
    )
    if value.registered is None:
        return message
    found = value.registered.publication
    message.kind = found.kind.value
    if found.state is not State.PUBLISHED:
        message.state_time.FromDatetime(found.state_at)
    if value.is_authentic:
        snapshot = value.registered.snapshot
        message.holder_name = snapshot.holder.full_name
        message.title = snapshot.title
        message.publish_time.FromDatetime(found.published_at)
        if basis is Basis.CODE:
            message.document_sha256 = found.document_sha256
        else:
            message.items.extend(verified_item(item) for item in snapshot.items)
    return message


def verified_item(item: Item) -> verification_service_pb2.VerifiedItem:
    """An item with its guarantee."""
    organisation = item.organisation or Organisation("")
    message = verification_service_pb2.VerifiedItem(
        guaranteed=item.nature is Nature.GUARANTEED,
        kind=item.kind.value,
        title=item.title,
        organisation=organisation.name,
        locality=organisation.locality,
        siret=organisation.siret,
        source=item.provenance.source,
        start_date=write_date(item.start),
        end_date=write_date(item.end),
        details=[
            verification_service_pb2.VerifiedDetail(key=detail.key, value=detail.value) for detail in item.details
        ],
        description=item.description,
        legal_basis=item.provenance.legal_basis,
        known_until=write_date(item.provenance.known_until),
    )
    message.register_time.FromDatetime(item.provenance.registered_at)
    return message
