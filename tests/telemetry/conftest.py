"""One suite for these tests, with a collector of spans, after one journey through it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.stack import Stack
from tests.telemetry.canary import Canary
from tests.telemetry.collector import Collector, collecting
from tests.telemetry.journey import Journey, Traveller


@dataclass(frozen=True)
class Suite:
    """What runs, what it told the collector, and the folder where its programs leave what they do not clear away."""

    stack: Stack
    collector: Collector
    leftovers: Path


@pytest.fixture(scope="session")
def canary() -> Canary:
    """Nobody else has such a name; this feeds are those of these tests."""
    return Canary(by_login("maximilien"))


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """The whole suite, its traces sent to a collector."""
    leftovers = tmp_path_factory.mktemp("leftovers")
    with pytest.MonkeyPatch.context() as patch, collecting() as (collector, endpoint):
        patch.setenv("TMPDIR", str(leftovers))
        stack = Stack.start(
            tmp_path_factory.mktemp("suite"),
            settings={"PASSEPORT_OTLP_ENDPOINT": endpoint, "PASSEPORT_LOG_LEVEL": "DEBUG"},
        )
        try:
            yield Suite(stack, collector, leftovers)
        finally:
            stack.stop()


@pytest.fixture(scope="session")
def journey(suite: Suite, canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """The person has been everywhere."""
    return Traveller(suite.stack, canary.persona, tmp_path_factory.mktemp("files")).go()
