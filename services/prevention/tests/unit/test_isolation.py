"""What keeps a programme from breaking the service: its time, its threads, how it is found, and what is told of it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest
from prometheus_client import REGISTRY
from pydantic import BaseModel

from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.errors import ProgrammeBusy, ProgrammeDegraded, ProgrammeFailed, ProgrammeNotFound
from passeport_prevention.extend import ENTRY_POINTS, Audience, Programme, Route, faults_of
from passeport_prevention.programmes.bounded import NoPlace, OutOfTime, Places
from passeport_prevention.programmes.calling import Cell
from passeport_prevention.programmes.circuit import Circuit
from passeport_prevention.programmes.house import House
from passeport_prevention.programmes.load import Installed, load_programmes
from passeport_prevention.programmes.types import join_types
from passeport_prevention.usecases.programme_ports import Call
from toy_programme import TOY, NoteAsked, NoteShown, misbehave, read_note

TYPES = TrainingTypes.shipped()


def spin() -> None:
    while True:
        pass


async def until_free(places: Places) -> None:
    while places.taken:  # noqa: ASYNC110 - a thread that ends tells nobody
        await asyncio.sleep(0.01)


async def test_a_loop_without_end_is_ended_and_the_event_loop_goes_on_meanwhile() -> None:
    places, ticks = Places("toy", 1), 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    with pytest.raises(OutOfTime):
        await places.run(spin, 0.05)
    ticking.cancel()
    assert ticks > 1
    await until_free(places)
    assert await places.run(lambda: 7, 5) == 7


async def test_no_more_threads_than_places_until_one_has_really_ended() -> None:
    places, hold = Places("toy", 1), threading.Event()
    with pytest.raises(OutOfTime):
        await places.run(hold.wait, 0.01)
    with pytest.raises(NoPlace):
        await places.run(hold.wait, 0.01)
    hold.set()
    await until_free(places)


@pytest.mark.parametrize("error", [ValueError, StopIteration, SystemExit, TimeoutError])
async def test_what_is_raised_comes_out_as_an_error_of_the_call(error: type[BaseException]) -> None:
    def fail() -> None:
        raise error

    with pytest.raises((ValueError, RuntimeError, TimeoutError)):
        await Places("toy", 1).run(fail, 5)


def test_a_few_time_outs_in_a_row_open_the_circuit_and_one_in_time_closes_it() -> None:
    now = [0.0]
    circuit = Circuit(lambda: now[0], most=2, pause=60)
    seen = []
    for at, event in (
        (0, circuit.out_of_time),
        (0, circuit.in_time),
        (0, circuit.out_of_time),
        (0, circuit.out_of_time),
        (59, lambda: None),
        (60, lambda: None),
        (60, circuit.out_of_time),
        (130, circuit.in_time),
    ):
        now[0] = at
        event()
        seen.append(circuit.is_open)
    assert seen == [False, False, False, True, True, False, True, False]


async def test_outcomes_are_counted_and_time_outs_leave_the_programme_alone() -> None:
    hold = threading.Event()
    cell = Cell("counted", 1, 0.01)
    with pytest.raises(ProgrammeFailed):
        await cell.run(hold.wait)
    with pytest.raises(ProgrammeBusy):
        await cell.run(hold.wait)
    hold.set()
    assert REGISTRY.get_sample_value(
        "prevention_programme_calls_total", {"programme": "counted", "outcome": "out_of_time"}
    ) == 1  # fmt: skip
    house = House([Installed("toy", TOY)], TYPES, well, most_at_once=1, seconds=1)
    for _ in range(3):
        house._members["toy"].cell.circuit.out_of_time()
    with pytest.raises(ProgrammeDegraded):
        house.find(Call("toy", "holder", "GET", "note", {}, b""))
    assert await house.ping() == "toy is degraded: it was out of time again and again"


async def well(programme: Programme) -> str:
    return ""


async def away(programme: Programme) -> str:
    raise OSError("no database")


async def test_who_is_ill_is_told_and_measured_and_makes_nothing_unready() -> None:
    ill = Installed("ill", None, "its import raised ValueError")
    house = House([ill, Installed("toy", TOY)], TYPES, away, most_at_once=1, seconds=1)
    await house.look()
    assert await house.ping() == (
        "ill is degraded: its import raised ValueError; toy is degraded: its tables could not be looked at"
    )
    up = {name: REGISTRY.get_sample_value("prevention_programme_up", {"programme": name}) for name in ("ill", "toy")}
    assert up == {"ill": 0, "toy": 0}
    house._check_schema = well
    await house.look()
    assert REGISTRY.get_sample_value("prevention_programme_up", {"programme": "toy"}) == 1
    with pytest.raises(ProgrammeNotFound):
        house.find(Call("toy", "partner", "GET", "note", {}, b""))


def point(value: str, name: str = "toy") -> EntryPoint:
    return EntryPoint(name, value, ENTRY_POINTS)


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        ([point("toy_programme:TOY")], ""),
        ([point("no_such_module:TOY")], "its import raised ModuleNotFoundError"),
        ([point("toy_programme:NO_PROGRAMME")], "its entry point names a str"),
        ([point("toy_programme:TOY", "other")], "it is called toy, and its entry point otherwise"),
        ([point("toy_programme:TOY"), point("toy_programme:TOY")], "two distributions have a programme of this name"),
    ],
)
async def test_a_programme_is_found_or_told_why_not(points: list[EntryPoint], fault: str) -> None:
    (found,) = await load_programmes(points)
    assert found.fault.startswith(fault)
    assert bool(found.fault) == bool(fault)
    assert (found.programme is TOY) == (fault == "")
    assert await load_programmes(points, off={"toy", "other"}) == []


class Lax(BaseModel):
    """Takes whatever it is given."""


def of(*routes: Route) -> Programme:
    return replace(TOY, routes=routes)


@pytest.mark.parametrize(
    ("programme", "fault"),
    [
        (replace(TOY, name="Toy_1"), "its name"),
        (replace(TOY, title=""), "its title"),
        (replace(TOY, version="latest"), "its version"),
        (replace(TOY, about=frozenset()), "it adds toy-training and is not about it"),
        (of(Route("POST", "x", Audience.HOLDER, "x", read_note, NoteShown)), "has another method"),  # type: ignore[arg-type]
        (of(Route("GET", "/x", Audience.HOLDER, "x", read_note, NoteShown)), "is not made of"),
        (of(Route("GET", "x", Audience.HOLDER, "", read_note, NoteShown)), "does not say in one line"),
        (of(Route("PUT", "x", Audience.HOLDER, "x", read_note, NoteShown)), "takes no body"),
        (of(Route("GET", "x", Audience.HOLDER, "x", read_note, NoteShown, NoteAsked)), "takes a body"),
        (of(Route("PUT", "x", Audience.HOLDER, "x", read_note, NoteShown, Lax)), "takes fields that it does not know"),
        (
            of(*(Route("GET", path, Audience.HOLDER, "x", misbehave, NoteShown) for path in ("{a}", "{b}"))),
            "is there twice",
        ),
    ],
)
def test_a_programme_that_is_not_well_formed_is_told_so(programme: Programme, fault: str) -> None:
    (said,) = faults_of(programme)
    assert fault in said
    assert faults_of(TOY) == []


def test_types_that_clash_degrade_the_second_alone() -> None:
    again, lost = replace(TOY, name="again"), replace(TOY, name="lost", about=frozenset({"gone"}), training_types=())
    types, (first, second, third) = join_types(TYPES, [Installed(one.name, one) for one in (TOY, again, lost)])
    assert first.programme is TOY
    assert second.fault == "its types of trainings: training_type: name 'toy-training' is there twice"
    assert third.fault == "its types of trainings: there is no training_type gone"
    assert types.named("toy-training") is TOY.training_types[0]
