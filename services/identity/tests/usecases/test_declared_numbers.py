"""Changes of numbers that employers declare: they prove nothing, and go where they belong once somebody decides."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_identity.clients.registry_file import RegistryFile
from passeport_identity.domain.declared_number import DeclarationOutcome
from passeport_identity.domain.matching import Outcome
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.person_query import NirQuery
from passeport_identity.errors import FieldInvalid
from passeport_identity.storage.tables import declared_number
from passeport_identity.usecases.declare_numbers import DeclareNumbers, NumberDeclaration
from passeport_identity.usecases.import_persons import ImportPersons
from passeport_identity.usecases.merge_persons import MergePersons
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.split_merge import SplitMerge
from passeport_identity.vault.key_ring import KeyRing
from passeport_identity.vault.nir_vault import NirVault
from people import CLAIRE, CLAIRE_NIR, THOMAS, THOMAS_NIR, VAULT, MovedClock, asking, register, registry_file
from sql_units import SqlUnits
from usecases.house import Units

NEW_NIR = Nir("2810444109055")
CHANGED = NumberDeclaration(CLAIRE_NIR.value, NEW_NIR.value, "Fontanel")
NEW_LINE = f"{NEW_NIR.value},FONTANEL,,Claire/Sophie/Hélène,F,1981-04-17,44109,"
ALREADY_ONE, TWO_PERSONS, WAITING = (
    DeclarationOutcome.ALREADY_ONE,
    DeclarationOutcome.TWO_PERSONS,
    DeclarationOutcome.WAITING,
)


@pytest.fixture
def declare(units: Units, clock: MovedClock) -> DeclareNumbers:
    return DeclareNumbers(units, VAULT, clock)


async def are_open(units: Units) -> list[tuple[UUID, UUID | None, int]]:
    async with units() as work:
        return [
            (each.person_id, each.other_person_id, each.organisations) for each in await work.declared_numbers.open()
        ]


async def bring_in(units: Units, clock: MovedClock, path: Path, line: str, vault: NirVault = VAULT) -> None:
    file = RegistryFile(registry_file(path / "delivery.csv", line, further=",former_nir"), 1000)
    report = await ImportPersons(units, vault, clock, Operator("import-persons"))(
        file, lambda bad: None, lambda place, report: None
    )
    assert report.refused == 0


async def test_a_number_that_the_registers_do_not_know_waits_and_goes_once_they_do(
    declare: DeclareNumbers, units: Units, clock: MovedClock, tmp_path: Path
) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    assert await declare([CHANGED, CHANGED], "Employeur A") == [WAITING, WAITING]
    assert await declare([CHANGED], "Employeur A") == [WAITING]
    assert await declare([CHANGED], "Employeur B") == [WAITING]
    assert await are_open(units) == [(claire, None, 2)]
    async with units() as work:
        accesses = (await work.accesses.page(claire, 10, None)).accesses
    # Of each organisation she reads once.
    assert {(each.action, each.actor, each.organisation) for each in accesses} == {
        ("identity.nir.declared", "partner", "Employeur A"),
        ("identity.nir.declared", "partner", "Employeur B"),
    }
    assert len(accesses) == 2
    # It proves nothing: nobody is found by it.
    (answer,) = await asking(units, VAULT, clock)([NirQuery(NEW_NIR.value, "FONTANEL")], "dsn")
    assert answer.outcome is Outcome.NO_MATCH
    # Taken note of under a key that is no longer the newest.
    newer = NirVault(KeyRing("1", {"1": b"s" * 32}), KeyRing("2", {"1": b"i" * 32, "2": b"I" * 32}))
    await bring_in(units, clock, tmp_path, f"{NEW_LINE},{CLAIRE_NIR.value}", newer)
    assert await are_open(units) == []
    assert await DeclareNumbers(units, newer, clock)([CHANGED], "Employeur A") == [ALREADY_ONE]


async def test_said_again_under_a_newer_key_it_is_the_same_one(
    declare: DeclareNumbers, units: Units, clock: MovedClock, tmp_path: Path
) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    sealing = KeyRing("1", {"1": b"s" * 32})
    newer = NirVault(sealing, KeyRing("2", {"1": b"i" * 32, "2": b"I" * 32}))
    newer_only = NirVault(sealing, KeyRing("2", {"2": b"I" * 32}))
    await declare([CHANGED], "Employeur A")
    assert await DeclareNumbers(units, newer, clock)([CHANGED], "Employeur A") == [WAITING]
    assert await are_open(units) == [(claire, None, 1)]
    async with units() as work:
        assert len((await work.accesses.page(claire, 10, None)).accesses) == 1
    # The older key may go now.
    await bring_in(units, clock, tmp_path, f"{NEW_LINE},", newer_only)
    ((person, other, _),) = await are_open(units)
    assert person == claire
    assert other is not None


async def test_two_persons_wait_for_an_operator_until_they_are_one(
    declare: DeclareNumbers, units: Units, clock: MovedClock
) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    other = await register(units, NEW_NIR, CLAIRE, new_id())
    assert await declare([CHANGED], "Employeur A") == [TWO_PERSONS]
    assert await are_open(units) == [(claire, other, 1)]
    merge = await MergePersons(units, VAULT, clock, Operator("merge-persons", "maria", "deux numéros"))(claire, other)
    assert await are_open(units) == []
    assert await declare([CHANGED], "Employeur A") == [ALREADY_ONE]
    await SplitMerge(units, clock, Operator("split-merge", "maria", "homonymes"))(merge.id)
    assert await declare([CHANGED], "Employeur A") == [TWO_PERSONS]


async def test_a_number_that_turns_out_to_be_somebody_elses_becomes_a_proposal(
    declare: DeclareNumbers, units: Units, clock: MovedClock, tmp_path: Path
) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    thomas = await register(units, THOMAS_NIR, THOMAS, new_id())
    wrong = NumberDeclaration(THOMAS_NIR.value, CLAIRE_NIR.value, "MARTIN")
    assert await declare([CHANGED, wrong], "") == [WAITING, TWO_PERSONS]
    await bring_in(units, clock, tmp_path, f"{NEW_LINE},")
    (answer,) = await asking(units, VAULT, clock)([NirQuery(NEW_NIR.value, "FONTANEL")], "dsn")
    assert sorted(await are_open(units)) == sorted([(claire, answer.person_id, 1), (thomas, claire, 1)])


@pytest.mark.parametrize(
    ("declaration", "outcome"),
    [
        (replace(CHANGED, birth_name="DURAND"), DeclarationOutcome.NO_MATCH),
        (replace(CHANGED, birth_name=""), DeclarationOutcome.NO_MATCH),
        (replace(CHANGED, former_nir=THOMAS_NIR.value), DeclarationOutcome.NO_MATCH),
        (replace(CHANGED, nir="123"), DeclarationOutcome.NIR_INVALID),
        (replace(CHANGED, former_nir=""), DeclarationOutcome.NIR_INVALID),
        (replace(CHANGED, nir=CLAIRE_NIR.value), ALREADY_ONE),
    ],
)
async def test_of_what_leads_nowhere_nothing_is_kept(
    declare: DeclareNumbers, units: Units, declaration: NumberDeclaration, outcome: DeclarationOutcome
) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    assert await declare([declaration], "Employeur A") == [outcome]
    assert await are_open(units) == []
    async with units() as work:
        assert (await work.accesses.page(claire, 10, None)).accesses == ()


async def test_five_thousand_go_in_one_call_and_no_more(declare: DeclareNumbers) -> None:
    assert set(await declare([CHANGED] * 5000, "A")) == {DeclarationOutcome.NO_MATCH}
    with pytest.raises(FieldInvalid):
        await declare([CHANGED] * 5001, "A")


async def test_no_name_and_no_number_of_a_declaration_is_kept_and_it_goes_with_the_person(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    other = await register(sql_units, NEW_NIR, CLAIRE, new_id())
    await DeclareNumbers(sql_units, VAULT, clock)([CHANGED], "Employeur A")
    async with engine.connect() as connection:
        (row,) = (await connection.execute(sa.select(declared_number))).all()
    assert tuple(row) == (claire, VAULT.index(NEW_NIR).value, "Employeur A", clock(), other, "1")
    async with sql_units() as work:
        await work.registry.forget([other])
        await work.commit()
    assert await are_open(sql_units) == []
