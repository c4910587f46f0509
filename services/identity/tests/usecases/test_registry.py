"""Importing persons and resolving those that feeds speak of."""

from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.clients.registry_file import RegistryFile
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.matching import HolderCriteria, Outcome, Resolution
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.person import Person, PersonOrigin
from passeport_identity.domain.person_query import NirQuery
from passeport_identity.domain.registry_file import RegistryFileError, read_header, read_line
from passeport_identity.domain.registry_line import BadLine, RegistryLine
from passeport_identity.errors import FieldInvalid
from passeport_identity.usecases.import_persons import ImportPersons, ImportReport
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.resolve_persons import MOST_QUERIES
from passeport_identity.vault.key_ring import KeyRing
from passeport_identity.vault.nir_vault import NirVault
from passeport_sandbox.personas import load, write_registry
from people import (
    CLAIRE,
    CLAIRE_NIR,
    MAMADOU_NIR,
    THOMAS,
    THOMAS_NIR,
    VAULT,
    MovedClock,
    asking,
    register,
    registry_file,
)
from usecases.house import Units

HEADER = "nir,birth_name,usage_name,given_names,sex,birth_date,birth_place,birth_country"
CLAIRE_ROW = "2810444109021,FONTANEL,,Claire/Sophie/Hélène,F,1981-04-17,44109,99100"


@dataclass
class Office:
    """Where the registry is kept and asked."""

    units: Units
    clock: MovedClock

    def __post_init__(self) -> None:
        self.resolve = asking(self.units, VAULT, self.clock)
        self.bad: list[BadLine] = []

    async def bring_in(self, path: Path) -> ImportReport:
        self.bad = []
        use_case = ImportPersons(self.units, VAULT, self.clock, Operator("import-persons"))
        return await use_case(RegistryFile(path), self.bad.append)

    async def person(self, nir: Nir) -> UUID | None:
        async with self.units() as work:
            found = await work.persons.find_by_nir(VAULT.indexes(nir))
        return found.id if found is not None else None


@pytest.fixture
def office(units: Units, clock: MovedClock) -> Office:
    return Office(units, clock)


def criteria(identity: CivilIdentity, **changes: object) -> HolderCriteria:
    """What a feed says of someone, with all it may say."""
    asked = HolderCriteria(
        identity.birth_name_key,
        identity.first_given_name_key,
        identity.sex,
        identity.birth_date.year,
        identity.birth_date.month,
        identity.birth_date.day,
        identity.birth_place,
        identity.birth_country,
        identity.given_names_key,
        identity.usage_name_key,
    )
    return replace(asked, **changes)  # type: ignore[arg-type]


async def test_the_registry_of_the_sandbox_comes_in_whole_and_again_without_effect(
    office: Office, tmp_path: Path
) -> None:
    write_registry(tmp_path / "persons.csv")
    people = load()
    assert await office.bring_in(tmp_path / "persons.csv") == ImportReport(added=len(people))
    assert office.bad == []
    assert await office.bring_in(tmp_path / "persons.csv") == ImportReport(unchanged=len(people))
    for persona in people:
        person_id = await office.person(Nir(persona.nir))
        assert person_id is not None
        async with office.units() as work:
            person = await work.persons.get(person_id)
            sealed = await work.persons.sealed_nir(person_id)
        assert person is not None
        assert sealed is not None
        assert person.identity.given_names == persona.given_names
        assert str(person.identity.birth_date) == persona.birthdate
        assert (await VAULT.open(sealed, person_id)).value == persona.nir


async def test_a_corrected_line_corrects_its_person(office: Office, tmp_path: Path) -> None:
    await office.bring_in(registry_file(tmp_path / "a.csv", CLAIRE_ROW))
    before = await office.person(CLAIRE_NIR)
    corrected = CLAIRE_ROW.replace("FONTANEL,", "FONTANELLE,DURAND")
    assert await office.bring_in(registry_file(tmp_path / "b.csv", corrected)) == ImportReport(corrected=1)
    assert await office.person(CLAIRE_NIR) == before
    assert before is not None
    async with office.units() as work:
        person = await work.persons.get(before)
        page = await work.accesses.page(before, 10, None)
    assert person is not None
    assert (person.identity.birth_name, person.identity.usage_name) == ("FONTANELLE", "DURAND")
    assert [access.action for access in page.accesses] == ["identity.person.corrected", "identity.person.registered"]


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        ("2810444109021,FONTANEL,,Claire,F,1981-04-17,44109", "", "has 7 columns instead of 8"),
        ('2810444109021,"FONTANEL,,Claire,F,1981-04-17,44109,99100', "", "is not CSV"),
        ("1234567890123,FONTANEL,,Claire,F,1981-04-17,44109,99100", "nir", "the month"),
        ("281044410902100,FONTANEL,,Claire,F,1981-04-17,44109,99100", "nir", "the key"),
        ("2810444109021,,,Claire,F,1981-04-17,44109,99100", "birth_name", "a letter"),
        ("2810444109021,FONT\udce9,,Claire,F,1981-04-17,44109,99100", "birth_name", "not UTF-8 at byte 19 of the line"),
        (
            "2810444109021,FONTÉ,\udce9,Claire,F,1981-04-17,44109,99100",
            "usage_name",
            "not UTF-8 at byte 22 of the line",
        ),
        ("2261144109021,FONTANEL,,Claire,F,2026-11-24,44109,99100", "birth_date", "is to come"),
        ("2950444109021,FONTANEL,,Claire,F,1895-04-17,44109,99100", "birth_date", "more than 130 years ago"),
        ("2810444109021,FONTANEL,1,Claire,F,1981-04-17,44109,99100", "usage_name", "a letter"),
        ("2810444109021,FONTANEL,,Claire//Sophie,F,1981-04-17,44109,99100", "given_names", "a letter"),
        ("2810444109021,FONTANEL,,Claire,2,1981-04-17,44109,99100", "sex", "F or M"),
        ("2810444109021,FONTANEL,,Claire,F,17/04/1981,44109,99100", "birth_date", "AAAA-MM-JJ"),
        ("2810444109021,FONTANEL,,Claire,F,1981-04-17,Nantes,99100", "birth_place", "COG code of a commune"),
        ("2810444109021,FONTANEL,,Claire,F,1981-04-17,44109,FRA", "birth_country", "COG code of a country"),
        ("2810444109021,FONTANEL,,Claire,F,1981-04-17,44109,99352", "birth_place", "born abroad"),
        ("2550692123001,FONTANEL,,Claire,F,1955-06-01,,", "birth_country", "is empty, and so is birth_place"),
        ("2810444109021,FONTANEL,,Claire,M,1982-05-17,33063,99100", "nir", "contradicts sex, birth_year, birth_month"),
        (CLAIRE_ROW, "nir", "earlier line"),
    ],
)
async def test_a_bad_line_is_named_and_the_others_go_in(
    office: Office, tmp_path: Path, row: str, column: str, rule: str
) -> None:
    path = registry_file(tmp_path / "persons.csv")
    good = "1940335238045,MARTIN,,Thomas,M,1994-03-12,35238,"
    text = path.read_text(encoding="utf-8") + "\r\n".join([CLAIRE_ROW, "", row, good]) + "\r\n"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert await office.bring_in(path) == ImportReport(added=2, refused=1)
    assert [(bad.number, bad.column) for bad in office.bad] == [(4, column)]
    assert rule in office.bad[0].rule
    assert "FONTANEL" not in office.bad[0].rule
    assert await office.person(THOMAS_NIR) is not None


def test_a_commune_in_france_that_the_register_does_not_know_is_left_empty() -> None:
    line = read_line(2, read_header(HEADER), "2810444990021,FONTANEL,,Claire,F,1981-04-17,,99100\n")
    assert isinstance(line, RegistryLine)
    assert (line.identity.birth_place, line.identity.birth_country) == ("", "99100")


async def test_a_double_is_noticed_across_transactions(office: Office, tmp_path: Path) -> None:
    rows = [f"19403352380{order:02d},MARTIN,,Thomas,M,1994-03-12,35238,99100" for order in range(1, 100)]
    rows += [f"1940335239{order:03d},MARTIN,,Thomas,M,1994-03-12,35238,99100" for order in range(1, 950)]
    path = registry_file(tmp_path / "persons.csv", *rows, rows[0])
    assert await office.bring_in(path) == ImportReport(added=len(rows), refused=1)
    assert [bad.number for bad in office.bad] == [len(rows) + 2]


@pytest.mark.parametrize("text", ["", "a,b\n", "nir,birth_name\n", '"nir\n', "\ufeff\n", HEADER + ",nir\n"])
def test_what_is_no_registry_file_is_not_begun(tmp_path: Path, text: str) -> None:
    (tmp_path / "file.csv").write_text(text)
    with pytest.raises(RegistryFileError):
        RegistryFile(tmp_path / "file.csv")


def test_columns_may_come_in_any_order_and_after_a_mark() -> None:
    header = "\ufeffbirth_country,birth_place,birth_date,sex,given_names,usage_name,birth_name,nir\n"
    row = f",44109,1981-04-17,F,,,FONTANEL,{CLAIRE_NIR.value}{CLAIRE_NIR.key}\n"
    line = read_line(2, read_header(header), row)
    assert isinstance(line, RegistryLine)
    assert line.number == 2
    assert line.identity.given_names == ()
    assert "FONTANEL" not in repr(line)


async def test_queries_by_nir_are_answered_in_order_each_with_its_reason(office: Office) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    answers = await office.resolve(
        [
            NirQuery("1234567890123", "FONTANEL"),
            NirQuery(CLAIRE_NIR.value, "Fontanel"),
            NirQuery(CLAIRE_NIR.value, "DURAND"),
            NirQuery(MAMADOU_NIR.value, "DIALLO"),
            criteria(CLAIRE),
        ],
        "dsn",
    )
    assert [answer.outcome for answer in answers] == [
        Outcome.NIR_INVALID,
        Outcome.RESOLVED,
        Outcome.NIR_NAME_MISMATCH,
        Outcome.NO_MATCH,
        Outcome.RESOLVED,
    ]
    assert answers[1] == Resolution(Outcome.RESOLVED, claire, fields=("nir", "birth_name"))
    assert answers[2].person_id is None
    assert answers[4].person_id == claire
    assert answers[4].step == 1


async def test_the_homonyms_of_the_sandbox_are_told_apart_by_the_three_steps(office: Office, tmp_path: Path) -> None:
    write_registry(tmp_path / "persons.csv")
    await office.bring_in(tmp_path / "persons.csv")
    by_login = {persona.login: await office.person(Nir(persona.nir)) for persona in load()}
    bare = criteria(THOMAS, birth_month=0, birth_day=0, birth_place="", birth_country="")
    answers = await office.resolve(
        [
            bare,
            replace(bare, birth_month=3, birth_day=21),
            criteria(THOMAS),
            criteria(THOMAS, birth_place="33063"),
            replace(bare, birth_month=3, birth_day=12),
            replace(bare, birth_month=3, birth_day=13),
            replace(bare, birth_name_key=""),
        ],
        "certifications",
    )
    assert [(answer.outcome, answer.person_id, answer.step) for answer in answers] == [
        (Outcome.AMBIGUOUS, None, 1),
        (Outcome.RESOLVED, by_login["thomas-rennes-21"], 2),
        (Outcome.RESOLVED, by_login["thomas-rennes-12"], 3),
        (Outcome.RESOLVED, by_login["thomas-bordeaux-12"], 3),
        (Outcome.AMBIGUOUS, None, 2),
        (Outcome.NO_MATCH, None, 2),
        (Outcome.NO_MATCH, None, 1),
    ]
    assert answers[2].fields[:6] == ("birth_name", "given_name", "sex", "birth_year", "birth_month", "birth_day")


async def test_provisional_persons_are_never_found(office: Office) -> None:
    async with office.units() as work:
        await work.persons.add_provisional(Person(new_id(), CLAIRE, PersonOrigin.PROVISIONAL))
        await work.commit()
    assert (await office.resolve([criteria(CLAIRE)], "dsn"))[0].outcome is Outcome.NO_MATCH


async def test_each_person_resolved_can_read_of_it(office: Office) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    await office.resolve([NirQuery(CLAIRE_NIR.value, "FONTANEL"), criteria(CLAIRE)], "certifications", "École Boulle")
    await office.resolve([criteria(CLAIRE)], "dsn")
    async with office.units() as work:
        page = await work.accesses.page(claire, 10, None)
    told = {(access.action, access.actor, access.organisation) for access in page.accesses}
    assert told == {
        ("identity.person.resolved", "partner", "École Boulle"),
        ("identity.person.resolved", "system", ""),
    }
    # Whether anything came of it is not known here, and not said.
    assert all(access.purpose.startswith("Recherche de votre identité") for access in page.accesses)


async def test_whom_an_employer_asks_to_read_does_not_read_that_something_was_declared(office: Office) -> None:
    claire = await register(office.units, CLAIRE_NIR, CLAIRE, new_id())
    await office.resolve([NirQuery(CLAIRE_NIR.value, "FONTANEL")], "prevention-read", "Ateliers Dupré (fictif)")
    async with office.units() as work:
        (access,) = (await work.accesses.page(claire, 10, None)).accesses
    assert "a demandé à lire" in access.purpose
    assert "déclarée" not in access.purpose


@pytest.mark.parametrize(
    ("count", "purpose", "field"), [(MOST_QUERIES + 1, "dsn", "queries"), (1, "publicité", "purpose")]
)
async def test_too_much_and_without_reason_is_refused(office: Office, count: int, purpose: str, field: str) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        await office.resolve([criteria(CLAIRE)] * count, purpose)
    assert refusal.value.violations[0].field == field


async def test_nothing_asked_is_nothing_answered(office: Office) -> None:
    assert await office.resolve([], "dsn") == []


async def test_a_person_indexed_with_an_older_key_is_still_found(units: Units, clock: MovedClock) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    later = NirVault(KeyRing("2", {"1": b"s" * 32, "2": b"S" * 32}), KeyRing("2", {"1": b"i" * 32, "2": b"I" * 32}))
    (answer,) = await asking(units, later, clock)([NirQuery(CLAIRE_NIR.value, "FONTANEL")], "dsn")
    assert answer.person_id == claire
