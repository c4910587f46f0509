"""Feeds end disputes by themselves, sources see their own alone, and persons who are one keep theirs; on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry, Merge
from passeport_records.domain.batch import Feed, Sender
from passeport_records.domain.dispute import Deadlines, Dispute, DisputeState, Ground
from passeport_records.domain.entry import Entry
from passeport_records.domain.operator import Operator
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.provenance import Source
from passeport_records.errors import DisputeClosed, DisputeNotFound, DisputeOpen
from passeport_records.messaging.events import BATCH_FINISHED, ENTRY_DISPUTED, ENTRY_SETTLED
from passeport_records.storage import tables
from passeport_records.storage.backlog import measure_overdue
from passeport_records.storage.person_work import PersonUnitsOfWork
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.answer_dispute import (
    answer_dispute_by_operator,
    list_source_disputes,
    read_dispute_by_operator,
    read_source_dispute,
)
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.open_dispute import open_dispute, take_back_dispute
from passeport_records.usecases.roll_back_batch import order_rollback, roll_back
from samples import contract, ended, lot, message, person, renamed, simple_flux
from support import CERTIFIER, DSN_SENDER, NOW, clock

DEADLINES = Deadlines({Source.CERTIFICATIONS: 3, Source.DSN: 2}, other=3)
TEXT = "Ce n’est pas la bonne date."
EMPLOYER = Sender("client-of-the-employer", Organisation("Ponant Logiciel, siège", "00100001700028"))
OPERATOR = Operator("answer-dispute", "j.martin", "La source n’a pas répondu")


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_feed_work, persons)


class Holder:
    """A holder with what feeds say of him."""

    def __init__(self, open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons) -> None:
        self.person_id = persons.claire
        self.open_work = open_work
        self.tools = tools
        self._files = 0

    async def month(self, *blocks: object, month: str = "01102026", sender: Sender = DSN_SENDER, **more: str) -> None:
        """A month of his contract, and what else its message says."""
        self._files += 1
        file = lot(message(person(), contract(**more), *blocks, month=month))  # type: ignore[arg-type]
        await send_and_process(self.tools, sender, Feed.DSN, file, f"dsn-{self._files}")

    async def award(self, action: str = "") -> None:
        self._files += 1
        content = simple_flux("1", action=action)
        await send_and_process(self.tools, CERTIFIER, Feed.CERTIFICATIONS, content, f"xml-{self._files}")

    async def entry(self) -> Entry:
        async with self.open_work(self.person_id) as work:
            return (await work.entries.page((), 1, None)).entries[0]

    async def contest(self, ground: Ground, key: str = "k") -> Dispute:
        return await open_dispute(
            self.open_work,
            clock,
            DEADLINES,
            person_id=self.person_id,
            request_id=key,
            entry_id=(await self.entry()).id,
            ground=ground,
            text=TEXT,
        )

    async def state(self, dispute: Dispute) -> DisputeState:
        return (await self.now(dispute)).state

    async def now(self, dispute: Dispute) -> Dispute:
        async with self.open_work(self.person_id) as work:
            return await work.disputes.get(dispute.id)


@pytest.fixture
def holder(open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons) -> Holder:
    return Holder(open_work, tools, persons)


async def subjects(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        query = sa.select(tables.outbox.c.subject).order_by(tables.outbox.c.id)
        return list(await connection.scalars(query))


async def test_a_line_that_corrects_what_is_contested_ends_the_dispute_and_another_does_not(
    holder: Holder, engine: AsyncEngine
) -> None:
    await holder.month()
    dispute = await holder.contest(Ground.DATES)
    assert (dispute.due_on, dispute.reference.sender_key) == (date(2027, 1, 23), "00102")
    assert dispute.reference.addressee.name == "PONANT LOGICIEL"
    await holder.month(month="01112026", r006="Ingénieure en chef")
    assert await holder.state(dispute) is DisputeState.OPENED
    await holder.month(ended(), month="01122026", r006="Ingénieure en chef")
    after = await holder.now(dispute)
    assert (after.state, after.answered_by, after.closed_at is not None) == (DisputeState.CORRECTED, "feed", True)
    assert [each.rsplit("v1.", 1)[1] for each in await subjects(engine)] == [
        "entry.registered",
        "batch.finished",
        "entry.disputed",
        "entry.corrected",
        "batch.finished",
        "entry.corrected",
        "entry.settled",
        "batch.finished",
    ]
    # What was wrong still may be contested anew.
    assert (await holder.contest(Ground.DATES, "other")).id != dispute.id


async def test_a_withdrawal_ends_it_whatever_the_ground(holder: Holder) -> None:
    await holder.award()
    dispute = await holder.contest(Ground.NOT_MINE)
    await holder.award()
    assert await holder.state(dispute) is DisputeState.OPENED
    await holder.award("SUPPRESSION")
    assert await holder.state(dispute) is DisputeState.WITHDRAWN


async def test_a_batch_that_is_undone_ends_what_was_contested_of_it(holder: Holder, open_work: UnitsOfWork) -> None:
    await holder.award()
    dispute = await holder.contest(Ground.OTHER)
    await order_rollback(holder.tools, sender=CERTIFIER, batch_id=dispute.reference.batch_id, reason="Mauvais fichier")
    async with holder.tools.open_work() as work:
        batch = await work.rollbacks.take(NOW + timedelta(days=1))
        await work.commit()
    assert batch is not None
    await roll_back(holder.tools, batch, asyncio.Event())
    assert await holder.state(dispute) is DisputeState.WITHDRAWN


async def undone(holder: Holder, file: str) -> None:
    async with holder.tools.open_work() as work:
        (batch,) = [each for each in await work.batches.latest(10) if each.file_name == file]
    await order_rollback(holder.tools, sender=batch.sender, batch_id=batch.id, reason="Mauvais fichier")
    async with holder.tools.open_work() as work:
        taken = await work.rollbacks.take(NOW + timedelta(days=1))
        await work.commit()
    assert taken is not None
    await roll_back(holder.tools, taken, asyncio.Event())


async def test_what_a_batch_settled_is_open_again_once_it_is_undone(holder: Holder, engine: AsyncEngine) -> None:
    await holder.month(r006="Erreur")
    dispute = await holder.contest(Ground.TITLE)
    await holder.month(month="01112026", r006="Cheffe")
    await holder.month(month="01122026", r006="Cheffe")
    assert await holder.state(dispute) is DisputeState.CORRECTED
    # December says so, too.
    await undone(holder, "dsn-2")
    assert await holder.state(dispute) is DisputeState.CORRECTED
    await undone(holder, "dsn-3")
    after, entry = await holder.now(dispute), await holder.entry()
    assert (after.state, after.closed_at, after.answered_by, after.due_on) == (
        DisputeState.OPENED,
        None,
        None,
        dispute.due_on,
    )
    assert (entry.content.title, entry.contested, after.revision) == ("Erreur", True, 3)
    assert (await subjects(engine))[-1].endswith("entry.disputed")
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        told = await connection.scalars(sa.select(tables.access.c.action))
        assert "records.dispute.reopened" in set(told)


async def test_what_a_batch_settled_stays_settled_where_it_is_contested_anew_or_gone(holder: Holder) -> None:
    await holder.month(r006="Erreur")
    first = await holder.contest(Ground.TITLE)
    await holder.month(month="01112026", r006="Autre erreur")
    second = await holder.contest(Ground.OTHER, "again")
    await holder.month(month="01122026", r006="Encore une erreur")
    third = await holder.contest(Ground.NOT_MINE, "at last")
    await undone(holder, "dsn-3")
    assert [await holder.state(each) for each in (first, second, third)] == ["corrected", "corrected", "opened"]
    await take_back_dispute(holder.open_work, clock, dispute_id=third.id, person_id=holder.person_id, etag=third.etag)
    # Of two that are said no longer to be answered, the last one; what was taken back stays so.
    await undone(holder, "dsn-2")
    assert [await holder.state(each) for each in (first, second, third)] == ["corrected", "opened", "taken_back"]
    await undone(holder, "dsn-1")
    assert [await holder.state(each) for each in (first, second, third)] == ["corrected", "withdrawn", "taken_back"]


async def test_a_dispute_goes_along_with_a_contract_that_changes_its_number(holder: Holder) -> None:
    await holder.month(r009="00102")
    first = await holder.entry()
    await holder.month(r009="00200", month="01112026")
    dispute = await holder.contest(Ground.TITLE)
    assert dispute.entry_id != first.id
    # The message that tells that both are one contract comes last.
    await holder.month(renamed(r014="00102"), r009="00200", month="01122026")
    after = await holder.now(dispute)
    assert (after.state, after.entry_id, after.etag) == (DisputeState.OPENED, first.id, "r2")
    assert (await holder.entry()).id == first.id


async def test_who_contests_at_once_opens_one_dispute(holder: Holder) -> None:
    await holder.award()
    same = await asyncio.gather(*(holder.contest(Ground.DATES) for _ in range(4)))
    assert len({each.id for each in same}) == 1
    others = await asyncio.gather(*(holder.contest(Ground.DATES, key) for key in "abc"), return_exceptions=True)
    assert [type(each) for each in others] == [DisputeOpen] * 3


async def test_a_source_sees_what_it_sent_and_an_employer_his_contracts(holder: Holder) -> None:
    await holder.award()
    of_award = await holder.contest(Ground.DATES, "a")
    await holder.month()
    of_job = await holder.contest(Ground.TITLE, "b")
    strangers = [Sender("x", Organisation("Autre", "35600000000048")), Sender("y", Organisation("Sans numéro"))]
    seen = {}
    for sender in (CERTIFIER, DSN_SENDER, EMPLOYER, strangers[0]):
        page = await list_source_disputes(
            holder.tools.open_work, clock, sender=sender, limit=10, after=None, open_only=True
        )
        seen[sender.client_id] = [each.id for each in page.disputes]
    assert seen == {
        CERTIFIER.client_id: [of_award.id],
        DSN_SENDER.client_id: [of_job.id],
        EMPLOYER.client_id: [of_job.id],
        "x": [],
    }
    for sender in (CERTIFIER, *strangers):
        with pytest.raises(DisputeNotFound):
            await read_source_dispute(holder.tools.open_work, clock, sender=sender, dispute_id=of_job.id)
    assert await holder.state(of_job) is DisputeState.OPENED
    read = await read_source_dispute(holder.tools.open_work, clock, sender=EMPLOYER, dispute_id=of_job.id)
    assert read.entry is not None
    assert (read.dispute.state, read.dispute.text, read.entry.id) == (DisputeState.SEEN, TEXT, of_job.entry_id)
    async with holder.open_work(holder.person_id) as work:
        found = (await work.accesses.page(holder.person_id, 50, None)).accesses
    told = [(each.organisation, each.action) for each in found if "dispute" in each.action and each.organisation]
    assert sorted(told) == sorted(
        [
            (CERTIFIER.organisation.name, "records.dispute.listed"),
            (DSN_SENDER.organisation.name, "records.dispute.listed"),
            (EMPLOYER.organisation.name, "records.dispute.listed"),
            (EMPLOYER.organisation.name, "records.dispute.seen"),
        ]
    )


async def test_who_asks_again_and_again_is_told_of_once_in_a_day(holder: Holder) -> None:
    await holder.award()
    await holder.contest(Ground.DATES)
    hours = iter([NOW + timedelta(hours=each) for each in (0, 1, 23, 25)])
    for _ in range(4):
        await list_source_disputes(
            holder.tools.open_work, lambda: next(hours), sender=CERTIFIER, limit=10, after=None, open_only=True
        )
    async with holder.open_work(holder.person_id) as work:
        found = (await work.accesses.page(holder.person_id, 50, None)).accesses
    told = [each.at for each in found if each.action == "records.dispute.listed"]
    assert told == [NOW + timedelta(hours=25), NOW]


async def test_a_source_reads_no_entry_that_is_no_concern_of_its_any_more(holder: Holder) -> None:
    await holder.month()
    dispute = await holder.contest(Ground.TITLE)

    async def read_by(sender: Sender) -> tuple[bool, DisputeState]:
        found = await read_source_dispute(holder.tools.open_work, clock, sender=sender, dispute_id=dispute.id)
        return found.entry is not None, found.dispute.state

    assert await read_by(DSN_SENDER) == (True, DisputeState.SEEN)
    # Another bureau makes the declarations from now on.
    other = replace(DSN_SENDER, client_id="other", organisation=Organisation("Autre bureau", "35600000000048"))
    await holder.month(ended("30112026"), month="01112026", sender=other)
    assert await read_by(DSN_SENDER) == (False, DisputeState.SEEN)
    assert await read_by(EMPLOYER) == (True, DisputeState.SEEN)
    await answer_dispute_by_operator(
        holder.tools.open_work, clock, OPERATOR, dispute.id, DisputeState.REFUSED, "C’est le bon titre."
    )
    assert await read_by(EMPLOYER) == (False, DisputeState.REFUSED)
    found = await read_dispute_by_operator(holder.tools.open_work, clock, OPERATOR, dispute.id)
    assert found.entry is not None


async def test_what_a_source_is_to_answer_is_looked_up_in_indexes(holder: Holder, engine: AsyncEngine) -> None:
    await holder.award()
    await holder.contest(Ground.DATES)
    queries = {
        "dispute_of_sender": "SELECT id FROM dispute WHERE sender_siren = '001000017'",
        "dispute_of_employer": "SELECT id FROM dispute WHERE employer_siren = '001000017'",
        "dispute_id": "SELECT id FROM dispute WHERE id = '00000000-0000-7000-8000-000000000000'",
    }
    async with engine.connect() as connection:
        # As the role of the service asks: what is no index condition under its policies is read in whole.
        await connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        for index, query in queries.items():
            plan = await connection.scalars(sa.text(f"EXPLAIN {query}"))
            assert any(index in line for line in plan)


async def test_an_operator_notes_the_answer_of_a_source_that_is_silent(holder: Holder, engine: AsyncEngine) -> None:
    await holder.award()
    dispute = await holder.contest(Ground.DATES)
    open_work = holder.tools.open_work
    assert (await read_dispute_by_operator(open_work, clock, OPERATOR, dispute.id)).dispute.text == TEXT
    assert await holder.state(dispute) is DisputeState.OPENED
    refused = DisputeState.REFUSED
    await answer_dispute_by_operator(open_work, clock, OPERATOR, dispute.id, refused, "Le certificat est daté ainsi.")
    with pytest.raises(DisputeClosed):
        await answer_dispute_by_operator(open_work, clock, OPERATOR, dispute.id, refused, "Encore.")
    after = await holder.now(dispute)
    assert (after.state, after.answered_by, after.answer) == (refused, "operator", "Le certificat est daté ainsi.")
    async with open_work() as work:
        assert [act.about for act in await work.acts.all(str(dispute.id))] == [str(dispute.id)] * 2
    assert (await subjects(engine))[-1] == ENTRY_SETTLED


async def test_what_is_overdue_is_counted_by_source(holder: Holder, engine: AsyncEngine) -> None:
    await holder.award()
    dispute = await holder.contest(Ground.DATES)
    assert set((await measure_overdue(engine)).values()) == {0}
    async with holder.tools.open_work() as work:
        found = await work.disputes.get(None, dispute.id)
        await work.commit()
    async with engine.begin() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        await connection.execute(sa.update(tables.dispute).values(due_on=date(2020, 1, 1)))
    assert found.dispute == dispute
    counts = await measure_overdue(engine)
    assert {source for source, count in counts.items() if count} == {"certifications"}
    assert {"dsn", "diplomas"} <= counts.keys()


async def test_merges_and_splits_carry_disputes_and_the_end_of_a_time_ends_them(
    holder: Holder, engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    await holder.award()
    dispute = await holder.contest(Ground.DATES)
    stays, merge_id = new_id(), new_id()

    async def contested() -> bool:
        async with holder.open_work(stays) as work:
            page = await work.entries.page((), 10, None)
            return any(one.contested for one in page.entries if one.id == dispute.entry_id)

    persons = PersonUnitsOfWork(engine, "test")
    for act, expected in (("merge", True), ("split", False)):
        async with persons() as work:
            merge = Merge(merge_id, stays, holder.person_id, NOW)
            await (work.persons.merge(merge) if act == "merge" else work.persons.split(merge))
            await work.commit()
        assert await contested() is expected
    assert await holder.state(dispute) is DisputeState.OPENED
    async with persons() as work:
        await work.persons.expire(Expiry(holder.person_id, NOW))
        await work.commit()
    async with owner_engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.dispute)) == 0


async def test_the_role_of_the_service_sees_no_dispute_unless_it_says_whose(
    holder: Holder, engine: AsyncEngine
) -> None:
    await holder.award()
    await holder.contest(Ground.DATES)
    async with engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.dispute)) == 0
    assert {BATCH_FINISHED, ENTRY_DISPUTED} <= {*await subjects(engine)}
