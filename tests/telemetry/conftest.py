"""The canary, and one journey of it through the suite."""

import pytest

from passeport_sandbox.personas import by_login
from tests.suite import Suite
from tests.telemetry.canary import Canary
from tests.telemetry.journey import Journey, Traveller


@pytest.fixture(scope="session")
def canary() -> Canary:
    """Nobody else has such a name; the feeds that the journey sends are the only ones that speak of him."""
    return Canary(by_login("maximilien"))


@pytest.fixture(scope="session")
def journey(suite: Suite, canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """The person has been everywhere."""
    return Traveller(suite.stack, canary.persona, tmp_path_factory.mktemp("files")).go()
