"""A client whose role or scopes this version does not know: it goes on with what is known of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.errors import ScopeNotAllowed
from passeport_identity.storage.tables import partner_client
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.issue_partner_token import IssuePartnerToken
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.vault.client_assertions import ClientAssertions
from passeport_identity.vault.secret_hasher import SecretHasher
from people import OPERATOR, MovedClock
from sql_units import SqlUnits

HASHER = SecretHasher(n=2**4)
SECRET = "s" * 43
CLIENT = PartnerClient("employeur", "Employeur", "35600000000048", frozenset({"feed:dsn"}), role=PartnerRole.EMPLOYER)


@pytest.mark.parametrize(
    ("role", "scopes", "granted"),
    [
        ("employer", ["feed:dsn", "feed:payslips"], {"feed:dsn"}),
        ("employer", ["feed:diplomas", "feed:dsn"], {"feed:dsn"}),
        ("payroll-vendor", ["feed:dsn", "feed:payslips"], {"feed:dsn"}),
        ("", ["feed:dsn", "dsn:every-employer"], {"feed:dsn", "dsn:every-employer"}),
        ("employer", ["feed:payslips"], set()),
    ],
    ids=["scope", "scope of the role", "role", "of before there were roles", "no scope that is known"],
)
async def test_what_a_later_version_gave_is_passed_over(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine, role: str, scopes: list[str], granted: set[str]
) -> None:
    await RegisterPartner(sql_units, HASHER, clock, OPERATOR)(CLIENT, SECRET)
    async with engine.begin() as connection:
        await connection.execute(sa.update(partner_client).values(role=role, scopes=scopes))
    authenticate = AuthenticatePartner(sql_units, HASHER, ClientAssertions(), clock, ())
    issue = IssuePartnerToken(sql_units, authenticate, clock, timedelta(minutes=15))
    proof = ClientProof(CLIENT.client_id, SECRET)
    if granted:
        assert (await issue(proof, [])).scopes == granted
    else:
        with pytest.raises(ScopeNotAllowed):
            await issue(proof, [])
