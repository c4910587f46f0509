"""Platforms that a holder lets read what he published: codes, tokens that rotate, and what ends them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.events import PlatformRemoved
from passeport_identity.domain.opaque_token import digest
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.domain.pkce import pkce_challenge
from passeport_identity.errors import (
    AccessTokenInvalid,
    ClientInvalid,
    FieldInvalid,
    GrantInvalid,
    GrantNotAllowed,
    PlatformNotFound,
    RedirectUriNotRegistered,
    ScopeNotAllowed,
)
from passeport_identity.usecases.authenticate_partner import ClientProof
from passeport_identity.usecases.describe_authorization import DescribeAuthorization
from passeport_identity.usecases.end_authorization import EndAuthorization
from passeport_identity.usecases.issue_partner_token import IssuePartnerToken
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.usecases.remove_partner import RemovePartner
from passeport_identity.usecases.revoke_partner_token import RevokePartnerToken
from people import OPERATOR, MovedClock
from usecases.house import Door, Units
from usecases.platform_desk import ACCESS, BACK, KEPT, PLATFORM, PROOF, REFRESH, VERIFIER, Desk, open_desk
from usecases.test_tokens_issued import HASHER, SECRET


@pytest.fixture
async def desk(units: Units, door: Door, clock: MovedClock) -> Desk:
    return await open_desk(units, door, clock)


async def test_who_asks_is_known_before_anything_else(desk: Desk) -> None:
    describe = DescribeAuthorization(desk.units)
    asking = await describe("recruteur", BACK, ["cv:identity"])
    assert (asking.client.organisation, asking.client.purpose) == (PLATFORM.organisation, PLATFORM.purpose)
    assert asking.scopes == {"cv:identity"}
    assert (await describe("recruteur", BACK, [])).scopes == PLATFORM.scopes
    await RegisterPartner(desk.units, HASHER, desk.clock, OPERATOR)(
        PartnerClient("employeur", "E", "35600000000048", frozenset({"feed:dsn"}), role=PartnerRole.EMPLOYER), SECRET
    )
    for stranger in ("employeur", "personne", "", "\N{SNOWMAN}"):
        with pytest.raises(PlatformNotFound):
            await describe(stranger, BACK, ["feed:dsn"])
    # Letter by letter: no prefix, no other port or case, no further parameter (RFC 9700, 4.1.3).
    for wrong in ("", BACK + "&x=1", BACK[:-1], BACK.upper(), "http://127.0.0.1:9998/cb", BACK.replace(".", "x")):
        with pytest.raises(RedirectUriNotRegistered):
            await describe("recruteur", wrong, ["feed:dsn"])
    for scope in ("cv:awards", "feed:dsn", "x"):
        with pytest.raises(ScopeNotAllowed) as refusal:
            await describe("recruteur", BACK, [scope])
        assert refusal.value.metadata["scope"] in (scope, "unknown")


async def test_a_code_becomes_tokens_of_one_consent(desk: Desk) -> None:
    issued = await desk.tokens()
    assert (issued.lifetime, sorted(issued.scopes)) == (ACCESS, ["cv:employment", "cv:identity"])
    claims = await desk.claims(issued.access_token)
    assert (claims["sub"], claims["actor"], claims["scope"]) == ("recruteur", "platform", "cv:employment cv:identity")
    assert (claims["person"], claims["consent"]) == (str(desk.person_id), str(desk.consent_id))
    assert (claims["org_name"], claims["purpose"]) == (PLATFORM.organisation, PLATFORM.purpose)
    desk.clock.advance(ACCESS)
    with pytest.raises(AccessTokenInvalid):
        await desk.claims(issued.access_token)


@pytest.mark.parametrize(
    ("redirect_uri", "verifier", "later", "check"),
    [
        ("http://127.0.0.1:9999/cb", VERIFIER, 0, "redirect_uri"),
        ("", VERIFIER, 0, "redirect_uri"),
        (BACK, "w" * 43, 0, "code_verifier"),
        (BACK, VERIFIER[:-1], 0, "code_verifier"),
        (BACK, "é" * 43, 0, "code_verifier"),
        (BACK, pkce_challenge(VERIFIER), 0, "code_verifier"),
        (BACK, "", 0, "code_verifier"),
        (BACK, VERIFIER, 60, "expired"),
    ],
)
async def test_a_code_serves_once_even_when_it_is_shown_wrongly(
    desk: Desk, redirect_uri: str, verifier: str, later: int, check: str
) -> None:
    code = await desk.code()
    desk.clock.advance(timedelta(seconds=later))
    for said in (check, "used"):
        with pytest.raises(GrantInvalid) as refusal:
            await desk.issue.for_code(PROOF, code, redirect_uri, verifier)
        assert refusal.value.check == said
        redirect_uri, verifier = BACK, VERIFIER


async def test_a_code_that_is_shown_twice_ends_what_it_gave(desk: Desk) -> None:
    code = await desk.code()
    first = await desk.issue.for_code(PROOF, code, BACK, VERIFIER)
    second = await desk.refreshed(first.refresh_token)
    with pytest.raises(GrantInvalid):
        await desk.issue.for_code(PROOF, code, BACK, VERIFIER)
    await desk.check_over(second)


async def test_nobody_but_its_client_can_use_a_code_or_a_token_or_use_it_up(desk: Desk) -> None:
    code, stranger = await desk.code(), ClientProof("autre-recruteur", SECRET)
    with pytest.raises(GrantInvalid):
        await desk.issue.for_code(stranger, code, BACK, VERIFIER)
    with pytest.raises(ClientInvalid):
        await desk.issue.for_code(ClientProof("recruteur", "x"), code, BACK, VERIFIER)
    issued = await desk.issue.for_code(PROOF, code, BACK, VERIFIER)
    for wrong in (issued.refresh_token, issued.access_token, "x"):
        with pytest.raises(GrantInvalid) as refusal:
            await desk.issue.for_refresh_token(stranger, wrong, ())
        assert refusal.value.check == "unknown"
    # An access token refreshes nothing, and a refresh token opens nothing.
    with pytest.raises(GrantInvalid):
        await desk.refreshed(issued.access_token)
    with pytest.raises(AccessTokenInvalid):
        await desk.claims(issued.refresh_token)
    await desk.refreshed(issued.refresh_token)


async def test_refresh_tokens_rotate_and_one_that_is_used_twice_ends_them_all(desk: Desk) -> None:
    first = await desk.tokens()
    desk.clock.advance(timedelta(days=29))
    second = await desk.refreshed(first.refresh_token, "cv:identity")
    assert second.scopes == {"cv:identity"}
    desk.clock.advance(timedelta(days=29))
    # Fewer scopes once are not fewer for good (RFC 6749, section 6).
    third = await desk.refreshed(second.refresh_token)
    assert third.scopes == set(KEPT)
    with pytest.raises(ScopeNotAllowed):
        await desk.refreshed(third.refresh_token, "cv:credential")
    with pytest.raises(GrantInvalid) as refusal:
        await desk.refreshed(second.refresh_token)
    assert refusal.value.check == "used"
    await desk.check_over(third)


async def test_nothing_outlives_the_consent_or_a_month_without_use(desk: Desk) -> None:
    soon = desk.clock.now + timedelta(minutes=5)
    brief = await desk.issue.for_code(PROOF, await desk.code(ends_at=soon), BACK, VERIFIER)
    assert brief.lifetime == timedelta(minutes=5)
    idle = await desk.tokens()
    desk.clock.advance(timedelta(minutes=5))
    with pytest.raises(AccessTokenInvalid):
        await desk.claims(brief.access_token)
    with pytest.raises(GrantInvalid) as refusal:
        await desk.refreshed(brief.refresh_token)
    assert refusal.value.check == "expired"
    desk.clock.advance(REFRESH)
    with pytest.raises(GrantInvalid):
        await desk.refreshed(idle.refresh_token)


async def test_withdrawing_a_consent_ends_its_codes_and_tokens_and_no_others(desk: Desk) -> None:
    issued, unused = await desk.tokens(), await desk.code()
    of_another_consent = await desk.issue.for_code(PROOF, await desk.code(consent_id=new_id()), BACK, VERIFIER)
    end = EndAuthorization(desk.units)
    await end(new_id(), desk.consent_id)
    await desk.claims(issued.access_token)
    await end(desk.person_id, desk.consent_id)
    await end(desk.person_id, desk.consent_id)
    await desk.check_over(issued)
    with pytest.raises(GrantInvalid) as refusal:
        await desk.issue.for_code(PROOF, unused, BACK, VERIFIER)
    assert refusal.value.check == "unknown"
    await desk.claims(of_another_consent.access_token)


async def test_a_platform_revokes_its_own(desk: Desk) -> None:
    revoke = RevokePartnerToken(desk.units, desk.issue.authenticate)
    issued = await desk.tokens()
    await revoke(ClientProof("autre-recruteur", SECRET), issued.access_token)
    await desk.claims(issued.access_token)
    await revoke(PROOF, issued.access_token)
    with pytest.raises(AccessTokenInvalid):
        await desk.claims(issued.access_token)
    again = await desk.refreshed(issued.refresh_token)
    await revoke(PROOF, again.refresh_token)
    await desk.check_over(again)


@pytest.mark.parametrize("what", ["revoked", "replayed", "code replayed"])
async def test_what_becomes_of_an_earlier_authorization_becomes_of_none_that_is_given_later(
    desk: Desk, what: str
) -> None:
    code = await desk.code()
    earlier = await desk.issue.for_code(PROOF, code, BACK, VERIFIER)
    newest = await desk.refreshed(earlier.refresh_token)
    # Asked again, the holder renewed the same consent.
    later, unused = await desk.tokens(), await desk.code()
    if what == "revoked":
        await RevokePartnerToken(desk.units, desk.issue.authenticate)(PROOF, newest.refresh_token)
    elif what == "replayed":
        with pytest.raises(GrantInvalid):
            await desk.refreshed(earlier.refresh_token)
    else:
        with pytest.raises(GrantInvalid):
            await desk.issue.for_code(PROOF, code, BACK, VERIFIER)
    await desk.check_over(newest)
    await desk.claims(later.access_token)
    later = await desk.refreshed(later.refresh_token)
    await desk.issue.for_code(PROOF, unused, BACK, VERIFIER)
    await EndAuthorization(desk.units)(desk.person_id, desk.consent_id)
    await desk.check_over(later)


async def test_what_code_of_before_wrote_ends_with_its_consent(desk: Desk) -> None:
    earlier, later = await desk.tokens(), await desk.tokens()
    async with desk.units() as work:
        for secret in (later.refresh_token, later.access_token):
            found = await work.authorizations.find_any(digest(secret), "recruteur")
            assert found is not None
            await work.authorizations.end_access(found.digest)
            await work.authorizations.add_tokens(replace(found, grant_id=None))
        await work.commit()
    # It may have come of what is revoked.
    revoke = RevokePartnerToken(desk.units, desk.issue.authenticate)
    await revoke(PROOF, earlier.refresh_token)
    await desk.check_over(earlier, later)


async def test_what_becomes_of_the_client_becomes_of_its_tokens(desk: Desk) -> None:
    issued, enter = await desk.tokens(), RegisterPartner(desk.units, HASHER, desk.clock, OPERATOR)
    await enter(replace(PLATFORM, scopes=frozenset({"cv:identity"})), SECRET)
    assert (await desk.claims(issued.access_token))["scope"] == "cv:identity"
    # Another secret: what was given for the former is over, but holders need not consent anew.
    await enter(PLATFORM, "t" * 43)
    with pytest.raises(AccessTokenInvalid):
        await desk.claims(issued.access_token)
    again = await desk.issue.for_refresh_token(ClientProof("recruteur", "t" * 43), issued.refresh_token, ())
    await desk.code()
    await RemovePartner(desk.units, desk.clock, OPERATOR)("recruteur")
    assert PlatformRemoved("recruteur", desk.clock.now) in await desk.units.events()
    with pytest.raises(AccessTokenInvalid):
        await desk.claims(again.access_token)
    with pytest.raises(PlatformNotFound):
        await desk.code()


@pytest.mark.parametrize(
    "now",
    [{"organisation": "Courtier en données"}, {"siret": "73282932000074"}, {"purpose": "Vous envoyer des offres"}],
)
async def test_holders_consented_to_what_they_read_and_to_nobody_and_nothing_else(
    desk: Desk, now: dict[str, str]
) -> None:
    used = await desk.code()
    issued, unused = await desk.issue.for_code(PROOF, used, BACK, VERIFIER), await desk.code()
    there = await desk.issue.for_code(
        ClientProof("autre-recruteur", SECRET), await desk.code(client_id="autre-recruteur"), BACK, VERIFIER
    )
    enter = RegisterPartner(desk.units, HASHER, desk.clock, OPERATOR)
    await enter(replace(PLATFORM, redirect_uris=(BACK,)), SECRET)
    await desk.claims(issued.access_token)
    await enter(replace(PLATFORM, **now), SECRET)  # type: ignore[arg-type]
    await desk.check_over(issued)
    for code in (used, unused):
        with pytest.raises(GrantInvalid) as refusal:
            await desk.issue.for_code(PROOF, code, BACK, VERIFIER)
        assert refusal.value.check == "unknown"
    await desk.claims(there.access_token)


async def test_a_platform_gets_no_token_of_its_own(desk: Desk) -> None:
    issue = IssuePartnerToken(desk.units, desk.issue.authenticate, desk.clock, ACCESS)
    with pytest.raises(GrantNotAllowed):
        await issue(PROOF, [])


@pytest.mark.parametrize("challenge", ["", "x" * 42, "x" * 44, "é" * 43, VERIFIER[:-1] + "="])
async def test_a_challenge_is_one_of_s256(desk: Desk, challenge: str) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        await desk.code(challenge=challenge)
    assert refusal.value.violations[0].field == "code_challenge"


async def test_nothing_is_granted_without_a_scope(desk: Desk) -> None:
    with pytest.raises(FieldInvalid):
        await desk.code(scopes=[])
