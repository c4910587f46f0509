"""From an open session to a higher level at the second platform: the same person, or nobody, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.subject import Subject
from passeport_identity.errors import (
    FieldInvalid,
    LoginLevelNotOffered,
    LoginNotTrusted,
    LoginStateInvalid,
    SessionInvalid,
    StepUpOtherPerson,
)
from passeport_identity.usecases.complete_login import CompletedLogin
from passeport_identity.usecases.end_other_sessions import EndOtherSessions
from passeport_identity.usecases.list_sessions import ListSessions
from passeport_identity.usecases.platforms import Platform, Platforms
from people import (
    CLAIRE,
    CLAIRE_NIR,
    OTHER_THOMAS_NIR,
    THOMAS,
    THOMAS_NIR,
    MovedClock,
    register,
    signed_in,
    subject_of,
)
from usecases.house import PLUS, Desk, Door

ELSEWHERE = signed_in(CLAIRE, "claire at franceconnect+")


async def at_home(desk: Desk, *, active: bool = True) -> CompletedLogin:
    """Claire, signed in at FranceConnect, her account active."""
    claire = await register(desk.units, CLAIRE_NIR, CLAIRE, new_id())
    completed = await desk.door.sign_in(signed_in(CLAIRE, "claire"))
    if active:
        await desk.activate(claire, CLAIRE_NIR)
    return completed


async def goes_on(door: Door, before: CompletedLogin) -> bool:
    """Whether a session is what it was."""
    session = (await door.get(before.session_token)).session
    return (session.id, session.assurance) == (before.held.session.id, Assurance.EIDAS1)


async def test_the_same_person_reaches_the_level_in_a_session_of_another_id_and_secret(desk: Desk) -> None:
    before = await at_home(desk)
    after = await desk.door.step_up(ELSEWHERE, before.session_token)
    held = await desk.door.get(after.session_token)
    assert held.session.person_id == before.held.session.person_id
    assert (held.session.assurance, held.activated, after.return_to) == (Assurance.EIDAS2, True, "/passeport")
    assert held.session.id != before.held.session.id
    with pytest.raises(SessionInvalid):
        await desk.door.get(before.session_token)
    async with desk.units() as work:
        both = [Subject(subject_of("claire")), Subject(ELSEWHERE.subject, PLUS)]
        assert await work.subjects.all_of(held.session.person_id) == both
    assert (await desk.actions(held.session.person_id)).count("identity.account.platform_linked") == 1
    # From now on either platform leads to her by itself.
    assert await desk.door.person_of(signed_in(CLAIRE, "claire")) == held.session.person_id
    assert (await desk.door.step_up(ELSEWHERE)).held.session.person_id == held.session.person_id


@pytest.mark.parametrize(
    "other",
    [THOMAS, replace(CLAIRE, birth_name="FONTANELLE"), replace(CLAIRE, given_names=("Clara",))],
    ids=["another", "another birth name", "another first name"],
)
async def test_somebody_else_is_refused_and_the_open_session_stays(desk: Desk, other: CivilIdentity) -> None:
    before = await at_home(desk)
    with pytest.raises(StepUpOtherPerson):
        await desk.door.step_up(signed_in(other, "other"), before.session_token)
    assert await goes_on(desk.door, before)
    async with desk.units() as work:
        assert await work.subjects.person_id_of(Subject(subject_of("other"), PLUS)) is None


async def test_who_is_somebody_of_the_registry_already_does_not_become_another(desk: Desk) -> None:
    one, other = [await register(desk.units, nir, THOMAS, new_id()) for nir in (THOMAS_NIR, OTHER_THOMAS_NIR)]
    his = await desk.door.sign_in(signed_in(THOMAS, "thomas"))
    assert (await desk.activate(his.held.session.person_id, THOMAS_NIR)).person.id == one
    homonym = await desk.door.step_up(signed_in(THOMAS, "homonym"))
    assert (await desk.activate(homonym.held.session.person_id, OTHER_THOMAS_NIR)).person.id == other
    with pytest.raises(StepUpOtherPerson):
        await desk.door.step_up(signed_in(THOMAS, "homonym"), his.session_token)
    assert await goes_on(desk.door, his)


async def test_a_second_subject_at_the_same_platform_is_refused(desk: Desk) -> None:
    before = await at_home(desk)
    after = await desk.door.step_up(ELSEWHERE, before.session_token)
    with pytest.raises(StepUpOtherPerson):
        await desk.door.step_up(signed_in(CLAIRE, "a homonym"), after.session_token, "eidas3")
    higher = await desk.door.step_up(ELSEWHERE, after.session_token, "eidas3")
    assert higher.held.session.assurance is Assurance.EIDAS3


async def test_alone_the_second_platform_gives_nobody_an_account_that_is_somebody_s(desk: Desk) -> None:
    before = await at_home(desk)
    alone = await desk.door.step_up(ELSEWHERE)
    provisional = alone.held.session.person_id
    assert await desk.door.is_provisional(provisional)
    # With the open session beside it she is known, and the provisional person gives way.
    after = await desk.door.step_up(ELSEWHERE, before.session_token)
    assert after.held.session.person_id == before.held.session.person_id
    assert (await desk.door.get(alone.session_token)).session.person_id == before.held.session.person_id


async def test_with_the_nir_the_second_platform_is_linked_beside_the_first(desk: Desk) -> None:
    before = await at_home(desk)
    alone = await desk.door.step_up(ELSEWHERE)
    view = await desk.activate(alone.held.session.person_id, CLAIRE_NIR)
    assert view.person.id == before.held.session.person_id
    assert await goes_on(desk.door, before)
    assert await desk.door.person_of(signed_in(CLAIRE, "claire")) == view.person.id


async def test_who_never_gave_the_nir_loses_both_platforms_to_who_does(desk: Desk) -> None:
    taken_for_her = await at_home(desk, active=False)
    higher = await desk.door.step_up(ELSEWHERE, taken_for_her.session_token)
    claire = await desk.door.sign_in(signed_in(CLAIRE, "she herself"))
    person = (await desk.activate(claire.held.session.person_id, CLAIRE_NIR)).person.id
    with pytest.raises(SessionInvalid):
        await desk.door.get(higher.session_token)
    async with desk.units() as work:
        assert await work.subjects.all_of(person) == [Subject(subject_of("she herself"))]


async def test_a_session_that_ended_meanwhile_is_an_ordinary_sign_in(desk: Desk, clock: MovedClock) -> None:
    before = await at_home(desk)
    desk.door.plus.answer = replace(signed_in(THOMAS), assurance=Assurance.EIDAS2)
    callback = await desk.door.at_plus(session_token=before.session_token)
    await desk.door.end(before.session_token)
    completed = await desk.door.complete(callback)
    assert completed.held.session.person_id != before.held.session.person_id


async def test_another_session_than_the_one_that_asked_is_not_raised(desk: Desk) -> None:
    before = await at_home(desk)
    desk.door.plus.answer = replace(ELSEWHERE, assurance=Assurance.EIDAS2)
    callback = await desk.door.at_plus(session_token=before.session_token)
    other = await desk.door.sign_in(signed_in(CLAIRE, "claire"))
    with pytest.raises(LoginStateInvalid):
        await desk.door.complete(replace(callback, session_token=other.session_token))
    assert await goes_on(desk.door, other)


async def test_a_second_callback_of_a_step_up_gets_its_session_not_the_one_before(desk: Desk) -> None:
    before = await at_home(desk)
    desk.door.plus.answer = replace(ELSEWHERE, assurance=Assurance.EIDAS2)
    callback = await desk.door.at_plus(session_token=before.session_token)
    first = await desk.door.complete(callback)
    # The browser dropped the answer, with the new cookie: it shows the session that is no more.
    again = await desk.door.complete(callback)
    assert again.held.session.id == first.held.session.id
    assert (await desk.door.get(again.session_token)).session.assurance is Assurance.EIDAS2


async def test_a_callback_of_the_other_platform_is_not_believed(desk: Desk) -> None:
    callback = await desk.door.callback()
    with pytest.raises(LoginNotTrusted) as refusal:
        await desk.door.complete(replace(callback, issuer=PLUS))
    assert refusal.value.check == "callback_issuer"


async def test_the_holder_sees_and_ends_his_sessions_at_both_platforms(desk: Desk, clock: MovedClock) -> None:
    before = await at_home(desk)
    after = await desk.door.step_up(ELSEWHERE, before.session_token)
    other = await desk.door.sign_in(signed_in(CLAIRE, "claire"))
    found = await ListSessions(desk.units, desk.door.get, clock)(after.session_token)
    assert {session.id for session in found.sessions} == {after.held.session.id, other.held.session.id}
    assert await EndOtherSessions(desk.units, desk.door.get, clock)(after.session_token, None) == 1


async def test_a_session_is_signed_out_at_the_platform_that_it_came_from(desk: Desk) -> None:
    before = await at_home(desk)
    after = await desk.door.step_up(ELSEWHERE, before.session_token)
    assert (await desk.door.end(after.session_token, "s")).startswith(f"{PLUS}/session/end?")
    assert (await desk.door.end(after.session_token, "s")) == ""


@pytest.mark.parametrize(("acr", "asked"), [("eidas1", Assurance.EIDAS2), ("eidas3", Assurance.EIDAS3)])
async def test_a_step_up_never_asks_for_less_than_the_session_has(desk: Desk, acr: str, asked: Assurance) -> None:
    before = await at_home(desk)
    after = await desk.door.step_up(ELSEWHERE, before.session_token)
    await desk.door.begin("/", acr, after.session_token)
    assert desk.door.plus.begun[-1]["assurance"] is asked


async def test_each_level_is_asked_of_the_platform_that_serves_it(door: Door) -> None:
    for acr in ("", "eidas1", "eidas2", "eidas3"):
        await door.begin("/", acr)
    assert [begun["assurance"] for begun in door.provider.begun] == [Assurance.EIDAS1, Assurance.EIDAS1]
    assert [begun["assurance"] for begun in door.plus.begun] == [Assurance.EIDAS2, Assurance.EIDAS3]


async def test_a_level_that_is_none_and_one_that_no_platform_reaches_are_refused(door: Door) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        await door.begin("/", "eidas4")
    assert refusal.value.violations[0].field == "acr"
    alone = replace(door.begin, platforms=Platforms(Platform(door.provider, Assurance.EIDAS1)))
    with pytest.raises(LoginLevelNotOffered) as not_offered:
        await alone("/", "eidas2")
    assert not_offered.value.metadata == {"asked": "eidas2", "highest": "eidas1"}
    assert door.provider.begun == []


async def test_an_attempt_at_a_platform_that_is_no_longer_there_is_over(desk: Desk) -> None:
    before = await at_home(desk)
    callback = await desk.door.at_plus(session_token=before.session_token)
    alone = replace(desk.door.complete, platforms=Platforms(desk.door.platforms.first))
    with pytest.raises(LoginStateInvalid):
        await alone(callback)
    assert await goes_on(desk.door, before)


async def test_an_attempt_lapses_with_the_refusal_of_its_step_up(desk: Desk, clock: MovedClock) -> None:
    before = await at_home(desk)
    desk.door.plus.answer = replace(signed_in(THOMAS), assurance=Assurance.EIDAS2)
    callback = await desk.door.at_plus(session_token=before.session_token)
    with pytest.raises(StepUpOtherPerson):
        await desk.door.complete(callback)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(LoginStateInvalid):
        await desk.door.complete(callback)
