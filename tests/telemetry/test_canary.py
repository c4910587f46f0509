"""The number and the names of a person stay where they belong, whatever he did and whatever went wrong on the way."""

from collections.abc import Iterable
from itertools import chain

import pytest

from tests.suite import Suite
from tests.telemetry.canary import Canary
from tests.telemetry.journey import Journey
from tests.telemetry.places import Place, logs, metrics, settle, streams, tables


def _told(places: Iterable[Place], canary: Canary, *, names: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for where, said in places:
        forms = canary.number(said) + (canary.names(said) if names else [])
        if forms:
            found.setdefault(where, []).extend(forms)
    return found


def _knows(places: Iterable[Place], text: str) -> bool:
    """Whether a search through these places finds what is known to be there: otherwise it proves nothing."""
    return any(text.encode() in said or text.replace("-", "").encode() in said for _, said in places)


@pytest.mark.parametrize("service", ["records", "prevention"])
def test_services_without_identity_store_neither_number_nor_names(
    suite: Suite, journey: Journey, canary: Canary, service: str
) -> None:
    places = list(tables(suite.stack, service))
    assert _told(places, canary, names=True) == {}
    assert _knows(places, journey.person_id)


def test_publishing_stores_the_names_that_it_printed_and_never_the_number(
    suite: Suite, journey: Journey, canary: Canary
) -> None:
    places = list(tables(suite.stack, "publishing"))
    assert _told(places, canary, names=False) == {}
    assert _knows(places, journey.publication_id)
    with_names = {where.rpartition(".")[2] for where in _told(places, canary, names=True)}
    # Neither the log of accesses nor an event has a name in it.
    assert with_names.isdisjoint({"access", "outbox", "inbox", "dead_letter"})


def test_identity_stores_the_number_sealed_only(suite: Suite, journey: Journey, canary: Canary) -> None:
    places = list(tables(suite.stack, "identity"))
    assert _told(places, canary, names=False) == {}
    with_names = {where.rpartition(".")[2] for where in _told(places, canary, names=True)}
    assert with_names
    assert with_names.isdisjoint({"access", "outbox", "inbox", "dead_letter"})


async def test_no_event_carries_number_or_names(suite: Suite, journey: Journey, canary: Canary) -> None:
    settle(suite.stack)
    places = await streams(suite.stack)
    assert {where.rpartition(" ")[2] for where, _ in places} == {"IDENTITY", "RECORDS", "PUBLISHING", "PREVENTION"}
    assert _knows(places, journey.person_id)
    assert _told(places, canary, names=True) == {}


def test_no_report_on_a_delivery_of_the_registers_tells_of_him(journey: Journey, canary: Canary) -> None:
    assert "line 4: " in journey.registry_report
    assert "1 persons added" in journey.registry_report
    assert "1 deaths reported" in journey.registry_report
    assert _told([("report", journey.registry_report.encode())], canary, names=True) == {}


def test_no_log_line_tells_of_him(suite: Suite, journey: Journey, canary: Canary) -> None:
    assert _told(logs(suite.stack), canary, names=True) == {}


def test_no_span_tells_of_him(suite: Suite, journey: Journey, canary: Canary) -> None:
    places = [("span", body) for body in suite.collector.raw()]
    assert len(places) > 5
    assert _told(places, canary, names=True) == {}


def test_no_metric_tells_of_him(suite: Suite, journey: Journey, canary: Canary) -> None:
    assert _told(metrics(suite.stack), canary, names=True) == {}


def test_no_file_is_left_with_him_in_it(suite: Suite, journey: Journey, canary: Canary) -> None:
    left = chain(suite.leftovers.rglob("*"), (suite.stack.folder / "logs").rglob("*"))
    places = [(str(path.name), path.read_bytes()) for path in left if path.is_file()]
    assert _told(places, canary, names=True) == {}
