"""A door where people sign in, a desk where accounts are opened, and the outside as both see it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from memory import MemoryUnitsOfWork
from passeport_chassis.ids import new_id
from passeport_identity.domain.account import ActivationLimit
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.session import SessionLifetimes
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.errors import EmploymentFactsUnavailable, LoginNotTrusted
from passeport_identity.usecases.activate_account import ActivateAccount
from passeport_identity.usecases.begin_login import BeginLogin
from passeport_identity.usecases.close_account import CloseAccount
from passeport_identity.usecases.complete_login import Callback, CompletedLogin, CompleteLogin
from passeport_identity.usecases.end_session import EndSession
from passeport_identity.usecases.get_account import AccountView, GetAccount
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.platforms import Platform, Platforms
from passeport_identity.usecases.reopen_account import ReopenAccount
from passeport_identity.usecases.update_account import UpdateAccount
from people import ADDRESSES, VAULT, MovedClock, register, signed_in
from sql_units import SqlUnits

ISSUER = "https://fournisseur.example.org/api/v2"
PLUS = "https://plus.example.org/api/v2"
Units = MemoryUnitsOfWork | SqlUnits
LIFETIMES = SessionLifetimes(timedelta(minutes=30), timedelta(hours=12))


@dataclass
class FakeProvider:
    """FranceConnect, reduced to what it answers."""

    answer: SignedIn | Exception | None = None
    asked: list[dict[str, object]] = field(default_factory=list)
    begun: list[dict[str, object]] = field(default_factory=list)
    away: Exception | None = None
    issuer: str = ISSUER

    async def authorization_url(self, *, state: str, nonce: str, code_verifier: str, assurance: Assurance) -> str:
        if self.away is not None:
            raise self.away
        self.begun.append({"state": state, "nonce": nonce, "code_verifier": code_verifier, "assurance": assurance})
        return f"{self.issuer}/authorize?state={state}"

    def check_callback_issuer(self, issuer: str) -> None:
        if issuer != self.issuer:
            raise LoginNotTrusted("callback_issuer")

    async def sign_in(self, *, code: str, code_verifier: str, nonce: str, asked: Assurance) -> SignedIn:
        self.asked.append({"code": code, "code_verifier": code_verifier, "nonce": nonce, "assurance": asked})
        if self.answer is None or isinstance(self.answer, Exception):
            raise self.answer or AssertionError("nobody was to sign in")
        return self.answer

    async def logout_url(self, id_token: str, *, state: str = "") -> str:
        if self.away is not None:
            raise self.away
        return f"{self.issuer}/session/end?id_token_hint={id_token}&state={state}"


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


@dataclass
class Door:
    """The use cases of sign-in, and a browser that goes through them."""

    units: Units
    provider: FakeProvider
    clock: MovedClock

    def __post_init__(self) -> None:
        self.plus = FakeProvider(issuer=PLUS)
        beside = (Platform(self.plus, Assurance.EIDAS2, PLUS),)
        self.platforms = Platforms(Platform(self.provider, Assurance.EIDAS1), beside)
        self.begin = BeginLogin(self.units, self.platforms, self.clock, timedelta(minutes=10))
        self.complete = CompleteLogin(self.units, self.platforms, self.clock, LIFETIMES)
        self.get = GetSession(self.units, self.clock, LIFETIMES)
        self.end = EndSession(self.units, self.platforms, self.clock)

    async def callback(self, return_to: str = "/passeport") -> Callback:
        begun = await self.begin(return_to)
        state = str(self.provider.begun[-1]["state"])
        return Callback(state=state, code="code", issuer=ISSUER, browser_binding=begun.browser_binding)

    async def sign_in(self, who: SignedIn, session_token: str = "") -> CompletedLogin:
        self.provider.answer = who
        return await self.complete(replace(await self.callback(), session_token=session_token))

    async def at_plus(self, acr: str = "eidas2", session_token: str = "") -> Callback:
        """Back from FranceConnect+, where the browser was sent from this session."""
        begun = await self.begin("/passeport", acr, session_token)
        state = str(self.plus.begun[-1]["state"])
        return Callback(
            state=state, code="code", issuer=PLUS, browser_binding=begun.browser_binding, session_token=session_token
        )

    async def step_up(self, who: SignedIn, session_token: str = "", acr: str = "eidas2") -> CompletedLogin:
        """Signs in at FranceConnect+, from this session or from none."""
        self.plus.answer = replace(who, assurance=Assurance[acr.upper()])
        return await self.complete(await self.at_plus(acr, session_token))

    async def person_of(self, who: SignedIn) -> UUID:
        return (await self.sign_in(who)).held.session.person_id

    async def is_provisional(self, person_id: UUID) -> bool:
        async with self.units() as work:
            person = await work.persons.get(person_id)
        assert person is not None
        return person.is_provisional


@dataclass
class Desk:
    """Where accounts are opened, for people who come through the door."""

    units: Units
    door: Door
    employment: FakeEmployment
    clock: MovedClock

    def __post_init__(self) -> None:
        self.activate_account = ActivateAccount(
            self.units, VAULT, ADDRESSES, self.employment, self.clock, ActivationLimit()
        )
        self.get_account = GetAccount(self.units, VAULT, ADDRESSES, self.clock)
        self.update_account = UpdateAccount(self.units, VAULT, ADDRESSES, self.clock)
        self.close_account = CloseAccount(self.units, VAULT, ADDRESSES, self.clock)
        self.reopen_account = ReopenAccount(self.units, VAULT, ADDRESSES, self.clock)

    async def activate(self, person_id: UUID, nir: Nir) -> AccountView:
        return await self.activate_account(person_id, nir.value + nir.key)

    async def actions(self, person_id: UUID) -> list[str]:
        async with self.units() as work:
            page = await work.accesses.page(person_id, 50, None)
        return [access.action for access in page.accesses]


async def recognised(desk: Desk, identity: CivilIdentity, nir: Nir) -> UUID:
    """Someone of the registry who has signed in and was recognised."""
    person = await register(desk.units, nir, identity, new_id())
    assert await desk.door.person_of(signed_in(identity)) == person
    return person
