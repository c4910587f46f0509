"""Trainings and engagements: what a line says, and the rules that go beyond a field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.batch import FileHead
from passeport_records.domain.details import ENGAGEMENT_ACTIVITIES, TRAINING_FUNDERS, EngagementDetails, TrainingDetails
from passeport_records.domain.holder import CivilIdentity, NirIdentity, Sex
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import Fault
from passeport_records.domain.statement import EngagementClaim, TrainingClaim, in_future
from passeport_records.feeds.trainings.read import SCHEMA, read_trainings
from samples import in_pieces
from statements import ENGAGEMENT, TRAINING, csv_of, json_lines_of


def read(content: bytes) -> list[object]:
    return list(read_trainings(lambda: in_pieces(content, 100), FileHead()))


@pytest.mark.parametrize("write", [csv_of, json_lines_of])
def test_a_training_and_an_engagement_stand_in_one_file(write: Callable[[list[dict[str, object]]], bytes]) -> None:
    training, engagement = read(write([TRAINING, ENGAGEMENT]))
    assert isinstance(training, TrainingClaim)
    assert training.holder == NirIdentity("2810444109021", "FONTANEL")
    assert training.details == TrainingDetails(42, "RS6435", "passed", "cpf")
    assert (training.start, training.end) == (PartialDate(2026, 3, 2), PartialDate(2026, 6))
    assert training.organisation == Organisation("Langues du Large", "00100014000010")
    assert isinstance(engagement, EngagementClaim)
    assert engagement.holder == CivilIdentity("FONTANEL", ("Claire",), Sex.FEMALE, 1981, 4, 17)
    assert engagement.details == EngagementDetails("service_civique", "Équipière")


def test_the_funders_are_those_that_details_know() -> None:
    assert [name.lower() for name in SCHEMA.fields["financeur"].rules["enum"]] == list(TRAINING_FUNDERS)


def test_the_activities_are_those_of_the_law() -> None:
    assert {name.lower() for name in SCHEMA.fields["activite"].rules["enum"]} == set(ENGAGEMENT_ACTIVITIES)


@pytest.mark.parametrize(
    ("of", "changes", "told"),
    [
        (TRAINING, {"siretOrganisme": ""}, [("siretOrganisme", "required")]),
        (TRAINING, {"activite": "SERVICE_CIVIQUE", "role": "x"}, [("activite", "nature"), ("role", "nature")]),
        (TRAINING, {"dateFin": "2026-02"}, [("dateFin", "order")]),
        (TRAINING, {"dureeHeures": "0"}, [("dureeHeures", "range")]),
        (TRAINING, {"resultat": "ABANDONNEE"}, [("resultat", "value")]),
        (TRAINING, {"financeur": "PAPA"}, [("financeur", "value")]),
        (TRAINING, {"nir": "1234567890123"}, [("nir", "format")]),
        (TRAINING, {"nir": ""}, [("dateNaissance", "holder"), ("prenom1", "holder"), ("sexe", "holder")]),
        (ENGAGEMENT, {"activite": ""}, [("activite", "required")]),
        (ENGAGEMENT, {"activite": "BENEVOLAT"}, [("activite", "value")]),
        (
            ENGAGEMENT,
            {"dureeHeures": "7", "resultat": "SUIVIE", "financeur": "CPF"},
            [("dureeHeures", "nature"), ("financeur", "nature"), ("resultat", "nature")],
        ),
    ],
)
def test_every_rule_is_told(of: dict[str, object], changes: dict[str, object], told: list[tuple[str, str]]) -> None:
    faults = [each for each in read(csv_of([of | changes])) if isinstance(each, Fault)]
    assert sorted((fault.field, fault.rule) for fault in faults) == told
    for fault in faults:
        # An example of what is to be left out would be none.
        assert fault.fix == "Laissez-le vide" if fault.rule == "nature" else fault.fix.startswith("Exemple : ")
    # A NIR is personal, whatever is wrong with it.
    assert "1234567890123" not in repr(faults)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"dateFin": "2099-12-31"}, "dateFin"),
        ({"dateFin": "2026-06-27"}, "dateFin"),
        ({"dateDebut": "2026-06-27", "dateFin": ""}, "dateDebut"),
        ({"dateDebut": "2026-06-26", "dateFin": ""}, None),
        ({"dateFin": "2026-06"}, None),
        ({"dateFin": "2099-12-31", "resultat": ""}, None),
        ({"dateDebut": "2026-06-27", "dateFin": "", "resultat": ""}, None),
        ({"dateDebut": "2026-06-28", "dateFin": "", "resultat": ""}, "dateDebut"),
    ],
)
def test_what_came_of_a_training_is_told_once_it_has_ended(changes: dict[str, object], refused: str | None) -> None:
    (claim,) = read(csv_of([TRAINING | changes]))
    assert isinstance(claim, TrainingClaim)
    verdict = in_future(claim, datetime(2026, 6, 26, 20, tzinfo=UTC))
    told = (verdict.field, verdict.rule, verdict.fix) if verdict else None
    assert told == ((refused, "future", "Exemple : 2026-06-26") if refused else None)
