"""Activation by NIR: who may, who may not, what is counted, and what goes out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passeport_chassis.access import AccessPage
from passeport_chassis.ids import new_id
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.events import AccountActivated
from passeport_identity.domain.nir import Nir
from passeport_identity.errors import (
    ActivationLocked,
    ActivationRefused,
    EmploymentFactsUnavailable,
    NirMalformed,
    SessionInvalid,
    TooYoung,
)
from passeport_identity.usecases.get_civil_identity import GetCivilIdentity
from passeport_identity.usecases.list_accesses import ListAccesses
from people import (
    CLAIRE,
    CLAIRE_NIR,
    ENZO,
    ENZO_NIR,
    MAMADOU_NIR,
    OTHER_THOMAS_NIR,
    START,
    THOMAS,
    THOMAS_NIR,
    register,
    signed_in,
)
from usecases.house import Desk, recognised


async def test_the_right_nir_opens_the_account(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    view = await desk.activate(claire, CLAIRE_NIR)
    assert view.account.activated_at == START
    assert view.nir_hint == "2••••••••••21"
    assert await desk.units.events() == [AccountActivated(claire, START)]
    assert "identity.account.activated" in await desk.actions(claire)
    assert desk.employment.asked == []


async def test_the_session_learns_of_it(desk: Desk) -> None:
    await register(desk.units, CLAIRE_NIR, CLAIRE, new_id())
    completed = await desk.door.sign_in(signed_in(CLAIRE))
    await desk.activate(completed.held.session.person_id, CLAIRE_NIR)
    assert (await desk.door.get(completed.session_token)).activated


async def test_opening_it_again_with_the_same_nir_changes_nothing(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    first = await desk.activate(claire, CLAIRE_NIR)
    desk.clock.advance(timedelta(days=1))
    assert await desk.activate(claire, CLAIRE_NIR) == first
    assert len(await desk.units.events()) == 1


@pytest.mark.parametrize("text", ["", "2810444109021", "281044410902100", "281134410902144"])
async def test_a_malformed_nir_is_told_and_not_counted(desk: Desk, text: str) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    for _ in range(6):
        with pytest.raises(NirMalformed):
            await desk.activate_account(claire, text)
    assert (await desk.activate(claire, CLAIRE_NIR)).account.is_active


@pytest.mark.parametrize("nir", [THOMAS_NIR, MAMADOU_NIR], ids=["another person's", "nobody's"])
async def test_a_wrong_nir_is_refused_without_saying_why(desk: Desk, nir: Nir) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    await register(desk.units, THOMAS_NIR, THOMAS, new_id())
    with pytest.raises(ActivationRefused) as refusal:
        await desk.activate(claire, nir)
    assert refusal.value.metadata == {}
    assert refusal.value.violations == ()
    assert not (await desk.get_account(claire)).account.is_active
    assert await desk.units.events() == []
    assert "identity.account.activation_refused" in await desk.actions(claire)


async def test_five_failures_lock_for_a_quarter_of_an_hour_even_the_right_nir(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    for _ in range(5):
        with pytest.raises(ActivationRefused):
            await desk.activate(claire, MAMADOU_NIR)
    desk.clock.advance(timedelta(minutes=5))
    with pytest.raises(ActivationLocked) as refusal:
        await desk.activate(claire, CLAIRE_NIR)
    assert refusal.value.retry_after == timedelta(minutes=10)
    desk.clock.advance(timedelta(minutes=10))
    assert (await desk.activate(claire, CLAIRE_NIR)).account.is_active


async def test_who_was_not_recognised_becomes_the_person_that_his_nir_names(desk: Desk) -> None:
    claire = await register(desk.units, CLAIRE_NIR, CLAIRE, new_id())
    other_spelling = signed_in(replace(CLAIRE, given_names=("Claire",), birth_place="44036"))
    completed = await desk.door.sign_in(other_spelling)
    provisional = completed.held.session.person_id
    assert provisional != claire
    view = await desk.activate(provisional, CLAIRE_NIR)
    assert view.person.id == claire
    assert view.person.identity == CLAIRE
    held = await desk.door.get(completed.session_token)
    assert (held.session.person_id, held.activated) == (claire, True)
    assert await desk.units.events() == [AccountActivated(claire, START)]
    # What was done before is his to read, and his next sign-in leads straight to him.
    assert "identity.session.opened" in await desk.actions(claire)
    assert await desk.door.person_of(other_spelling) == claire
    # A caller token made a moment ago still finds its person.
    assert (await desk.get_account(provisional)).person.id == claire
    assert await desk.activate(provisional, CLAIRE_NIR) == view


async def test_of_two_homonyms_the_nir_says_which(desk: Desk) -> None:
    await register(desk.units, THOMAS_NIR, THOMAS, new_id())
    second = await register(desk.units, OTHER_THOMAS_NIR, THOMAS, new_id())
    provisional = await desk.door.person_of(signed_in(THOMAS))
    assert (await desk.activate(provisional, OTHER_THOMAS_NIR)).person.id == second


async def test_another_persons_nir_does_not_make_him_me(desk: Desk) -> None:
    await register(desk.units, THOMAS_NIR, THOMAS, new_id())
    provisional = await desk.door.person_of(signed_in(CLAIRE))
    with pytest.raises(ActivationRefused):
        await desk.activate(provisional, THOMAS_NIR)


async def test_a_homonym_taken_for_someone_gives_way_to_who_has_the_nir(desk: Desk) -> None:
    claire = await register(desk.units, CLAIRE_NIR, CLAIRE, new_id())
    taken_for_her = await desk.door.sign_in(signed_in(CLAIRE, "homonym"))
    assert taken_for_her.held.session.person_id == claire
    herself = await desk.door.sign_in(signed_in(CLAIRE, "claire"))
    await desk.activate(herself.held.session.person_id, CLAIRE_NIR)
    with pytest.raises(SessionInvalid):
        await desk.door.get(taken_for_her.session_token)
    assert await desk.door.person_of(signed_in(CLAIRE, "claire")) == claire
    assert await desk.door.person_of(signed_in(CLAIRE, "homonym")) != claire


async def test_at_fifteen_an_apprenticeship_contract_opens_the_account(desk: Desk) -> None:
    enzo = await recognised(desk, ENZO, ENZO_NIR)
    desk.employment.answer = True
    assert (await desk.activate(enzo, ENZO_NIR)).account.is_active
    assert desk.employment.asked == [enzo]


async def test_at_fifteen_without_one_it_stays_shut_and_nothing_is_counted(desk: Desk) -> None:
    enzo = await recognised(desk, ENZO, ENZO_NIR)
    desk.employment.answer = False
    for _ in range(6):
        with pytest.raises(TooYoung) as refusal:
            await desk.activate(enzo, ENZO_NIR)
    assert refusal.value.metadata == {"minimum_age": "16"}
    assert not (await desk.get_account(enzo)).account.is_active
    assert await desk.units.events() == []


async def test_records_being_away_stops_those_under_sixteen_only(desk: Desk) -> None:
    enzo = await recognised(desk, ENZO, ENZO_NIR)
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    with pytest.raises(EmploymentFactsUnavailable) as refusal:
        await desk.activate(enzo, ENZO_NIR)
    assert refusal.value.retry_after is not None
    assert (await desk.activate(claire, CLAIRE_NIR)).account.is_active


async def test_at_fifteen_records_is_not_asked_about_a_person_whom_the_nir_does_not_name(desk: Desk) -> None:
    enzo = await recognised(desk, ENZO, ENZO_NIR)
    with pytest.raises(ActivationRefused):
        await desk.activate(enzo, CLAIRE_NIR)
    assert desk.employment.asked == []


async def test_under_fifteen_nothing_opens_it(desk: Desk) -> None:
    child = replace(ENZO, birth_date=BirthDate(2011, 11, 24))
    nir = Nir("1111169383104")
    person = await recognised(desk, child, nir)
    desk.employment.answer = True
    with pytest.raises(TooYoung):
        await desk.activate(person, nir)
    assert desk.employment.asked == []


async def test_an_unknown_person_has_no_account(desk: Desk) -> None:
    with pytest.raises(SessionInvalid):
        await desk.activate(new_id(), CLAIRE_NIR)
    with pytest.raises(SessionInvalid):
        await desk.get_account(new_id())
    with pytest.raises(SessionInvalid):
        await GetCivilIdentity(desk.units, desk.clock)(new_id())
    with pytest.raises(SessionInvalid):
        await ListAccesses(desk.units, desk.clock)(new_id(), 10, None)


async def test_an_account_is_there_from_the_first_sign_in(desk: Desk) -> None:
    person = await desk.door.person_of(signed_in(CLAIRE))
    view = await desk.get_account(person)
    assert (view.account.is_active, view.nir_hint, view.person.identity) == (False, "", CLAIRE)


async def test_the_civil_identity_is_the_registrys(desk: Desk) -> None:
    claire = await recognised(desk, replace(CLAIRE, usage_name="DURAND"), CLAIRE_NIR)
    identity = await GetCivilIdentity(desk.units, desk.clock)(claire)
    assert identity.usage_name == "DURAND"
    assert "identity.civil_identity.read" in await desk.actions(claire)


async def test_accesses_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    for _ in range(4):
        desk.clock.advance(timedelta(minutes=1))
        await desk.get_account(claire)
    list_accesses = ListAccesses(desk.units, desk.clock)
    assert await list_accesses(claire, 3, None) == AccessPage((), None), "a homonym may have signed in"
    assert "identity.access.read" not in await desk.actions(claire)
    await desk.activate(claire, CLAIRE_NIR)
    first = await list_accesses(claire, 3, None)
    second = await list_accesses(claire, 3, first.next)
    seen = [access.at for page in (first, second) for access in page.accesses]
    assert len(seen) == 6
    assert seen == sorted(seen, reverse=True)
    assert second.next is None
    # Reading the list was itself noted, once.
    assert (await desk.actions(claire)).count("identity.access.read") == 1
