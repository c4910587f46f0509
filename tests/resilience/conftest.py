"""A suite of its own whose processes may be killed, and people enough for a feed to take a while."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.feeds.volume import write_people
from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.addresses import SERVICES
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack
from tests.resilience.books import Books
from tests.suite import running_suite
from tests.waiting import until

PEOPLE = 4500


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The suite, with the sample feeds and the people in it."""
    with running_suite(tmp_path_factory.mktemp("suite"), tmp_path_factory.mktemp("leftovers")) as suite:
        people: Path = tmp_path_factory.mktemp("people") / "people.csv"
        write_people(people, PEOPLE)
        suite.stack.run("identity", "import-persons", str(people))
        suite.stack.feed()
        yield suite.stack


@pytest.fixture
def books(stack: Stack) -> Books:
    """What must agree in the end."""
    return Books(stack)


@pytest.fixture(scope="session")
def http(stack: Stack) -> Iterator[httpx.Client]:
    """A client without an account."""
    with httpx.Client(base_url=stack.addresses.base_url, timeout=60) as client:
        yield client


@pytest.fixture
def verifier(http: httpx.Client) -> Verifier:
    """Anyone who was shown a CV."""
    return Verifier(http)


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


@pytest.fixture(autouse=True)
def whole(stack: Stack, holder: Callable[[str], Browser]) -> Iterator[None]:
    """Every test begins in fair weather, and leaves everything running whatever became of it."""
    browser = holder("anne-laure")

    def fair() -> bool:
        answer = browser.request("GET", "/api/v1/passport")
        return answer.is_success and answer.json()["gaps"] == []

    until(fair, "every service answers again")
    yield
    for name in ("postgres", "nats", "franceconnect", "proconnect", *SERVICES):
        if not stack.runs(name):
            stack.restart(name)
