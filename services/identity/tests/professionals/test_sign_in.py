"""A professional signs in with ProConnect, if his body may read; whatever cannot be believed is refused by its name."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db.housekeeping import delete_expired
from passeport_identity.domain.opaque_token import csrf_token_of
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.domain.purpose import purpose_of, purposes_of
from passeport_identity.errors import (
    BodyNotEntitled,
    CsrfInvalid,
    LoginCancelled,
    LoginCodeRefused,
    LoginLevelTooLow,
    LoginNotTrusted,
    LoginRefused,
    LoginStateInvalid,
    ProfessionalSessionInvalid,
    ProfessionalSignInOff,
    ProviderUnavailable,
    SessionInvalid,
)
from passeport_identity.proconnect.client import ProConnect, ProConnectOff, ProRegistration
from passeport_identity.storage.retention import RETENTIONS
from passeport_identity.storage.tables import professional, professional_session
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.remove_partner import RemovePartner
from passeport_sandbox.openid import abandon
from passeport_sandbox.openid.authorities import trusted_authorities
from passeport_sandbox.proconnect import BODIES
from people import OPERATOR, MovedClock
from professionals.conftest import LIFETIMES, Entrance
from sandbox import query_of


async def test_a_professional_comes_reads_his_session_and_leaves(entrance: Entrance) -> None:
    completed = await entrance.enter("idriss")
    token, held = completed.session_token, completed.held
    assert (held.session.given_names, held.session.usual_name) == ("Idriss", "BENALI")
    assert (held.body.organisation, held.body.role) == (BODIES[1].name, PartnerRole.MISSION_LOCALE)
    assert (await entrance.get(token)).session == held.session
    with pytest.raises(CsrfInvalid):
        await entrance.end(token, "another")
    goodbye = await entrance.end(token, csrf_token_of(token))
    answer = await entrance.browser.get(goodbye)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "http://localhost:8080/")
    with pytest.raises(ProfessionalSessionInvalid):
        await entrance.get(token)
    assert await entrance.end(token, "") == ""


@pytest.mark.parametrize(
    ("login", "check"), [("lise", "not_registered"), ("paul", "siret_missing"), ("yann", "siret_malformed")]
)
async def test_who_works_for_no_body_that_reads_stays_outside(entrance: Entrance, login: str, check: str) -> None:
    with pytest.raises(BodyNotEntitled) as refusal:
        await entrance.enter(login)
    assert refusal.value.check == check


@pytest.mark.parametrize(
    ("fault", "refused"),
    [
        ("bad-signature", "signature"),
        ("unsigned", "algorithm"),
        ("symmetric", "algorithm"),
        ("unknown-kid", "signature"),
        ("wrong-iss", "callback_issuer"),
        ("no-iss", "callback_issuer"),
        ("token-wrong-iss", "issuer"),
        ("wrong-nonce", "nonce"),
        ("wrong-audience", "audience"),
        ("other-sub", "subject"),
        ("userinfo-json", "userinfo_type"),
    ],
)
async def test_what_cannot_be_believed_opens_nothing(entrance: Entrance, fault: str, refused: str) -> None:
    with pytest.raises(LoginNotTrusted) as refusal:
        await entrance.enter(f"maud~{fault}")
    assert refusal.value.check == refused


async def test_one_factor_is_not_enough(entrance: Entrance) -> None:
    with pytest.raises(LoginLevelTooLow) as refusal:
        await entrance.enter("nour")
    assert refusal.value.metadata["reached"] == "eidas1"
    assert "consistency-checked-2fa" in refusal.value.metadata["asked"]


async def test_a_provider_in_trouble_is_told_as_such(entrance: Entrance) -> None:
    for fault in ("token-500", "userinfo-500"):
        with pytest.raises(ProviderUnavailable):
            await entrance.enter(f"maud~{fault}")


async def test_an_attempt_serves_once_in_its_own_browser_and_in_time(entrance: Entrance, clock: MovedClock) -> None:
    callback = await entrance.callback("maud")
    with pytest.raises(LoginStateInvalid):
        await entrance.complete(replace(callback, browser_binding="another"))
    token = (await entrance.complete(callback)).session_token
    for shown in ("", "another"):
        with pytest.raises(LoginStateInvalid):
            await entrance.complete(replace(callback, session_token=shown))
    again = await entrance.complete(replace(callback, session_token=token))
    assert (again.session_token, again.held.session) == ("", (await entrance.get(token)).session)
    older = await entrance.callback("maud")
    clock.advance(timedelta(seconds=1))
    newer = (await entrance.complete(older)).session_token
    assert newer
    with pytest.raises(LoginStateInvalid):
        await entrance.complete(replace(older, session_token=token))
    late = await entrance.callback("maud")
    clock.advance(timedelta(minutes=10))
    with pytest.raises(LoginStateInvalid):
        await entrance.complete(late)
    with pytest.raises(LoginCodeRefused):
        await entrance.complete(replace(await entrance.callback("maud"), code="another"))
    with pytest.raises(LoginRefused):
        await entrance.complete(replace(await entrance.callback("maud"), code="", error="server_error"))


async def test_who_turns_back_is_told_so(entrance: Entrance) -> None:
    begun = await entrance.begin("/")
    back = query_of(await abandon(entrance.browser, begun.authorization_url))
    callback = replace(await entrance.callback("maud"), state=back["state"], error=back["error"])
    with pytest.raises(LoginCancelled):
        await entrance.complete(replace(callback, browser_binding=begun.browser_binding))


async def test_a_session_is_of_its_own_kind_and_ends_with_time_and_with_the_next(
    entrance: Entrance, clock: MovedClock
) -> None:
    first = (await entrance.enter("solene")).session_token
    with pytest.raises(SessionInvalid):
        await GetSession(entrance.units, clock, LIFETIMES)(first)
    second = (await entrance.enter("solene", first)).session_token
    with pytest.raises(ProfessionalSessionInvalid):
        await entrance.get(first)
    for _ in range(3):
        clock.advance(timedelta(minutes=14))
        await entrance.get(second)
    clock.advance(timedelta(minutes=15))
    with pytest.raises(ProfessionalSessionInvalid):
        await entrance.get(second)


async def test_a_body_that_is_taken_away_takes_its_professionals_along(
    entrance: Entrance, engine: AsyncEngine, clock: MovedClock
) -> None:
    token = (await entrance.enter("idriss")).session_token
    other = (await entrance.enter("maud")).session_token
    assert await RemovePartner(entrance.units, clock, OPERATOR)("mission-locale-brest")
    with pytest.raises(ProfessionalSessionInvalid):
        await entrance.get(token)
    with pytest.raises(BodyNotEntitled):
        await entrance.enter("idriss")
    await entrance.get(other)
    async with engine.connect() as connection:
        until = professional.c.habilitated_until
        ended = await connection.scalar(sa.select(until).where(professional.c.siret == BODIES[1].siret))
        sessions = await connection.scalar(sa.select(sa.func.count()).select_from(professional_session))
    assert (ended, sessions) == (clock.now, 1)


async def test_nothing_of_a_name_is_kept_and_a_professional_is_forgotten_after_eighteen_months(
    entrance: Entrance, engine: AsyncEngine
) -> None:
    await entrance.enter("maud")
    async with engine.connect() as connection:
        rows = (await connection.execute(sa.select(professional))).all()
    assert len(rows) == 1
    assert "KERVELLA" not in repr(rows)
    assert "Maud" not in repr(rows)
    (kept,) = (retention for retention in RETENTIONS if retention.table is professional)
    for days, deleted in ((540, 0), (549, 1)):
        async with engine.begin() as connection:
            long_ago = sa.func.now() - timedelta(days=days)
            await connection.execute(sa.update(professional).values(habilitated_until=long_ago))
        assert await delete_expired(engine, kept) == deleted


async def test_a_provider_may_sign_with_rs256(entrance: Entrance, rs256_issuer: str, issuer: str) -> None:
    agreed = ProRegistration(rs256_issuer, "passeport", *_rest(entrance), algorithm="RS256")
    async with httpx.AsyncClient(verify=trusted_authorities()) as http:
        rs256 = Entrance(entrance.units, ProConnect(http, agreed), entrance.browser, entrance.clock)
        assert (await rs256.enter("maud")).session_token
        es256 = replace(rs256, provider=ProConnect(http, replace(agreed, algorithm="ES256")))
        with pytest.raises(LoginNotTrusted) as refusal:
            await es256.enter("maud")
    assert refusal.value.check == "algorithm"


def _rest(entrance: Entrance) -> tuple[str, str, str, tuple[str, ...]]:
    agreed = entrance.provider._registration
    return agreed.client_secret, agreed.redirect_uri, agreed.post_logout_redirect_uri, tuple(agreed.levels)


async def test_without_a_provider_nobody_signs_in_and_no_session_serves(entrance: Entrance) -> None:
    token = (await entrance.enter("maud")).session_token
    off = ProConnectOff()
    with pytest.raises(ProfessionalSignInOff):
        await replace(entrance.begin, provider=off)("/")
    with pytest.raises(ProfessionalSignInOff):
        await replace(entrance.complete, provider=off)(await entrance.callback("maud"))
    with pytest.raises(ProfessionalSignInOff):
        await replace(entrance.get, provider=off)(token)
    assert await replace(entrance.end, provider=off)(token, csrf_token_of(token)) == ""


@pytest.mark.parametrize("role", PartnerRole)
def test_a_purpose_is_a_mission_of_the_body(role: PartnerRole) -> None:
    assert bool(purposes_of(role)) == role.reads
    for purpose in purposes_of(role):
        assert purpose_of(purpose.code, role) is purpose
    for code in ("", "curiosity", *(one.code for other in PartnerRole for one in purposes_of(other))):
        if code not in {one.code for one in purposes_of(role)}:
            with pytest.raises(ValueError, match="must be one of"):
                purpose_of(code, role)
