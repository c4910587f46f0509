"""PassportService and EmploymentFactService over a real server and a real database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import grpc
import grpc.aio
import pytest

from passeport.common.v1 import access_pb2
from passeport.records.v1 import entry_pb2, passport_service_pb2_grpc
from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import PageTokens, use_caller_token
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.entry import Entry, Kind
from passeport_records.domain.harvest import Harvest, Held
from passeport_records.domain.provenance import Change
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from port_suite import of_every_kind, put
from rpc_calls import refused
from support import CERTIFIER, NOW, batch, caller_token, day, declared, guaranteed, harvest, holder_token, job, step

Stub = passport_service_pb2_grpc.PassportServiceStub


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


def listing(**fields: object) -> passport_pb2.ListEntriesRequest:
    return passport_pb2.ListEntriesRequest(**fields)  # type: ignore[arg-type]


async def all_entries(stub: Stub, **fields: object) -> list[entry_pb2.Entry]:
    """Turns every page."""
    found: list[entry_pb2.Entry] = []
    token = ""
    while True:
        page = await stub.ListEntries(listing(page_token=token, **fields))
        found += page.entries
        token = page.next_page_token
        if not token:
            return found


async def test_pages_hold_everything_once_kind_by_kind(stub: Stub, open_work: UnitsOfWork) -> None:
    person_id = new_id()
    entries = of_every_kind(person_id)
    await put(open_work, *entries)
    with use_caller_token(holder_token(person_id)):
        for size in (1, 2, 3, 300, 100_000):
            assert [entry.id for entry in await all_entries(stub, page_size=size)] == [str(one.id) for one in entries]
        wanted = [entry_pb2.KIND_SKILL, entry_pb2.KIND_EMPLOYMENT]
        assert [entry.kind for entry in await all_entries(stub, kinds=wanted)] == wanted[::-1]
        assert [entry.kind for entry in await all_entries(stub, kinds=wanted, page_size=1)] == wanted[::-1]


async def test_a_guaranteed_award_is_told_in_full(stub: Stub, open_work: UnitsOfWork) -> None:
    kept = guaranteed(new_id())
    await put(open_work, kept)
    with use_caller_token(holder_token(kept.person_id)):
        told = await stub.GetEntry(passport_pb2.GetEntryRequest(id=str(kept.id)))
    assert told.nature == entry_pb2.NATURE_GUARANTEED
    assert told.award == entry_pb2.AwardDetails(
        register="RS",
        code="RS7256",
        option="Option A",
        obtention="PAR_SCORING",
        score="894",
        mention="MENTION_BIEN",
        cefr_level="B2",
        access_way="VAE",
        digital_score=512,
        digital_results=[
            entry_pb2.DigitalResult(domain="1", competence="2", level=4),
            entry_pb2.DigitalResult(domain="2", competence="1", level=3),
        ],
        level=6,
    )
    assert (told.start_date.year, told.start_date.month, told.start_date.day) == (2026, 4, 17)


async def test_several_entries_come_in_the_order_asked_and_all_must_be_the_holders(
    channel_from: Callable[[str], grpc.aio.Channel], open_work: UnitsOfWork
) -> None:
    stub = Stub(channel_from("publishing"))
    entries = of_every_kind(new_id())
    foreign = guaranteed(new_id())
    await put(open_work, *entries)
    await put(open_work, foreign)
    ids = [str(entry.id) for entry in reversed(entries)]
    with use_caller_token(holder_token(entries[0].person_id)):
        found = await stub.BatchGetEntries(passport_pb2.BatchGetEntriesRequest(ids=[*ids, ids[0]]))
        assert [entry.id for entry in found.entries] == [*ids, ids[0]]
        for missing in (str(foreign.id), str(new_id()), "not-a-uuid"):
            error = await refused(stub.BatchGetEntries(passport_pb2.BatchGetEntriesRequest(ids=[*ids, missing])))
            assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "ENTRY_NOT_FOUND")
            assert error.metadata == {"id": missing}
        many = passport_pb2.BatchGetEntriesRequest(ids=[ids[0]] * 301)
        assert [one[0] for one in (await refused(stub.BatchGetEntries(many))).violations] == ["ids"]
        none = await refused(stub.BatchGetEntries(passport_pb2.BatchGetEntriesRequest()))
        assert [one[0] for one in none.violations] == ["ids"]


async def sent(units: FeedUnitsOfWork, entry: Entry) -> None:
    """What a certifier does: an award, corrected by nobody, taken back by a second file."""
    renamed = replace(CERTIFIER, organisation=replace(CERTIFIER.organisation, name="CERTIFICATEUR RENOMMÉ"))
    first, second = batch(), batch(file_name="retrait.xml", sender=renamed)
    async with units() as work:
        for one in (first, second):
            await work.batches.open(one)
            await work.batches.receive(one)
        await work.guaranteed.write(first, harvest(first, {"P-1": entry}))
        withdrawn = entry.withdrawn(NOW)
        story = [step(withdrawn, second, Change.WITHDRAWN, line=12)]
        await work.guaranteed.write(second, Harvest(changed={entry.id: Held(withdrawn)}, steps=story))
        await work.commit()


async def test_the_provenance_of_an_award_goes_down_to_the_line(stub: Stub, open_feed_work: FeedUnitsOfWork) -> None:
    entry = guaranteed(new_id())
    await sent(open_feed_work, entry)
    request = passport_pb2.GetProvenanceRequest(entry_id=str(entry.id))
    with use_caller_token(holder_token(entry.person_id)):
        told = await stub.GetProvenance(request)
        assert (await stub.GetEntry(passport_pb2.GetEntryRequest(id=str(entry.id)))).state == (
            entry_pb2.ENTRY_STATE_WITHDRAWN
        )
        assert await all_entries(stub) == []
    assert (told.source, told.source_label) == ("certifications", "Certificateur")
    assert told.sender == entry_pb2.Organisation(name=CERTIFIER.organisation.name, siret=CERTIFIER.organisation.siret)
    assert [(one.change, one.file_name, one.line) for one in told.steps] == [
        ("registered", "flux.xml", 7),
        ("withdrawn", "retrait.xml", 12),
    ]
    assert all(one.change_time == one.receive_time for one in told.steps)
    assert (told.steps[0].sender_key, told.steps[0].format_version) == ("P-1", "1.1.5")
    assert [(one.revision, one.sender.name) for one in told.steps] == [
        (1, CERTIFIER.organisation.name),
        (2, "CERTIFICATEUR RENOMMÉ"),
    ]
    with use_caller_token(holder_token(new_id())):
        assert (await refused(stub.GetProvenance(request))).reason == "ENTRY_NOT_FOUND"


async def test_a_declared_entry_has_its_holder_for_a_source(stub: Stub, open_work: UnitsOfWork) -> None:
    entry = of_every_kind(new_id())[-1]
    await put(open_work, entry)
    with use_caller_token(holder_token(entry.person_id)):
        told = await stub.GetProvenance(passport_pb2.GetProvenanceRequest(entry_id=str(entry.id)))
    assert (told.source, told.source_label) == ("holder", "Déclaré par le titulaire")
    # It was put there without a word of what its holder did, as the release before would.
    assert [(one.change, one.revision, one.HasField("sender")) for one in told.steps] == [("declared", 1, False)]


async def test_every_access_is_in_the_trail_once(stub: Stub, open_work: UnitsOfWork) -> None:
    person_id = new_id()
    entries = [guaranteed(person_id), of_every_kind(person_id)[-1]]
    await put(open_work, *entries)
    ids = [str(entry.id) for entry in entries]
    with use_caller_token(holder_token(person_id)):
        await stub.ListEntries(listing())
        await stub.GetEntry(passport_pb2.GetEntryRequest(id=ids[0]))
        await stub.BatchGetEntries(passport_pb2.BatchGetEntriesRequest(ids=ids))
        await stub.GetProvenance(passport_pb2.GetProvenanceRequest(entry_id=ids[1]))
        await refused(stub.GetEntry(passport_pb2.GetEntryRequest(id=str(new_id()))))
        seen: list[access_pb2.Access] = []
        token = ""
        while True:
            page = await stub.ListAccesses(access_pb2.ListAccessesRequest(page_size=2, page_token=token))
            seen += page.accesses
            token = page.next_page_token
            if not token:
                break
        whole = await stub.ListAccesses(access_pb2.ListAccessesRequest())
    actions = [(access.action, access.resource_id) for access in reversed(seen)]
    assert actions[:2] == [("records.entry.read", ""), ("records.entry.read", ids[0])]
    assert sorted(actions[2:4]) == sorted(("records.entry.read", one) for one in ids)
    assert actions[4:] == [("records.provenance.read", ids[1])]
    assert whole.accesses[0].action == "records.access.read"
    assert all(access.actor == "holder" and access.purpose and not access.organisation for access in seen)
    with use_caller_token(holder_token(new_id())):
        assert list((await stub.ListAccesses(access_pb2.ListAccessesRequest())).accesses) == []


@pytest.mark.parametrize(
    "token",
    [
        "x",
        PageTokens("records.accesses").write("employment", "2024", "x"),
        PageTokens("records.entries").write("employment", "2024", "not-a-uuid"),
        PageTokens("records.entries").write("nonsense", "2024", str(new_id())),
        PageTokens("records.entries").write("2024"),
    ],
)
async def test_a_token_that_this_list_did_not_give_is_refused(stub: Stub, token: str) -> None:
    with use_caller_token(holder_token(new_id())):
        error = await refused(stub.ListEntries(listing(page_token=token)))
    assert error.code is grpc.StatusCode.INVALID_ARGUMENT
    assert [violation[0] for violation in error.violations] == ["page_token"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"page_size": -1}, "page_size"), ({"kinds": [1, 77]}, "kinds[1]"), ({"kinds": [0]}, "kinds[0]")],
)
async def test_a_wrong_question_is_named(stub: Stub, fields: dict[str, object], field: str) -> None:
    with use_caller_token(holder_token(new_id())):
        error = await refused(stub.ListEntries(listing(**fields)))
    assert [violation[0] for violation in error.violations] == [field]


async def test_reading_needs_its_scope_and_its_peer(
    stub: Stub, channel_from: Callable[[str], grpc.aio.Channel]
) -> None:
    for token in (
        holder_token(new_id(), "account:activate"),
        caller_token(sub="p", actor="partner", scope="passport:read"),
    ):
        with use_caller_token(token):
            assert (await refused(stub.ListEntries(listing()))).code is grpc.StatusCode.PERMISSION_DENIED
    assert (await refused(stub.ListEntries(listing()))).code is grpc.StatusCode.UNAUTHENTICATED
    with use_caller_token(holder_token(new_id())):
        for peer in ("prevention", "identity"):
            error = await refused(Stub(channel_from(peer)).ListEntries(listing()))
            assert (error.code, error.reason) == (grpc.StatusCode.PERMISSION_DENIED, "CALLER_NOT_ALLOWED")


# Employment facts.


def apprenticeship(**changes: object) -> EmploymentDetails:
    fields: dict[str, object] = {"apprenticeship": True, "contract_nature_code": "02", **changes}
    return EmploymentDetails(**fields)  # type: ignore[arg-type]


async def test_identity_learns_whether_an_apprenticeship_runs_today(
    channel_from: Callable[[str], grpc.aio.Channel], stub: Stub, open_work: UnitsOfWork
) -> None:
    facts = passport_service_pb2_grpc.EmploymentFactServiceStub(channel_from("identity"))
    running = [job(start=day("2020-09-01"), details=apprenticeship(planned_end=date(2999, 8, 31)))]
    not_running = [
        job(start=day("2020-09-01"), details=apprenticeship(planned_end=date(2021, 8, 31))),
        job(start=day("2020-09-01"), end=day("2020-12-31"), details=apprenticeship()),
        job(start=day("2999-09-01"), details=apprenticeship()),
        job(start=day("2020-09-01")),
    ]
    for content in (*running, *not_running):
        entry = guaranteed(new_id(), content, Kind.EMPLOYMENT)
        await put(open_work, entry)
        request = passport_pb2.HasApprenticeshipContractRequest(person_id=str(entry.person_id))
        answer = await facts.HasApprenticeshipContract(request)
        assert answer.has_apprenticeship_contract == (content in running)
    said = declared(new_id(), running[0], Kind.EMPLOYMENT)
    await put(open_work, said)
    request = passport_pb2.HasApprenticeshipContractRequest(person_id=str(said.person_id))
    assert not (await facts.HasApprenticeshipContract(request)).has_apprenticeship_contract
    with use_caller_token(holder_token(said.person_id)):
        (access,) = (await stub.ListAccesses(access_pb2.ListAccessesRequest())).accesses
    assert (access.actor, access.action) == ("system", "records.apprenticeship.check")
    assert "L5151-2" in access.purpose


async def test_employment_facts_are_identitys_alone(channel_from: Callable[[str], grpc.aio.Channel]) -> None:
    request = passport_pb2.HasApprenticeshipContractRequest(person_id=str(new_id()))
    for peer in ("gateway", "publishing"):
        facts = passport_service_pb2_grpc.EmploymentFactServiceStub(channel_from(peer))
        assert (await refused(facts.HasApprenticeshipContract(request))).code is grpc.StatusCode.PERMISSION_DENIED
    facts = passport_service_pb2_grpc.EmploymentFactServiceStub(channel_from("identity"))
    wrong = passport_pb2.HasApprenticeshipContractRequest(person_id="not-a-uuid")
    error = await refused(facts.HasApprenticeshipContract(wrong))
    assert [violation[0] for violation in error.violations] == ["person_id"]
