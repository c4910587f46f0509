"""Those who come from outside: partners, holders, verifiers; all by public HTTP."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.furnish import TRAINING_BODY
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack
from passeport_testing.further import further_case
from tests.suite import Suite

_OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"


def samples(ours: Callable[[], bytes], official: str) -> list[object]:
    """Two cases of a test: a file of ours, and the official sample where it lies beside this clone."""
    path = _OFFICIAL / official
    missing = f"the official sample {official} does not lie beside this clone"
    further = further_case(path.read_bytes, at_hand=path.exists(), missing=missing)
    return [pytest.param(ours, id="invented"), further]


@pytest.fixture(scope="session")
def stack(suite: Suite) -> Stack:
    """The suite, with the sample feeds in it."""
    suite.stack.feed()
    return suite.stack


@pytest.fixture(scope="session")
def http(stack: Stack) -> Iterator[httpx.Client]:
    """A client without an account."""
    with httpx.Client(base_url=stack.addresses.base_url, timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def verifier(http: httpx.Client) -> Verifier:
    """Anyone who was shown a CV."""
    return Verifier(http)


@pytest.fixture(scope="session")
def certifier(stack: Stack, http: httpx.Client) -> PartnerApi:
    """A certifier."""
    return stack.partner(http, "certifs-ponant")


@pytest.fixture(scope="session")
def payroll(stack: Stack, http: httpx.Client) -> PartnerApi:
    """The redistribution of DSN."""
    return stack.partner(http, "redistribution-dsn")


@pytest.fixture(scope="session")
def training_body(stack: Stack, http: httpx.Client) -> PartnerApi:
    """A body that declares trainings."""
    return stack.partner(http, TRAINING_BODY.client_id)


@pytest.fixture
def browser(stack: Stack) -> Iterator[Browser]:
    """A browser without cookies."""
    with Browser(stack.addresses.base_url) as browser:
        yield browser


@pytest.fixture(scope="session")
def holder(stack: Stack) -> Iterator[Callable[[str], Browser]]:
    """Gives the browser of a persona who is signed in and has an open passport."""
    browsers: dict[str, Browser] = {}
    with ExitStack() as opened:

        def of(login: str) -> Browser:
            if login not in browsers:
                browser = opened.enter_context(Browser(stack.addresses.base_url))
                browser.sign_in(login)
                browser.activate(by_login(login).nir_with_key)
                browsers[login] = browser
            return browsers[login]

        yield of
