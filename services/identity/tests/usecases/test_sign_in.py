"""From BeginLogin to EndSession: what each step keeps, refuses and leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passeport_chassis.errors import DomainError
from passeport_chassis.ids import new_id
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.opaque_token import digest
from passeport_identity.domain.subject import Subject
from passeport_identity.errors import (
    FieldInvalid,
    LoginCancelled,
    LoginCodeRefused,
    LoginNotTrusted,
    LoginRefused,
    LoginStateInvalid,
    ProviderUnavailable,
    SessionInvalid,
)
from people import (
    CLAIRE,
    CLAIRE_NIR,
    MAMADOU,
    MAMADOU_NIR,
    OTHER_THOMAS_NIR,
    THOMAS,
    THOMAS_NIR,
    MovedClock,
    register,
    signed_in,
    subject_of,
)
from usecases.house import ISSUER, Door


async def test_what_was_sent_along_is_what_the_code_is_exchanged_with(door: Door) -> None:
    completed = await door.sign_in(signed_in(CLAIRE))
    begun, asked = door.provider.begun[0], door.provider.asked[0]
    assert {name: asked[name] for name in ("nonce", "code_verifier", "assurance")} == {
        name: begun[name] for name in ("nonce", "code_verifier", "assurance")
    }
    assert all(len(str(begun[name])) == 43 for name in ("state", "nonce", "code_verifier"))
    assert completed.return_to == "/passeport"
    assert not completed.already_completed


async def test_a_session_is_open_and_its_account_inactive(door: Door, clock: MovedClock) -> None:
    completed = await door.sign_in(signed_in(CLAIRE))
    held = await door.get(completed.session_token)
    assert held == completed.held
    assert not held.activated
    session = held.session
    assert (session.given_names, session.birth_name) == ("Claire Sophie Hélène", "FONTANEL")
    assert session.idle_expires_at == clock.now + timedelta(minutes=30)
    assert session.expires_at == clock.now + timedelta(hours=12)


@pytest.mark.parametrize("way_back", ["//imposteur.example.org", "/\\x", "https://front.example.org@imposteur.example"])
async def test_a_way_back_that_can_be_read_in_two_ways_is_refused(door: Door, way_back: str) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        await door.begin(way_back)
    assert refusal.value.violations[0].field == "return_to"


async def test_the_way_back_of_a_front_end_is_given_back_as_it_came(door: Door) -> None:
    door.provider.answer = signed_in(CLAIRE)
    completed = await door.complete(await door.callback("https://front.example.org/retour?a=b#c"))
    assert completed.return_to == "https://front.example.org/retour?a=b#c"


async def test_without_franceconnect_nothing_begins(door: Door) -> None:
    door.provider.away = ProviderUnavailable()
    with pytest.raises(ProviderUnavailable):
        await door.begin("/")


@pytest.mark.parametrize("changes", [{"state": "x"}, {"state": ""}, {"browser_binding": "x"}, {"browser_binding": ""}])
async def test_a_callback_of_another_state_or_browser_is_refused_and_burns_nothing(
    door: Door, changes: dict[str, str]
) -> None:
    door.provider.answer = signed_in(CLAIRE)
    callback = await door.callback()
    with pytest.raises(LoginStateInvalid):
        await door.complete(replace(callback, **changes))
    assert (await door.complete(callback)).session_token


async def test_an_attempt_lapses(door: Door, clock: MovedClock) -> None:
    callback = await door.callback()
    clock.advance(timedelta(minutes=10))
    with pytest.raises(LoginStateInvalid):
        await door.complete(callback)


@pytest.mark.parametrize(
    ("changes", "error", "metadata"),
    [
        ({"issuer": "https://imposteur.example.org"}, LoginNotTrusted, {"check": "callback_issuer"}),
        ({"issuer": ""}, LoginNotTrusted, {"check": "callback_issuer"}),
        ({"code": "", "error": "access_denied"}, LoginCancelled, {}),
        ({"code": "", "error": "invalid_scope"}, LoginRefused, {"error": "invalid_scope"}),
        ({"code": "", "error": "<b>"}, LoginRefused, {"error": "unknown"}),
        ({"code": ""}, LoginRefused, {"error": "no_code"}),
    ],
)
async def test_each_way_to_come_back_without_a_code_is_its_own_error(
    door: Door, changes: dict[str, str], error: type[DomainError], metadata: dict[str, str]
) -> None:
    callback = replace(await door.callback(), **changes)
    with pytest.raises(error) as refusal:
        await door.complete(callback)
    assert refusal.value.metadata == metadata
    assert door.provider.asked == []
    # An attempt serves once, whatever came of it.
    with pytest.raises(LoginStateInvalid):
        await door.complete(replace(callback, code="code", error="", issuer=ISSUER))


async def test_a_failed_sign_in_leaves_the_open_session_alone(door: Door) -> None:
    before = await door.sign_in(signed_in(CLAIRE))
    door.provider.answer = LoginCodeRefused()
    with pytest.raises(LoginCodeRefused):
        await door.complete(replace(await door.callback(), session_token=before.session_token))
    await door.get(before.session_token)


async def test_signing_in_again_gives_a_new_secret_and_ends_the_old_one(door: Door) -> None:
    before = await door.sign_in(signed_in(CLAIRE))
    after = await door.sign_in(signed_in(CLAIRE), session_token=before.session_token)
    assert after.session_token != before.session_token
    await door.get(after.session_token)
    with pytest.raises(SessionInvalid):
        await door.get(before.session_token)


async def test_a_session_ends_when_left_idle_and_lives_on_when_used(door: Door, clock: MovedClock) -> None:
    token = (await door.sign_in(signed_in(CLAIRE))).session_token
    for _ in range(4):
        clock.advance(timedelta(minutes=25))
        await door.get(token)
    clock.advance(timedelta(minutes=30))
    with pytest.raises(SessionInvalid):
        await door.get(token)


async def test_a_session_ends_at_its_last_moment_however_used(door: Door, clock: MovedClock) -> None:
    token = (await door.sign_in(signed_in(CLAIRE))).session_token
    for _ in range(28):
        clock.advance(timedelta(minutes=25))
        await door.get(token)
    clock.advance(timedelta(minutes=20))
    with pytest.raises(SessionInvalid):
        await door.get(token)


async def test_signing_out_ends_the_session_and_goes_on_to_franceconnect(door: Door) -> None:
    completed = await door.sign_in(signed_in(CLAIRE))
    url = await door.end(completed.session_token, "back")
    assert url == f"{ISSUER}/session/end?id_token_hint={completed.held.session.id_token}&state=back"
    with pytest.raises(SessionInvalid):
        await door.get(completed.session_token)
    assert await door.end(completed.session_token) == ""


@pytest.mark.parametrize("away", [ProviderUnavailable(), LoginNotTrusted("discovery_issuer")])
async def test_signing_out_while_franceconnect_is_away_still_signs_out(door: Door, away: DomainError) -> None:
    token = (await door.sign_in(signed_in(CLAIRE))).session_token
    door.provider.away = away
    assert await door.end(token) == ""
    with pytest.raises(SessionInvalid):
        await door.get(token)


async def test_an_unknown_session_is_invalid(door: Door) -> None:
    with pytest.raises(SessionInvalid):
        await door.get("x")


async def test_only_a_digest_of_the_secret_finds_the_session(door: Door) -> None:
    token = (await door.sign_in(signed_in(CLAIRE))).session_token
    async with door.units() as work:
        assert await work.sessions.find(digest(token)) is not None
        assert await work.sessions.find(token.encode()) is None


async def test_one_person_of_the_registry_equal_in_every_part_is_recognised(door: Door) -> None:
    claire = await register(door.units, CLAIRE_NIR, CLAIRE, new_id())
    assert await door.person_of(signed_in(CLAIRE)) == claire


async def test_a_presumed_date_is_recognised(door: Door) -> None:
    mamadou = await register(door.units, MAMADOU_NIR, MAMADOU, new_id())
    assert await door.person_of(signed_in(MAMADOU)) == mamadou


async def test_whoever_was_recognised_once_stays_the_same_person(door: Door) -> None:
    claire = await register(door.units, CLAIRE_NIR, CLAIRE, new_id())
    await door.sign_in(signed_in(CLAIRE, "claire"))
    renamed = signed_in(replace(CLAIRE, birth_name="AUTRE"), "claire")
    assert await door.person_of(renamed) == claire


async def test_nobody_enters_the_registry_by_signing_in(door: Door) -> None:
    person = await door.person_of(signed_in(CLAIRE))
    assert await door.is_provisional(person)
    assert await door.person_of(signed_in(CLAIRE)) == person
    async with door.units() as work:
        assert await work.persons.find_like(CLAIRE) == []


async def test_homonyms_are_not_guessed_at(door: Door) -> None:
    await register(door.units, THOMAS_NIR, THOMAS, new_id())
    await register(door.units, OTHER_THOMAS_NIR, THOMAS, new_id())
    assert await door.is_provisional(await door.person_of(signed_in(THOMAS)))


@pytest.mark.parametrize(
    "other", [replace(CLAIRE, given_names=("Claire",)), replace(CLAIRE, birth_place="44036")], ids=["names", "place"]
)
async def test_an_identity_that_merely_resembles_is_not_taken_for_another(door: Door, other: CivilIdentity) -> None:
    await register(door.units, CLAIRE_NIR, CLAIRE, new_id())
    assert await door.is_provisional(await door.person_of(signed_in(other)))


async def test_a_person_whom_one_subject_is_linked_to_is_not_given_to_another(door: Door) -> None:
    claire = await register(door.units, CLAIRE_NIR, CLAIRE, new_id())
    assert await door.person_of(signed_in(CLAIRE, "first")) == claire
    assert await door.person_of(signed_in(CLAIRE, "second")) != claire
    assert await door.person_of(signed_in(CLAIRE, "first")) == claire


async def test_who_was_provisional_is_recognised_once_the_registry_knows_him(door: Door) -> None:
    provisional = await door.sign_in(signed_in(CLAIRE))
    claire = await register(door.units, CLAIRE_NIR, CLAIRE, new_id())
    assert await door.person_of(signed_in(CLAIRE)) == claire
    # The session opened before, and tokens made of it, now speak of the same person.
    assert (await door.get(provisional.session_token)).session.person_id == claire
    async with door.units() as work:
        replaced = await work.persons.get(provisional.held.session.person_id)
        page = await work.accesses.page(claire, 10, None)
    assert replaced is not None
    assert replaced.id == claire
    assert [access.action for access in page.accesses] == ["identity.session.opened"] * 2


async def test_a_provisional_person_keeps_what_franceconnect_last_said(door: Door) -> None:
    person = await door.person_of(signed_in(CLAIRE, "claire"))
    await door.sign_in(signed_in(replace(CLAIRE, usage_name="DURAND"), "claire"))
    async with door.units() as work:
        kept = await work.persons.get(person)
    assert kept is not None
    assert kept.identity.usage_name == "DURAND"


async def test_signing_in_and_out_are_accesses(door: Door) -> None:
    completed = await door.sign_in(signed_in(CLAIRE))
    await door.end(completed.session_token)
    async with door.units() as work:
        page = await work.accesses.page(completed.held.session.person_id, 10, None)
    assert {access.action for access in page.accesses} == {"identity.session.opened", "identity.session.ended"}
    assert {access.actor for access in page.accesses} == {"holder"}


async def test_the_subject_is_kept_with_the_person(door: Door) -> None:
    person = await door.person_of(signed_in(CLAIRE, "claire"))
    async with door.units() as work:
        assert await work.subjects.all_of(person) == [Subject(subject_of("claire"))]
