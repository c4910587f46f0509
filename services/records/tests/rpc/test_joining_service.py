"""JoiningService over a real server and a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import grpc.aio
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.records.v1 import joining_service_pb2 as pb
from passeport.records.v1 import joining_service_pb2_grpc, passport_service_pb2_grpc
from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.domain.entry import Entry, Kind
from passeport_records.storage.unit_of_work import UnitsOfWork
from port_suite import put
from rpc_calls import refused
from support import NOW, declared, guaranteed, holder_token, job

Stub = joining_service_pb2_grpc.JoiningServiceStub
OPEN, JOINED, REFUSED = pb.OFFER_STATE_OPEN, pb.OFFER_STATE_JOINED, pb.OFFER_STATE_REFUSED


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


@pytest.fixture
def reading(gateway: grpc.aio.Channel) -> passport_service_pb2_grpc.PassportServiceStub:
    return passport_service_pb2_grpc.PassportServiceStub(gateway)


@pytest.fixture
async def entries(open_work: UnitsOfWork) -> list[Entry]:
    """What a holder declared, and two that a source says since."""
    person_id = new_id()
    made = [
        declared(person_id, job("Développeuse", description="Équipe de six"), Kind.EMPLOYMENT),
        guaranteed(person_id, job(), Kind.EMPLOYMENT),
        guaranteed(person_id, job("Autre contrat"), Kind.EMPLOYMENT),
    ]
    await put(open_work, *made)
    return made


async def found(stub: Stub, state: pb.OfferState = pb.OFFER_STATE_UNSPECIFIED) -> set[tuple[str, str]]:
    answer = await stub.ListOffers(pb.ListOffersRequest(state=state))
    return {(offer.declared.id, offer.guaranteed.id) for offer in answer.offers}


async def test_an_award_of_two_sources_is_joined_into_the_one_that_came_first(
    stub: Stub, reading: passport_service_pb2_grpc.PassportServiceStub, open_work: UnitsOfWork
) -> None:
    first = guaranteed(new_id(), kind=Kind.DIPLOMA)
    second = replace(guaranteed(first.person_id), source_label="Diplôme Lycée", created_at=NOW + timedelta(days=1))
    await put(open_work, first, second)
    later, earlier = str(second.id), str(first.id)
    with use_caller_token(holder_token(first.person_id)):
        answer = await stub.ListOffers(pb.ListOffersRequest())
        assert [(offer.declared.id, offer.guaranteed.id, [*offer.agreements]) for offer in answer.offers] == [
            (later, earlier, ["award_code", "date"])
        ]
        other_way = await refused(stub.AcceptOffer(pb.AcceptOfferRequest(declared_id=earlier, guaranteed_id=later)))
        assert other_way.reason == "OFFER_NOT_FOUND"
        joined = await stub.AcceptOffer(pb.AcceptOfferRequest(declared_id=later, guaranteed_id=earlier))
        assert joined.state == JOINED
        listed = await reading.ListEntries(passport_pb2.ListEntriesRequest())
        assert [entry.id for entry in listed.entries] == [earlier]
        # Both sources stand, each with its provenance.
        sources = [
            (await reading.GetEntry(passport_pb2.GetEntryRequest(id=one))).source_label for one in (later, earlier)
        ]
        assert sources == [second.source_label, first.source_label]
        assert await found(stub, JOINED) == {(later, earlier)}
        await stub.RefuseOffer(pb.RefuseOfferRequest(declared_id=later, guaranteed_id=earlier))
        assert {entry.id for entry in (await reading.ListEntries(passport_pb2.ListEntriesRequest())).entries} == {
            later,
            earlier,
        }
    async with open_work(first.person_id) as work:
        words = {
            line.purpose
            for line in (await work.accesses.page(first.person_id, 20, None)).accesses
            if "offer" in line.action
        }
    assert words == {
        "Réunion de deux éléments garantis qui disent la même chose",
        "Refus de réunir deux éléments garantis",
    }


async def test_an_offer_is_accepted_shown_once_and_undone(
    stub: Stub,
    reading: passport_service_pb2_grpc.PassportServiceStub,
    entries: list[Entry],
    open_work: UnitsOfWork,
) -> None:
    mine, first, second = (str(entry.id) for entry in entries)

    async def listed() -> set[str]:
        answer = await reading.ListEntries(passport_pb2.ListEntriesRequest())
        return {entry.id for entry in answer.entries}

    with use_caller_token(holder_token(entries[0].person_id)):
        assert await found(stub) == {(mine, first), (mine, second)}
        joined = await stub.AcceptOffer(pb.AcceptOfferRequest(declared_id=mine, guaranteed_id=first))
        assert (joined.state, [*joined.agreements]) == (JOINED, ["siret", "period"])
        assert (joined.declared.description, joined.guaranteed.id) == ("Équipe de six", first)
        assert await stub.AcceptOffer(pb.AcceptOfferRequest(declared_id=mine, guaranteed_id=first)) == joined
        assert await listed() == {first, second}
        assert await found(stub) == set()
        assert await found(stub, JOINED) == {(mine, first)}
        # What he wrote is still his, and still there.
        assert (await reading.GetEntry(passport_pb2.GetEntryRequest(id=mine))).title == "Développeuse"
        twice = await refused(stub.AcceptOffer(pb.AcceptOfferRequest(declared_id=mine, guaranteed_id=second)))
        assert (twice.reason, twice.metadata["id"]) == ("ENTRY_JOINED", mine)
        apart = await stub.RefuseOffer(pb.RefuseOfferRequest(declared_id=mine, guaranteed_id=first))
        assert apart.state == REFUSED
        assert await listed() == {mine, first, second}
        assert await found(stub) == {(mine, second)}
        assert await found(stub, REFUSED) == {(mine, first)}


async def test_what_was_declared_comes_back_when_the_source_takes_its_own_back(
    stub: Stub,
    reading: passport_service_pb2_grpc.PassportServiceStub,
    entries: list[Entry],
    open_work: UnitsOfWork,
) -> None:
    mine, first, second = entries
    with use_caller_token(holder_token(mine.person_id)):
        await stub.AcceptOffer(pb.AcceptOfferRequest(declared_id=str(mine.id), guaranteed_id=str(first.id)))
        async with open_work(mine.person_id) as work:
            assert await work.entries.replace(first.withdrawn(NOW))
            await work.commit()
        answer = await reading.ListEntries(passport_pb2.ListEntriesRequest())
        assert {entry.id for entry in answer.entries} == {str(mine.id), str(second.id)}
        await stub.AcceptOffer(pb.AcceptOfferRequest(declared_id=str(mine.id), guaranteed_id=str(second.id)))


async def test_what_does_not_match_or_is_anothers_is_no_offer(
    stub: Stub, entries: list[Entry], open_work: UnitsOfWork
) -> None:
    mine, first, _ = entries
    stranger = guaranteed(new_id(), job(), Kind.EMPLOYMENT)
    await put(open_work, stranger)
    with use_caller_token(holder_token(mine.person_id)):
        for one, other in (
            (mine.id, stranger.id),
            (first.id, mine.id),
            (mine.id, mine.id),
            (mine.id, new_id()),
            ("x", first.id),
        ):
            request = pb.AcceptOfferRequest(declared_id=str(one), guaranteed_id=str(other))
            assert (await refused(stub.AcceptOffer(request))).reason == "OFFER_NOT_FOUND"
    with use_caller_token(holder_token(stranger.person_id)):
        assert await found(stub) == set()
        refusal = pb.RefuseOfferRequest(declared_id=str(mine.id), guaranteed_id=str(stranger.id))
        assert (await refused(stub.RefuseOffer(refusal))).reason == "OFFER_NOT_FOUND"


async def test_offers_are_found_in_as_many_queries_however_many_entries_there_are(
    stub: Stub, engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    person_id = new_id()
    counts: list[int] = []

    def record(connection: object, cursor: object, statement: str, *rest: object) -> None:
        # Not what the worker on files asks meanwhile, nor labels, which are kept for a minute.
        counts[-1] += "FROM entry" in statement or "FROM joining" in statement

    sa.event.listen(engine.sync_engine, "before_cursor_execute", record)
    try:
        for _ in range(2):
            for number in range(5):
                counts.append(0)
                title = f"Poste {number}"
                await put(
                    open_work,
                    declared(person_id, job(title), Kind.EMPLOYMENT),
                    guaranteed(person_id, job(title), Kind.EMPLOYMENT),
                )
            counts.append(0)
            with use_caller_token(holder_token(person_id)):
                await stub.ListOffers(pb.ListOffersRequest())
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", record)
    assert counts[5] == counts[11] == 2
