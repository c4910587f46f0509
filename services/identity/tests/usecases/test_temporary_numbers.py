"""Waiting numbers (NIA) and temporary numbers of employers (NTT): kept apart from NIR, and what they lead to."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_identity.domain.matching import Outcome, Resolution
from passeport_identity.domain.nir import Nia
from passeport_identity.domain.person_query import NirQuery, NttQuery
from passeport_identity.errors import FieldInvalid
from passeport_identity.vault.key_ring import KeyRing
from passeport_identity.vault.nir_vault import NirVault
from people import CLAIRE, CLAIRE_NIR, MAMADOU, THOMAS, THOMAS_NIR, VAULT, Ask, MovedClock, asking, register
from sql_units import SqlUnits
from usecases.house import Units

NTT = "2356000000E4711"
BY_NTT = NttQuery(NTT, "FONTANEL")
LINKING = NirQuery(CLAIRE_NIR.value, "Fontanel", NTT)
UNKNOWN = Resolution(Outcome.NTT_UNKNOWN, fields=("ntt",))


@pytest.fixture
def resolve(units: Units, clock: MovedClock) -> Ask:
    return asking(units, VAULT, clock)


async def actions(units: Units, person_id: UUID) -> list[str]:
    async with units() as work:
        page = await work.accesses.page(person_id, 100, None)
    return sorted(access.action for access in page.accesses)


async def test_a_temporary_number_opens_nothing_until_a_nir_stands_beside_it(resolve: Ask, units: Units) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    assert await resolve([BY_NTT], "dsn") == [UNKNOWN]
    # The line that links may stand behind those that need it.
    answers = await resolve([BY_NTT, LINKING, NttQuery(NTT, "DURAND"), NttQuery(NTT, "")], "dsn")
    assert answers == [
        Resolution(Outcome.RESOLVED, claire, fields=("ntt", "birth_name")),
        Resolution(Outcome.RESOLVED, claire, fields=("nir", "birth_name")),
        Resolution(Outcome.NIR_NAME_MISMATCH, fields=("ntt", "birth_name")),
        Resolution(Outcome.NO_MATCH, fields=("ntt", "birth_name")),
    ]
    await resolve([LINKING], "dsn")
    # Of the link the person reads once.
    assert await actions(units, claire) == ["identity.ntt.linked", *["identity.person.resolved"] * 2]


@pytest.mark.parametrize(
    "not_linking",
    [
        NirQuery(CLAIRE_NIR.value, "DURAND", NTT),
        NirQuery(THOMAS_NIR.value, "MARTIN", NTT),
        NirQuery(CLAIRE_NIR.value, "FONTANEL", "2356000001E4711"),
        NirQuery(CLAIRE_NIR.value, "FONTANEL", "2356000000e4711"),
        NirQuery(CLAIRE_NIR.value, "FONTANEL"),
    ],
)
async def test_only_a_line_that_is_resolved_links_its_own_number(
    resolve: Ask, units: Units, not_linking: NirQuery
) -> None:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    await resolve([not_linking], "dsn")
    assert await resolve([BY_NTT], "dsn") == [UNKNOWN]


async def test_a_number_declared_with_two_nir_names_nobody(resolve: Ask, units: Units) -> None:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    await register(units, THOMAS_NIR, THOMAS, new_id())
    await resolve([LINKING, NirQuery(THOMAS_NIR.value, "MARTIN", NTT)], "dsn")
    assert await resolve([BY_NTT], "dsn") == [Resolution(Outcome.AMBIGUOUS, fields=("ntt",))]


async def test_no_sender_says_whose_the_number_of_another_is(resolve: Ask, units: Units) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    await register(units, THOMAS_NIR, THOMAS, new_id())
    false = NirQuery(THOMAS_NIR.value, "MARTIN", NTT)
    own, others = "356000000", ("552100554", "")
    for sender in others:
        await resolve([false], "dsn", "Autre", sender)
    assert await resolve([BY_NTT], "dsn", "La Poste", own) == [UNKNOWN]
    await resolve([LINKING], "dsn", "La Poste", own)
    for sender in others:
        await resolve([false], "dsn", "Autre", sender)
    (answer,) = await resolve([BY_NTT], "dsn", "La Poste", own)
    assert (answer.outcome, answer.person_id) == (Outcome.RESOLVED, claire)
    for sender in ("55210055", "35600000000048", "²56000000"):
        with pytest.raises(FieldInvalid) as refusal:
            await resolve([BY_NTT], "dsn", "", sender)
        assert [each.field for each in refusal.value.violations] == ["sender_siren"]


async def test_a_number_of_thirteen_digits_is_not_taken_for_a_nir(resolve: Ask, units: Units) -> None:
    await register(units, CLAIRE_NIR, CLAIRE, new_id())
    ntt, malformed = NttQuery(CLAIRE_NIR.value, "FONTANEL"), NttQuery("12", "FONTANEL")
    outcomes = [answer.outcome for answer in await resolve([ntt, malformed], "dsn")]
    # It happens to hold a SIREN: her very NIR, and yet it leads to nobody.
    assert outcomes == [Outcome.NTT_UNKNOWN, Outcome.NTT_INVALID]


async def test_a_link_holds_while_the_keys_change(resolve: Ask, units: Units, clock: MovedClock) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    await resolve([LINKING], "dsn")
    keys = {"1": b"i" * 32, "2": b"I" * 32}
    later = NirVault(KeyRing("1", {"1": b"s" * 32}), KeyRing("2", keys))
    (answer,) = await asking(units, later, clock)([BY_NTT], "dsn")
    assert answer.person_id == claire


async def test_who_has_a_waiting_number_is_found_by_it_and_kept_as_such(
    resolve: Ask, units: Units, engine: AsyncEngine
) -> None:
    nia = Nia("7921199341127")
    mamadou = await register(units, nia, MAMADOU, new_id())
    assert await resolve([NirQuery(nia.value, "DIALLO"), NirQuery("1" + nia.value[1:], "DIALLO")], "dsn") == [
        Resolution(Outcome.RESOLVED, mamadou, fields=("nia", "birth_name")),
        Resolution(Outcome.NO_MATCH, fields=("nir",)),
    ]
    async with units() as work:
        sealed = await work.persons.sealed_nir(mamadou)
    assert sealed is not None
    assert await VAULT.open(sealed, mamadou) == nia
    if isinstance(units, SqlUnits):
        async with engine.connect() as connection:
            kinds = (await connection.execute(sa.text("SELECT nir_kind FROM person"))).scalars().all()
        assert kinds == ["nia"]
