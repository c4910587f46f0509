"""What the civil registers say later of a person: another number, a death; and an import that was stopped."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.clients.registry_file import RegistryFile
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.death import first_day_without
from passeport_identity.domain.events import DeathReported, DeathWithdrawn, PersonRenumbered
from passeport_identity.domain.matching import Outcome
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.person_query import NirQuery
from passeport_identity.domain.registry_line import BadLine
from passeport_identity.domain.subject import Subject
from passeport_identity.errors import PersonDeceased, SessionInvalid
from passeport_identity.usecases.civil_registry import RegistryChunk
from passeport_identity.usecases.import_persons import GoesOnElsewhere, ImportPersons, ImportReport
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.report_death import ReportDeath
from people import (
    CLAIRE,
    CLAIRE_NIR,
    START,
    THOMAS_NIR,
    VAULT,
    MovedClock,
    asking,
    register,
    registry_file,
    signed_in,
    subject_of,
)
from usecases.house import Desk, Units

FURTHER = ",former_nir,death_date"
THOMAS_ROW = "1940335238045,MARTIN,,Thomas,M,1994-03-12,35238,99100"
CLAIRE_ROW = "2810444109021,FONTANEL,,Claire/Sophie/Hélène,F,1981-04-17,44109,99100"
NEW_NIR = Nir("1810444109055")
# A man from now on: another first digit, another first name.
CLEMENT_ROW = "1810444109055,FONTANEL,,Clément,M,1981-04-17,44109,99100"
MARIA = Operator("report-death", "maria", "acte reçu de la mairie")


@dataclass
class Office:
    """Where deliveries come in, and feeds ask."""

    units: Units
    clock: MovedClock
    folder: Path

    def __post_init__(self) -> None:
        self.bad: list[BadLine] = []
        self.places: list[int] = []

    async def bring_in(self, *rows: str, chunk: int = 1000, dry_run: bool = False) -> ImportReport:
        path = registry_file(self.folder / "delivery.csv", *rows, further=FURTHER)
        importing = ImportPersons(self.units, VAULT, self.clock, Operator("import-persons", "maria"), dry_run)
        self.bad, self.places = [], []
        return await importing(
            RegistryFile(path, chunk), self.bad.append, lambda place, report: self.places.append(place)
        )

    async def resolve(self, nir: Nir, name: str) -> tuple[Outcome, UUID | None]:
        (answer,) = await asking(self.units, VAULT, self.clock)([NirQuery(nir.value, name)], "dsn")
        return answer.outcome, answer.person_id

    async def actions(self, person_id: UUID) -> list[str]:
        async with self.units() as work:
            return [each.action for each in (await work.accesses.page(person_id, 20, None)).accesses]


@pytest.fixture
def office(units: Units, clock: MovedClock, tmp_path: Path) -> Office:
    return Office(units, clock, tmp_path)


async def test_a_changed_number_finds_the_same_person_and_so_does_the_former(office: Office) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    line = f"{CLEMENT_ROW},{CLAIRE_NIR.value},"
    assert await office.bring_in(line) == ImportReport(corrected=1, renumbered=1)
    assert await office.units.events() == [PersonRenumbered(claire, START, 1)]
    assert (await office.actions(claire))[:2] in (
        ["identity.person.renumbered", "identity.person.corrected"],
        ["identity.person.corrected", "identity.person.renumbered"],
    )
    for nir in (NEW_NIR, CLAIRE_NIR):
        assert await office.resolve(nir, "Fontanel") == (Outcome.RESOLVED, claire)
        async with office.units() as work:
            found = await work.persons.find_by_nir(VAULT.indexes(nir))
            sealed = await work.persons.sealed_nir(claire)
        assert found is not None
        assert found.id == claire
        assert sealed is not None
        assert await VAULT.open(sealed, claire) == NEW_NIR
    # Said again it is nothing new; and what was wrong is put right by the same kind of line.
    assert await office.bring_in(line, "") == ImportReport(unchanged=1)
    assert await office.bring_in(f"{CLAIRE_ROW},{NEW_NIR.value},") == ImportReport(corrected=1, renumbered=1)
    assert await office.resolve(NEW_NIR, "Fontanel") == (Outcome.RESOLVED, claire)
    assert await office.bring_in(line) == ImportReport(corrected=1, renumbered=1)


async def test_a_former_number_is_found_by_the_name_that_went_with_it(office: Office) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    await office.bring_in(f"{CLEMENT_ROW.replace('FONTANEL', 'DURAND')},{CLAIRE_NIR.value},")
    assert await office.resolve(CLAIRE_NIR, "FONTANEL") == (Outcome.RESOLVED, claire)
    assert await office.resolve(CLAIRE_NIR, "DURAND") == (Outcome.RESOLVED, claire)
    assert await office.resolve(NEW_NIR, "DURAND") == (Outcome.RESOLVED, claire)
    assert await office.resolve(NEW_NIR, "FONTANEL") == (Outcome.NIR_NAME_MISMATCH, None)


async def test_who_is_new_may_have_had_another_number(office: Office) -> None:
    assert await office.bring_in(f"{CLEMENT_ROW},{CLAIRE_NIR.value},") == ImportReport(added=1)
    assert (await office.resolve(CLAIRE_NIR, "FONTANEL"))[0] is Outcome.RESOLVED
    assert await office.units.events() == []


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        (f"{CLEMENT_ROW},{CLEMENT_ROW[:13]},", "former_nir", "is the present number"),
        (f"{CLEMENT_ROW},123,", "former_nir", "3 characters"),
        (f"{THOMAS_ROW},{CLAIRE_NIR.value},", "former_nir", "persons "),
        (f"{CLAIRE_ROW.replace('FONTANEL', 'DUPONT').replace('04-17', '04-18')},,", "nir", "another birth_name"),
        (f"{CLAIRE_ROW},,2026-12-24", "death_date", "is to come"),
        (f"{CLAIRE_ROW},,1981-04-16", "death_date", "before the birth"),
        (f"{CLAIRE_ROW},,hier", "death_date", "AAAA-MM-JJ"),
        (f"{CLEMENT_ROW},,2023-11-23", "death_date", "nothing is kept of him"),
    ],
)
async def test_a_line_that_conflicts_is_told_and_the_others_go_in(
    office: Office, row: str, column: str, rule: str
) -> None:
    await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    await register(office.units, THOMAS_NIR, CLAIRE, new_id())
    good = "1921199341127,DIALLO,,Mamadou/Lamine,M,1992-11-00,,99341,,"
    assert await office.bring_in(row, good) == ImportReport(added=1, refused=1)
    assert [(bad.number, bad.column) for bad in office.bad] == [(2, column)]
    assert rule in office.bad[0].rule
    assert office.bad[0].fix


async def test_a_former_number_in_the_place_of_the_present_one_is_told(office: Office) -> None:
    await office.bring_in(f"{CLEMENT_ROW},{CLAIRE_NIR.value},")
    assert await office.bring_in(f"{CLAIRE_ROW},,") == ImportReport(refused=1)
    assert "is a former number" in office.bad[0].rule


async def test_a_death_closes_the_account_and_its_withdrawal_opens_it_again(office: Office, desk: Desk) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    opened = await desk.door.sign_in(signed_in(CLAIRE))
    await desk.activate(claire, CLAIRE_NIR)
    assert await office.bring_in(f"{CLAIRE_ROW},,2026-11-00") == ImportReport(unchanged=1, died=1)
    with pytest.raises(SessionInvalid):
        await desk.door.get(opened.session_token)
    with pytest.raises(PersonDeceased):
        await desk.door.sign_in(signed_in(CLAIRE))
    async with office.units() as work:
        death = await work.deaths.of(claire)
    assert death is not None
    assert (death.died_on, death.kept_until) == (START.date(), date(2029, 11, 23))
    # Another day says nothing new by the same line; by another month it does, and the trail tells it.
    office.clock.advance(timedelta(days=1))
    assert await office.bring_in(f"{CLAIRE_ROW},,2026-11-00", "") == ImportReport(unchanged=1)
    assert "identity.person.death_corrected" not in await office.actions(claire)
    assert await office.bring_in(f"{CLAIRE_ROW},,2026-10-00", "") == ImportReport(unchanged=1, redated=1)
    assert "identity.person.death_corrected" in await office.actions(claire)
    assert await office.bring_in(f"{CLAIRE_ROW},,withdrawn") == ImportReport(unchanged=1, withdrawn=1)
    again = await desk.door.sign_in(signed_in(CLAIRE))
    assert again.held.activated
    told = [DeathReported(claire, START, 1), DeathWithdrawn(claire, office.clock(), 2)]
    assert (await office.units.events())[1:] == told
    assert {"identity.session.refused", "identity.person.death_reported"} <= set(await office.actions(claire))


async def test_who_signs_in_as_somebody_dead_is_linked_to_nobody(office: Office, desk: Desk) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    # Recognised as nobody the first time: in the register her second name was another.
    before = replace(CLAIRE, given_names=("Claire", "Anne"))
    provisional = await desk.door.person_of(signed_in(before, "somebody"))
    assert await ReportDeath(office.units, office.clock, MARIA)(claire, BirthDate(2026, 11, 1))
    for name in ("somebody", "another"):
        with pytest.raises(PersonDeceased):
            await desk.door.sign_in(signed_in(CLAIRE, name))
    async with office.units() as work:
        assert await work.subjects.all_of(claire) == []
        assert [subject.value for subject in await work.subjects.all_of(provisional)] == [subject_of("somebody")]
        assert await work.subjects.person_id_of(Subject(subject_of("another"))) is None
    assert (await office.actions(claire)).count("identity.session.refused") == 2


async def test_nobody_activates_the_account_of_who_died(office: Office, desk: Desk) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    await desk.door.sign_in(signed_in(CLAIRE, "somebody"))
    provisional = await desk.door.person_of(signed_in(CLAIRE, "another"))
    assert await ReportDeath(office.units, office.clock, MARIA)(claire, BirthDate(2026, 11, 1))
    with pytest.raises(PersonDeceased):
        await desk.activate(provisional, CLAIRE_NIR)


async def test_a_death_is_reported_and_withdrawn_by_command_once(office: Office) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    report = ReportDeath(office.units, office.clock, MARIA)
    assert await report(claire, BirthDate(2026, 11, 1), dry_run=True)
    assert [await report(claire, BirthDate(2026, 11, 1)) for _ in range(2)] == [True, False]
    assert await report(claire, BirthDate(2026, 11, 2))
    assert [await report(claire, None) for _ in range(2)] == [True, False]
    kinds = [type(event) for event in await office.units.events()]
    assert kinds == [DeathReported, DeathWithdrawn]
    async with office.units() as work:
        accesses = (await work.accesses.page(claire, 20, None)).accesses
    assert {each.actor_id for each in accesses} == {"report-death:maria"}
    assert all(MARIA.reason in each.purpose for each in accesses)
    for person_id, day in ((new_id(), "2026-01-01"), (claire, "2027-00-00"), (claire, "1980-00-00")):
        with pytest.raises(OperationRefused):
            await report(person_id, BirthDate.parse(day))


@pytest.mark.parametrize(("said", "kept"), [("2026-00-00", "2026-11-23"), ("2026-10-00", "2026-10-31")])
async def test_a_death_parts_of_whose_date_are_not_known_is_reported_as_the_registers_do(
    office: Office, said: str, kept: str
) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    report = ReportDeath(office.units, office.clock, MARIA)
    assert [await report(claire, BirthDate.parse(said)) for _ in range(2)] == [True, False]
    async with office.units() as work:
        death = await work.deaths.of(claire)
    assert death is not None
    assert death.died_on == date.fromisoformat(kept)
    assert await report(claire, BirthDate(2026, 10, 3))
    # What says less than is known corrects nothing.
    assert not await report(claire, BirthDate.parse(said))


async def test_a_stopped_import_goes_on_where_it_was(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{THOMAS_ROW.replace('045,', f'{order:03d},', 1)},," for order in range(1, 9)]
    # One that is refused before it stops, and one after, for a line before.
    rows = [rows[0], "nobody,,", *rows[1:], rows[0]]
    chunks = RegistryFile.chunks

    class StoppedError(Exception):
        pass

    async def stop(self: RegistryFile, after: int) -> AsyncIterator[RegistryChunk]:
        async for chunk in chunks(self, after):
            yield chunk
            raise StoppedError

    monkeypatch.setattr(RegistryFile, "chunks", stop)
    with pytest.raises(StoppedError):
        await office.bring_in(*rows, chunk=4)
    assert office.places == [0, 5]
    assert [bad.number for bad in office.bad] == [3]
    monkeypatch.undo()
    assert await office.bring_in(*rows, chunk=4) == ImportReport(added=8, refused=2)
    assert office.places == [5, 9, 11]
    assert [bad.number for bad in office.bad] == [11]
    # It was finished: the same file another time is another import.
    assert await office.bring_in(*rows, chunk=4) == ImportReport(unchanged=8, refused=2)
    assert office.places == [0, 5, 9, 11]


async def test_two_processes_do_not_import_the_same_lines(office: Office) -> None:
    other = Office(office.units, office.clock, office.folder)
    path = registry_file(office.folder / "delivery.csv", f"{THOMAS_ROW},,", further=FURTHER)
    importing = ImportPersons(office.units, VAULT, office.clock, Operator("import-persons"))

    class Meanwhile(RegistryFile):
        async def chunks(self, after: int) -> AsyncIterator[RegistryChunk]:
            async for chunk in super().chunks(after):
                yield chunk
                with pytest.raises(GoesOnElsewhere):
                    await other.bring_in(f"{THOMAS_ROW},,")
                assert await other.bring_in(f"{THOMAS_ROW},,", dry_run=True) == ImportReport(unchanged=1)

    assert await importing(Meanwhile(path), office.bad.append) == ImportReport(added=1)
    # Told at once, with no line of it and no place from which it would go on.
    assert (office.bad, other.bad) == ([], [])
    assert await other.bring_in(f"{THOMAS_ROW},,") == ImportReport(unchanged=1)


async def test_an_import_that_lost_its_turn_keeps_nothing_of_what_another_has_taken(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def let_in(units: Units, key: str) -> AsyncIterator[bool]:
        yield True

    monkeypatch.setattr(type(office.units), "alone", let_in)
    other = Office(office.units, office.clock, office.folder)
    path = registry_file(office.folder / "delivery.csv", f"{THOMAS_ROW},,", further=FURTHER)
    importing = ImportPersons(office.units, VAULT, office.clock, Operator("import-persons"))

    class Overtaken(RegistryFile):
        async def chunks(self, after: int) -> AsyncIterator[RegistryChunk]:
            await other.bring_in(f"{THOMAS_ROW},,")
            async for chunk in super().chunks(after):
                yield chunk

    with pytest.raises(GoesOnElsewhere):
        await importing(Overtaken(path), office.bad.append)


async def test_a_dry_run_keeps_nothing(office: Office) -> None:
    assert await office.bring_in(f"{CLAIRE_ROW},,", dry_run=True) == ImportReport(added=1)
    assert await office.bring_in(f"{CLAIRE_ROW},,") == ImportReport(added=1)


@pytest.mark.parametrize(
    ("died_on", "learnt_on", "gone_on"),
    [
        ("2020-05-10", "2020-05-12", "2023-05-10"),
        ("2020-05-10", "2022-11-10", "2023-05-10"),
        ("2020-05-10", "2022-11-11", "2023-11-10"),
        ("2020-05-10", "2024-02-01", "2024-08-01"),
        ("2020-02-29", "2020-03-01", "2023-03-01"),
        ("2020-08-31", "2023-08-30", "2024-03-01"),
    ],
)
def test_how_long_data_are_kept_after_a_death(died_on: str, learnt_on: str, gone_on: str) -> None:
    assert first_day_without(date.fromisoformat(died_on), date.fromisoformat(learnt_on)) == date.fromisoformat(gone_on)
