"""Until when a training holds: periods from date to date, rules and their versions, and tables that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_chassis.ids import new_id
from passeport_chassis.partial_date import PartialDate
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.period import Period
from passeport_prevention.domain.request import fingerprint
from passeport_prevention.domain.training import Content, Declarant, Proof, Training
from passeport_prevention.domain.training_types import Force, TrainingTypes
from passeport_prevention.domain.validity import Basis, Validity, ValidityState, validity_of
from passeport_prevention.regulation.rows import RegulationError
from support import attestation, day, training

SHIPPED = TrainingTypes.shipped()
TODAY = date(2026, 11, 23)
TYPE = '[[training_type]]\nname = "echelle"\ntitle = "Échelles"\ncertifications = ["RS9001"]\nsource = "x"\n'
RULE = '[[validity]]\ntypes = ["echelle"]\nsince = 2020-01-01\nforce = "law"\nperiod = "P2Y"\nsource = "arrêté A"\n'


def followed(type_name: str = "", end: str = "2026-03-04", **changes: object) -> Training:
    """A training that says nothing of until when it holds."""
    content = attestation(start=None, end=day(end), validity_start=day(end), validity_end=None, type_name=type_name)
    return training(new_id(), replace(content, **changes))  # type: ignore[arg-type]


def validity(one: Training, types: TrainingTypes = SHIPPED, today: date = TODAY) -> Validity:
    return validity_of(one, types, today)


@pytest.mark.parametrize(
    ("period", "begins", "ends"),
    [
        ("P2Y", "2024-02-29", "2026-02-28"),
        ("P4Y", "2024-02-29", "2028-02-29"),
        ("P1Y", "2023-02-28", "2024-02-28"),
        ("P6M", "2026-08-31", "2027-02-28"),
        ("P1M", "2026-01-31", "2026-02-28"),
        ("P1Y6M", "2026-12-01", "2028-06-01"),
        ("P12M", "2026-03-04", "2027-03-04"),
        ("P2Y", "2026-03", "2028-03"),
        ("P6M", "2026-08", "2027-02"),
        ("P2Y", "2026", "2028"),
        ("P6M", "2026", "2027"),
        ("P10Y", "9995-01-01", "9999-01-01"),
    ],
)
def test_a_period_ends_on_the_day_of_the_same_number(period: str, begins: str, ends: str) -> None:
    assert str(Period.parse(period).after(day(begins))) == ends


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.integers(1, 240))
def test_a_period_never_ends_in_another_month(begins: date, months: int) -> None:
    ends = Period(months).after(PartialDate.of(begins))
    assert ends.latest.year * 12 + ends.latest.month == begins.year * 12 + begins.month + months
    assert ends.latest.day == begins.day or (ends.latest.day < begins.day and (ends.latest + timedelta(1)).day == 1)
    assert Period.parse(str(Period(months))) == Period(months)


@pytest.mark.parametrize("text", ["", "P", "2Y", "P0Y", "P2W", "P2Y3D", "p2y", "P-1Y", "P6M2Y"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a duration"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-03-03", ValidityState.UPCOMING),
        ("2026-03-04", ValidityState.VALID),
        ("2027-12-04", ValidityState.VALID),
        ("2027-12-05", ValidityState.EXPIRING),
        ("2028-03-04", ValidityState.EXPIRING),
        ("2028-03-05", ValidityState.EXPIRED),
    ],
)
def test_a_training_is_valid_then_expiring_then_expired(today: str, state: ValidityState) -> None:
    found = validity(followed("sst"), today=date.fromisoformat(today))
    assert (found.state, str(found.since), str(found.until)) == (state, "2026-03-04", "2028-03-04")
    assert found.basis is Basis.RULE
    assert found.as_of.isoformat() == today


def test_what_the_declaration_says_goes_before_the_rule() -> None:
    found = validity(followed("sst", validity_end=day("2030-01-01")))
    assert (str(found.until), found.basis) == ("2030-01-01", Basis.DECLARED)
    # Still it is told what the rule is.
    assert found.rule is not None
    assert found.rule.period == Period(24)
    assert str(validity(followed(validity_end=day("2027"))).until) == "2027"


def test_nothing_is_guessed_of_a_title_or_of_a_type_that_is_not_known() -> None:
    for one in (followed(title="Sauveteur secouriste du travail (SST)"), followed("taken-away")):
        found = validity(one)
        assert (found.state, found.until, found.basis, found.kind) == (ValidityState.UNKNOWN, None, None, None)


def test_a_certification_means_a_type_and_a_name_goes_before_it() -> None:
    coded = replace(followed(), particulars=Particulars(certification="RS5801"))
    assert [kind.name for kind in [validity(coded).kind] if kind] == ["sst"]
    named = replace(followed("caces-r489-3"), particulars=Particulars(certification="RS5801"))
    assert str(validity(named).until) == "2031-03-04"


def test_the_first_refresher_of_asbestos_comes_sooner_than_the_next_ones() -> None:
    name = "amiante-ss3-operateur"
    assert str(validity(followed(name, refresher=False)).until) == "2026-09-04"
    assert str(validity(followed(name, refresher=True)).until) == "2029-03-04"
    # Which of the two it is, is not guessed.
    assert validity(followed(name)).state is ValidityState.UNKNOWN
    assert str(validity(followed("amiante-ss4-operateur")).until) == "2029-03-04"


def test_a_rule_counts_from_the_end_or_from_the_start_of_validity() -> None:
    later = day("2026-04-01")
    assert str(validity(followed("amiante-ss4-operateur", validity_start=later)).until) == "2029-04-01"
    assert str(validity(followed("diisocyanates", validity_start=later)).until) == "2031-03-04"
    # The holder's own may lack the one or the other.
    alone = Content("SST", Proof.ATTESTATION, end=day("2026-03"), type_name="sst")
    found = validity(training(new_id(), alone))
    assert (str(found.since), str(found.until)) == ("2026-03", "2028-03")
    passed = Content("PCR", Proof.JUSTIFICATIF, validity_start=day("2026"), type_name="radioprotection-travailleurs")
    assert str(validity(training(new_id(), passed)).until) == "2029"


def test_a_rule_that_changes_is_for_trainings_that_end_from_then_on() -> None:
    newer = RULE.replace("2020-01-01", "2026-03-05").replace("P2Y", "P1Y").replace("arrêté A", "arrêté B")
    types = TrainingTypes.parse(TYPE + RULE + newer)
    before, after = validity(followed("echelle"), types), validity(followed("echelle", "2026-03-05"), types)
    assert (str(before.until), str(after.until)) == ("2028-03-04", "2027-03-05")
    assert [found.rule.source for found in (before, after) if found.rule] == ["arrêté A", "arrêté B"]
    # Older than every rule.
    assert validity(followed("echelle", "2019-12-31"), types).state is ValidityState.UNKNOWN


def test_a_rule_may_say_for_ever() -> None:
    types = TrainingTypes.parse(TYPE + RULE.replace('period = "P2Y"', "unlimited = true"))
    found = validity(followed("echelle"), types)
    assert (found.state, found.until, found.basis) == (ValidityState.UNLIMITED, None, Basis.RULE)
    assert validity(followed("echelle", validity_end=day("2026-05-01")), types).state is ValidityState.EXPIRED


def test_types_of_two_tables_are_joined_and_rules_of_the_second_come_after() -> None:
    other = TrainingTypes.parse(TYPE.replace("echelle", "corde").replace("RS9001", "RS9002"))
    stricter = TrainingTypes.parse(TYPE + RULE.replace("P2Y", "P1Y"))
    joined = TrainingTypes.parse(TYPE + RULE).joined(other.types, stricter.rules)
    assert [kind.name for kind in joined.types] == ["echelle", "corde"]
    assert str(validity(followed("echelle"), joined).until) == "2027-03-04"
    with pytest.raises(RegulationError, match="name 'echelle' is there twice"):
        joined.joined(stricter.types)
    with pytest.raises(RegulationError, match="certification 'RS9002' is there twice"):
        joined.joined([replace(other.types[0], name="x")])


def test_what_is_shipped_names_its_texts_and_has_a_rule_for_each_type() -> None:
    assert {name for rule in SHIPPED.rules for name in rule.types} == {kind.name for kind in SHIPPED.types}
    assert all([kind.source for kind in SHIPPED.types] + [rule.source for rule in SHIPPED.rules])
    forces = {name: rule.force for rule in SHIPPED.rules for name in rule.types}
    assert forces["amiante-ss3-operateur"] is Force.LAW
    assert forces["habilitation-electrique"] is Force.RECOMMENDATION
    assert TrainingTypes.read(None) == SHIPPED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[training]]", "training: not known; there are training_type and validity"),
        (TYPE.replace("echelle", "Échelle"), "training_type 1: name is 'Échelle': small letters"),
        (TYPE.replace("RS9001", "9001"), "training_type 1: certifications has '9001', which is no code"),
        (TYPE + "category = 5\n", "training_type 1: category is 5: 1 to 4"),
        (TYPE + "broad = 1\n", "training_type 1: broad is 1, which is not of its kind (bool)"),
        (TYPE + TYPE, "training_type: name 'echelle' is there twice"),
        (RULE, "validity 1: there is no training_type 'echelle'"),
        (TYPE + RULE.replace("P2Y", "2 ans"), "validity 1: period is '2 ans': must be a duration"),
        (TYPE + RULE.replace('period = "P2Y"\n', ""), "validity 1: needs either period or unlimited"),
        (TYPE + RULE + "unlimited = true\n", "validity 1: needs either period or unlimited"),
        (TYPE + RULE.replace("law", "habit"), "validity 1: force is 'habit': one of law, recommendation"),
        (TYPE + RULE.replace("arrêté A", ""), "validity 1: source is empty"),
        (TYPE + RULE + "until = 2019-01-01\n", "validity 1: until 2019-01-01 is before since"),
    ],
)
def test_a_wrong_row_is_named(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "types.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegulationError) as error:
        TrainingTypes.read(path)
    assert told in str(error.value)


def test_a_type_is_part_of_what_a_request_says_and_none_leaves_it_as_it_was() -> None:
    person, content = new_id(), attestation()
    one = fingerprint(person, Declarant.HOLDER, content)
    others = {
        fingerprint(person, Declarant.HOLDER, replace(content, **changes))
        for changes in ({"type_name": "sst"}, {"type_name": "sst", "refresher": False}, {"refresher": True})
    }
    assert len({one, *others}) == 4
