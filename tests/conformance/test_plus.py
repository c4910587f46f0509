"""What FranceConnect+ has that FranceConnect has not: two levels, and tokens that only we can open."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from passeport_identity.domain.assurance import Assurance
from passeport_identity.errors import LoginNotTrusted
from passeport_identity.franceconnect.client import FranceConnect
from tests.conformance.conftest import also_of_others
from tests.conformance.keys import PublishedKeys, new_keys
from tests.conformance.parties import SERVICES, Party, query_of
from tests.conformance.visits import Visit

pytestmark = pytest.mark.parametrize(
    "meeting", [pytest.param(("sandbox", "plus"), id="sandbox"), also_of_others("plus")], indirect=True
)


@pytest.mark.parametrize("level", [Assurance.EIDAS2, Assurance.EIDAS3])
@pytest.mark.parametrize("client_id", list(SERVICES))
async def test_each_way_of_encrypting_is_opened_at_each_level(
    browser: httpx.AsyncClient, client_of: Callable[..., FranceConnect], client_id: str, level: Assurance
) -> None:
    assert (await Visit(browser, client_of("plus", client_id), level).sign_in()).assurance is level


async def test_a_level_that_is_not_served_comes_back_as_invalid_acr(
    browser: httpx.AsyncClient, client_of: Callable[..., FranceConnect]
) -> None:
    for platform, level in (("franceconnect", Assurance.EIDAS2), ("plus", Assurance.EIDAS1)):
        visit = Visit(browser, client_of(platform), level)
        answer = query_of((await browser.get(await visit.address())).headers["location"])
        assert (answer["error"], answer["state"]) == ("invalid_acr", visit.state)


async def test_what_was_meant_for_others_is_not_opened(
    browser: httpx.AsyncClient, party: Party, http: httpx.AsyncClient
) -> None:
    bare = FranceConnect(http, party.registration("plus"), clock=party.now)
    with pytest.raises(LoginNotTrusted) as refusal:
        await Visit(browser, bare, Assurance.EIDAS2).sign_in()
    await bare.close()
    assert refusal.value.check == "format"


async def test_our_keys_change_while_people_sign_in(
    browser: httpx.AsyncClient, client_of: Callable[..., FranceConnect], keys: PublishedKeys, party: Party
) -> None:
    before = client_of("plus")
    await Visit(browser, before, Assurance.EIDAS2).sign_in()
    keys.all = new_keys(*keys.all)
    # The provider may still use the former key: whoever opens with all of them does not notice.
    after = client_of("plus")
    await Visit(browser, after, Assurance.EIDAS2).sign_in()
    party.advance(timedelta(minutes=2))
    await Visit(browser, after, Assurance.EIDAS2).sign_in()
    with pytest.raises(LoginNotTrusted) as refusal:
        await Visit(browser, before, Assurance.EIDAS2).sign_in()
    assert refusal.value.check == "encryption_key"
