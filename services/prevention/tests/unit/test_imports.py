"""The official import, line by line: what the guide allows is read, and every rule that is broken is told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports_support import adf, broken, file_of, jdr, read
from passeport_chassis.partial_date import PartialDate
from passeport_dossier.domain.text import is_one_line
from passeport_prevention.domain.particulars import Justificatif, Particulars
from passeport_prevention.domain.training import Content, Declarant, Proof
from passeport_prevention.imports.columns import ADF, JDR
from passeport_prevention.imports.line import Fault, ImportLine

OF_A_TRAINING = ("NOM_FORMATION", "DATE_DEBUT_FORMATION", "DATE_FIN_FORMATION", "FORMATION_CERTIFIANTE")
OPTIONAL_OF_A_TRAINING = ("MODALITE_DISPENSE", "QUALIFICATION_FORMATEUR", "DOMAINE_FORMATION", "SPECIALITE_FORMATION")
WITHOUT_TRAINING = dict.fromkeys((*OF_A_TRAINING, *OPTIONAL_OF_A_TRAINING), "") | {"PRESENCE_FORMATION": "NON"}


def test_an_attestation_is_read() -> None:
    (line,) = read(file_of([adf(DATE_FIN_VALIDITE="", NIR="2 81 04 44 109 021")]))
    assert isinstance(line, ImportLine)
    assert (line.line, line.training.declaration, line.key) == (2, "SST-2026-09-A", "SST-2026-09-A-001")
    assert (line.worker.nir, line.worker.birth_name) == ("2810444109021", "FONTANEL")
    assert line.training.content == Content(
        title="Sauveteur secouriste du travail",
        proof=Proof.ATTESTATION,
        start=PartialDate(2026, 9, 14),
        end=PartialDate(2026, 9, 15),
        validity_start=PartialDate(2026, 9, 15),
    )
    assert line.training.particulars == Particulars(
        mode="PRESENTIEL",
        skills=("115650", "121885", "400635"),
        trainer="PREVENTEUR",
        fields=("42829",),
        specialities=("344r", "344p"),
        employer_siret="73282932000074",
        employer_reference="Plan 2026, action 12",
    )


def test_a_justificatif_is_read_with_and_without_a_training() -> None:
    with_training, without = read(file_of([jdr(), jdr(ID_DECLARATION="D2", **WITHOUT_TRAINING)], JDR))
    assert isinstance(with_training, ImportLine)
    assert with_training.training.content.title == "Certificat de sauveteur secouriste du travail"
    assert with_training.training.particulars.justificatif == Justificatif(
        kind="CERTIFICAT",
        option="Risque chimique",
        obtained="PAR_ADMISSION",
        training_title="Sauveteur secouriste du travail",
        result="Admis",
        mention="Bien",
        link="https://organisme.example/preuves/8c1f",
        identifier="8c1f-2026",
    )
    assert isinstance(without, ImportLine)
    assert (without.training.content.start, without.training.content.end) == (None, None)
    assert without.training.particulars.justificatif is not None
    assert without.training.particulars.justificatif.training_title == ""


def test_the_guide_is_kept_to_the_letter() -> None:
    assert (len(ADF.columns), len(JDR.columns)) == (20, 29)
    assert {name: ADF.by_name[name].most for name in ADF.names} | {"NIR": 13} == {
        "ID_DECLARATION": 255,
        "REFERENCE_DECLARATION": 280,
        "ID_UNIQUE_PARTENAIRE": 255,
        "NOM_FORMATION": 250,
        "DATE_DEBUT_FORMATION": 10,
        "DATE_FIN_FORMATION": 10,
        "MODALITE_DISPENSE": 20,
        "COMPETENCE_TRANSFERABLE": 70,
        "QUALIFICATION_FORMATEUR": 50,
        "FORMATION_CERTIFIANTE": 3,
        "CERTIFICATION_VISEE": 9,
        "DOMAINE_FORMATION": 30,
        "SPECIALITE_FORMATION": 15,
        "NIR": 13,
        "NOM_TITULAIRE": 30,
        "PRESENCE_EMPLOYEUR": 3,
        "SIRET_EMPLOYEUR": 14,
        "REFERENCE_EMPLOYEUR": 255,
        "DATE_DEBUT_VALIDITE": 10,
        "DATE_FIN_VALIDITE": 10,
    }
    assert JDR.names[3:10] == (
        *("TYPE_JDR", "NOM_JDR", "NOM_OPTION_SPECIALITE", "MODE_OBTENTION", "COMPETENCE_TRANSFERABLE"),
        *("PRESENCE_FORMATION", "NOM_FORMATION"),
    )
    assert JDR.names[-4:] == ("RESULTAT_OBTENU", "MENTION_OBTENUE", "LIEN_PREUVE", "IDENTIFIANT_PREUVE")


ALWAYS = [
    *((adf, name) for name in ADF.names if ADF.by_name[name].mandatory),
    *((jdr, name) for name in JDR.names if JDR.by_name[name].mandatory),
    (adf, "COMPETENCE_TRANSFERABLE"),
    (adf, "DOMAINE_FORMATION"),
    (adf, "SPECIALITE_FORMATION"),
    (adf, "SIRET_EMPLOYEUR"),
    *((jdr, name) for name in OF_A_TRAINING),
]


@pytest.mark.parametrize(("line", "name"), ALWAYS)
def test_what_is_mandatory_may_not_be_empty(line: object, name: str) -> None:
    assert callable(line)
    assert broken(line(**{name: ""})) == [(name, "required")]


@pytest.mark.parametrize("declarant", [Declarant.EMPLOYER, Declarant.TEMPORARY_WORK_COMPANY])
def test_an_employer_need_not_give_the_codes(declarant: Declarant) -> None:
    line = adf(COMPETENCE_TRANSFERABLE="", DOMAINE_FORMATION="", SPECIALITE_FORMATION="")
    assert broken(line, declarant) == []
    assert len(broken(line)) == 3


WRONG = [
    (adf(DATE_DEBUT_FORMATION="2026-09-14"), [("DATE_DEBUT_FORMATION", "date")]),
    (adf(DATE_DEBUT_FORMATION="14/9/2026"), [("DATE_DEBUT_FORMATION", "date")]),
    (adf(DATE_FIN_FORMATION="29/02/2025", DATE_DEBUT_FORMATION="01/02/2025"), [("DATE_FIN_FORMATION", "date")]),
    (adf(DATE_DEBUT_FORMATION="01/01/1899"), [("DATE_DEBUT_FORMATION", "date")]),
    (adf(DATE_FIN_FORMATION="27/11/2026", DATE_DEBUT_VALIDITE="27/11/2026"), [("DATE_FIN_FORMATION", "future")]),
    (adf(DATE_FIN_FORMATION="13/09/2026"), [("DATE_FIN_FORMATION", "order")]),
    (adf(DATE_DEBUT_VALIDITE="14/09/2026"), [("DATE_DEBUT_VALIDITE", "order")]),
    (adf(DATE_FIN_VALIDITE="14/09/2026"), [("DATE_FIN_VALIDITE", "order")]),
    (adf(MODALITE_DISPENSE="presentiel"), [("MODALITE_DISPENSE", "value")]),
    (adf(COMPETENCE_TRANSFERABLE="115650/121885"), [("COMPETENCE_TRANSFERABLE", "number")]),
    (adf(COMPETENCE_TRANSFERABLE="115650/121885/121885"), [("COMPETENCE_TRANSFERABLE", "code")]),
    (adf(COMPETENCE_TRANSFERABLE="115650/121885/M1203"), [("COMPETENCE_TRANSFERABLE", "code")]),
    (adf(COMPETENCE_TRANSFERABLE="115650//121885/400635"), [("COMPETENCE_TRANSFERABLE", "code")]),
    (adf(COMPETENCE_TRANSFERABLE="/".join(str(100000 + at) for at in range(11))), None),
    (adf(FORMATION_CERTIFIANTE="oui"), [("FORMATION_CERTIFIANTE", "value")]),
    (
        adf(FORMATION_CERTIFIANTE="OUI"),
        [("CERTIFICATION_VISEE", "required"), ("DOMAINE_FORMATION", "empty"), ("SPECIALITE_FORMATION", "empty")],
    ),
    (adf(CERTIFICATION_VISEE="RS5801"), [("CERTIFICATION_VISEE", "empty")]),
    (
        adf(FORMATION_CERTIFIANTE="OUI", CERTIFICATION_VISEE="RNCP1", DOMAINE_FORMATION="", SPECIALITE_FORMATION=""),
        [("CERTIFICATION_VISEE", "code")],
    ),
    (adf(DOMAINE_FORMATION="42829/42830/42831/42832/42833"), []),
    (adf(DOMAINE_FORMATION="4282"), [("DOMAINE_FORMATION", "code")]),
    (adf(SPECIALITE_FORMATION="344R"), [("SPECIALITE_FORMATION", "code")]),
    (adf(NIR="281044410902173"), [("NIR", "nir")]),
    (adf(NIR="28104441090"), [("NIR", "nir")]),
    (adf(NIR="28104441O9021"), [("NIR", "nir")]),
    (adf(NIR="9810444109021"), []),
    (adf(NOM_TITULAIRE="1234"), [("NOM_TITULAIRE", "name")]),
    (adf(NOM_TITULAIRE="X" * 31), [("NOM_TITULAIRE", "length")]),
    (adf(PRESENCE_EMPLOYEUR="NON"), [("SIRET_EMPLOYEUR", "empty"), ("REFERENCE_EMPLOYEUR", "empty")]),
    (adf(SIRET_EMPLOYEUR="73282932000075"), [("SIRET_EMPLOYEUR", "siret")]),
    (adf(SIRET_EMPLOYEUR="732829320"), [("SIRET_EMPLOYEUR", "siret")]),
    (adf(NOM_FORMATION='=HYPERLINK("http://x")'), [("NOM_FORMATION", "formula")]),
    (adf(REFERENCE_EMPLOYEUR="@SUM(A1)"), [("REFERENCE_EMPLOYEUR", "formula")]),
    (adf(NOM_FORMATION="a\0b"), [("NOM_FORMATION", "character")]),
    (adf(NOM_TITULAIRE="FONT\u202eANEL"), [("NOM_TITULAIRE", "character")]),
    (adf(NOM_FORMATION="\u200d"), [("NOM_FORMATION", "required")]),
    (adf(NOM_FORMATION="x" * 251), [("NOM_FORMATION", "length")]),
    (adf(COMPETENCE_TRANSFERABLE="115650/\0x/400635"), [("COMPETENCE_TRANSFERABLE", "code")]),
    (jdr(DATE_DEBUT_VALIDITE="31/12/9999", DATE_FIN_VALIDITE=""), [("DATE_DEBUT_VALIDITE", "date")]),
    (jdr(PRESENCE_FORMATION="Oui"), [("PRESENCE_FORMATION", "value")]),
    (jdr(TYPE_JDR="BREVET"), [("TYPE_JDR", "value")]),
    (jdr(MODE_OBTENTION="ADMISSION"), [("MODE_OBTENTION", "value")]),
    (jdr(LIEN_PREUVE="javascript:alert(1)"), [("LIEN_PREUVE", "link")]),
    (jdr(LIEN_PREUVE="http://["), [("LIEN_PREUVE", "link")]),
    (jdr(**WITHOUT_TRAINING | {"NOM_FORMATION": "SST"}), [("NOM_FORMATION", "empty")]),
    (jdr(**WITHOUT_TRAINING | {"PRESENCE_FORMATION": ""}), []),
    (jdr(RESULTAT_OBTENU="x" * 1001), [("RESULTAT_OBTENU", "length")]),
    (jdr(DATE_DEBUT_VALIDITE="01/01/2027", DATE_FIN_VALIDITE=""), []),
]


@pytest.mark.parametrize(("line", "expected"), WRONG)
def test_each_rule_of_the_guide(line: Mapping[str, str], expected: list[tuple[str, str]] | None) -> None:
    assert broken(line) == ([("COMPETENCE_TRANSFERABLE", "length")] if expected is None else expected)


def test_all_faults_of_a_line_are_told_with_an_example_and_nothing_of_the_person() -> None:
    personal = {"NIR": "281044410902173", "NOM_TITULAIRE": "FONTANEL-DUPRE-DE-LA-ROCHEFOUCAULD"}
    wrong = adf(ID_DECLARATION="D2", MODALITE_DISPENSE="?", **personal)
    faults = read(file_of([adf(), wrong, adf()]))
    assert [type(each) for each in faults] == [ImportLine, Fault, Fault, Fault, ImportLine]
    told = [each for each in faults if isinstance(each, Fault)]
    assert {each.line for each in told} == {3}
    assert all(each.fix.startswith("Exemple : ") for each in told)
    assert "ROCHEFOUCAULD" not in repr(faults)
    assert "2810444109021" not in "".join(each.value + each.message for each in told)


def test_what_lines_say_alike_is_one_object_and_what_they_do_not_is_not() -> None:
    lines = [adf(ID_UNIQUE_PARTENAIRE=str(at), NIR=f"28104441090{at:02d}", NOM_TITULAIRE="Y") for at in range(3)]
    other = adf(ID_UNIQUE_PARTENAIRE="4", REFERENCE_EMPLOYEUR="Plan 2027")
    said = [each.training for each in read(file_of([*lines, other])) if isinstance(each, ImportLine)]
    assert [each is said[0] for each in said] == [True, True, True, False]
    assert said[3].particulars.employer_reference == "Plan 2027"


VALUES: dict[str, st.SearchStrategy[str]] = {
    "NOM_FORMATION": st.from_regex(r"[A-Za-zéèêàç\"' ]{0,100}[A-Z]", fullmatch=True),
    "MODALITE_DISPENSE": st.sampled_from(["", "A_DISTANCE", "PRESENTIEL", "MIXTE"]),
    "COMPETENCE_TRANSFERABLE": st.lists(st.integers(100000, 499999).map(str), min_size=3, max_size=10, unique=True).map(
        "/".join
    ),
    "NOM_TITULAIRE": st.sampled_from(["D'ARC", "LE GOFF", "NGUYỄN", "MÜLLER-WEISS"]),
    "REFERENCE_EMPLOYEUR": st.sampled_from(["", "A 12", "Été"]),
    "DATE_FIN_VALIDITE": st.sampled_from(["", "15/09/2026", "29/02/2028"]),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries(VALUES), min_size=1, max_size=5), st.sampled_from([1, 7, 4096]), st.booleans())
def test_what_is_written_by_the_guide_is_read(cells: list[dict[str, str]], size: int, marked: bool) -> None:
    lines = [adf(**each, ID_DECLARATION=f"D{at}") for at, each in enumerate(cells)]
    content = (b"\xef\xbb\xbf" if marked else b"") + file_of(lines)
    taken = read(content.replace(b"\r\n", b"\n") if marked else content, size=size)
    assert all(isinstance(each, ImportLine) for each in taken), taken
    said = [each for each in taken if isinstance(each, ImportLine)]
    assert [each.training.content.title for each in said] == [each["NOM_FORMATION"].strip() for each in lines]
    assert ["/".join(each.training.particulars.skills) for each in said] == [
        each["COMPETENCE_TRANSFERABLE"] for each in lines
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(ADF.names),
    st.text(st.characters(exclude_characters="|\n\r", exclude_categories=["Cs"]), max_size=300),
)
def test_no_cell_is_a_surprise(name: str, cell: str) -> None:
    before, told, after = adf(), adf(**{"ID_DECLARATION": "D2", name: cell}), adf()
    first, *said, last = read(file_of([before, told, after]))
    assert isinstance(first, ImportLine)
    assert isinstance(last, ImportLine)
    assert said
    for each in said:
        if isinstance(each, Fault):
            assert (each.line, bool(each.rule)) == (3, True)
            assert all(is_one_line(text) for text in (each.message, each.value, each.fix, each.declaration))
