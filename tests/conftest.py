"""The suite that end-to-end and telemetry tests share: started once, on free ports."""

from collections.abc import Iterator

import pytest

from tests.suite import Suite, running_suite


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """The whole suite, its traces sent to a collector."""
    with running_suite(tmp_path_factory.mktemp("suite"), tmp_path_factory.mktemp("leftovers")) as suite:
        yield suite
