"""An account that is active, and a holder who comes with another subject of FranceConnect."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.events import AccountActivated
from passeport_identity.domain.person import Person
from passeport_identity.errors import ActivationLocked, ActivationRefused, SessionInvalid
from people import CLAIRE, CLAIRE_NIR, ENZO, ENZO_NIR, OTHER_THOMAS_NIR, START, THOMAS, THOMAS_NIR, register, signed_in
from usecases.house import Desk, recognised


@pytest.mark.parametrize(
    "other",
    [
        replace(CLAIRE, given_names=("Claire",)),
        replace(CLAIRE, birth_place="44036"),
        replace(CLAIRE, sex=Sex.UNSPECIFIED),
    ],
    ids=["other given names", "another commune", "no sex"],
)
async def test_an_active_account_is_not_given_to_a_homonym_who_has_the_nir(desk: Desk, other: CivilIdentity) -> None:
    claire = await register(desk.units, CLAIRE_NIR, CLAIRE, new_id())
    hers = await desk.door.sign_in(signed_in(CLAIRE, "claire"))
    await desk.activate(claire, CLAIRE_NIR)
    homonym = await desk.door.person_of(signed_in(other, "homonym"))
    for _ in range(5):
        with pytest.raises(ActivationRefused) as refusal:
            await desk.activate(homonym, CLAIRE_NIR)
        assert refusal.value.metadata == {}
    with pytest.raises(ActivationLocked):
        await desk.activate(homonym, CLAIRE_NIR)
    assert (await desk.get_account(homonym)).person.is_provisional
    assert (await desk.door.get(hers.session_token)).session.person_id == claire
    assert await desk.door.person_of(signed_in(CLAIRE, "claire")) == claire


async def test_an_active_account_follows_its_holder_to_the_subject_of_his_corrected_identity(desk: Desk) -> None:
    claire = await register(desk.units, CLAIRE_NIR, CLAIRE, new_id())
    before = await desk.door.sign_in(signed_in(CLAIRE, "before"))
    await desk.activate(claire, CLAIRE_NIR)
    corrected = replace(CLAIRE, birth_name="FONTANELLE")
    after = await desk.door.sign_in(signed_in(corrected, "after"))
    # The registry does not say so yet: FranceConnect's identity is not that of the person whose account it is.
    with pytest.raises(ActivationRefused):
        await desk.activate(after.held.session.person_id, CLAIRE_NIR)
    async with desk.units() as work:
        await work.registry.update([Person(claire, corrected)], new_id())
        await work.commit()
    desk.clock.advance(timedelta(days=1))
    again = await desk.door.sign_in(signed_in(corrected, "after"))
    provisional = again.held.session.person_id
    assert provisional != claire
    view = await desk.activate(provisional, CLAIRE_NIR)
    assert (view.person.id, view.account.activated_at) == (claire, START)
    held = await desk.door.get(again.session_token)
    assert (held.session.person_id, held.activated) == (claire, True)
    with pytest.raises(SessionInvalid):
        await desk.door.get(before.session_token)
    assert await desk.door.person_of(signed_in(corrected, "after")) == claire
    assert await desk.door.is_provisional(await desk.door.person_of(signed_in(CLAIRE, "before")))
    assert await desk.units.events() == [AccountActivated(claire, START)]
    actions = await desk.actions(claire)
    assert (actions.count("identity.account.activated"), actions.count("identity.account.relinked")) == (1, 1)
    assert await desk.activate(provisional, CLAIRE_NIR) == view
    assert (await desk.actions(claire)).count("identity.account.relinked") == 1


async def test_of_two_homonyms_in_every_part_none_is_given_the_active_account_of_the_other(desk: Desk) -> None:
    await register(desk.units, THOMAS_NIR, THOMAS, new_id())
    await register(desk.units, OTHER_THOMAS_NIR, THOMAS, new_id())
    his = await desk.door.person_of(signed_in(THOMAS, "thomas"))
    active = (await desk.activate(his, THOMAS_NIR)).person.id
    other = await desk.door.person_of(signed_in(THOMAS, "other"))
    with pytest.raises(ActivationRefused):
        await desk.activate(other, THOMAS_NIR)
    assert await desk.door.person_of(signed_in(THOMAS, "thomas")) == active


async def test_whose_account_is_active_is_not_asked_his_age_again(desk: Desk) -> None:
    enzo = await recognised(desk, ENZO, ENZO_NIR)
    desk.employment.answer = True
    await desk.activate(enzo, ENZO_NIR)
    desk.employment.answer = False
    assert (await desk.activate(enzo, ENZO_NIR)).account.is_active
    elsewhere = await desk.door.person_of(signed_in(ENZO, "elsewhere"))
    assert (await desk.activate(elsewhere, ENZO_NIR)).person.id == enzo
    assert desk.employment.asked == [enzo]
