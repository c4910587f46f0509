"""The access token is revoked beside the sign-in, which neither waits for that nor fails by it."""

import asyncio

import httpx
import pytest

from passeport_identity.errors import ProviderUnavailable
from sign_in.forge import SUBJECT, Provider

REVOCATION = "token/revocation"


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.mark.parametrize(
    "answer", [httpx.Response(500), httpx.Response(503, text="<html>"), httpx.Response(401), httpx.ConnectError("")]
)
async def test_a_revocation_that_fails_breaks_no_sign_in(
    provider: Provider, answer: httpx.Response | Exception
) -> None:
    provider.answers[REVOCATION] = answer
    client = provider.client()
    assert (await provider.sign_in(client)).subject == SUBJECT
    await client.close()
    assert provider.calls[REVOCATION] == 1


async def test_a_revocation_that_hangs_slows_no_sign_in_and_is_given_up(provider: Provider) -> None:
    provider.hanging = {REVOCATION}
    client = provider.client(patience=1)
    await asyncio.gather(*(provider.sign_in(client) for _ in range(5)))
    # The sign-ins are done, and every revocation still waits.
    assert len(client._revocations) == 5
    await client.close()
    await asyncio.sleep(0)
    assert not client._revocations


async def test_a_token_whose_userinfo_was_not_had_is_revoked_too(provider: Provider) -> None:
    provider.answers["userinfo"] = httpx.Response(500)
    client = provider.client()
    with pytest.raises(ProviderUnavailable):
        await provider.sign_in(client)
    await client.close()
    assert provider.calls[REVOCATION] == 1


async def test_a_provider_without_revocation_is_not_asked(provider: Provider) -> None:
    del provider.discovery["revocation_endpoint"]
    client = provider.client()
    await provider.sign_in(client)
    assert not client._revocations
    assert provider.calls[REVOCATION] == 0
