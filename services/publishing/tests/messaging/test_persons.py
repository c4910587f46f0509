"""What identity tells of persons and accounts: told twice, out of order, and what verifiers then see."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from fakes import Book, Clock, Passport, Press, publishing
from passeport.identity.v1 import events_pb2
from passeport_chassis.events import Handlers
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery
from passeport_dossier.messaging import persons
from passeport_publishing.domain.consent import Consent, DataScope, end_after
from passeport_publishing.domain.draft import DraftRequest
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.photo import Photo
from passeport_publishing.domain.publication import Publication
from passeport_publishing.domain.request import read_request
from passeport_publishing.domain.share import Part
from passeport_publishing.domain.share_request import ShareRequest
from passeport_publishing.domain.status import Purpose
from passeport_publishing.domain.verification import Outcome
from passeport_publishing.errors import CodeNotFound, LinkNotFound, PageShut
from passeport_publishing.messaging import streams
from passeport_publishing.storage import tables
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.create_share import CreateShare
from passeport_publishing.usecases.keep_drafts import KeepDrafts
from passeport_publishing.usecases.open_link import OpenLink, Visitor
from passeport_publishing.usecases.verify_code import VerifyCode
from passeport_publishing.usecases.withdraw_publication import WithdrawPublication
from passeport_publishing.vault import PinHasher
from passeport_publishing.wiring import STORE
from registered import keep_publication
from samples import NOW, SAMPLE_ITEMS

MERGE, STAYS, GONE = new_id(), new_id(), new_id()


@pytest.fixture
def handlers(engine: AsyncEngine) -> Handlers:
    return STORE.handlers(None, engine)  # type: ignore[arg-type]


async def hear(handlers: Handlers, subject: str, event: object, event_id: UUID | None = None) -> None:
    """As the consumer hands it over, and again: a process may be killed between the effect and the ack."""
    data = event.SerializeToString()  # type: ignore[attr-defined]
    for _ in range(2):
        headers = {"ce-id": str(event_id or new_id()), "ce-type": subject}
        await handlers[streams.PERSONS.name](Delivery.of(subject, data, headers, "IDENTITY", 1))


def merged() -> events_pb2.PersonMerged:
    event = events_pb2.PersonMerged(merge_id=str(MERGE), person_id=str(STAYS), merged_person_id=str(GONE))
    event.merge_time.FromDatetime(NOW)
    return event


def split() -> events_pb2.PersonSplit:
    event = events_pb2.PersonSplit(merge_id=str(MERGE), person_id=str(STAYS), restored_person_id=str(GONE))
    event.split_time.FromDatetime(NOW)
    return event


def expired(person_id: UUID) -> events_pb2.PersonExpired:
    event = events_pb2.PersonExpired(person_id=str(person_id), revision=9)
    event.expire_time.FromDatetime(NOW)
    return event


async def publish_cv(open_work: UnitsOfWork, person_id: UUID) -> Publication:
    passport = Passport({item.provenance.record_id: item for item in SAMPLE_ITEMS})
    create = publishing(open_work, passport, Press(), Book(), "u/{}".format, Clock())
    ids = [str(record_id) for record_id in passport.entries]
    return await create(person_id, read_request(str(uuid4()), SaidModel("CV", entry_ids=ids)))


async def share_and_open(open_work: UnitsOfWork, publication: Publication, by: UUID | None = None) -> str:
    """Shares a publication, opens the link of it once, and gives its secret."""
    pins = PinHasher(n=2**4)
    request = ShareRequest(
        str(uuid4()), publication.id, "Agence", "", (Part.PAGE,), False, None, NOW + timedelta(days=9), ""
    )
    made = await CreateShare(open_work, pins, Clock())(by or publication.person_id, request)
    await OpenLink(open_work, pins, Clock())(made.token, "", Visitor())
    return made.token


async def shared(open_work: UnitsOfWork, person_id: UUID) -> set[UUID]:
    async with open_work() as work:
        return {one.publication_id for one in (await work.shares.page(person_id, 10, None, None)).shares}


async def listed(open_work: UnitsOfWork, person_id: UUID) -> set[UUID]:
    async with open_work() as work:
        return {one.id for one in (await work.publications.page(person_id, 10, None)).publications}


async def test_publications_go_with_their_persons(open_work: UnitsOfWork, handlers: Handlers) -> None:
    own, other = await publish_cv(open_work, STAYS), await publish_cv(open_work, GONE)
    await hear(handlers, persons.PERSON_MERGED, merged(), new_id())
    assert await listed(open_work, STAYS) == {own.id, other.id}
    # A share goes with the publication that it shows, whoever of the two made it.
    await share_and_open(open_work, own)
    token = await share_and_open(open_work, other, by=STAYS)
    assert await shared(open_work, STAYS) == {own.id, other.id}
    await hear(handlers, streams.ACCOUNT_CLOSED, events_pb2.AccountClosed(person_id=str(GONE), revision=2))
    with pytest.raises(LinkNotFound):
        await OpenLink(open_work, PinHasher(n=2**4), Clock())(token, "", Visitor())
    await WithdrawPublication(open_work, Clock())(STAYS, other.id)
    async with open_work() as work:
        trail = (await work.accesses.page(GONE, 50, None)).accesses
        assert [one.action for one in trail].count("publishing.person.merge") == 1
    await hear(handlers, persons.PERSON_SPLIT, split())
    assert await listed(open_work, STAYS) == {own.id}
    assert await listed(open_work, GONE) == {other.id}
    assert (await shared(open_work, STAYS), await shared(open_work, GONE)) == ({own.id}, {other.id})
    # Heard of again, as from a stream that was made anew.
    await hear(handlers, persons.PERSON_MERGED, merged())
    assert await listed(open_work, STAYS) == {own.id}


async def test_the_page_is_shut_while_the_account_is_closed_or_a_death_reported(
    open_work: UnitsOfWork, handlers: Handlers
) -> None:
    publication = await publish_cv(open_work, STAYS)
    verify, person = VerifyCode(open_work, Clock()), str(STAYS)

    async def is_shut() -> bool:
        try:
            return (await verify(publication.code)).outcome is not Outcome.AUTHENTIC
        except PageShut:
            return True

    assert not await is_shut()
    await hear(handlers, streams.ACCOUNT_REOPENED, events_pb2.AccountReopened(person_id=person, revision=5))
    # Older than what is known.
    await hear(handlers, streams.ACCOUNT_CLOSED, events_pb2.AccountClosed(person_id=person, revision=4))
    assert not await is_shut()
    await hear(handlers, streams.ACCOUNT_CLOSED, events_pb2.AccountClosed(person_id=person, revision=6))
    assert await is_shut()
    await hear(handlers, streams.ACCOUNT_REOPENED, events_pb2.AccountReopened(person_id=person, revision=7))
    assert not await is_shut()
    await hear(handlers, streams.DEATH_REPORTED, events_pb2.DeathReported(person_id=person, revision=8))
    assert await is_shut()
    await hear(handlers, streams.DEATH_WITHDRAWN, events_pb2.DeathWithdrawn(person_id=person, revision=9))
    assert not await is_shut()


async def test_what_a_closed_account_had_published_stays_shut_in_a_merge_and_opens_with_its_own_reopening(
    open_work: UnitsOfWork, handlers: Handlers
) -> None:
    own, other = await publish_cv(open_work, STAYS), await publish_cv(open_work, GONE)

    async def are_shut() -> list[bool]:
        async with open_work() as work:
            return [await work.persons.is_shut(one.person_id) for one in (own, other)]

    await hear(handlers, streams.ACCOUNT_CLOSED, events_pb2.AccountClosed(person_id=str(GONE), revision=2))
    assert await are_shut() == [False, True]
    # An operator finds the two to be one: that opens nothing which its holder had shut, and shuts nothing.
    await hear(handlers, persons.PERSON_MERGED, merged())
    assert await are_shut() == [False, True]
    await hear(handlers, persons.PERSON_SPLIT, split())
    await hear(handlers, streams.ACCOUNT_REOPENED, events_pb2.AccountReopened(person_id=str(GONE), revision=3))
    assert await are_shut() == [False, False]


async def test_an_account_that_is_closed_after_a_merge_shuts_what_either_had_published(
    open_work: UnitsOfWork, handlers: Handlers
) -> None:
    other = await publish_cv(open_work, GONE)

    async def is_shut() -> bool:
        async with open_work() as work:
            return await work.persons.is_shut(other.person_id)

    await hear(handlers, persons.PERSON_MERGED, merged())
    await hear(handlers, streams.ACCOUNT_CLOSED, events_pb2.AccountClosed(person_id=str(STAYS), revision=2))
    assert await is_shut()
    await hear(handlers, streams.ACCOUNT_REOPENED, events_pb2.AccountReopened(person_id=str(STAYS), revision=3))
    assert not await is_shut()


async def test_a_death_that_was_reported_of_both_is_withdrawn_of_who_stays(
    open_work: UnitsOfWork, handlers: Handlers
) -> None:
    other = await publish_cv(open_work, GONE)
    # Identity merges nobody into somebody of whom alone it is reported.
    for person_id in (STAYS, GONE):
        await hear(handlers, streams.DEATH_REPORTED, events_pb2.DeathReported(person_id=str(person_id), revision=2))
    await hear(handlers, persons.PERSON_MERGED, merged())
    async with open_work() as work:
        assert await work.persons.is_shut(other.person_id)
    await hear(handlers, streams.DEATH_WITHDRAWN, events_pb2.DeathWithdrawn(person_id=str(STAYS), revision=3))
    async with open_work() as work:
        assert not await work.persons.is_shut(other.person_id)


async def test_of_who_is_forgotten_a_verifier_learns_that_it_is_no_longer_kept(
    open_work: UnitsOfWork, handlers: Handlers, engine: AsyncEngine
) -> None:
    current, gone = await publish_cv(open_work, STAYS), await publish_cv(open_work, STAYS)
    kept = await publish_cv(open_work, GONE)
    for publication in (current, kept):
        await share_and_open(open_work, publication)
        saved = DraftRequest.read(str(uuid4()), "Brouillon", SaidModel())
        await KeepDrafts(open_work, Clock()).create(publication.person_id, saved)
        async with open_work() as work:
            await work.photos.put(publication.person_id, Photo(b"jpeg", 350, 450, NOW))
            await work.commit()
    await WithdrawPublication(open_work, Clock())(STAYS, gone.id)
    async with open_work() as work:
        before = [await work.status_lists.set_indices(f"{purpose}-1", purpose) for purpose in Purpose]
    await hear(handlers, persons.PERSON_EXPIRED, expired(STAYS))
    verify = VerifyCode(open_work, Clock())
    for publication in (current, gone):
        verdict = await verify(publication.code)
        assert (verdict.outcome, verdict.registered) == (Outcome.NO_LONGER_KEPT, None)
        async with open_work() as work:
            assert await work.publications.registered(publication.id) is None
            assert await work.publications.is_forgotten(publication.id)
    assert (await verify(kept.code)).outcome is Outcome.AUTHENTIC
    async with engine.connect() as connection:
        for table in (
            tables.share,
            tables.share_access,
            tables.share_opening,
            tables.draft,
            tables.draft_version,
            tables.photo,
        ):
            assert set(await connection.scalars(sa.select(table.c.person_id))) == {GONE}, table.name
    with pytest.raises(CodeNotFound):
        await verify("0000-0000-0000-0000")
    async with open_work() as work:
        assert [await work.status_lists.set_indices(f"{purpose}-1", purpose) for purpose in Purpose] == before
    assert await listed(open_work, STAYS) == set()


@pytest.mark.parametrize("order", list(itertools.permutations(("merged", "split", "expired"))), ids="-".join)
async def test_who_was_restored_keeps_what_is_his_whenever_the_time_of_the_other_is_over(
    open_work: UnitsOfWork, handlers: Handlers, order: tuple[str, ...]
) -> None:
    own, other = await publish_cv(open_work, GONE), await publish_cv(open_work, STAYS)
    said = {
        "merged": (persons.PERSON_MERGED, merged()),
        "split": (persons.PERSON_SPLIT, split()),
        "expired": (persons.PERSON_EXPIRED, expired(STAYS)),
    }
    for what in order:
        await hear(handlers, *said[what])
    assert await listed(open_work, GONE) == {own.id}
    verify = VerifyCode(open_work, Clock())
    assert (await verify(own.code)).outcome is Outcome.AUTHENTIC
    assert (await verify(other.code)).outcome is Outcome.NO_LONGER_KEPT


async def test_what_is_not_as_the_contract_says_is_refused(handlers: Handlers) -> None:
    for subject, event in (
        (streams.ACCOUNT_CLOSED, events_pb2.AccountClosed()),
        (persons.PERSON_MERGED, events_pb2.PersonMerged(merge_id=str(MERGE))),
        ("passeport.identity.v1.else", events_pb2.AccountClosed()),
    ):
        with pytest.raises(ValueError, match=r"UUID|no handler"):
            await hear(handlers, subject, event)


async def test_what_was_consented_to_for_a_platform_that_is_taken_away_is_over(
    handlers: Handlers, open_work: UnitsOfWork
) -> None:
    at = NOW + timedelta(days=1)

    def consent(client_id: str, granted_at: datetime) -> Consent:
        return Consent(
            new_id(), STAYS, new_id(), client_id, "Recruteur", "Préremplir", frozenset({DataScope.AWARDS}),
            granted_at, end_after(granted_at),
        )  # fmt: skip

    given = [consent("recruteur", NOW), consent("recruteur", at + timedelta(hours=1)), consent("autre", NOW)]
    async with open_work() as work:
        for one in given:
            publication = await keep_publication(open_work, STAYS)
            await work.consents.add(replace(one, publication_id=publication.id))
        await work.commit()
    removed = events_pb2.PlatformRemoved(client_id="recruteur")
    removed.remove_time.FromDatetime(at)
    await hear(handlers, streams.PLATFORM_REMOVED, removed, new_id())
    async with open_work() as work:
        found = {one.id: one.withdrawn_at for one in (await work.consents.page(STAYS, 10, None)).consents}
        (told,) = (await work.accesses.page(STAYS, 10, None)).accesses
    assert [found[one.id] for one in given] == [at, None, None]
    assert (told.action, told.actor, told.resource_id) == ("publishing.consent.end", "system", str(given[0].id))
