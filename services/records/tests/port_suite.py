"""What every implementation of a passport's ports promises; run on the fakes and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from passeport_chassis.access import Access, by_holder
from passeport_chassis.ids import new_id
from passeport_records.domain.attachment import Attachment
from passeport_records.domain.declared_story import holder_step
from passeport_records.domain.details import EmploymentDetails, LanguageDetails, TrainingDetails
from passeport_records.domain.entry import Content, Entry, EntryState, Kind
from passeport_records.domain.joining import JOINABLE, Decision
from passeport_records.domain.listing import EntryPosition
from passeport_records.domain.organisation import NO_ORGANISATION
from passeport_records.domain.provenance import Source
from passeport_records.domain.request import Claimed
from passeport_records.errors import AttachmentNotFound, DisputeNotFound, EntryNotFound
from passeport_records.usecases.dispute_ports import DisputePage
from passeport_records.usecases.ports import OpenWork
from support import NOW, award, contestation, day, declared, guaranteed, job


def of_every_kind(person_id: UUID) -> list[Entry]:
    """An entry of each shape, in the order of the list."""
    return [
        guaranteed(person_id, job(), Kind.EMPLOYMENT),
        guaranteed(person_id),
        declared(person_id, award("Bac pro", start=day("2009"), end=None), Kind.DIPLOMA),
        declared(person_id, Content(title="Secourisme", details=TrainingDetails(7)), Kind.TRAINING),
        declared(person_id, Content(title="Permis B", start=day("2012-06")), Kind.DRIVING_LICENCE),
        declared(person_id, Content(title="Anglais", details=LanguageDetails("en", "C1")), Kind.LANGUAGE),
        declared(person_id, Content(title="Soudure", description="À l’arc\net au chalumeau"), Kind.SKILL),
    ]


async def put(open_work: OpenWork, *entries: Entry) -> None:
    async with open_work(entries[0].person_id) as work:
        for entry in entries:
            await work.entries.add(entry)
        await work.commit()


async def what_is_added_comes_back_as_it_was(open_work: OpenWork) -> None:
    person_id = new_id()
    entries = of_every_kind(person_id)
    await put(open_work, *reversed(entries))
    async with open_work(person_id) as work:
        assert list((await work.entries.page((), 10, None)).entries) == entries
        assert [await work.entries.get(entry.id) for entry in entries] == entries
        backwards = [entry.id for entry in reversed(entries)]
        assert [entry.id for entry in await work.entries.get_all(backwards)] == backwards


async def a_passport_holds_the_entries_of_its_person_alone(open_work: OpenWork) -> None:
    mine, theirs = declared(new_id(), Content(title="À moi")), declared(new_id(), Content(title="À eux"))
    await put(open_work, mine)
    await put(open_work, theirs)
    async with open_work(mine.person_id) as work:
        assert (await work.entries.page((), 10, None)).entries == (mine,)
        with pytest.raises(EntryNotFound):
            await work.entries.get(theirs.id)
        with pytest.raises(EntryNotFound) as refused:
            await work.entries.get_all([mine.id, theirs.id])
        assert refused.value.metadata == {"id": str(theirs.id)}
        assert not await work.entries.replace(replace(theirs, revision=2))
        await work.commit()
    async with open_work(theirs.person_id) as work:
        assert await work.entries.get(theirs.id) == theirs


async def pages_hold_every_entry_once_kind_by_kind_the_newest_first(open_work: OpenWork) -> None:
    person_id = new_id()
    dates = ("2024-05-03", "2024", "2024-05", "2024-05-03", "1999-12-31", None)
    jobs = [
        guaranteed(person_id, job(f"Poste {number}", start=day(date) if date else None), Kind.EMPLOYMENT)
        for number, date in enumerate(dates)
    ]
    awards = [guaranteed(person_id, award(start=day(date) if date else None, end=None)) for date in dates]
    await put(open_work, *awards, *jobs)
    seen: list[Entry] = []
    after: EntryPosition | None = None
    async with open_work(person_id) as work:
        for _ in range(len(dates)):
            page = await work.entries.page((), 5, after)
            seen += page.entries
            after = page.next
            if after is None:
                break
        only = await work.entries.page({Kind.CERTIFICATION, Kind.SKILL}, 6, None, guaranteed_only=True)
    in_order = ["2024-05-03", "2024-05-03", "2024-05", "2024", "1999-12-31", ""]
    assert [entry.kind for entry in seen] == [Kind.EMPLOYMENT] * 6 + [Kind.CERTIFICATION] * 6
    assert [str(entry.content.start or "") for entry in seen] == in_order * 2
    assert {entry.id for entry in seen} == {entry.id for entry in (*jobs, *awards)}
    assert list(only.entries) == seen[6:]
    assert only.next is None


async def what_was_taken_back_is_not_listed_and_can_still_be_read(open_work: OpenWork) -> None:
    person_id = new_id()
    entry = guaranteed(person_id, job(), Kind.EMPLOYMENT).withdrawn(NOW)
    await put(open_work, entry)
    async with open_work(person_id) as work:
        assert (await work.entries.page((), 10, None)).entries == ()
        assert (await work.entries.get(entry.id)).state is EntryState.WITHDRAWN
        assert await work.entries.employments() == ()


async def employments_are_those_that_a_source_guarantees(open_work: OpenWork) -> None:
    person_id = new_id()
    kept = guaranteed(person_id, job(), Kind.EMPLOYMENT)
    said = declared(person_id, job(details=EmploymentDetails(apprenticeship=True)), Kind.EMPLOYMENT)
    await put(open_work, kept, said, guaranteed(person_id))
    async with open_work(person_id) as work:
        assert await work.entries.employments() == (kept,)


async def a_revision_is_written_once(open_work: OpenWork) -> None:
    entry = declared(new_id(), Content(title="Soudure"))
    await put(open_work, entry)
    later = entry.revised(replace(entry.content, title="Soudure à l’arc"), NOW + timedelta(hours=1))
    other = entry.revised(replace(entry.content, title="Brasage"), NOW)
    async with open_work(entry.person_id) as work:
        assert await work.entries.replace(later)
        assert not await work.entries.replace(other)
        await work.commit()
    async with open_work(entry.person_id) as work:
        assert await work.entries.get(entry.id) == later


async def what_is_deleted_is_seen_by_who_looks_for_it(open_work: OpenWork) -> None:
    person_id = new_id()
    entries = [
        declared(person_id, Content(title="Soudure")),
        replace(declared(person_id, Content(title="")), state=EntryState.DRAFT),
    ]
    await put(open_work, *entries)
    gone = [entry.deleted(NOW, NOW + timedelta(days=30)) for entry in entries]
    async with open_work(person_id) as work:
        for entry in gone:
            assert await work.entries.replace(entry)
            with pytest.raises(EntryNotFound):
                await work.entries.get(entry.id)
            with pytest.raises(EntryNotFound):
                await work.entries.get_all([entry.id])
            assert await work.entries.get(entry.id, deleted=True) == entry
        assert (await work.entries.page((), 10, None)).entries == ()
        assert set((await work.entries.page((), 10, None, state=EntryState.DELETED)).entries) == {*gone}
        assert await work.entries.lock(Kind.SKILL) == set()
        back = [entry.restored(NOW) for entry in gone]
        for entry in back:
            assert await work.entries.replace(entry)
        assert [await work.entries.get(entry.id) for entry in entries] == back
    assert [entry.state for entry in back] == [EntryState.ACTIVE, EntryState.DRAFT]


async def drafts_are_listed_apart_and_shown_to_nobody_else(open_work: OpenWork) -> None:
    person_id = new_id()
    draft = replace(declared(person_id, Content(title="")), state=EntryState.DRAFT)
    entry = declared(person_id, Content(title="Soudure"))
    await put(open_work, draft, entry)
    async with open_work(person_id) as work:
        assert (await work.entries.page((), 10, None)).entries == (entry,)
        assert (await work.entries.page((), 10, None, state=EntryState.DRAFT)).entries == (draft,)
        assert await work.entries.get(draft.id) == draft
        with pytest.raises(EntryNotFound) as refused:
            await work.entries.get_all([entry.id, draft.id])
    assert refused.value.metadata == {"id": str(draft.id)}


async def the_holders_order_goes_before_that_of_dates(open_work: OpenWork) -> None:
    person_id = new_id()
    old, new, newest = (
        guaranteed(person_id, job(start=day(year)), Kind.EMPLOYMENT) for year in ("2001", "2011", "2021")
    )
    skill = declared(person_id, Content(title="Soudure"))
    await put(open_work, old, new, newest, skill)

    async def listed(*arranged: Entry) -> list[UUID]:
        async with open_work(person_id) as work:
            assert await work.entries.lock(Kind.EMPLOYMENT) == {old.id, new.id, newest.id}
            await work.entries.arrange(Kind.EMPLOYMENT, [entry.id for entry in arranged])
            first = await work.entries.page((), 2, None)
            second = await work.entries.page((), 2, first.next)
            await work.commit()
        assert second.next is None
        return [entry.id for entry in (*first.entries, *second.entries)]

    assert await listed(old, newest, new) == [old.id, newest.id, new.id, skill.id]
    assert await listed(new, old) == [newest.id, new.id, old.id, skill.id]
    assert await listed() == [newest.id, new.id, old.id, skill.id]
    async with open_work(person_id) as work:
        # Not even the revision of what was put in order is another one.
        assert await work.entries.get(old.id) == old


async def files_belong_to_an_entry_and_to_its_holder(open_work: OpenWork) -> None:
    person_id = new_id()
    entry, other = (declared(person_id, Content(title=title)) for title in ("Soudure", "Brasage"))
    await put(open_work, entry, other)
    first, second, third = (
        Attachment(
            id=new_id(),
            person_id=person_id,
            entry_id=of.id,
            file_name=f"{number}.pdf",
            media_type="application/pdf",
            size=number,
            sha256="ab" * 32,
            address=new_id().hex,
            created_at=NOW,
        )
        for number, of in enumerate((entry, entry, other))
    )
    async with open_work(person_id) as work:
        await work.attachments.lock(entry)
        for of, attachment in ((entry, second), (entry, first), (other, third)):
            assert await work.attachments.add(of, attachment) == attachment
        await work.commit()
    async with open_work(person_id) as work:
        assert list(await work.attachments.of_entry(entry.id)) == [first, second]
        with pytest.raises(AttachmentNotFound):
            await work.attachments.get(entry.id, third.id)
        renamed = await work.attachments.rename(await work.attachments.get(entry.id, second.id), "b.pdf")
        await work.attachments.remove(first)
        assert list(await work.attachments.of_entry(entry.id)) == [renamed] == [replace(second, file_name="b.pdf")]
    async with open_work(new_id()) as work:
        assert list(await work.attachments.of_entry(entry.id)) == []
        with pytest.raises(AttachmentNotFound):
            await work.attachments.get(entry.id, second.id)


async def what_is_joined_is_listed_by_the_guaranteed_entry_while_that_holds(open_work: OpenWork) -> None:
    person_id = new_id()
    mine = declared(person_id, job("Ingénieure"), Kind.EMPLOYMENT)
    other = guaranteed(person_id, job(), Kind.EMPLOYMENT)
    skill = declared(person_id, Content(title="Soudure"))
    await put(open_work, mine, other, skill)

    async def listed() -> set[UUID]:
        async with open_work(person_id) as work:
            return {entry.id for entry in (await work.entries.page((), 10, None)).entries}

    async def decided(decision: Decision) -> None:
        async with open_work(person_id) as work:
            assert {entry.id for entry in await work.joinings.entries(JOINABLE)} == {mine.id, other.id}
            await work.joinings.decide(mine, other, decision, NOW)
            await work.commit()
        async with open_work(person_id) as work:
            assert await work.joinings.decided() == {(mine.id, other.id): decision}
            assert await work.entries.get(mine.id) == mine

    await decided(Decision.REFUSED)
    assert await listed() == {mine.id, other.id, skill.id}
    await decided(Decision.JOINED)
    assert await listed() == {other.id, skill.id}
    async with open_work(person_id) as work:
        assert await work.entries.replace(other.withdrawn(NOW))
        await work.commit()
    assert await listed() == {mine.id, skill.id}
    async with open_work(new_id()) as work:
        assert await work.joinings.decided() == {}


async def an_award_of_two_sources_is_listed_once_until_one_of_them_says_otherwise(open_work: OpenWork) -> None:
    person_id = new_id()
    first, second = (guaranteed(person_id, kind=kind) for kind in (Kind.DIPLOMA, Kind.CERTIFICATION))
    await put(open_work, first, second)
    async with open_work(person_id) as work:
        await work.joinings.decide(second, first, Decision.JOINED, NOW)
        await work.commit()
    async with open_work(person_id) as work:
        assert await work.joinings.decided() == {(second.id, first.id): Decision.JOINED}
        assert (await work.entries.page((), 10, None)).entries == (first,)
        assert (await work.entries.page((), 10, None, guaranteed_only=True)).entries == (first,)
        assert await work.entries.replace(second.revised(Content(title="Autre"), NOW + timedelta(days=1)))
        await work.commit()
    async with open_work(person_id) as work:
        assert await work.joinings.decided() == {}
        assert {entry.id for entry in (await work.entries.page((), 10, None)).entries} == {first.id, second.id}


async def the_story_of_a_declared_entry_is_what_its_holder_did(open_work: OpenWork) -> None:
    entry = declared(new_id(), Content(title="Soudure"))
    after = entry.revised(replace(entry.content, title="Brasage"), NOW + timedelta(days=1))
    noted = [holder_step(None, entry), holder_step(entry, after)]
    async with open_work(entry.person_id) as work:
        await work.entries.add(entry)
        await work.entries.replace(after)
        for step in noted:
            await work.provenances.note(entry, step)
        await work.commit()
    async with open_work(entry.person_id) as work:
        story = await work.provenances.get(after)
    assert (story.source, story.sender, story.steps) == (Source.HOLDER, NO_ORGANISATION, ())
    assert list(story.holder_steps) == noted
    assert noted[1].fields == ("title",)


async def what_is_not_committed_never_was(open_work: OpenWork) -> None:
    person_id = new_id()
    claim = Claimed(person_id, new_id(), b"f")
    async with open_work(person_id) as work:
        await work.entries.add(declared(person_id, Content(title="Soudure")))
        await work.requests.claim("r", claim)
        await work.accesses.record(by_holder(person_id, NOW, "read", "…"))
    async with open_work(person_id) as work:
        assert (await work.entries.page((), 10, None)).entries == ()
        assert (await work.accesses.page(person_id, 10, None)).accesses == ()
        assert await work.requests.claim("r", claim) is None


async def a_request_id_is_taken_once_by_each_holder(open_work: OpenWork) -> None:
    first = Claimed(new_id(), new_id(), b"first")
    async with open_work(first.person_id) as work:
        assert await work.requests.claim("key", first) is None
        await work.commit()
    async with open_work(first.person_id) as work:
        assert await work.requests.claim("key", Claimed(first.person_id, new_id(), b"second")) == first
    other = Claimed(new_id(), new_id(), b"third")
    async with open_work(other.person_id) as work:
        assert await work.requests.claim("key", other) is None


async def accesses_come_back_newest_first_page_by_page(open_work: OpenWork) -> None:
    person_id, other = new_id(), new_id()
    async with open_work(person_id) as work:
        for number in range(5):
            at = NOW + timedelta(seconds=number // 2)
            await work.accesses.record(by_holder(person_id, at, f"action.{number}", "…", resource_id=str(number)))
        await work.commit()
    async with open_work(other) as work:
        await work.accesses.record(by_holder(other, NOW, "action.other", "…"))
        await work.commit()
    seen: list[Access] = []
    async with open_work(person_id) as work:
        page = await work.accesses.page(person_id, 2, None)
        seen += page.accesses
        while page.next is not None:
            page = await work.accesses.page(person_id, 2, page.next)
            seen += page.accesses
    assert sorted(access.action for access in seen) == [f"action.{number}" for number in range(5)]
    assert [access.at for access in seen] == sorted((access.at for access in seen), reverse=True)


async def an_entry_is_contested_by_one_dispute_at_a_time(open_work: OpenWork) -> None:
    entry, other = guaranteed(person_id := new_id()), guaranteed(person_id, award("Pix"))
    await put(open_work, entry, other)
    first, second = contestation(entry), contestation(entry)
    async with open_work(person_id) as work:
        assert await work.disputes.lock_entry(entry.id) == entry
        with pytest.raises(EntryNotFound):
            await work.disputes.lock_entry(new_id())
        assert await work.disputes.add(first) is None
        assert await work.disputes.add(second) == first.id
        assert (await work.entries.get(entry.id)).contested
        assert [one.contested for one in await work.entries.get_all([entry.id, other.id])] == [True, False]
        assert {one.id for one in await work.joinings.entries([entry.kind]) if one.contested} == {entry.id}
        listed = (await work.entries.page((), 10, None)).entries
        assert {one.id for one in listed if one.contested} == {entry.id}
        only = await work.entries.page((), 10, None, guaranteed_only=True, uncontested_only=True)
        assert only.entries == (other,)
        assert await work.disputes.get(first.id) == first
        await work.disputes.save(ended := first.taken_back(NOW))
        assert not (await work.entries.get(entry.id)).contested
        assert await work.disputes.add(second) is None
        page = await work.disputes.page(entry.id, 1, None)
        assert (page.disputes, page.next) == ((second,), second.id)
        assert await work.disputes.page(None, 5, page.next) == DisputePage((ended,), None)
        assert await work.disputes.page(other.id, 5, None) == DisputePage((), None)
        assert [*await work.disputes.of_entries([entry.id, other.id])] == [second, ended]
        await work.commit()
    async with open_work(new_id()) as work:
        with pytest.raises(DisputeNotFound):
            await work.disputes.get(second.id)
        assert await work.disputes.page(None, 5, None) == DisputePage((), None)


PROMISES = [
    an_entry_is_contested_by_one_dispute_at_a_time,
    what_is_added_comes_back_as_it_was,
    a_passport_holds_the_entries_of_its_person_alone,
    pages_hold_every_entry_once_kind_by_kind_the_newest_first,
    what_was_taken_back_is_not_listed_and_can_still_be_read,
    employments_are_those_that_a_source_guarantees,
    a_revision_is_written_once,
    what_is_deleted_is_seen_by_who_looks_for_it,
    drafts_are_listed_apart_and_shown_to_nobody_else,
    the_holders_order_goes_before_that_of_dates,
    files_belong_to_an_entry_and_to_its_holder,
    what_is_joined_is_listed_by_the_guaranteed_entry_while_that_holds,
    the_story_of_a_declared_entry_is_what_its_holder_did,
    what_is_not_committed_never_was,
    a_request_id_is_taken_once_by_each_holder,
    accesses_come_back_newest_first_page_by_page,
]
