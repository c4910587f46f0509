"""Rekeying: every NIR found before is found after, old keys are needed no longer, and what cannot be is told."""

from dataclasses import replace
from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.nir import Nir
from passeport_identity.usecases import rekey_nirs
from passeport_identity.usecases.person_ports import RegisteredPerson
from passeport_identity.usecases.rekey_nirs import NotRekeyed, RekeyNirs, RekeyReport
from passeport_identity.vault.key_ring import KeyRing
from passeport_identity.vault.nir_vault import NirVault
from people import CLAIRE, CLAIRE_NIR, MAMADOU, MAMADOU_NIR, THOMAS, THOMAS_NIR, VAULT, register
from usecases.house import Units

SEALING = {"1": b"s" * 32, "2": b"t" * 32}
INDEXING = {"1": b"i" * 32, "2": b"j" * 32}
BOTH = NirVault(KeyRing("2", SEALING), KeyRing("2", INDEXING))
NEW_ONLY = NirVault(KeyRing("2", {"2": SEALING["2"]}), KeyRing("2", {"2": INDEXING["2"]}))


class Told:
    """What the command is told while it goes on."""

    def __init__(self) -> None:
        self.left: list[NotRekeyed] = []
        self.progress: list[RekeyReport] = []


async def rekey(units: Units, vault: NirVault, told: Told) -> RekeyReport:
    return await RekeyNirs(units, vault)(told.left.append, told.progress.append)


async def found(units: Units, vault: NirVault, nir: Nir) -> UUID | None:
    """Whom a NIR finds, and whether what is kept of him opens as that NIR."""
    async with units() as work:
        person = await work.persons.find_by_nir(vault.indexes(nir))
        if person is None:
            return None
        sealed = await work.persons.sealed_nir(person.id)
    assert sealed is not None
    assert await vault.open(sealed, person.id) == nir
    return person.id


@pytest.fixture
async def persons(units: Units) -> dict[Nir, UUID]:
    """Three persons whose NIR are kept with the first keys."""
    people = [(CLAIRE_NIR, CLAIRE), (THOMAS_NIR, THOMAS), (MAMADOU_NIR, MAMADOU)]
    return {nir: await register(units, nir, identity, new_id()) for nir, identity in people}


async def test_the_former_keys_are_needed_no_longer(units: Units, persons: dict[Nir, UUID]) -> None:
    told = Told()
    assert {nir: await found(units, BOTH, nir) for nir in persons} == persons
    assert await found(units, NEW_ONLY, CLAIRE_NIR) is None
    assert await rekey(units, BOTH, told) == RekeyReport(rekeyed=3)
    assert {nir: await found(units, NEW_ONLY, nir) for nir in persons} == persons
    assert await found(units, VAULT, CLAIRE_NIR) is None
    assert (told.left, told.progress) == ([], [RekeyReport(rekeyed=3)])


async def test_a_second_time_there_is_nothing_to_do(units: Units, persons: dict[Nir, UUID]) -> None:
    await rekey(units, BOTH, Told())
    assert await rekey(units, BOTH, Told()) == RekeyReport()
    assert await rekey(units, NEW_ONLY, Told()) == RekeyReport()


@pytest.mark.parametrize("rings", [("2", "1"), ("1", "2")])
async def test_one_of_the_two_keys_may_change_alone(
    units: Units, persons: dict[Nir, UUID], rings: tuple[str, str]
) -> None:
    sealing, indexing = rings
    vault = NirVault(KeyRing(sealing, SEALING), KeyRing(indexing, INDEXING))
    assert await rekey(units, vault, Told()) == RekeyReport(rekeyed=3)
    alone = NirVault(KeyRing(sealing, {sealing: SEALING[sealing]}), KeyRing(indexing, {indexing: INDEXING[indexing]}))
    assert {nir: await found(units, alone, nir) for nir in persons} == persons


async def test_when_it_is_stopped_whole_chunks_are_done_and_it_goes_on(
    units: Units, persons: dict[Nir, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekey_nirs, "_CHUNK", 2)

    def stop(report: RekeyReport) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await RekeyNirs(units, BOTH)(lambda left: None, stop)
    assert sum([await found(units, NEW_ONLY, nir) is not None for nir in persons]) == 2
    assert {nir: await found(units, BOTH, nir) for nir in persons} == persons
    assert await rekey(units, BOTH, Told()) == RekeyReport(rekeyed=1)


async def test_a_nir_that_does_not_open_is_told_and_stops_nothing(
    units: Units, persons: dict[Nir, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekey_nirs, "_CHUNK", 1)
    moved, other = new_id(), Nir("1940335238152")
    async with units() as work:
        # Sealed for somebody else: a row that was put into the place of another.
        row = RegisteredPerson(moved, THOMAS, await VAULT.seal(other, persons[CLAIRE_NIR]), VAULT.index(other))
        await work.registry.add([row], new_id())
        await work.commit()
    told = Told()
    assert await rekey(units, BOTH, told) == RekeyReport(rekeyed=3, left=1)
    assert [each.person_id for each in told.left] == [moved]
    assert {nir: await found(units, NEW_ONLY, nir) for nir in persons} == persons


async def test_a_person_added_twice_while_keys_differed_is_told(units: Units, persons: dict[Nir, UUID]) -> None:
    double = new_id()
    async with units() as work:
        row = RegisteredPerson(
            double, replace(CLAIRE, usage_name="Autre"), await BOTH.seal(CLAIRE_NIR, double), BOTH.index(CLAIRE_NIR)
        )
        await work.registry.add([row], new_id())
        await work.commit()
    told = Told()
    assert await rekey(units, BOTH, told) == RekeyReport(rekeyed=2, left=1)
    assert [each.person_id for each in told.left] == [persons[CLAIRE_NIR]]
    assert "same NIR" in told.left[0].why
