"""A training that came by itself and was declared too is there once: the certification, and the days."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passeport_chassis.ids import new_id
from passeport_prevention.domain.consent import Sight
from passeport_prevention.domain.once import told_once
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.training import Arrival, Content, Declarant, Declarer, Proof, Training
from support import BODY, NOW, attestation, day

PERSON = new_id()


def declared(
    content: Content, certification: str = "RS5801", declarant: Declarant = Declarant.TRAINING_BODY
) -> Training:
    by = Declarer(declarant, BODY.name, BODY.siret)
    return Training(new_id(), PERSON, by, content, NOW, particulars=Particulars(certification=certification))


def passed(on: str, certification: str = "") -> Training:
    return declared(Content("SST", Proof.JUSTIFICATIF, validity_start=day(on)), certification)


def followed(until: str, certification: str = "RS5801") -> Training:
    return declared(attestation(start=day(until), end=day(until), validity_start=day(until)), certification)


def award(on: str, code: str = "RS5801", title: str = "Sauveteur secouriste du travail") -> Training:
    content = Content(title, Proof.JUSTIFICATIF, validity_start=day(on), validity_end=day("2099"))
    came = Arrival(new_id(), code, True, "Certificateur")
    return Training(new_id(), PERSON, Declarer(Declarant.AUTOMATIC), content, NOW, arrival=came)


def financed(until: str, code: str = "RS5801") -> Training:
    content = Content("SST", Proof.ATTESTATION, day(until), day(until))
    came = Arrival(new_id(), code, False, "Formation financée", funder="cpf")
    return Training(new_id(), PERSON, Declarer(Declarant.AUTOMATIC), content, NOW, arrival=came)


@pytest.mark.parametrize(
    ("told", "delivered", "same"),
    [
        (followed("2026-03-03"), "2026-03-03", True),
        # A jury that met within three months, an award dated by the assessment before the end of the session.
        (followed("2026-03-03"), "2026-06-03", True),
        (followed("2026-03-03"), "2026-06-04", False),
        (followed("2026-03-03"), "2026-01-31", True),
        (followed("2026-03-03"), "2026-01-30", False),
        (passed("2026-03-03", "RS5801"), "2026-03-03", True),
        # The one that was renewed two years later.
        (followed("2024-03-03"), "2026-03-03", False),
        (followed("2026-03-03", "RS5802"), "2026-03-03", False),
        # What is not known of a day is given credit.
        (followed("2026"), "2026-12-31", True),
        (followed("2026"), "2027-04-03", False),
        # The title says the number of the register, or the name, where no field does.
        (declared(attestation("SST (rs 5801)", end=day("2026-03-03")), ""), "2026-03-03", True),
        (declared(attestation("SAUVETEUR  secouriste du travail", end=day("2026-03-03")), ""), "2026-03-03", True),
        (declared(attestation("Sauveteur", end=day("2026-03-03")), ""), "2026-03-03", False),
        # Of a day that no calendar goes beyond.
        (passed("9999-12-31", "RS5801"), "2026-03-03", False),
    ],
)
def test_certification_and_days_say_whether_it_is_the_same(told: Training, delivered: str, same: bool) -> None:
    leader = award(delivered)
    for order in ([told, leader], [leader, told]):
        assert told_once(order) == ({told.id: leader.id} if same else {})


def test_a_declaration_is_told_with_the_nearest_and_two_awards_are_two() -> None:
    near, far = award("2026-03-10"), award("2026-02-20")
    told = followed("2026-03-03")
    assert told_once([far, told, near]) == {told.id: near.id}


def test_the_award_leads_the_training_that_was_paid_for_and_what_was_declared_of_either() -> None:
    leader, training = award("2026-05-20"), financed("2026-03-03")
    of_training, of_award = followed("2026-02-20"), passed("2026-05-20", "RS5801")
    # Too far from the award, and near to the training that led to it.
    early = followed("2026-02-10")
    everything = [early, of_award, training, of_training, leader]
    assert told_once(everything) == dict.fromkeys((training.id, of_training.id, of_award.id, early.id), leader.id)
    assert told_once([training, early]) == {early.id: training.id}


def test_nothing_is_told_with_what_was_declared() -> None:
    assert told_once([followed("2026-03-03"), passed("2026-03-03", "RS5801")]) == {}


def test_an_employer_owns_nothing_that_came_by_itself_and_is_told_of_no_dispute() -> None:
    contested = award("2026-03-03")
    assert contested.arrival is not None
    contested = replace(contested, arrival=replace(contested.arrival, siret=BODY.siret, contested=True))
    own = followed("2026-03-03")
    listed = replace(contested, declared_too=(own, replace(own, reference="x", declarer=Declarer(Declarant.HOLDER))))
    sight = Sight("123456782")
    assert not sight.includes(contested)
    shown = sight.shown(listed)
    assert shown.arrival is not None
    assert not shown.arrival.contested
    assert [one.reference for one in shown.declared_too] == ["", ""]
