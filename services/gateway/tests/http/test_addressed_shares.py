"""A holder chooses a body, its professionals read what he shows it, and he is told."""

from __future__ import annotations

import httpx
from fastapi import FastAPI

from conftest import professional_browser
from fakes.professionals import BODIES
from fakes.stack import FakeStack
from passeport_chassis.ids import new_id
from passeport_gateway.http.schemas.shares import AddressedShareShown, BodiesShown, SharedShown, ShareMade

BODY, OTHER = BODIES
SHARES = "/professionals/v1/shares"


async def addressed(client: httpx.AsyncClient, **changes: object) -> httpx.Response:
    draft = {"addressee": BODY.siret, "purpose": "Bilan"} | changes
    path = f"/api/v1/publications/{new_id()}/shares"
    given = {name: value for name, value in draft.items() if value is not None}
    return await client.post(path, json=given, headers={"Idempotency-Key": "k"})


async def test_a_holder_chooses_a_body(client: httpx.AsyncClient, anyone: httpx.AsyncClient) -> None:
    everybody = (await client.get("/api/v1/bodies")).json()
    BodiesShown.model_validate(everybody, extra="forbid")
    assert [one["organisation"] for one in everybody["items"]] == ["Mission locale", "Opérateur <du CEP>"]
    found = (await client.get("/api/v1/bodies", params={"q": "CEP"})).json()["items"]
    assert found == [{"siret": OTHER.siret, "organisation": OTHER.organisation, "role": "cep-body"}]
    assert (await client.get("/api/v1/bodies", params={"q": "x" * 201})).status_code == 422
    assert (await anyone.get("/api/v1/bodies")).status_code == 401


async def test_its_professionals_read_it_and_its_holder_is_told(
    client: httpx.AsyncClient, professional: httpx.AsyncClient
) -> None:
    made = await addressed(client)
    assert made.status_code == 201, made.text
    share = made.json()
    ShareMade.model_validate(share, extra="forbid")
    assert (share["link"], share["addressee"], share["recipient"]) == (None, BODY.siret, BODY.organisation)
    page = (await professional.get(SHARES)).json()
    (listed,) = [one for one in page["items"] if one["id"] == share["id"]]
    AddressedShareShown.model_validate(listed, extra="forbid")
    one = f"{SHARES}/{share['id']}"
    answer = await professional.get(one, headers={"Accept-Language": "en"})
    shown = answer.json()
    SharedShown.model_validate(shown, extra="forbid")
    assert (shown["holder_name"], shown["items"][0]["guaranteed"]) == ("Camille <EXEMPLE>", True)
    assert (answer.headers["content-language"], answer.headers["cache-control"]) == ("en", "no-store")
    document = await professional.get(f"{one}/document.pdf")
    assert (document.content, document.headers["content-type"]) == (b"%PDF", "application/pdf")
    assert document.headers["cache-control"] == "no-store"
    assert (await professional.get(f"{one}/credential")).text == "a.b.c"
    told = (await client.get(share["accesses_url"])).json()["items"]
    assert [(item["act"], item["organisation"]) for item in told] == [
        (act, BODY.organisation) for act in ("opened", "document", "credential")
    ]
    assert "par un professionnel (Mission locale)" in told[0]["told"]
    assert (await client.delete(f"/api/v1/shares/{share['id']}")).status_code == 204
    for path in (one, f"{one}/document.pdf", f"{one}/credential", f"{SHARES}/x"):
        over = await professional.get(path)
        assert (over.status_code, over.json()["code"]) == (404, "share_not_found")


async def test_what_is_for_another_body_or_by_a_link_is_not_there(
    client: httpx.AsyncClient, app: FastAPI, stack: FakeStack, anyone: httpx.AsyncClient
) -> None:
    other = (await addressed(client, addressee=OTHER.siret)).json()
    by_link = (await addressed(client, addressee=None, recipient="Agence")).json()
    assert (by_link["addressee"], by_link["link"] is None) == (None, False)
    async with professional_browser(app, stack) as professional:
        for share in (other, by_link):
            assert (await professional.get(f"{SHARES}/{share['id']}")).status_code == 404
    for path in (SHARES, f"{SHARES}/{other['id']}"):
        refused = await anyone.get(path)
        assert (refused.status_code, refused.json()["code"]) == (401, "professional_session_invalid")
        # A holder's session is none of a professional's.
        assert (await client.get(path)).status_code == 401


async def test_what_is_asked_wrongly_is_told(client: httpx.AsyncClient) -> None:
    both = await addressed(client, recipient="Agence")
    neither = await addressed(client, addressee=None)
    for answer in (both, neither):
        assert (answer.status_code, answer.json()["code"]) == (422, "field_invalid")
        assert answer.json()["errors"][0]["pointer"] == "#/recipient"
    pin = await addressed(client, pin="471108")
    assert (pin.status_code, pin.json()["errors"][0]["pointer"]) == (422, "#/pin")
    assert (await addressed(client, addressee="123")).status_code == 422
    unknown = await addressed(client, addressee="35600000000048")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "body_not_found")
