"""Two persons found to be one, and a merge that was wrong: what goes over comes back, and nobody gets in by it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.account import AccountState
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.events import AccountActivated, PersonMerged, PersonSplit
from passeport_identity.domain.known_names import GivenNames
from passeport_identity.domain.matching import HolderCriteria, Outcome, Resolution
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.person import Person
from passeport_identity.domain.person_query import NirQuery, NttQuery
from passeport_identity.errors import SessionInvalid
from passeport_identity.usecases.list_accesses import ListAccesses
from passeport_identity.usecases.merge_persons import MergePersons
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.person_ports import RegisteredPerson
from passeport_identity.usecases.registry_ports import Merge
from passeport_identity.usecases.rekey_nirs import RekeyNirs
from passeport_identity.usecases.report_death import ReportDeath
from passeport_identity.usecases.split_merge import SplitMerge
from passeport_identity.vault.key_ring import KeyRing
from passeport_identity.vault.nir_vault import NirVault
from people import CLAIRE, CLAIRE_NIR, START, THOMAS, THOMAS_NIR, VAULT, MovedClock, asking, register, signed_in
from usecases.house import Desk, Units

MARIA = Operator("merge-persons", "maria", "deux numéros pour une naissance")
OTHER_NIR = Nir("2810444109055")


@dataclass
class Office:
    """Where persons are merged and merges are split."""

    units: Units
    clock: MovedClock

    def __post_init__(self) -> None:
        self.merge = MergePersons(self.units, VAULT, self.clock, MARIA)
        self.split = SplitMerge(self.units, self.clock, MARIA)

    async def resolve(self, *queries: NirQuery | HolderCriteria | GivenNames) -> list[Resolution]:
        return await asking(self.units, VAULT, self.clock)(queries, "dsn")

    async def named_by(self, nir: Nir) -> tuple[UUID | None, UUID | None]:
        (answer,) = await self.resolve(NirQuery(nir.value, "FONTANEL"))
        return answer.person_id, answer.named

    async def double(self, identity: CivilIdentity = CLAIRE) -> tuple[UUID, UUID]:
        first = await register(self.units, CLAIRE_NIR, CLAIRE, new_id())
        return first, await register(self.units, OTHER_NIR, identity, new_id())

    async def kinds(self) -> list[type]:
        return [type(event) for event in await self.units.events()]


@pytest.fixture
def office(units: Units, clock: MovedClock) -> Office:
    return Office(units, clock)


async def test_either_number_names_who_stays_and_after_a_split_each_his_own(office: Office) -> None:
    stays, goes = await office.double()
    merge = await office.merge(stays, goes)
    assert (merge.person_id, merge.merged_person_id) == (stays, goes)
    assert await office.named_by(CLAIRE_NIR) == (stays, None)
    assert await office.named_by(OTHER_NIR) == (stays, goes)
    by_identity = HolderCriteria(CLAIRE.birth_name_key, CLAIRE.first_given_name_key, CLAIRE.sex, 1981)
    assert [each.outcome for each in await office.resolve(by_identity)] == [Outcome.RESOLVED]
    by_identifier = GivenNames(goes, CLAIRE.birth_name_key, CLAIRE.first_given_name_key)
    assert [(each.person_id, each.named) for each in await office.resolve(by_identifier)] == [(stays, goes)]
    async with office.units() as work:
        stands = await work.persons.get(goes)
        found = await work.persons.find_by_nir(VAULT.indexes(OTHER_NIR))
        accesses = (await work.accesses.page(stays, 9, None)).accesses
    assert stands is not None
    assert stands == found
    assert stands.id == stays
    (told,) = [each for each in accesses if each.action == "identity.person.merged"]
    assert (told.actor_id, told.resource_id) == ("merge-persons:maria", str(merge.id))
    assert MARIA.reason in told.purpose
    # Said again, in whatever order, it is the same merge.
    assert (await office.merge(goes, stays)).id == merge.id
    for was_standing in (True, False):
        assert (await office.split(merge.id))[1] is was_standing
    assert await office.named_by(CLAIRE_NIR) == (stays, None)
    assert await office.named_by(OTHER_NIR) == (goes, None)
    assert [each.outcome for each in await office.resolve(by_identity)] == [Outcome.AMBIGUOUS]
    assert await office.units.events() == [
        PersonMerged(merge.id, stays, goes, START),
        PersonSplit(merge.id, stays, goes, START),
    ]


async def test_who_has_the_active_account_stays_and_his_session_goes_on(office: Office, desk: Desk) -> None:
    other, claire = await office.double(replace(CLAIRE, birth_place="44110"))
    mine = await desk.door.sign_in(signed_in(replace(CLAIRE, birth_place="44110")))
    await desk.activate(claire, OTHER_NIR)
    theirs = await desk.door.sign_in(signed_in(CLAIRE, "homonym"))
    office.clock.advance(timedelta(minutes=10))
    assert theirs.held.session.person_id == other
    with pytest.raises(OperationRefused, match="birth_place"):
        await office.merge(other, claire)
    with pytest.raises(OperationRefused, match="has to stay"):
        await office.merge(other, claire, keep=other, despite=["birth_place"])
    merge = await office.merge(other, claire, despite=["birth_place"])
    assert merge.person_id == claire
    assert (await desk.door.get(mine.session_token)).session.person_id == claire
    with pytest.raises(SessionInvalid):
        await desk.door.get(theirs.session_token)
    # Nobody gets into the account by a merge: he who had signed in as the other is not recognised any more.
    assert await desk.door.is_provisional(await desk.door.person_of(signed_in(CLAIRE, "homonym")))
    await office.split(merge.id)
    # Nothing was linked to her since: her session is over, and the account is hers as it was.
    with pytest.raises(SessionInvalid):
        await desk.door.get(mine.session_token)
    again = (await desk.door.sign_in(signed_in(replace(CLAIRE, birth_place="44110")))).held
    assert (again.session.person_id, again.activated) == (claire, True)
    assert await office.kinds() == [AccountActivated, PersonMerged, PersonSplit]


async def test_a_split_gives_account_and_subject_back(office: Office, desk: Desk) -> None:
    one, other = await office.double(replace(CLAIRE, birth_place="44110"))
    for person, nir, who in ((one, CLAIRE_NIR, CLAIRE), (other, OTHER_NIR, replace(CLAIRE, birth_place="44110"))):
        await desk.door.sign_in(signed_in(who, who.birth_place))
        await desk.activate(person, nir)
    await desk.close_account(other, "")
    with pytest.raises(OperationRefused, match=f"that of person {other} is closed.*--keep"):
        await office.merge(one, other, despite=["birth_place"])
    await desk.reopen_account(other)
    with pytest.raises(OperationRefused, match=f"that of person {one} is active.*--keep"):
        await office.merge(one, other, despite=["birth_place"])
    merge = await office.merge(one, other, keep=one, despite=["birth_place"])
    await office.split(merge.id)
    again = await desk.door.sign_in(signed_in(replace(CLAIRE, birth_place="44110"), "44110"))
    assert (again.held.session.person_id, again.held.activated) == (other, True)


# Where he gets in another clock is read than where persons are merged: it may be behind.
@pytest.mark.parametrize("later", [timedelta(days=1), timedelta(minutes=-1)], ids=["a day later", "by a clock behind"])
@pytest.mark.parametrize("was_active", [False, True])
async def test_who_got_into_the_other_account_by_a_wrong_merge_is_out_of_it_after_the_split(
    office: Office, desk: Desk, was_active: bool, later: timedelta
) -> None:
    elsewhere = replace(CLAIRE, birth_place="44110")
    mine, theirs = await office.double(elsewhere)
    if was_active:
        await desk.door.sign_in(signed_in(CLAIRE, "mine"))
        await desk.activate(mine, CLAIRE_NIR)
    merge = await office.merge(mine, theirs, despite=["birth_place"])
    office.clock.advance(later)
    if was_active:
        # Her civil identity is corrected to what the other's is, so that the account follows the other's number.
        async with office.units() as work:
            await work.registry.update([Person(mine, elsewhere)], new_id())
            await work.commit()
    provisional = await desk.door.sign_in(signed_in(elsewhere, "theirs"))
    await desk.activate(provisional.held.session.person_id, OTHER_NIR)
    opened = await desk.door.sign_in(signed_in(elsewhere, "theirs"))
    stepped_up = await desk.door.step_up(signed_in(elsewhere, "theirs-plus"), opened.session_token)
    assert (stepped_up.held.session.person_id, stepped_up.held.activated) == (mine, True)
    etag = (await desk.get_account(mine)).etag
    await desk.update_account(mine, {"contact_email": "autre@example.org"}, ["contact_email"], etag)

    await office.split(merge.id)
    for token in (opened.session_token, stepped_up.session_token):
        with pytest.raises(SessionInvalid):
            await desk.door.get(token)
    async with office.units() as work:
        assert await work.subjects.all_of(mine) == []
        account = await work.accounts.ensure(mine)
    assert (account.state, account.email, account.version) == (AccountState.INACTIVE, None, 2)
    assert "identity.person.account_unproven" in await desk.actions(mine)
    # Each proves who he is by his own number, and is then where he belongs.
    for who, name, nir, person in ((CLAIRE, "mine", CLAIRE_NIR, mine), (elsewhere, "theirs", OTHER_NIR, theirs)):
        came = await desk.door.sign_in(signed_in(who, name))
        assert not came.held.activated
        await desk.activate(came.held.session.person_id, nir)
        again = await desk.door.sign_in(signed_in(who, name))
        assert (again.held.session.person_id, again.held.activated) == (person, True)


async def test_while_a_merge_holds_the_trail_of_who_went_is_read_with_the_other(office: Office, desk: Desk) -> None:
    stays, goes = await office.double()
    await office.resolve(NirQuery(OTHER_NIR.value, "FONTANEL"))
    merge = await office.merge(stays, goes)
    await desk.door.sign_in(signed_in(CLAIRE))
    await desk.activate(stays, CLAIRE_NIR)
    read = ListAccesses(office.units, office.clock)
    assert {each.person_id for each in (await read(stays, 20, None)).accesses} == {stays, goes}
    await office.split(merge.id)
    await desk.activate(stays, CLAIRE_NIR)
    assert {each.person_id for each in (await read(stays, 20, None)).accesses} == {stays}


async def test_a_temporary_number_beside_the_number_of_who_went_is_his_later(office: Office, desk: Desk) -> None:
    stays, goes = await office.double()
    merge = await office.merge(stays, goes)
    await office.resolve(NirQuery(OTHER_NIR.value, "FONTANEL", "2356000000E4711"))
    resolve = asking(office.units, VAULT, office.clock)
    (answer,) = await resolve([NttQuery("2356000000E4711", "FONTANEL")], "dsn")
    assert (answer.person_id, answer.named) == (stays, goes)
    assert "identity.ntt.linked" not in await desk.actions(stays)
    await office.split(merge.id)
    (answer,) = await resolve([NttQuery("2356000000E4711", "FONTANEL")], "dsn")
    assert (answer.person_id, answer.named) == (goes, None)


async def test_merges_are_undone_in_the_opposite_order(office: Office) -> None:
    one, two = await office.double()
    three = await register(office.units, THOMAS_NIR, replace(CLAIRE, usage_name="Durand"), new_id())
    first = await office.merge(one, two)
    second = await office.merge(three, one, keep=three)
    assert await office.named_by(OTHER_NIR) == (three, two)
    with pytest.raises(OperationRefused, match=f"split merge {second.id} first"):
        await office.split(first.id)
    with pytest.raises(OperationRefused, match=f"was merged into {three}"):
        await office.merge(one, await register(office.units, Nir("1940335238152"), CLAIRE, new_id()))
    await office.split(second.id)
    assert await office.named_by(OTHER_NIR) == (one, two)
    await office.split(first.id)
    assert await office.named_by(OTHER_NIR) == (two, None)


async def test_what_cannot_be_is_refused_and_changes_nothing(office: Office) -> None:
    one, other = await office.double(THOMAS)
    report = ReportDeath(office.units, office.clock, MARIA)
    attempts: list[tuple[UUID, UUID, dict[str, object], str]] = [
        (one, one, {}, "same one"),
        (one, new_id(), {}, "not in the registry"),
        (one, other, {"keep": new_id()}, "--keep"),
        (one, other, {"despite": ["nir"]}, "--despite"),
        (one, other, {"despite": ["birth_name"]}, "given_name, sex, birth_date, birth_place: differ"),
    ]
    for first, second, options, why in attempts:
        with pytest.raises(OperationRefused, match=why):
            await office.merge(first, second, **options)  # type: ignore[arg-type]
    await report(other, BirthDate(2026, 11, 1))
    with pytest.raises(OperationRefused, match="death"):
        await office.merge(one, other)
    with pytest.raises(OperationRefused, match="not known"):
        await office.split(new_id())
    assert await office.named_by(CLAIRE_NIR) == (one, None)


async def test_a_dry_run_says_who_would_stay(office: Office) -> None:
    one, other = await office.double()
    merge = await office.merge(one, other, dry_run=True)
    assert merge.person_id == one
    assert await office.named_by(OTHER_NIR) == (other, None)
    kept = await office.merge(one, other)
    await office.split(kept.id, dry_run=True)
    assert await office.named_by(OTHER_NIR) == (one, other)


async def test_doubles_that_a_change_of_keys_left_are_merged(office: Office) -> None:
    both = NirVault(KeyRing("1", {"1": b"s" * 32}), KeyRing("2", {"1": b"i" * 32, "2": b"j" * 32}))
    first, second = await register(office.units, CLAIRE_NIR, CLAIRE, new_id()), new_id()
    async with office.units() as work:
        row = RegisteredPerson(second, CLAIRE, await both.seal(CLAIRE_NIR, second), both.index(CLAIRE_NIR))
        await work.registry.add([row], new_id())
        await work.commit()
    merge: Merge = await office.merge(first, second)
    assert merge.same_number
    assert (await RekeyNirs(office.units, both)(lambda left: None, lambda report: None)).left == 0
    (answer,) = await asking(office.units, both, office.clock)([NirQuery(CLAIRE_NIR.value, "Fontanel")], "dsn")
    assert answer.person_id == first
    with pytest.raises(OperationRefused, match="nothing to split"):
        await office.split(merge.id)


async def test_the_number_of_who_went_gets_new_keys_too(office: Office) -> None:
    new = NirVault(KeyRing("2", {"1": b"s" * 32, "2": b"t" * 32}), KeyRing("2", {"1": b"i" * 32, "2": b"j" * 32}))
    new_only = NirVault(KeyRing("2", {"2": b"t" * 32}), KeyRing("2", {"2": b"j" * 32}))
    stays, goes = await office.double()
    merge = await office.merge(stays, goes)
    report = await RekeyNirs(office.units, new)(lambda left: None, lambda report: None)
    assert (report.rekeyed, report.left) == (2, 0)
    (answer,) = await asking(office.units, new_only, office.clock)([NirQuery(OTHER_NIR.value, "Fontanel")], "dsn")
    assert (answer.person_id, answer.named) == (stays, goes)
    await office.split(merge.id)
    async with office.units() as work:
        sealed = await work.persons.sealed_nir(goes)
    assert sealed is not None
    assert await new_only.open(sealed, goes) == OTHER_NIR
