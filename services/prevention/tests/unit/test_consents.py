"""What an employer reads of a worker: by what he consented to, who declared it, and when; each case of the matrix."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from consent_suite import EMPLOYER, OTHER, trainings_of
from fakes import FakeUnits, FakeWorkers
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import Policy
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.consent import Consent, ConsentScope
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.persons import Fact, HolderNews
from passeport_prevention.domain.training import Training
from passeport_prevention.domain.verification import Verification, VerificationState
from passeport_prevention.domain.worker import Worker
from passeport_prevention.errors import EmployerConsentNotFound, FieldInvalid, TrainingNotFound, WorkerNotFound
from passeport_prevention.rpc.policies import POLICIES
from passeport_prevention.usecases.change_training import delete_training, update_training
from passeport_prevention.usecases.consents import list_consents, read_consent, set_consent, withdraw_consent
from passeport_prevention.usecases.create_training import create_training
from passeport_prevention.usecases.list_accesses import list_accesses
from passeport_prevention.usecases.note_holder import note_holder
from passeport_prevention.usecases.read_worker import read_worker
from support import CANARY_NIR, NOW, TYPES, WORKER

BOSS = Partner("client-of-the-employer", "Ateliers Dupré (fictif)", EMPLOYER)
STRANGER = Partner("client-of-another", "Autre (fictif)", "55208131766522")
OWN = {"own", "own, other establishment"}
ALL = OWN | {"of another employer", "of a body", "of a body, category 2", "of the holder"}
TOTAL, PARTIAL, REFUSED = ConsentScope.TOTAL, ConsentScope.PARTIAL, ConsentScope.REFUSED


class World:
    """A worker with a training of each sort, and a clock."""

    def __init__(self) -> None:
        self.units = FakeUnits()
        self.person_id = new_id()
        self.trainings = trainings_of(self.person_id)
        self.units.store.versions = {one.id: [one] for one in self.trainings.values()}
        self.now = NOW

    def clock(self) -> datetime:
        return self.now

    async def say(self, scope: ConsentScope, siret: str = EMPLOYER, **more: Any) -> Consent:
        consent = Consent(siret, scope, **more)
        return await set_consent(self.units, self.clock, person_id=self.person_id, consent=consent)

    async def withdraw(self, siret: str = EMPLOYER) -> Consent:
        return await withdraw_consent(self.units, self.clock, person_id=self.person_id, siret=siret)

    async def seen(self, partner: Partner = BOSS) -> set[str]:
        names = {one.id: name for name, one in self.trainings.items()}
        return {names[one.id] for one in await self.read(partner)}

    async def read(self, partner: Partner = BOSS) -> list[Training]:
        found: list[Training] = []
        after = None
        for _ in range(5):
            page = await read_worker(
                self.units,
                self.clock,
                FakeWorkers({CANARY_NIR: self.person_id}),
                TYPES,
                partner=partner,
                worker=WORKER,
                limit=2,
                after=after,
            )
            found += page.trainings
            if (after := page.next) is None:
                break
        assert len(found) == len({one.id for one in found})
        return found


@pytest.mark.parametrize(
    ("steps", "seen"),
    [
        ([], OWN),
        ([(REFUSED, {})], OWN),
        ([(TOTAL, {})], ALL),
        ([(TOTAL, {"siret": "73282932000082"})], ALL),
        ([(TOTAL, {"siret": OTHER})], OWN),
        ([(PARTIAL, {"chosen": ["of the holder"]})], OWN | {"of the holder"}),
        ([(PARTIAL, {"chosen": ["own"]})], OWN),
        ([(PARTIAL, {"categories": (2,)})], OWN | {"of a body, category 2"}),
        ([(PARTIAL, {"categories": (1, 3, 4)})], OWN),
        (
            [(PARTIAL, {"chosen": ["of a body"], "categories": (2,)})],
            OWN | {"of a body", "of a body, category 2"},
        ),
        ([(TOTAL, {}), "withdrawn"], OWN),
        ([(PARTIAL, {"categories": (2,)}), "withdrawn"], OWN),
        ([(TOTAL, {}), "withdrawn", (TOTAL, {})], ALL),
        ([(TOTAL, {}), (PARTIAL, {"categories": (2,)})], OWN | {"of a body, category 2"}),
        ([(TOTAL, {}), (REFUSED, {})], OWN),
        ([(TOTAL, {"until": date(2026, 12, 31)})], ALL),
        ([(TOTAL, {"until": date(2026, 12, 31)}), "ended"], OWN),
        ([(TOTAL, {}), Fact.CLOSED], OWN),
        ([(TOTAL, {}), Fact.DEAD], OWN),
    ],
)
async def test_what_an_employer_reads(steps: list[Any], seen: set[str]) -> None:
    world = World()
    for step in steps:
        world.now += timedelta(minutes=1)
        if step == "withdrawn":
            await world.withdraw()
        elif isinstance(step, Fact):
            await note_holder(world.units, new_id(), HolderNews(world.person_id, step, True, 1))
        elif step == "ended":
            world.now = datetime(2027, 1, 1, tzinfo=UTC)
        else:
            scope, said = step
            chosen = tuple(world.trainings[name].id for name in said.get("chosen", ()))
            more = {name: value for name, value in said.items() if name != "chosen"}
            await world.say(scope, training_ids=chosen, **more)
    assert await world.seen() == seen
    # Whatever he lets one employer read is nobody else's to read.
    assert await world.seen(STRANGER) == set()


async def test_every_reading_is_in_the_log_of_the_worker_and_tells_nothing_of_a_refusal() -> None:
    without, refused, withdrawn = World(), World(), World()
    await refused.say(REFUSED)
    await withdrawn.say(TOTAL)
    await withdrawn.withdraw()
    assert await without.seen() == await refused.seen() == await withdrawn.seen()
    for world in (without, refused, withdrawn):
        read = [access for _, access in world.units.store.accesses if access.action == "prevention.worker.read"]
        assert {(access.actor, access.organisation) for access in read} == {("partner", BOSS.name)}
        assert len({access.purpose for access in read}) == 1
    consented = World()
    await consented.say(TOTAL)
    await consented.seen()
    trail = await list_accesses(consented.units, consented.clock, person_id=consented.person_id, limit=9, after=None)
    assert "avec votre accord" in next(each for each in trail.accesses if each.actor == "partner").purpose


async def test_who_is_registered_for_no_establishment_reads_nobody() -> None:
    world = World()
    with pytest.raises(WorkerNotFound):
        await world.seen(replace(STRANGER, siret=""))
    world.units.store.expired.add(world.person_id)
    with pytest.raises(WorkerNotFound):
        await world.seen()


async def test_a_consent_ends_with_its_last_day_in_paris() -> None:
    world = World()
    await world.say(TOTAL, until=date(2026, 11, 30))
    world.now = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    assert await world.seen() == ALL
    world.now = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert await world.seen() == OWN


async def test_a_worker_reads_what_he_said_and_withdraws_it_once() -> None:
    world = World()
    with pytest.raises(EmployerConsentNotFound):
        await world.withdraw()
    with pytest.raises(EmployerConsentNotFound):
        await read_consent(world.units, world.clock, person_id=world.person_id, siret=EMPLOYER)
    said = await world.say(TOTAL)
    assert said.granted_at == NOW
    refused = await world.say(REFUSED, OTHER)
    # There is nothing to withdraw of a refusal.
    assert await world.withdraw(OTHER) == refused
    world.now += timedelta(hours=1)
    gone = await world.withdraw()
    world.now += timedelta(hours=1)
    assert await world.withdraw("73282932000082") == gone
    assert gone.withdrawn_at == NOW + timedelta(hours=1)
    assert not gone.holds(world.now)
    found = await list_consents(world.units, world.clock, person_id=world.person_id)
    assert list(found) == [gone, refused]
    actions = {access.action for _, access in world.units.store.accesses}
    assert actions >= {"prevention.consent.set", "prevention.consent.withdraw", "prevention.consent.list"}


@pytest.mark.parametrize(
    ("consent", "field"),
    [
        (Consent("73282932000075", TOTAL), "employer_siret"),
        (Consent("732 829 320 00074", TOTAL), "employer_siret"),
        (Consent(EMPLOYER, PARTIAL), "training_ids"),
        (Consent(EMPLOYER, PARTIAL, (new_id(),)), "training_ids"),
        (Consent(EMPLOYER, PARTIAL, tuple(UUID(int=n) for n in range(501))), "training_ids"),
        (Consent(EMPLOYER, PARTIAL, (), (0,)), "categories"),
        (Consent(EMPLOYER, TOTAL, (), (2,)), "categories"),
        (Consent(EMPLOYER, REFUSED, (new_id(),)), "training_ids"),
        (Consent(EMPLOYER, TOTAL, until=date(2026, 11, 22)), "end_date"),
    ],
)
async def test_a_wrong_consent_is_named_and_changes_nothing(consent: Consent, field: str) -> None:
    world = World()
    with pytest.raises(FieldInvalid) as refused:
        await set_consent(world.units, world.clock, person_id=world.person_id, consent=consent)
    assert [violation.field for violation in refused.value.violations] == [field]
    assert world.units.store.consents == {}


async def test_an_employer_reads_nothing_of_another_employer_nor_of_how_a_declarant_names_and_mends_things() -> None:
    world = World()
    of_other = Verification(OTHER, date(2027, 9, 30), VerificationState.CONTESTED, "Absent ce jour-là", NOW)
    told = Particulars(category=2, employer_siret=OTHER, employer_reference="MAT-7", mode="PRESENTIEL")
    for name, one in world.trainings.items():
        named = replace(one, declaration="D-1", reference="Session", reason="Date fausse", particulars=told)
        verified = replace(named, verification=of_other if name.startswith("of a body") else None)
        world.trainings[name] = verified
    its = replace(told, employer_siret=EMPLOYER)
    answered = replace(of_other, employer_siret=EMPLOYER)
    world.trainings["of a body"] = replace(world.trainings["of a body"], particulars=its, verification=answered)
    world.units.store.versions = {one.id: [one] for one in world.trainings.values()}
    await world.say(TOTAL)
    seen = {one.id: one for one in await world.read()}
    for name in OWN:
        assert seen[world.trainings[name].id] == world.trainings[name]
    for name in ALL - OWN:
        one = seen[world.trainings[name].id]
        assert (one.declaration, one.reference, one.reason) == ("", "", "")
        assert (one.content, one.particulars.mode) == (world.trainings[name].content, "PRESENTIEL")
        if name == "of a body":
            assert (one.particulars, one.verification) == (its, answered)
        else:
            assert (one.particulars.employer_siret, one.particulars.employer_reference) == ("", "")
            assert OTHER not in repr(one.verification)
            assert one.verification is None or one.verification == replace(of_other, employer_siret="", comment="")


async def test_of_who_is_being_forgotten_nothing_new_is_said() -> None:
    world = World()
    await world.say(TOTAL)
    content = world.trainings["of the holder"].content
    world.units.store.expired.add(world.person_id)
    before = world.units.store.copy()
    one: dict[str, Any] = {
        "person_id": world.person_id,
        "training_id": world.trainings["of the holder"].id,
        "etag": "r1",
    }
    for call, error in (
        (world.say(REFUSED), WorkerNotFound),
        (world.withdraw(), EmployerConsentNotFound),
        (
            create_training(
                world.units, world.clock, TYPES, person_id=world.person_id, request_id="r", content=content
            ),
            WorkerNotFound,
        ),
        (
            update_training(world.units, world.clock, TYPES, content=replace(content, title="Autre"), **one),
            TrainingNotFound,
        ),
        (delete_training(world.units, world.clock, **one), TrainingNotFound),
    ):
        with pytest.raises(error):
            await call
    assert world.units.store.__dict__ == before.__dict__


async def test_a_consent_that_ends_while_identity_is_asked_shows_nothing() -> None:
    world = World()
    await world.say(TOTAL, until=date(2026, 12, 31))

    class Slow(FakeWorkers):
        async def find(self, worker: Worker, partner: Partner) -> UUID:
            world.now = datetime(2027, 1, 1, tzinfo=UTC)
            return world.person_id

    page = await read_worker(world.units, world.clock, Slow(), TYPES, partner=BOSS, worker=WORKER, limit=20, after=None)
    assert {one.id for one in page.trainings} == {world.trainings[name].id for name in OWN}


async def test_a_worker_speaks_of_so_many_employers_and_no_more() -> None:
    world = World()
    sirens = [f"{number:09}" for number in range(200)]
    world.units.store.consents = {
        (world.person_id, siren): (NOW, Consent(f"{siren}00000", REFUSED, granted_at=NOW)) for siren in sirens
    }
    with pytest.raises(FieldInvalid) as refused:
        await world.say(TOTAL)
    assert [violation.field for violation in refused.value.violations] == ["employer_siret"]


HOLDERS = ("TrainingService", "ConsentService")


@pytest.mark.parametrize("method", sorted(POLICIES))
def test_each_route_is_for_one_role_and_no_recruiter_can_ask(method: str) -> None:
    policy = POLICIES[method]
    service, name = method.split("/")[1].rpartition(".")[2], method.split("/")[2]
    # Publishing reads what a holder attests, on his behalf.
    read = (service, name) == ("TrainingService", "ListTrainings")
    assert policy.peers == ({"gateway", "publishing"} if read else {"gateway"})
    if service == "ProgrammeService":
        whose = {"ListProgrammes": {"holder", "partner"}, "CallForPartner": {"partner"}}
        assert policy.actors == whose.get(name, {"holder"})
    elif service in HOLDERS:
        assert policy.actors == {"holder"}
        assert policy.scope == ("passport:read" if name.startswith(("List", "Get")) else "passport:write")
    elif service == "TrainingTypeService":
        # A table, of nobody.
        assert policy == Policy.service("gateway")
    else:
        assert policy.actors == {"partner"}
        assert policy.scope == ("prevention:read" if service == "WorkerService" else "prevention:declare")
    # What partners may call asks nothing of a worker: they declare, verify and read.
    assert "Consent" not in name or service == "ConsentService"
