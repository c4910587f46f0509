"""All that is held of a holder's entries, handed out to him, over a real server and a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import grpc.aio
import pytest

from passeport.common.v1 import access_pb2
from passeport.records.v1 import entry_pb2, passport_service_pb2_grpc
from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.domain.attachment import Attachment
from passeport_records.domain.entry import Content, Entry, EntryState
from passeport_records.domain.joining import Decision
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from port_suite import put
from rpc_calls import refused
from support import NOW, batch, contestation, declared, guaranteed, harvest, holder_token

Stub = passport_service_pb2_grpc.PassportServiceStub


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


async def exported(stub: Stub, page_size: int = 0) -> list[passport_pb2.ExportedEntry]:
    """Turns every page."""
    found: list[passport_pb2.ExportedEntry] = []
    token = ""
    while True:
        page = await stub.ExportEntries(passport_pb2.ExportEntriesRequest(page_size=page_size, page_token=token))
        found += page.entries
        token = page.next_page_token
        if not token:
            return found


async def sent(units: FeedUnitsOfWork, *entries: Entry) -> None:
    """What a certifier does."""
    of = batch()
    async with units() as work:
        await work.batches.open(of)
        await work.batches.receive(of)
        await work.guaranteed.write(of, harvest(of, {f"P-{number}": entry for number, entry in enumerate(entries)}))
        await work.commit()


async def test_it_has_every_entry_in_every_state_with_its_story_and_its_files(
    stub: Stub, open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork
) -> None:
    person_id = new_id()
    award = guaranteed(person_id)
    await sent(open_feed_work, award)
    mine, draft, gone = (declared(person_id, Content(title=title)) for title in ("Soudure", "Brouillon", "Jetée"))
    draft = replace(draft, state=EntryState.DRAFT)
    await put(open_work, mine, draft, gone)
    file = Attachment(
        id=new_id(),
        person_id=person_id,
        entry_id=mine.id,
        file_name="preuve.pdf",
        media_type="application/pdf",
        size=7,
        sha256="ab" * 32,
        address="cd" * 32,
        created_at=NOW,
    )
    async with open_work(person_id) as work:
        assert await work.entries.replace(gone.deleted(NOW, NOW + timedelta(days=30)))
        await work.attachments.add(mine, file)
        await work.joinings.decide(mine, award, Decision.JOINED, NOW)
        await work.disputes.add(contested := contestation(award))
        await work.joinings.decide(draft, award, Decision.REFUSED, NOW)
        await work.commit()
    await put(open_work, declared(new_id(), Content(title="D'un autre")))
    with use_caller_token(holder_token(person_id)):
        found = await exported(stub)
        paged = await exported(stub, page_size=1)
        log = (await stub.ListAccesses(access_pb2.ListAccessesRequest())).accesses
    assert paged == found
    assert [one.entry.id for one in found] == [str(one.id) for one in (award, mine, draft, gone)]
    states = (
        entry_pb2.ENTRY_STATE_ACTIVE,
        entry_pb2.ENTRY_STATE_ACTIVE,
        entry_pb2.ENTRY_STATE_DRAFT,
        entry_pb2.ENTRY_STATE_DELETED,
    )
    assert tuple(one.entry.state for one in found) == states
    assert [one.provenance.source for one in found] == ["certifications", "holder", "holder", "holder"]
    assert [one.provenance.steps[-1].change for one in found] == ["registered", "declared", "declared", "deleted"]
    assert [[each.file_name for each in one.attachments] for one in found] == [[], ["preuve.pdf"], [], []]
    assert [[*one.joined_to] for one in found] == [[], [str(award.id)], [], []]
    assert [[each.text for each in one.disputes] for one in found] == [[contested.text], [], [], []]
    assert [one.entry.contested for one in found] == [True, False, False, False]
    # Twice it was asked for; the pages between are no access of their own.
    assert [one.action for one in log] == ["records.passport.export"] * 2


async def test_a_token_of_another_list_is_refused(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        request = passport_pb2.ExportEntriesRequest(page_token="x")
        assert [one[0] for one in (await refused(stub.ExportEntries(request))).violations] == ["page_token"]
        assert await exported(stub) == []
