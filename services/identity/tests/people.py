"""Invented people, a clock that is moved by hand, and how people enter the registry of a test."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.matching import Resolution
from passeport_identity.domain.nir import Nir, RegisterNumber
from passeport_identity.domain.person_query import Query
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.person_ports import RegisteredPerson
from passeport_identity.usecases.ports import OpenWork
from passeport_identity.usecases.resolve_persons import ResolvePersons
from passeport_identity.vault.address_vault import AddressVault
from passeport_identity.vault.key_ring import KeyRing
from passeport_identity.vault.nir_vault import NirVault

Ask = Callable[..., Awaitable[list[Resolution]]]

OPERATOR = Operator("test", "maria", "contrat 12")
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
ADDRESSES = AddressVault(KeyRing("1", {"1": b"e" * 32}))
VAULT = NirVault(KeyRing("1", {"1": b"s" * 32}), KeyRing("1", {"1": b"i" * 32}))

CLAIRE = CivilIdentity(("Claire", "Sophie", "Hélène"), "FONTANEL", Sex.FEMALE, BirthDate(1981, 4, 17), "44109")
CLAIRE_NIR = Nir("2810444109021")
ENZO = CivilIdentity(("Enzo", "Luca"), "MARCHETTI", Sex.MALE, BirthDate(2011, 9, 14), "69383")
ENZO_NIR = Nir("1110969383104")
MAMADOU = CivilIdentity(("Mamadou", "Lamine"), "DIALLO", Sex.MALE, BirthDate(1992, 11, 0), "", "99341")
MAMADOU_NIR = Nir("1921199341127")
THOMAS = CivilIdentity(("Thomas",), "MARTIN", Sex.MALE, BirthDate(1994, 3, 12), "35238")
THOMAS_NIR = Nir("1940335238045")
OTHER_THOMAS_NIR = Nir("1940335238152")


class MovedClock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, delta: timedelta) -> None:
        self.now += delta


def subject_of(name: str) -> str:
    """A subject of the form of FranceConnect's."""
    return f"{name.encode().hex():0<64}"[:64] + "v1"


def signed_in(identity: CivilIdentity, name: str = "") -> SignedIn:
    """What FranceConnect says of someone: dates presumed, as it presumes them."""
    presumed = identity.birth_date.presumed
    pivot = replace(identity, birth_date=BirthDate(presumed.year, presumed.month, presumed.day))
    subject = subject_of(name or identity.birth_name)
    return SignedIn(subject, Assurance.EIDAS1, pivot, f"id-token-of-{subject[:8]}")


async def register(units: OpenWork, nir: RegisterNumber, identity: CivilIdentity, person_id: UUID) -> UUID:
    """Puts someone into the registry."""
    async with units() as work:
        person = RegisteredPerson(person_id, identity, await VAULT.seal(nir, person_id), VAULT.index(nir))
        await work.registry.add([person], person_id)
        await work.commit()
    return person_id


def registry_file(path: Path, *rows: str, further: str = "") -> Path:
    """Writes a registry file with its header, and further columns if any."""
    header = "nir,birth_name,usage_name,given_names,sex,birth_date,birth_place,birth_country" + further
    path.write_text("\r\n".join([header, *rows]) + "\r\n", encoding="utf-8")
    return path


def asking(units: OpenWork, vault: NirVault, clock: Clock) -> Ask:
    """Both steps of resolving persons at once: queries, purpose, organisation, sender."""
    resolve = ResolvePersons(units, vault, clock)

    async def ask(queries: Sequence[Query], purpose: str, organisation: str = "", sender: str = "") -> list[Resolution]:
        return await resolve(resolve.prepare(queries, purpose, sender), organisation)

    return ask
