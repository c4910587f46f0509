"""Every test here runs twice: on the fake in memory and on PostgreSQL, so that the one cannot drift from the other."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from memory import MemoryUnitsOfWork
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.errors import EmploymentFactsUnavailable, LoginNotTrusted
from sql_units import SqlUnits

ISSUER = "https://fournisseur.example.org/api/v2"
Units = MemoryUnitsOfWork | SqlUnits


@pytest.fixture(params=["memory", "postgresql"])
def units(request: pytest.FixtureRequest) -> Units:
    """Units of work, of both kinds in turn."""
    if request.param == "memory":
        return MemoryUnitsOfWork()
    made: SqlUnits = request.getfixturevalue("sql_units")
    return made


@dataclass
class FakeProvider:
    """FranceConnect, reduced to what it answers."""

    answer: SignedIn | Exception | None = None
    asked: list[dict[str, object]] = field(default_factory=list)
    begun: list[dict[str, object]] = field(default_factory=list)
    away: Exception | None = None

    async def authorization_url(self, *, state: str, nonce: str, code_verifier: str, assurance: Assurance) -> str:
        if self.away is not None:
            raise self.away
        self.begun.append({"state": state, "nonce": nonce, "code_verifier": code_verifier, "assurance": assurance})
        return f"{ISSUER}/authorize?state={state}"

    def check_callback_issuer(self, issuer: str) -> None:
        if issuer != ISSUER:
            raise LoginNotTrusted("callback_issuer")

    async def sign_in(self, *, code: str, code_verifier: str, nonce: str, asked: Assurance) -> SignedIn:
        self.asked.append({"code": code, "code_verifier": code_verifier, "nonce": nonce, "assurance": asked})
        if self.answer is None or isinstance(self.answer, Exception):
            raise self.answer or AssertionError("nobody was to sign in")
        return self.answer

    async def logout_url(self, id_token: str) -> str:
        if self.away is not None:
            raise self.away
        return f"{ISSUER}/session/end?id_token_hint={id_token}"


@dataclass
class FakeEmployment:
    """Records, reduced to its one answer; None when it is away."""

    answer: bool | None = None
    asked: list[UUID] = field(default_factory=list)

    async def has_apprenticeship_contract(self, person_id: UUID) -> bool:
        self.asked.append(person_id)
        if self.answer is None:
            raise EmploymentFactsUnavailable
        return self.answer


@pytest.fixture
def provider() -> FakeProvider:
    """FranceConnect."""
    return FakeProvider()


@pytest.fixture
def employment() -> FakeEmployment:
    """Records."""
    return FakeEmployment()
