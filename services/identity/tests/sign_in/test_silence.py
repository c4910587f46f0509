"""A provider that has gone silent: no browser is sent there, and all that needs none goes on."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from passeport_identity.domain.assurance import Assurance
from passeport_identity.errors import ProviderUnavailable
from passeport_identity.franceconnect.client import FranceConnect
from passeport_identity.proconnect.client import ProConnect
from sign_in.forge import ISSUER, NONCE, SUBJECT, Provider

DISCOVERY = ".well-known/openid-configuration"
VERIFIER = "v" * 43

Begin = Callable[[], Awaitable[str]]


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture(params=["franceconnect", "proconnect"])
def client(request: pytest.FixtureRequest, provider: Provider) -> FranceConnect | ProConnect:
    if request.param == "proconnect":
        return provider.proconnect(max_age=600, patience=0.2)
    return provider.client(max_age=600, patience=0.2)


@pytest.fixture
def begin(client: FranceConnect | ProConnect) -> Begin:
    async def begun() -> str:
        if isinstance(client, ProConnect):
            return await client.authorization_url(state="s" * 43, nonce=NONCE, code_verifier=VERIFIER)
        return await client.authorization_url(
            state="s" * 43, nonce=NONCE, code_verifier=VERIFIER, assurance=Assurance.EIDAS1
        )

    return begun


async def come_back(provider: Provider, client: FranceConnect | ProConnect) -> None:
    if isinstance(client, ProConnect):
        await client.sign_in(code="code", issuer=ISSUER, code_verifier=VERIFIER, nonce=NONCE)
    else:
        await provider.sign_in(client)


@pytest.mark.parametrize("silence", ["hangs", "refuses"])
async def test_no_browser_is_sent_to_who_was_silent_when_last_asked(
    provider: Provider, client: FranceConnect | ProConnect, begin: Begin, silence: str
) -> None:
    assert (await begin()).startswith(f"{ISSUER}/authorize?")
    if silence == "hangs":
        provider.hanging = {DISCOVERY}
    else:
        provider.answers[DISCOVERY] = httpx.ConnectError("")
    # What is known is fresh, and nothing tells that he is away.
    provider.now += 599
    assert await begin()
    provider.now += 2
    for _ in range(3):
        with pytest.raises(ProviderUnavailable) as refused:
            await begin()
        assert refused.value.retry_after is not None
    assert provider.calls[DISCOVERY] == 2, "asked once, and not again for a while"
    # Who comes back, and who leaves, is served by what is known.
    assert (await client.logout_url("id-token")).startswith(f"{ISSUER}/session/end?")
    if isinstance(client, FranceConnect):
        assert (await provider.sign_in(client)).subject == SUBJECT
    provider.hanging, provider.answers = set(), {}
    provider.now += 29
    with pytest.raises(ProviderUnavailable):
        await begin()
    provider.now += 2
    assert await begin()
    assert provider.calls[DISCOVERY] == 3


async def test_a_document_that_is_away_alone_keeps_nobody_out(provider: Provider, begin: Begin) -> None:
    await begin()
    provider.answers[DISCOVERY] = httpx.Response(503)
    provider.now += 601
    assert await begin()


async def test_silence_behind_a_callback_has_the_next_sign_in_look_first(
    provider: Provider, client: FranceConnect | ProConnect, begin: Begin
) -> None:
    await begin()
    provider.hanging = {DISCOVERY, "token"}
    with pytest.raises(ProviderUnavailable):
        await come_back(provider, client)
    with pytest.raises(ProviderUnavailable):
        await begin()
    provider.hanging = {"token"}
    provider.now += 31
    assert await begin()
    assert await begin()
    assert provider.calls[DISCOVERY] == 3
