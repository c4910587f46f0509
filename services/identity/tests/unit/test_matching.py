"""The three-step rule, against a list of persons searched by hand."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_identity.domain.civil_identity import Sex
from passeport_identity.domain.matching import Candidate, HolderCriteria, Outcome, Resolution, Step, decide

THOMAS = HolderCriteria("MARTIN", "THOMAS", Sex.MALE, 1994, 3, 12, "35238", "99100", "THOMAS")


@dataclass(frozen=True)
class Known:
    id: UUID
    data: HolderCriteria


def fits(known: HolderCriteria, wanted: HolderCriteria, step: Step) -> bool:
    names = {
        "birth_name": "birth_name_key",
        "given_name": "first_given_name_key",
        "given_names": "given_names_key",
        "usage_name": "usage_name_key",
    }
    for field in wanted.fields_at(step):
        name = names.get(field, field)
        theirs, ours = getattr(known, name), getattr(wanted, name)
        if not (str(theirs).startswith(ours) if field == "given_names" else theirs == ours):
            return False
    return True


def resolve(wanted: HolderCriteria, registry: list[Known]) -> Resolution:
    step = Step.MANDATORY
    while True:
        fitting = [known for known in registry if fits(known.data, wanted, step)][:2]
        hits = [
            Candidate(known.id, known.data.birth_month, known.data.birth_day, known.data.birth_place)
            for known in fitting
        ]
        move = decide(wanted, step, hits)
        if isinstance(move, Resolution):
            return move
        step = move


def registry(*people: HolderCriteria) -> list[Known]:
    return [Known(uuid4(), person) for person in people]


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"birth_month": 4}, 2),
        ({"birth_day": 13}, 2),
        ({"birth_place": "75056"}, 3),
        ({"birth_day": 13, "birth_place": "75056"}, 2),
    ],
)
def test_one_person_whom_the_feed_contradicts_is_not_the_holder(changes: dict[str, Any], step: int) -> None:
    wanted = replace(THOMAS, **changes)
    answer = resolve(wanted, registry(THOMAS))
    assert answer == Resolution(Outcome.NO_MATCH, None, step, wanted.fields_at(Step(step)))


def test_one_person_left_at_the_second_step_is_contradicted_too() -> None:
    people = registry(THOMAS, replace(THOMAS, birth_day=21))
    answer = resolve(replace(THOMAS, birth_day=21, birth_place="75056"), people)
    assert (answer.outcome, answer.step) == (Outcome.NO_MATCH, 3)


@pytest.mark.parametrize("unknown", [{"birth_month": 0, "birth_day": 0}, {"birth_day": 0}, {"birth_place": ""}])
def test_what_either_does_not_know_contradicts_nothing(unknown: dict[str, Any]) -> None:
    people = registry(replace(THOMAS, **unknown))
    assert resolve(THOMAS, people).person_id == people[0].id
    people = registry(THOMAS)
    assert resolve(replace(THOMAS, **unknown), people).person_id == people[0].id


def test_one_person_is_found_at_the_first_step() -> None:
    people = registry(THOMAS)
    answer = resolve(replace(THOMAS, birth_country="99999", usage_name_key="DURAND"), people)
    assert answer == Resolution(Outcome.RESOLVED, people[0].id, 1, ("birth_name", "given_name", "sex", "birth_year"))


def test_nobody_is_told_at_the_first_step() -> None:
    assert resolve(replace(THOMAS, birth_year=1995), registry(THOMAS)).outcome is Outcome.NO_MATCH


def test_homonyms_of_one_year_are_told_apart_by_day_and_month() -> None:
    people = registry(THOMAS, replace(THOMAS, birth_day=21))
    answer = resolve(replace(THOMAS, birth_day=21), people)
    assert (answer.person_id, answer.step) == (people[1].id, 2)
    assert answer.fields[-2:] == ("birth_month", "birth_day")


def test_homonyms_of_one_day_are_told_apart_by_commune() -> None:
    people = registry(THOMAS, replace(THOMAS, birth_place="33063"))
    answer = resolve(replace(THOMAS, birth_place="33063"), people)
    assert (answer.person_id, answer.step) == (people[1].id, 3)


def test_a_step_that_adds_nothing_is_left_out() -> None:
    people = registry(THOMAS, replace(THOMAS, birth_place="33063"))
    answer = resolve(replace(THOMAS, birth_month=0, birth_day=0), people)
    assert (answer.person_id, answer.step) == (people[0].id, 3)


def test_several_at_the_last_step_are_not_guessed_at() -> None:
    people = registry(THOMAS, THOMAS)
    assert resolve(THOMAS, people).outcome is Outcome.AMBIGUOUS
    bare = replace(THOMAS, birth_month=0, birth_day=0, birth_place="", birth_country="")
    assert resolve(bare, people) == Resolution(
        Outcome.AMBIGUOUS, None, 1, ("birth_name", "given_name", "sex", "birth_year")
    )


def test_nobody_at_a_later_step_names_that_step() -> None:
    people = registry(THOMAS, replace(THOMAS, birth_day=21))
    answer = resolve(replace(THOMAS, birth_day=22), people)
    assert (answer.outcome, answer.step) == (Outcome.NO_MATCH, 2)


def test_optional_data_serve_at_the_third_step() -> None:
    people = registry(replace(THOMAS, given_names_key="THOMASPAULLUC"), replace(THOMAS, usage_name_key="DURAND"))
    assert resolve(replace(THOMAS, given_names_key="THOMASPAUL"), people).person_id == people[0].id
    assert resolve(replace(THOMAS, usage_name_key="DURAND"), people).person_id == people[1].id


@pytest.mark.parametrize(
    "criteria",
    [
        replace(THOMAS, birth_name_key=""),
        replace(THOMAS, first_given_name_key=""),
        replace(THOMAS, sex=Sex.UNSPECIFIED),
    ],
)
def test_what_cannot_be_compared_says_so(criteria: HolderCriteria) -> None:
    assert not criteria.is_comparable


@st.composite
def people(draw: st.DrawFn) -> HolderCriteria:
    return HolderCriteria(
        birth_name_key=draw(st.sampled_from(["MARTIN", "BERNARD"])),
        first_given_name_key="ANNE",
        sex=Sex.FEMALE,
        birth_year=1980,
        birth_month=draw(st.sampled_from([0, 1, 2])),
        birth_day=draw(st.sampled_from([0, 1])),
        birth_place=draw(st.sampled_from(["", "44109", "35238"])),
        given_names_key=draw(st.sampled_from(["ANNE", "ANNEMARIE"])),
        usage_name_key=draw(st.sampled_from(["", "DURAND"])),
    )


@given(people(), st.lists(people(), max_size=6))
def test_an_answer_is_always_the_only_person_that_fits_its_step(
    wanted: HolderCriteria, known: list[HolderCriteria]
) -> None:
    everyone = registry(*known)
    answer = resolve(wanted, everyone)
    fitting = [one.id for one in everyone if fits(one.data, wanted, Step(answer.step))]
    match answer.outcome:
        case Outcome.RESOLVED:
            assert fitting == [answer.person_id]
        case Outcome.NO_MATCH:
            assert fitting == [], "nobody fits the step at which it was refused"
        case _:
            assert len(fitting) > 1
            assert wanted.next_step(Step(answer.step)) is None
