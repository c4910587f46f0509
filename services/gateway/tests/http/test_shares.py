"""Shares of the holder, and the pages that their links open."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser, professional_browser
from fakes.stack import FakeStack
from passeport.publishing.v1 import publication_service_pb2
from passeport_chassis.ids import new_id
from passeport_gateway.http.schemas.shares import ShareAccessShown, ShareMade, ShareShown

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
SECRET = {
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "cache-control": "no-store",
}


async def share(client: httpx.AsyncClient, **changes: object) -> httpx.Response:
    draft = {"recipient": "Agence Durand", "purpose": "Poste <web>"} | changes
    path = f"/api/v1/publications/{new_id()}/shares"
    return await client.post(path, json=draft, headers={"Idempotency-Key": "k"})


async def path_of(client: httpx.AsyncClient, **changes: object) -> str:
    made = await share(client, **changes)
    assert made.status_code == 201, made.text
    return str(made.json()["link"]).removeprefix("https://passeport.example")


@pytest.fixture
async def recruiter(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app, None, **{"User-Agent": FIREFOX, "Accept": "text/html", "Accept-Language": "fr"}) as made:
        yield made


async def test_a_share_is_made_listed_given_another_end_and_ended(client: httpx.AsyncClient) -> None:
    made = await share(client, pin="471108", parts=["page", "credential"], expire_time="2027-05-31T18:00:00+02:00")
    body = made.json()
    ShareMade.model_validate(body, extra="forbid")
    assert (body["expire_time"], body["parts"], body["state"]) == (
        "2027-05-31T16:00:00Z",
        ["page", "credential"],
        "live",
    )
    assert (body["has_pin"], body["pin_tries_left"], made.headers["etag"]) == (True, 5, '"r1"')
    assert "471108" not in made.text
    one = made.headers["location"]
    shown = (await client.get(one)).json()
    ShareShown.model_validate(shown, extra="forbid")
    assert "link" not in shown
    assert (await client.get(f"/api/v1/publications/{body['publication_id']}/shares")).json()["items"] == [shown]
    assert shown in (await client.get("/api/v1/shares")).json()["items"]
    patch = {"expire_time": "2027-01-31T17:00:00Z"}
    assert (await client.patch(one, json=patch)).status_code == 428
    stale = await client.patch(one, json=patch, headers={"If-Match": '"r7"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "etag_stale")
    extended = await client.patch(one, json=patch, headers={"If-Match": '"r1"'})
    assert (extended.json()["expire_time"], extended.headers["etag"]) == ("2027-01-31T17:00:00Z", '"r2"')
    asked = await client.post(f"{one}/deletion-request")
    assert asked.json()["deletion_ask_time"]
    for _ in range(2):
        assert (await client.delete(one)).status_code == 204
    assert (await client.get(one)).json()["state"] == "revoked"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"recipient": ""}, "#/recipient", "too_short"),
        ({"expire_time": "2027-05-31"}, "#/expire_time", "type"),
        ({"expire_time": "2027-05-31T18:00:00"}, "#/expire_time", "format"),
        ({"expire_time": "9999-12-31T23:59:59-01:00"}, "#/expire_time", "share_end"),
        ({"pin": "12a4"}, "#/pin", "format"),
        ({"parts": ["all"]}, "#/parts/0", "unknown_value"),
        ({"single_use": "yes"}, "#/single_use", "type"),
    ],
)
async def test_what_cannot_be_shared_so_is_told_at_its_field(
    client: httpx.AsyncClient, changes: dict[str, object], pointer: str, code: str
) -> None:
    answer = await share(client, **changes)
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


async def test_a_share_that_is_not_there_and_an_end_that_cannot_be(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/shares/none")
    assert (answer.status_code, answer.json()["code"]) == (404, "share_not_found")
    one = (await share(client)).headers["location"]
    answer = await client.patch(one, json={"expire_time": "2001-01-01T00:00:00Z"}, headers={"If-Match": '"r1"'})
    assert answer.json()["errors"][0]["pointer"] == "#/expire_time"


async def test_looking_opens_nothing_and_a_person_opens(
    client: httpx.AsyncClient, recruiter: httpx.AsyncClient
) -> None:
    made = (await share(client, single_use=True)).json()
    path = made["link"].removeprefix("https://passeport.example")
    for method in ("HEAD", "GET"):
        door = await recruiter.request(method, path)
        assert door.status_code == 200
        assert SECRET.items() <= dict(door.headers).items()
    assert (await client.get(made["accesses_url"])).json()["items"] == []
    assert "EXEMPLE" not in door.text
    assert f'<form method="post" action="{path}">' in door.text
    assert 'name="pin"' not in door.text
    assert "ne s’ouvre qu’une fois" in door.text
    opened = await recruiter.post(path)
    assert (opened.status_code, opened.headers["location"]) == (303, path)
    cookie = opened.headers["set-cookie"]
    assert re.match(r"__Host-passeport-opening-[0-9a-f]{16}=", cookie)
    assert all(word in cookie for word in ("HttpOnly", "Secure", "Path=/", "Max-Age="))
    shown = await recruiter.get(path)
    assert SECRET.items() <= dict(shown.headers).items()
    for text in (
        "Camille &lt;EXEMPLE&gt;",
        "Développeuse web",
        "Poste &lt;web&gt;",
        "Serveuse",
        "Garanti par une source",
    ):
        assert text in shown.text
    # Nothing of another site, no script.
    assert set(re.findall(r'(?:src|href|action)="([a-z]+:)', shown.text)) <= {"data:"}
    assert "<script" not in shown.text
    accesses = (await client.get(made["accesses_url"], headers={"Accept-Language": "en"})).json()["items"]
    ShareAccessShown.model_validate(accesses[0], extra="forbid")
    assert [(one["act"], one["client"], one["organisation"]) for one in accesses] == [
        ("opened", "Firefox, Windows", None)
    ]
    assert re.fullmatch(r"Opened on .+, with Firefox on Windows\.", accesses[0]["told"])


async def test_a_wrong_pin_is_told_beside_its_field_and_a_right_one_opens(
    client: httpx.AsyncClient, recruiter: httpx.AsyncClient
) -> None:
    path = await path_of(client, pin="471108")
    door = await recruiter.get(path)
    assert '<label for="pin">' in door.text
    assert "aria-invalid" not in door.text
    missing = await recruiter.post(path, data={"pin": ""})
    assert (missing.status_code, "Saisissez le code" in missing.text) == (422, True)
    for left in range(4, 0, -1):
        wrong = await recruiter.post(path, data={"pin": "0815"})
        assert wrong.status_code == 403
        assert f"Essais restants\u00a0: {left}." in wrong.text
        assert 'aria-invalid="true" aria-describedby="pin-fault"' in wrong.text
        assert SECRET.items() <= dict(wrong.headers).items()
    last = await recruiter.post(path, data={"pin": "0815"}, headers={"Accept-Language": "en"})
    assert (last.status_code, "<form" in last.text, "it was the last try" in last.text) == (403, False, True)
    assert (await recruiter.post(path, data={"pin": "471108"})).status_code == 303


async def test_what_is_shared_is_downloaded_by_whoever_opened_it(
    client: httpx.AsyncClient, recruiter: httpx.AsyncClient, anyone: httpx.AsyncClient
) -> None:
    path = await path_of(client, parts=["document"])
    assert (await recruiter.get(f"{path}/document.pdf")).status_code == 404
    await recruiter.post(path)
    document = await recruiter.get(f"{path}/document.pdf")
    assert (document.content, document.headers["content-type"]) == (b"%PDF", "application/pdf")
    assert document.headers["content-disposition"].startswith("attachment;")
    assert SECRET.items() <= dict(document.headers).items()
    assert (await recruiter.get(f"{path}/credential")).headers["content-type"] == "application/vc+jwt"
    page = (await recruiter.get(path)).text
    assert f'href="{path}/document.pdf"' in page
    assert f'href="{path}/credential"' not in page
    # Another browser with the same link has not opened it.
    assert (await anyone.get(f"{path}/document.pdf")).status_code == 404


async def test_whatever_opens_nothing_gets_the_same_page(
    client: httpx.AsyncClient, recruiter: httpx.AsyncClient
) -> None:
    made = (await share(client)).json()
    path = made["link"].removeprefix("https://passeport.example")
    await recruiter.post(path)
    await client.delete(f"/api/v1/shares/{made['id']}")
    pages = set()
    for address in (path, "/p/unknown", "/p/%00", "/p/%ff%fe", f"/p/{'x' * 300}"):
        for method in ("GET", "POST"):
            gone = await recruiter.request(method, address)
            assert gone.status_code == 404
            pages.add(re.sub(r"<code>[0-9a-f]{32}</code>", "", gone.text))
        assert (await recruiter.get(f"{address}/document.pdf")).status_code == 404
    assert len(pages) == 1
    assert (await recruiter.get("/p/unknown", headers={"Accept": "application/json"})).json()[
        "code"
    ] == "link_not_found"


async def test_a_page_tells_what_became_of_the_publication_and_what_the_holder_asks(
    client: httpx.AsyncClient, recruiter: httpx.AsyncClient, stack: FakeStack
) -> None:
    made = (await share(client)).json()
    path = made["link"].removeprefix("https://passeport.example")
    await recruiter.post(path)
    await client.post(f"/api/v1/shares/{made['id']}/deletion-request")
    stack.shares.shown = {
        "state": publication_service_pb2.PUBLICATION_STATE_SUPERSEDED,
        "summary": "",
        "language": "en",
    }
    try:
        page = (await recruiter.get(path)).text
        stack.shares.shown["kind"] = "attestation"
        attestation = (await recruiter.get(path)).text
    finally:
        stack.shares.shown = {}
    assert "Dépassé" in page
    assert "Ce CV a été publié et cacheté ici" in page
    assert "Cette attestation a été publiée et cachetée ici" in attestation
    assert "Attestation cachetée (PDF" in attestation
    assert "Une attestation vous est communiquée –" in attestation
    assert "Demande de suppression" in page


async def test_the_body_of_a_professional_who_is_signed_in_is_told(
    client: httpx.AsyncClient, app: FastAPI, stack: FakeStack
) -> None:
    made = (await share(client)).json()
    path = made["link"].removeprefix("https://passeport.example")
    async with professional_browser(app, stack) as counsellor:
        assert (await counsellor.post(path)).status_code == 303
    async with browser(app) as stranger:
        stranger.cookies.set("__Host-passeport-pro", "over", domain="passeport.example")
        assert (await stranger.post(path)).status_code == 303
    told = (await client.get(made["accesses_url"])).json()["items"]
    assert [bool(one["organisation"]) for one in told] == [True, False]
    assert f"par un professionnel ({told[0]['organisation']})" in told[0]["told"]


async def test_who_tries_links_or_pins_is_held_back(make_app: Callable[..., FastAPI]) -> None:
    async with browser(make_app(rate_link="2/minute")) as client:
        statuses = [(await client.get("/p/unknown")).status_code for _ in range(3)]
    assert statuses == [404, 404, 429]
    async with browser(make_app(rate_link_opening="1/minute")) as client:
        assert [(await client.post("/p/unknown")).status_code for _ in range(2)] == [404, 429]


async def test_holder_and_recipient_report_what_is_wrong(
    client: httpx.AsyncClient, recruiter: httpx.AsyncClient, stack: FakeStack
) -> None:
    made = (await share(client)).json()
    path = made["link"].removeprefix("https://passeport.example")
    door = await recruiter.get(path)
    assert f'action="{path}/report"' in door.text
    noted = await recruiter.post(f"{path}/report", data={"ground": "wrong_recipient", "text": "Pas moi."})
    assert (noted.status_code, "Signalement reçu" in noted.text) == (200, True)
    for data in ({}, {"ground": "boredom"}):
        assert (await recruiter.post(f"{path}/report", data=data)).status_code == 422
    long = {"ground": "abuse", "text": "\n<b>" + "x" * 1000}
    again = await recruiter.post(f"{path}/report", data=long, headers={"Accept-Language": "en"})
    assert again.status_code == 422
    assert f"\n\n&lt;b&gt;{'x' * 1000}</textarea>" in again.text
    assert '<option value="abuse" selected>' in again.text
    assert 'id="text-fault" role="alert">must have at most 1000 characters' in again.text
    assert again.headers["referrer-policy"] == "no-referrer"
    one = f"/api/v1/shares/{made['id']}/report"
    assert (await client.post(one, json={"ground": "abuse"})).status_code == 204
    assert (await client.post(one, json={"ground": "boredom"})).json()["errors"][0]["pointer"] == "#/ground"
    assert stack.shares.reports[-2:] == [(made["id"], 1, "Pas moi."), (made["id"], 2, "")]
    assert (await recruiter.post("/p/unknown/report", data={"ground": "abuse"})).status_code == 404
