"""Offers to join what the holder declared to what a source guarantees."""

from __future__ import annotations

import httpx

from fakes.identity import SignedIn
from fakes.records import guaranteed_entry
from fakes.stack import FakeStack
from passeport_gateway.http.schemas.offers import OfferShown, OffersShown

PATH = "/api/v1/passport/offers"


async def test_an_offer_is_listed_accepted_and_refused(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    guaranteed = guaranteed_entry()
    stack.records.give(holder.person_id, guaranteed)
    made = await client.post(
        "/api/v1/passport/records", json={"kind": "certification", "title": "x"}, headers={"Idempotency-Key": "k"}
    )
    offers = (await client.get(PATH)).json()
    OffersShown.model_validate(offers, extra="forbid")
    [offer] = offers["items"]
    assert (offer["declared"]["id"], offer["guaranteed"]["id"]) == (made.json()["id"], guaranteed.id)
    assert (offer["agreements"], offer["state"]) == (["siret", "period"], "open")
    one = f"{PATH}/{made.json()['id']}/{guaranteed.id}"
    joined = await client.post(f"{one}/acceptance")
    assert (joined.status_code, joined.json()["state"]) == (200, "joined")
    OfferShown.model_validate(joined.json(), extra="forbid")
    assert (await client.get(PATH)).json() == {"items": []}
    assert len((await client.get(PATH, params={"state": "joined"})).json()["items"]) == 1
    assert (await client.post(f"{one}/refusal")).json()["state"] == "refused"
    answer = await client.post(f"{PATH}/{guaranteed.id}/{guaranteed.id}/acceptance")
    assert (answer.status_code, answer.json()["code"]) == (404, "offer_not_found")
