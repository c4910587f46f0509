"""What happens to a publication afterwards: its sources change, its holder withdraws it, anyone verifies it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fakes import Book, Clock, Memory, Passport, Press, Reader, publishing
from passeport_chassis.access import Access
from passeport_publishing.domain.codes import print_code
from passeport_publishing.domain.events import PublicationSuperseded
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.request import read_request
from passeport_publishing.domain.snapshot import Version
from passeport_publishing.domain.verification import MAX_CREDENTIAL_SIZE, MAX_DOCUMENT_SIZE, Outcome
from passeport_publishing.errors import CodeNotFound, DocumentTooLarge, PublicationNotFound
from passeport_publishing.usecases.list_accesses import ListAccesses
from passeport_publishing.usecases.list_publications import ListPublications
from passeport_publishing.usecases.supersede_publications import SupersedePublications
from passeport_publishing.usecases.verify_code import VerifyCode
from passeport_publishing.usecases.verify_credential import VerifyCredential
from passeport_publishing.usecases.verify_document import VerifyDocument
from passeport_publishing.usecases.withdraw_publication import WithdrawPublication
from samples import SAMPLE_ITEMS

PERSON = uuid4()
RECORD = SAMPLE_ITEMS[0].provenance
LATER = Version(RECORD.revision_number + 1, RECORD.changed_at + timedelta(days=1))


class House:
    """Everything but publishing."""

    def __init__(self) -> None:
        self.memory, self.clock, self.book = Memory(), Clock(), Book()
        self.supersede = SupersedePublications(self.memory, self.clock)
        self.withdraw = WithdrawPublication(self.memory, self.clock)
        self.verify_document = VerifyDocument(self.memory, Reader(), self.book, self.clock)
        self.verify_credential = VerifyCredential(self.memory, self.book, self.clock)
        self.verify_code = VerifyCode(self.memory, self.clock)

    async def publish(self) -> Publication:
        passport = Passport({item.provenance.record_id: item for item in SAMPLE_ITEMS})
        create = publishing(self.memory, passport, Press(), self.book, "u/{}".format, self.clock)
        entry_ids = [str(record_id) for record_id in passport.entries]
        request = read_request(str(uuid4()), SaidModel("CV", entry_ids=entry_ids))
        publication = await create(PERSON, request)
        self.memory.tables.events.clear()
        self.memory.tables.accesses.clear()
        return publication

    def document(self, publication: Publication) -> bytes:
        return self.memory.tables.made[publication.id].document.pdf

    def verifications(self) -> list[Access]:
        return [each for each in self.memory.tables.accesses if each.action == "publishing.publication.verify"]

    def now(self, publication: Publication) -> Publication:
        return self.memory.tables.made[publication.id].publication


@pytest.fixture
def house() -> House:
    return House()


async def test_a_change_supersedes_every_publication_that_shows_the_record(house: House) -> None:
    first, second = await house.publish(), await house.publish()
    house.memory.tables.events.clear()
    house.clock.advance(days=3)
    await house.supersede(uuid4(), RECORD.record_id, LATER)
    for publication in (first, second):
        now = house.now(publication)
        assert (now.state, now.state_at, now.changed_record_ids) == (
            State.SUPERSEDED,
            house.clock.now,
            (RECORD.record_id,),
        )
        assert PublicationSuperseded(publication.id, PERSON, RECORD.record_id, house.clock.now) in (
            house.memory.tables.events
        )
    assert len(house.memory.tables.events) == 2


async def test_an_event_counts_once_and_the_next_change_says_nothing_new(house: House) -> None:
    publication = await house.publish()
    event_id = uuid4()
    await house.supersede(event_id, RECORD.record_id, LATER)
    await house.supersede(event_id, RECORD.record_id, LATER)
    await house.supersede(uuid4(), RECORD.record_id, Version(LATER.revision + 1, LATER.changed_at))
    assert house.now(publication).changed_record_ids == (RECORD.record_id,)
    assert len(house.memory.tables.events) == 1
    assert len(house.memory.tables.accesses) == 1


async def test_a_change_that_the_snapshot_already_has_changes_nothing(house: House) -> None:
    publication = await house.publish()
    await house.supersede(uuid4(), RECORD.record_id, RECORD.version)
    await house.supersede(uuid4(), uuid4(), LATER)
    assert house.now(publication).state is State.PUBLISHED
    assert house.memory.tables.changes[RECORD.record_id] == RECORD.version


@pytest.mark.parametrize("apart", [timedelta(hours=-1), timedelta(0), timedelta(hours=1)])
async def test_revisions_decide_whatever_the_clocks_of_two_hosts_say(house: House, apart: timedelta) -> None:
    publication = await house.publish()
    await house.supersede(uuid4(), RECORD.record_id, Version(RECORD.revision_number, RECORD.changed_at + apart))
    assert house.now(publication).state is State.PUBLISHED
    await house.supersede(uuid4(), RECORD.record_id, Version(RECORD.revision_number + 1, RECORD.changed_at + apart))
    assert house.now(publication).state is State.SUPERSEDED


async def test_withdrawing_is_idempotent_and_only_for_the_holder(house: House) -> None:
    publication = await house.publish()
    with pytest.raises(PublicationNotFound):
        await house.withdraw(uuid4(), publication.id)
    first = await house.withdraw(PERSON, publication.id)
    house.clock.advance(hours=1)
    assert await house.withdraw(PERSON, publication.id) == first
    assert first.state is State.WITHDRAWN


async def test_verification_follows_the_state_and_leaves_a_trace(house: House) -> None:
    publication = await house.publish()
    document = house.document(publication)
    credential = document.decode().rpartition(" ")[2]

    async def outcomes() -> set[Outcome]:
        return {
            (await house.verify_document(document)).outcome,
            (await house.verify_credential(f" {credential}\n")).outcome,
            (await house.verify_code(print_code(publication.code).lower())).outcome,
        }

    assert await outcomes() == {Outcome.AUTHENTIC}
    await house.supersede(uuid4(), RECORD.record_id, LATER)
    assert await outcomes() == {Outcome.SUPERSEDED}
    await house.withdraw(PERSON, publication.id)
    assert await outcomes() == {Outcome.WITHDRAWN}
    seen = house.verifications()
    assert [access.at for access in seen] == [house.clock.now]
    assert {(access.actor, access.actor_id, access.resource_id) for access in seen} == {
        ("verifier", "", str(publication.id))
    }


async def test_the_trail_tells_of_verifications_once_an_hour_and_of_each_publication(house: House) -> None:
    first, second = await house.publish(), await house.publish()
    for _ in range(50):
        house.clock.advance(minutes=1)
        for publication in (first, second):
            await house.verify_code(print_code(publication.code))
    assert len(house.verifications()) == 2
    house.clock.advance(minutes=15)
    await house.verify_code(print_code(first.code))
    assert len(house.verifications()) == 3


async def test_paging_through_a_list_is_one_consultation(house: House) -> None:
    for consult in (ListAccesses(house.memory, house.clock), ListPublications(house.memory, house.clock)):
        house.memory.tables.accesses.clear()
        for after in (None, "somewhere", "further"):
            assert await consult(PERSON, 10, after) == "page"  # type: ignore[arg-type,comparison-overlap]
        assert len(house.memory.tables.accesses) == 1


async def test_what_is_not_ours_leaves_no_trace(house: House) -> None:
    publication = await house.publish()
    stranger = f"signed:k9:{publication.id}"
    assert (await house.verify_credential(stranger)).outcome is Outcome.UNKNOWN_ISSUER
    assert (await house.verify_credential("noise")).outcome is Outcome.UNREADABLE
    assert (await house.verify_credential(f"signed:k1:{uuid4()}")).outcome is Outcome.UNKNOWN_ISSUER
    other = house.document(publication).replace(b"u/", b"v/")
    assert (await house.verify_document(other)).outcome is Outcome.ALTERED
    assert house.memory.tables.accesses == []


async def test_a_key_of_former_times_still_verifies(house: House) -> None:
    publication = await house.publish()
    document = house.document(publication)
    house.book.public_jwk = {"kid": "k2"}
    assert (await house.verify_document(document)).outcome is Outcome.AUTHENTIC


@pytest.mark.parametrize("code", ["", "K7QF", "0000-0000-0000-0000"])
async def test_an_unknown_code_and_a_malformed_one_are_the_same(house: House, code: str) -> None:
    with pytest.raises(CodeNotFound) as refused:
        await house.verify_code(code)
    assert refused.value.metadata == {}


async def test_what_is_too_large_is_not_read(house: House) -> None:
    with pytest.raises(DocumentTooLarge):
        await house.verify_document(bytes(MAX_DOCUMENT_SIZE + 1))
    with pytest.raises(DocumentTooLarge):
        await house.verify_credential("a" * (MAX_CREDENTIAL_SIZE + 1))
