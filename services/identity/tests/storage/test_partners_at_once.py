"""A client that is changed or removed while it asks for a token: what proved the former one gets none."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from held_back import HeldBack, Overtaken, until_somebody_waits
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.errors import ClientInvalid
from passeport_identity.storage.tables import partner_token
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.issue_partner_token import IssuePartnerToken
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.usecases.remove_partner import RemovePartner
from passeport_identity.vault.client_assertions import ClientAssertions
from passeport_identity.vault.secret_hasher import SecretHasher
from people import OPERATOR, MovedClock
from sql_units import SqlUnits

HASHER = SecretHasher(n=2**4)
CLIENT = PartnerClient("employeur", "Employeur", "35600000000048", frozenset({"feed:dsn"}))
FORMER, NEXT = "f" * 43, "n" * 43
PROOF = ClientProof(CLIENT.client_id, FORMER)


def issuing(units: SqlUnits, clock: MovedClock) -> IssuePartnerToken:
    authenticate = AuthenticatePartner(units, HASHER, ClientAssertions(), clock, ())
    return IssuePartnerToken(units, authenticate, clock, timedelta(minutes=15))


def registering(units: SqlUnits, clock: MovedClock) -> RegisterPartner:
    return RegisterPartner(units, HASHER, clock, OPERATOR)


async def tokens(engine: AsyncEngine) -> int | None:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(partner_token))


@pytest.mark.parametrize("what", ["another secret", "removed"])
async def test_a_secret_that_is_changed_once_it_was_found_right_gets_no_token(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine, what: str
) -> None:
    await registering(sql_units, clock)(CLIENT, FORMER)
    change: dict[str, Callable[[], Awaitable[object]]] = {
        "another secret": lambda: registering(sql_units, clock)(CLIENT, NEXT),
        "removed": lambda: RemovePartner(sql_units, clock, OPERATOR)(CLIENT.client_id),
    }
    with pytest.raises(ClientInvalid):
        await issuing(Overtaken(engine, change[what]), clock)(PROOF, [])
    assert await tokens(engine) == 0


async def test_who_asks_while_its_secret_changes_waits_for_what_comes_of_it(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine
) -> None:
    await registering(sql_units, clock)(CLIENT, FORMER)
    held_back = HeldBack(engine)
    changing: list[asyncio.Task[None]] = []

    async def begin() -> None:
        changing.append(asyncio.create_task(registering(held_back, clock)(CLIENT, NEXT)))
        await held_back.is_ready.wait()

    asking = asyncio.create_task(issuing(Overtaken(engine, begin), clock)(PROOF, []))
    await until_somebody_waits(engine)
    held_back.may_go_on.set()
    with pytest.raises(ClientInvalid):
        await asking
    await changing[0]
    assert await tokens(engine) == 0


async def test_what_changes_nothing_of_the_proof_is_heard_of_and_refuses_nobody(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine
) -> None:
    more = replace(CLIENT, scopes=frozenset({"feed:dsn", "prevention:declare"}))
    await registering(sql_units, clock)(more, FORMER)
    issue = issuing(Overtaken(engine, lambda: registering(sql_units, clock)(CLIENT, FORMER)), clock)
    assert (await issue(PROOF, [])).scopes == CLIENT.scopes
