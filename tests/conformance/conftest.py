"""Every test here runs with both providers; without node with ours alone, and the summary says so."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from passeport_identity.domain.assurance import Assurance
from passeport_identity.franceconnect.client import FranceConnect
from passeport_identity.franceconnect.envelopes import EnvelopeOpener
from passeport_testing.further import further_case
from tests.conformance import node, parties
from tests.conformance.keys import PublishedKeys, published
from tests.conformance.parties import Party, PlatformName
from tests.conformance.visits import Visit
from tests.node import NODE

LEVELS: dict[PlatformName, Assurance] = {"franceconnect": Assurance.EIDAS1, "plus": Assurance.EIDAS2}


@pytest.fixture(scope="session")
def keys() -> Iterator[PublishedKeys]:
    """The keys that this service publishes."""
    with published() as keys:
        yield keys


@pytest.fixture(scope="session")
def found(keys: PublishedKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Party]]:
    """Gives a provider by its name; each is started once, when it is first asked for."""
    running: dict[str, Party] = {}
    with ExitStack() as closing:

        def find(name: str) -> Party:
            if name not in running:
                made = (
                    parties.sandbox(keys.address)
                    if name == "sandbox"
                    else node.oidc_provider(tmp_path_factory.mktemp(name), keys.address)
                )
                running[name] = closing.enter_context(made)
            return running[name]

        yield find


def also_of_others(*meeting: str) -> object:
    """The same with the provider that others wrote, which needs a program that is not everywhere."""
    return further_case(("oidc-provider", *meeting), at_hand=NODE is not None, missing="node is not installed")


# Ours as FranceConnect+ is met in identity's own tests.
@pytest.fixture(
    params=[
        pytest.param(("sandbox", "franceconnect"), id="sandbox"),
        also_of_others("franceconnect"),
        also_of_others("plus"),
    ]
)
def meeting(request: pytest.FixtureRequest) -> tuple[str, PlatformName]:
    """Which provider, in the place of which platform."""
    found: tuple[str, PlatformName] = request.param
    return found


@pytest.fixture
def party(meeting: tuple[str, PlatformName], found: Callable[[str], Party]) -> Iterator[Party]:
    """The provider; what a test did to its clock is undone."""
    party = found(meeting[0])
    yield party
    party.reset()


@pytest.fixture
def platform(meeting: tuple[str, PlatformName]) -> PlatformName:
    """FranceConnect or FranceConnect+."""
    return meeting[1]


@pytest.fixture(scope="session")
async def connections() -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    """Two of them, made once: each reads every certificate that this machine trusts."""
    async with httpx.AsyncClient(timeout=5.0) as ours, httpx.AsyncClient(timeout=5.0) as theirs:
        yield ours, theirs


@pytest.fixture
def http(connections: tuple[httpx.AsyncClient, httpx.AsyncClient]) -> Iterator[httpx.AsyncClient]:
    """What our client speaks with."""
    yield connections[0]
    connections[0].event_hooks = {}


@pytest.fixture
def browser(connections: tuple[httpx.AsyncClient, httpx.AsyncClient]) -> Iterator[httpx.AsyncClient]:
    """A browser that follows no redirection by itself and was never anywhere."""
    yield connections[1]
    connections[1].cookies.clear()


@pytest.fixture
async def client_of(
    party: Party, http: httpx.AsyncClient, keys: PublishedKeys
) -> AsyncIterator[Callable[..., FranceConnect]]:
    """Makes the client of a registration."""
    made: list[FranceConnect] = []

    def make(platform: PlatformName, client_id: str = "passeport") -> FranceConnect:
        envelopes = EnvelopeOpener(keys.opening) if platform == "plus" else None
        registration = party.registration(platform, client_id)
        made.append(FranceConnect(http, registration, envelopes=envelopes, clock=party.now))
        return made[-1]

    yield make
    for client in made:
        await client.close()


@pytest.fixture
def visit(browser: httpx.AsyncClient, client_of: Callable[..., FranceConnect], platform: PlatformName) -> Visit:
    """A browser about to sign in."""
    return Visit(browser, client_of(platform), LEVELS[platform])
