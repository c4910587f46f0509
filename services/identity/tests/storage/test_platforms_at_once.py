"""A code or a refresh token that is used twice at once, or while its consent is withdrawn: no token outlives that."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from held_back import HeldBack, until_somebody_waits
from passeport_chassis.ids import new_id
from passeport_identity.domain.authorization import PlatformLifetimes
from passeport_identity.domain.pkce import pkce_challenge
from passeport_identity.errors import GrantInvalid
from passeport_identity.storage.tables import authorization_code, platform_token
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner
from passeport_identity.usecases.end_authorization import EndAuthorization
from passeport_identity.usecases.grant_authorization import Consented, GrantAuthorization
from passeport_identity.usecases.issue_platform_tokens import IssuedPlatformTokens, IssuePlatformTokens
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.vault.client_assertions import ClientAssertions
from people import CLAIRE, CLAIRE_NIR, OPERATOR, MovedClock, register
from sql_units import SqlUnits
from usecases.platform_desk import BACK, PLATFORM, PROOF, VERIFIER
from usecases.test_tokens_issued import HASHER, SECRET

PERSON, CONSENT = new_id(), new_id()
Use = Callable[[IssuePlatformTokens], Coroutine[Any, Any, IssuedPlatformTokens]]


def issuing(units: SqlUnits, clock: MovedClock) -> IssuePlatformTokens:
    authenticate = AuthenticatePartner(units, HASHER, ClientAssertions(), clock, ())
    return IssuePlatformTokens(units, authenticate, clock, PlatformLifetimes(timedelta(minutes=10), timedelta(days=30)))


@pytest.fixture(params=["code", "refresh token"])
async def use(request: pytest.FixtureRequest, sql_units: SqlUnits, clock: MovedClock) -> Use:
    """Shows what serves once, to whoever issues."""
    await register(sql_units, CLAIRE_NIR, CLAIRE, PERSON)
    await RegisterPartner(sql_units, HASHER, clock, OPERATOR)(PLATFORM, SECRET)
    ends_at = clock.now + timedelta(days=1)
    asked = Consented("recruteur", BACK, ["cv:identity"], pkce_challenge(VERIFIER), CONSENT, ends_at)
    code = await GrantAuthorization(sql_units, clock)(PERSON, asked)
    if request.param == "code":
        return lambda issue: issue.for_code(PROOF, code, BACK, VERIFIER)
    first = await issuing(sql_units, clock).for_code(PROOF, code, BACK, VERIFIER)
    return lambda issue: issue.for_refresh_token(PROOF, first.refresh_token, ())


async def left(engine: AsyncEngine) -> tuple[int | None, int | None]:
    """How many tokens there are, and how many codes that were not shown."""
    async with engine.connect() as connection:
        tokens = sa.select(sa.func.count()).select_from(platform_token)
        codes = sa.select(sa.func.count()).select_from(authorization_code).where(authorization_code.c.used_at.is_(None))
        return await connection.scalar(tokens), await connection.scalar(codes)


async def test_of_two_at_once_one_is_served_and_both_lose(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine, use: Use
) -> None:
    issue = issuing(sql_units, clock)
    came = await asyncio.gather(use(issue), use(issue), return_exceptions=True)
    assert {type(one) for one in came} == {GrantInvalid, IssuedPlatformTokens}
    assert await left(engine) == (0, 0)


async def test_a_withdrawal_waits_for_who_is_served_and_ends_what_he_got(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine, use: Use
) -> None:
    held_back = HeldBack(engine)
    serving: asyncio.Task[IssuedPlatformTokens] = asyncio.create_task(use(issuing(held_back, clock)))
    await held_back.is_ready.wait()
    withdrawing = asyncio.create_task(EndAuthorization(sql_units)(PERSON, CONSENT))
    await until_somebody_waits(engine, "transactionid")
    held_back.may_go_on.set()
    await serving
    await withdrawing
    assert await left(engine) == (0, 0)
