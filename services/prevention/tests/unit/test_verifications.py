"""The employer verifies what a training body declared, by the legal calendar; the clock is moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import FakeUnits, FakeWorkers
from passeport_chassis.ids import new_id
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.events import VerificationChanged, VerificationDue
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.training import Declarant
from passeport_prevention.domain.verification import ANSWERS, Verification, VerificationState
from passeport_prevention.errors import EtagStale, FieldInvalid, TrainingNotFound, VerificationOver
from passeport_prevention.usecases.change_declaration import Correction, correct_training, withdraw_training
from passeport_prevention.usecases.declare_training import declare_training
from passeport_prevention.usecases.list_trainings import list_trainings
from passeport_prevention.usecases.settle_verifications import count_due, count_overdue, remind_some, settle_some
from passeport_prevention.usecases.verify_trainings import (
    LISTED,
    Side,
    answer_verification,
    list_verifications,
    read_verification,
)
from support import BODY, CANARY_NIR, EMPLOYER, REGULATION, TYPES, attestation, day, declaration

State = VerificationState
TOLD = Particulars(
    skills=("115650", "121885", "400635"),
    fields=("42829",),
    specialities=("344r",),
    employer_siret="73282932000074",
)


class World:
    """One worker, one declaration that names his employer, and a clock."""

    def __init__(self, end: str = "2026-11-02", now: str = "2026-11-23T09:30:00+00:00") -> None:
        self.units = FakeUnits()
        self.person_id = new_id()
        self.end = end
        self.at(now)

    def at(self, moment: str | datetime) -> None:
        self.now = datetime.fromisoformat(moment) if isinstance(moment, str) else moment

    def clock(self) -> datetime:
        return self.now

    def content(self, title: str = "Levage") -> Any:
        last = day(self.end)
        return attestation(title, start=last, end=last, validity_start=last, validity_end=None)

    async def declare(self, key: str = "k", declarant: Declarant = Declarant.TRAINING_BODY) -> UUID:
        asked = declaration(key, self.content(), declarant=declarant)
        asked = replace(asked, particulars=TOLD)
        workers = FakeWorkers({CANARY_NIR: self.person_id})
        made = await declare_training(
            self.units, self.clock, workers, REGULATION, TYPES, partner=BODY, declaration=asked
        )
        return made.training_id

    async def answer(self, training_id: UUID, state: State, comment: str | None = None, **said: Any) -> Any:
        given = {"partner": BOSS, "etag": (await self.read(training_id)).verification_etag, **said}
        text = ("" if state is State.CONFIRMED else "Dates fausses") if comment is None else comment
        return await answer_verification(
            self.units, self.clock, training_id=training_id, state=state, comment=text, **given
        )

    async def correct(
        self, training_id: UUID, content: Any, reference: str = "", particulars: Particulars | None = None
    ) -> None:
        await correct_training(
            self.units,
            self.clock,
            REGULATION,
            TYPES,
            partner=BODY,
            training_id=training_id,
            etag="r1",
            correction=Correction(content, reference, particulars),
            reason="Corrigé",
        )

    async def read(self, training_id: UUID) -> Any:
        return await read_verification(self.units, self.clock, partner=BOSS, training_id=training_id)

    async def listed(self, side: Side = Side.EMPLOYER, *states: State, partner: Partner | None = None) -> Any:
        page = await list_verifications(
            self.units,
            self.clock,
            partner=partner or (BOSS if side is Side.EMPLOYER else BODY),
            side=side,
            states=states,
            limit=9,
            after=None,
        )
        return page.trainings

    def told(self) -> list[State | None]:
        return [event.state for event in self.units.store.events if isinstance(event, VerificationChanged)]


# Registered for another establishment of the enterprise than the one that is named.
BOSS = Partner("client-of-the-employer", "Ateliers Dupré (fictif)", "73282932000082")


async def test_an_employer_confirms_what_names_any_of_its_establishments() -> None:
    world = World()
    training_id = await world.declare()
    (listed,) = await world.listed()
    assert (listed.id, listed.to_verify.state, str(listed.to_verify.due_on)) == (
        training_id,
        State.AWAITING,
        "2027-09-30",
    )
    confirmed = await world.answer(training_id, State.CONFIRMED)
    assert (confirmed.to_verify.state, confirmed.to_verify.changed_at) == (State.CONFIRMED, world.now)
    assert world.told() == [State.CONFIRMED]
    # The same again, whatever version it names, changes nothing.
    await world.answer(training_id, State.CONFIRMED, etag="r1v1")
    assert world.told() == [State.CONFIRMED]
    (seen,) = (
        await list_trainings(world.units, world.clock, TYPES, person_id=world.person_id, limit=9, after=None)
    ).trainings
    assert seen == confirmed
    actions = [access.action for _, access in world.units.store.accesses if access.actor_id == BOSS.client_id]
    assert actions.count("prevention.verification.answer") == 2


async def test_what_is_to_be_corrected_goes_to_the_training_body_and_comes_back_to_be_verified() -> None:
    world = World()
    training_id = await world.declare()
    assert await world.listed(Side.DECLARANT) == ()
    await world.answer(training_id, State.CORRECTION_ASKED, "Il manque le 3 novembre")
    (asked,) = await world.listed(Side.DECLARANT)
    assert (asked.to_verify.state, asked.to_verify.comment) == (State.CORRECTION_ASKED, "Il manque le 3 novembre")
    (purpose,) = (
        one.purpose for _, one in world.units.store.accesses if (one.action, one.actor_id) == (LISTED, BODY.client_id)
    )
    assert "à vérifier" not in purpose
    stale = asked.verification_etag
    await correct_training(
        world.units,
        world.clock,
        REGULATION,
        TYPES,
        partner=BODY,
        training_id=training_id,
        etag=asked.etag,
        correction=Correction(world.content("Levage, 2 jours"), "", None),
        reason="Jour oublié",
    )
    assert await world.listed(Side.DECLARANT) == ()
    (anew,) = await world.listed(Side.EMPLOYER, State.AWAITING)
    assert (anew.content.title, anew.to_verify.comment) == ("Levage, 2 jours", "")
    # Nobody confirms what he has not read.
    with pytest.raises(EtagStale):
        await world.answer(training_id, State.CONFIRMED, etag=stale)
    await world.answer(training_id, State.CONFIRMED)
    assert world.told() == [State.CORRECTION_ASKED, State.AWAITING, State.CONFIRMED]


@pytest.mark.parametrize(
    ("end", "last_moment", "too_late"),
    [
        # Transition: nine months after the quarter; September 2025 has a day of its own.
        ("2025-09-30", "2026-10-01T03:59:59+00:00", "2026-10-01T04:00:00+00:00"),
        ("2025-10-01", "2026-10-01T03:59:59+00:00", "2026-10-01T04:00:00+00:00"),
        ("2026-12-31", "2027-10-01T03:59:59+00:00", "2027-10-01T04:00:00+00:00"),
        # Then six. It is the 1st in Paris (UTC+2) and in La Réunion (UTC+4), still the 30th in Martinique (UTC-4).
        ("2027-01-01", "2027-10-01T02:00:00+04:00", "2027-10-01T08:00:00+04:00"),
        ("2027-03-31", "2027-09-30T23:59:59-04:00", "2027-10-01T00:00:00-04:00"),
        ("2027-04-01", "2028-01-01T03:59:59+00:00", "2028-01-01T04:00:00+00:00"),
        # A leap day is a day of its quarter.
        ("2028-02-29", "2028-10-01T03:59:59+00:00", "2028-10-01T04:00:00+00:00"),
    ],
)
async def test_silence_past_the_day_means_deemed_verified(end: str, last_moment: str, too_late: str) -> None:
    world = World(end, f"{end}T12:00:00+00:00")
    training_id = await world.declare()
    world.at(last_moment)
    assert (await world.read(training_id)).to_verify.state is State.AWAITING
    assert await settle_some(world.units, world.clock) == 0
    world.at(too_late)
    # Whoever reads sees it at once; the job comes when it comes.
    assert (await world.read(training_id)).to_verify.state is State.DEEMED_VERIFIED
    assert len(await world.listed(Side.EMPLOYER, State.DEEMED_VERIFIED)) == 1
    assert await world.listed(Side.EMPLOYER, State.AWAITING) == ()
    with pytest.raises(VerificationOver):
        await world.answer(training_id, State.CONTESTED)
    assert world.told() == []
    assert await count_overdue(world.units, world.clock) == 1
    assert [await settle_some(world.units, world.clock) for _ in range(2)] == [1, 0]
    assert world.told() == [State.DEEMED_VERIFIED]
    system = [access for _, access in world.units.store.accesses if access.actor == "system"]
    assert [(access.action, access.resource_id) for access in system] == [
        ("prevention.verification.deem", str(training_id))
    ]


async def test_an_employer_is_reminded_once_and_once_more_of_what_is_corrected() -> None:
    world = World()
    training_id = await world.declare()

    async def reminded() -> list[int]:
        return [await count_due(world.units, world.clock, 30), await remind_some(world.units, world.clock, 30)]

    assert await reminded() == [0, 0]
    # A month before the 30th of September.
    world.at("2027-08-31T12:00:00+00:00")
    assert [await reminded(), await reminded()] == [[1, 1], [0, 0]]
    told = [event for event in world.units.store.events if isinstance(event, VerificationDue)]
    assert [(event.training_id, str(event.due_on)) for event in told] == [(training_id, "2027-09-30")]
    await world.correct(training_id, world.content("Levage, corrigé"))
    assert await reminded() == [1, 1]
    await world.answer(training_id, State.CONFIRMED)
    assert await reminded() == [0, 0]


async def test_only_silence_is_deemed_verified() -> None:
    world = World()
    ids = [await world.declare(f"k-{number}") for number in range(4)]
    for training_id, state in zip(ids, (State.CONFIRMED, State.CORRECTION_ASKED, State.CONTESTED), strict=False):
        await world.answer(training_id, state)
    await withdraw_training(world.units, world.clock, partner=BODY, training_id=ids[3], etag="r1", reason="Erreur")
    world.at("2030-01-01T00:00:00+00:00")
    assert await settle_some(world.units, world.clock) == 0
    assert [one.to_verify.state for one in await world.listed()] == [
        State.CONTESTED,
        State.CORRECTION_ASKED,
        State.CONFIRMED,
    ]


@pytest.mark.parametrize("said", [None, State.CONFIRMED])
async def test_a_correction_after_the_day_is_deemed_verified_as_well(said: State | None) -> None:
    world = World()
    training_id = await world.declare()
    if said is not None:
        await world.answer(training_id, said)
    world.at("2028-01-01T12:00:00+00:00")
    await world.correct(training_id, world.content("Levage, corrigé"))
    assert (await world.read(training_id)).to_verify.state is State.DEEMED_VERIFIED
    assert await settle_some(world.units, world.clock) == 1


@pytest.mark.parametrize("said", [State.CORRECTION_ASKED, State.CONTESTED])
@pytest.mark.parametrize(
    ("now", "corrected"),
    [
        ("2028-01-01T12:00:00+00:00", "title"),
        ("2028-01-01T12:00:00+00:00", "no employer"),
        ("2028-01-01T12:00:00+00:00", "another employer"),
        # The dates of another quarter would have the day over by now.
        ("2026-12-01T12:00:00+00:00", "dates"),
        ("2026-12-01T12:00:00+00:00", "reference"),
    ],
)
async def test_a_training_body_does_not_rid_itself_of_what_an_employer_can_say_no_more(
    said: State, now: str, corrected: str
) -> None:
    world = World()
    training_id = await world.declare()
    await world.answer(training_id, said)
    world.at(now)
    if corrected == "dates":
        world.end = "2025-10-01"
    content = world.content("Levage, corrigé" if corrected == "title" else "Levage")
    employers = {"no employer": "", "another employer": "98765432400019"}
    particulars = replace(TOLD, employer_siret=employers[corrected]) if corrected in employers else None
    reference = "R" if corrected == "reference" else ""
    await world.correct(training_id, content, reference, particulars)
    kept = (await world.read(training_id)).to_verify
    assert (kept.state, kept.comment, kept.employer_siret) == (said, "Dates fausses", TOLD.employer_siret)
    assert await settle_some(world.units, world.clock) == 0
    assert world.told() == [said]


async def test_a_reference_of_the_declarant_leaves_the_verification_as_it_is() -> None:
    world = World()
    training_id = await world.declare()
    await world.answer(training_id, State.CONFIRMED)
    await world.correct(training_id, world.content(), "R")
    assert (await world.read(training_id)).to_verify.state is State.CONFIRMED
    assert world.told() == [State.CONFIRMED]


async def test_it_is_told_that_nobody_verifies_any_more() -> None:
    world = World()
    training_id = await world.declare()
    await world.correct(training_id, world.content(), particulars=replace(TOLD, employer_siret=""))
    with pytest.raises(TrainingNotFound):
        await world.read(training_id)
    assert world.told() == [None]


@pytest.mark.parametrize(
    ("end", "declarant"),
    [
        ("2026-11-02", Declarant.EMPLOYER),
        ("2026-11-02", Declarant.TEMPORARY_WORK_COMPANY),
        # Before there was a duty there is nothing to verify.
        ("2025-08-31", Declarant.TRAINING_BODY),
    ],
)
async def test_nobody_verifies_what_nobody_has_to(end: str, declarant: Declarant) -> None:
    world = World(end)
    training_id = await world.declare(declarant=declarant)
    assert await world.listed() == ()
    with pytest.raises(TrainingNotFound):
        await world.read(training_id)


async def test_another_employer_learns_nothing_and_a_listing_is_told_once_a_day() -> None:
    world = World()
    training_id = await world.declare()
    for stranger in (EMPLOYER, BODY):
        assert await world.listed(partner=stranger) == ()
        with pytest.raises(TrainingNotFound):
            await world.answer(training_id, State.CONFIRMED, partner=stranger)
    for hours in (0, 1, 25):
        world.at(datetime(2026, 11, 24, tzinfo=UTC) + timedelta(hours=hours))
        await world.listed()
    told = [access.actor_id for _, access in world.units.store.accesses if access.action == LISTED]
    assert told == [BOSS.client_id] * 2


@pytest.mark.parametrize(
    ("state", "comment", "field"),
    [
        (State.AWAITING, "", "state"),
        (State.DEEMED_VERIFIED, "", "state"),
        (State.CONFIRMED, "Bien", "comment"),
        (State.CONTESTED, "  ", "comment"),
        (State.CORRECTION_ASKED, "x" * 501, "comment"),
        (State.CONTESTED, "a\tb", "comment"),
    ],
)
async def test_a_wrong_answer_is_named(state: State, comment: str, field: str) -> None:
    world = World()
    training_id = await world.declare()
    with pytest.raises(FieldInvalid) as refused:
        await world.answer(training_id, state, comment)
    assert [violation.field for violation in refused.value.violations] == [field]
    assert world.told() == []


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(sorted(ANSWERS)), st.integers(-3, 3)), max_size=6))
def test_whatever_is_said_after_the_day_counts_no_more(steps: list[tuple[State, int]]) -> None:
    due = datetime(2027, 9, 30, 12, tzinfo=UTC)
    said = Verification("73282932000074", due.date())
    spoken = False
    for state, days in sorted(steps, key=lambda step: step[1]):
        now = due + timedelta(days=days)
        if not said.is_over(now):
            said = said.moved(state, "", now)
            spoken = True
        assert (said.as_of(now).state is State.DEEMED_VERIFIED) == (not spoken and said.is_over(now))
    assert said.revision <= len(steps) + 1
