"""Professionals who guess, or go from body to body: what stays of it, and how it is found out whose doing it was."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from passeport_chassis.ids import new_id
from passeport_identity.domain.consultation import ConsultationLimit
from passeport_identity.domain.death import Death
from passeport_identity.domain.opaque_token import digest
from passeport_identity.errors import (
    ConsultationExpired,
    ConsultationNotFound,
    ConsultationsExhausted,
    ConsultedPersonUnknown,
    ProfessionalSessionInvalid,
)
from passeport_identity.rpc.consultation_outcomes import note_outcome
from passeport_identity.usecases.end_professional import EndProfessional
from passeport_identity.usecases.list_operator_acts import ListOperatorActs
from passeport_identity.usecases.open_consultation import ConsultedByNir
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.registry_ports import FormerNumber
from passeport_identity.usecases.whois_professional import WhoisProfessional
from passeport_sandbox.proconnect import BODIES
from people import CLAIRE, CLAIRE_NIR, OTHER_THOMAS_NIR, THOMAS, THOMAS_NIR, VAULT, MovedClock, register
from professionals.conftest import Entrance
from professionals.test_consultations import BY_NIR, Desk

WHO = Operator("whois-professional", "maria", "réclamation 12")


@pytest.fixture
async def claire(entrance: Entrance) -> UUID:
    return await register(entrance.units, CLAIRE_NIR, CLAIRE, new_id())


@pytest.fixture
async def desk(entrance: Entrance, claire: UUID) -> Desk:
    made = Desk(entrance, (await entrance.enter("idriss")).session_token, ConsultationLimit(most=6, misses=3))
    made.opening = replace(made.opening, noted=note_outcome)
    return made


async def professional_of(desk: Desk) -> UUID:
    return (await desk.opening.get_session(desk.token)).session.professional_id


async def misses(asked: Awaitable[object]) -> bool:
    try:
        await asked
    except ConsultedPersonUnknown:
        return True
    return False


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("consultations_total", {"outcome": outcome}) or 0.0


async def test_who_guesses_is_counted_and_told_of_and_whom_is_not(desk: Desk, entrance: Entrance) -> None:
    await register(entrance.units, THOMAS_NIR, THOMAS, new_id())
    await register(entrance.units, OTHER_THOMAS_NIR, THOMAS, new_id())
    outcomes = ("opened", "unknown", "other_name", "several", "exhausted")
    before = {outcome: counted(outcome) for outcome in outcomes}
    guesses = (
        replace(CLAIRE, birth_place="44110"),
        ConsultedByNir(CLAIRE_NIR, "Fontanelle"),
        THOMAS,
    )
    with capture_logs() as lines:
        await desk.open()
        for guess in guesses:
            assert await misses(desk.open(person=guess))
        with pytest.raises(ConsultationsExhausted):
            await desk.open()
    assert {outcome: counted(outcome) - before[outcome] for outcome in outcomes} == dict.fromkeys(outcomes, 1.0)
    told = [line for line in lines if line["event"] == "a consultation was not opened"]
    assert [line["outcome"] for line in told] == ["unknown", "other_name", "several", "exhausted"]
    professional_id = str(await professional_of(desk))
    assert {(line["professional"], line["siret"]) for line in told} == {(professional_id, BODIES[1].siret)}
    said = repr(told).casefold()
    assert not any(name in said for name in ("fontanel", "claire", "thomas", "martin", CLAIRE_NIR.value))


async def test_of_a_professional_his_body_and_the_counts_of_his_days_are_told_to_who_says_why(
    desk: Desk, clock: MovedClock
) -> None:
    professional_id = await professional_of(desk)
    assert await misses(desk.open(person=THOMAS))
    await desk.open()
    clock.advance(timedelta(days=1))
    async with desk.units() as work:
        (found,) = [
            each
            for each in await work.professionals.consultations(professional_id, clock.now - timedelta(2))
            if each.person_id
        ]
        await work.professionals.add_consultation(
            replace(found, id=new_id(), opened_at=clock.now, siret=BODIES[0].siret)
        )
        await work.commit()
    with pytest.raises(OperationRefused, match="say who asks"):
        await WhoisProfessional(desk.units, clock, Operator("whois-professional", "", "x"))(professional_id)
    with pytest.raises(OperationRefused, match="is not known"):
        await WhoisProfessional(desk.units, clock, WHO)(new_id())
    assert [act async for act in ListOperatorActs(desk.units)()] == []
    known = await WhoisProfessional(desk.units, clock, WHO)(professional_id)
    assert (known.siret, bool(known.uid), known.uid in repr(known)) == (BODIES[1].siret, True, False)
    assert [(day.day, day.siret, day.opened, day.missed) for day in known.days] == [
        (date(2026, 11, 24), BODIES[0].siret, 1, 0),
        (date(2026, 11, 23), BODIES[1].siret, 1, 1),
    ]
    (act,) = [act async for act in ListOperatorActs(desk.units)(str(professional_id))]
    assert (act.command, act.operator, act.reason, act.at) == (WHO.command, WHO.name, WHO.reason, clock.now)
    assert [act async for act in ListOperatorActs(desk.units)("another")] == []


async def test_the_sessions_of_a_professional_end_at_once_and_who_ended_them_is_kept(
    desk: Desk, entrance: Entrance, clock: MovedClock
) -> None:
    professional_id = await professional_of(desk)
    other = (await entrance.enter("maud")).session_token
    end = EndProfessional(desk.units, clock, Operator("end-professional", "maria", "réclamation 12"))
    with pytest.raises(OperationRefused, match="is not known"):
        await end(new_id())
    with pytest.raises(OperationRefused, match="say who asks"):
        await EndProfessional(desk.units, clock, Operator("end-professional", "maria"))(professional_id)
    assert await end(professional_id) == 1
    with pytest.raises(ProfessionalSessionInvalid):
        await professional_of(desk)
    assert (await desk.opening.get_session(other)).session.professional_id != professional_id
    assert await end(professional_id) == 0
    acts = [act async for act in ListOperatorActs(desk.units)(str(professional_id))]
    assert [(act.command, act.operator, act.changes["sessions"][0]) for act in acts] == [
        ("end-professional", "maria", "1"),
        ("end-professional", "maria", "0"),
    ]


@pytest.mark.parametrize("statement", ["UPDATE operator_act SET operator = ''", "DELETE FROM operator_act"])
async def test_what_operators_did_is_only_added_to(engine: AsyncEngine, statement: str) -> None:
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(sa.text(statement))


async def test_a_consultation_is_of_the_body_for_which_it_was_opened(desk: Desk) -> None:
    opened = (await desk.open()).consultation
    here = (await desk.opening.get_session(desk.token)).session
    former = desk.token
    async with desk.units() as work:
        there = replace(here, id=new_id(), siret=BODIES[0].siret)
        await work.professionals.add_session(there, digest("another-token"))
        await work.commit()
    desk.token = "another-token"
    with pytest.raises(ConsultationNotFound):
        await desk.claims(opened.id)
    desk.token = former
    assert (await desk.claims(opened.id))["org_name"] == BODIES[1].name


async def test_a_former_number_is_found_with_the_birth_name_of_then_and_of_now(desk: Desk, claire: UUID) -> None:
    former = ConsultedByNir(OTHER_THOMAS_NIR, "Durand")
    async with desk.units() as work:
        kept = FormerNumber(claire, await VAULT.seal(former.nir, claire), VAULT.index(former.nir), "DURAND")
        await work.former_numbers.add([kept], desk.opening.clock())
        await work.commit()
    for person in (former, replace(former, birth_name="Fontanel")):
        assert (await desk.open(person=person)).consultation.person_id == claire
    # The present number goes with the present name alone.
    for person in (replace(former, birth_name="Dupont"), ConsultedByNir(CLAIRE_NIR, "Durand")):
        assert await misses(desk.open(person=person))


async def test_who_is_reported_dead_is_found_by_nobody_and_read_no_further(desk: Desk, claire: UUID) -> None:
    opened = (await desk.open()).consultation
    async with desk.units() as work:
        await work.deaths.report([Death(claire, date(2026, 11, 20), desk.opening.clock())])
        await work.commit()
    before = counted("deceased")
    for person in (BY_NIR, CLAIRE):
        assert await misses(desk.open(person=person))
    assert counted("deceased") == before + 2
    with pytest.raises(ConsultationExpired):
        await desk.claims(opened.id)
