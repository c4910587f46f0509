"""Publications and their two files."""

from __future__ import annotations

import base64
import hashlib
import json

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.publishing import BADGE, PDF, PREVIEW, SD_JWT, VC_JWT
from fakes.stack import FakeStack
from passeport_chassis.ids import new_id
from passeport_gateway.http.schemas.publications import PublicationShown
from passeport_gateway.http.schemas.two_d_docs import TwoDDocShown

PATH = "/api/v1/publications"


async def publish(client: httpx.AsyncClient, **changes: object) -> httpx.Response:
    draft = {"title": "Développeuse web", "entry_ids": [str(new_id())]} | changes
    return await client.post(PATH, json=draft, headers={"Idempotency-Key": "k"})


async def test_a_cv_is_published_listed_read_and_withdrawn(client: httpx.AsyncClient, stack: FakeStack) -> None:
    stack.identity.issued.clear()
    created = await publish(client)
    assert created.status_code == 201, created.text
    assert set(stack.identity.issued[0]) == {"publishing", "records", "identity", "prevention"}
    publication = created.json()
    PublicationShown.model_validate(publication, extra="forbid")
    one = created.headers["location"]
    assert publication["document_url"] == f"{one}/document.pdf"
    assert (await client.get(PATH)).json()["items"] == [publication]
    assert (await client.get(one)).json() == publication
    for _ in range(2):
        withdrawn = await client.post(f"{one}/withdrawal")
        assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")


async def test_the_pdf_comes_with_all_that_a_download_needs(client: httpx.AsyncClient) -> None:
    url = (await publish(client)).json()["document_url"]
    got, head = await client.get(url), await client.head(url)
    assert got.content == PDF
    assert head.content == b""
    digest = base64.b64encode(hashlib.sha256(PDF).digest()).decode()
    for answer in (got, head):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-length"] == str(len(PDF))
        assert answer.headers["content-disposition"].startswith('attachment; filename="cv-')
        assert answer.headers["etag"] == f'"{hashlib.sha256(PDF).hexdigest()}"'
        assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
        assert answer.headers["digest"] == f"sha-256={digest}"
        assert answer.headers["cache-control"] == "no-store"
    assert (await client.get(url, headers={"If-None-Match": got.headers["etag"]})).status_code == 304


async def test_the_credential_is_a_vc_jwt(client: httpx.AsyncClient) -> None:
    answer = await client.get((await publish(client)).json()["credential_url"])
    assert answer.headers["content-type"] == "application/vc+jwt"
    assert answer.text == VC_JWT


async def test_another_form_of_credential_is_issued(client: httpx.AsyncClient, stack: FakeStack) -> None:
    path = (await publish(client)).headers["location"] + "/credentials"
    key = {"kty": "EC", "crv": "P-256", "x": "AA", "y": "BB", "ext": True}
    answer = await client.post(path, json={"format": "dc+sd-jwt", "holder_key": key})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/dc+sd-jwt")
    assert answer.text == SD_JWT
    assert answer.headers["content-disposition"].endswith('.sd-jwt"')
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(stack.publishing.asked[-1].holder_key) == key
    assert (await client.post(path, json={"format": "dc+sd-jwt"})).status_code == 200
    assert stack.publishing.asked[-1].holder_key == ""
    for wrong in ({"format": "vc+jwt"}, {"format": "dc+sd-jwt", "holder_key": "x"}, {}):
        refused = await client.post(path, json=wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "field_invalid")


async def test_an_award_is_downloaded_as_a_badge(client: httpx.AsyncClient) -> None:
    made = await publish(client)
    path, entry_id = made.headers["location"], made.json()["entry_ids"][0]
    answer = await client.get(f"{path}/badges/{entry_id}")
    assert (answer.status_code, answer.headers["content-type"], answer.text) == (200, "application/jwt", BADGE)
    assert answer.headers["content-disposition"].endswith(f'badge-{entry_id[-12:]}.jwt"')
    assert answer.headers["cache-control"] == "no-store"
    refused = await client.get(f"{path}/badges/x")
    assert (refused.status_code, refused.json()["code"]) == (404, "award_not_found")


async def test_an_entry_is_shown_as_a_2d_doc_with_what_it_says(client: httpx.AsyncClient) -> None:
    made = await publish(client)
    path, entry_id = made.headers["location"], made.json()["entry_ids"][0]
    answer = await client.get(f"{path}/2d-docs/{entry_id}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    shown = TwoDDocShown.model_validate(answer.json())
    assert (shown.document_type, shown.text, shown.svg) == ("29", "DC04…\x1f…", "<svg/>")
    assert [(one.field, one.label, one.value) for one in shown.fields] == [("5X", "Intitulé du poste", "MACON")]
    refused = await client.get(f"{path}/2d-docs/x", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["code"]) == (409, "two_d_doc_not_possible")
    assert "siret" in refused.json()["detail"]


async def test_the_proof_is_what_verifies_offline(client: httpx.AsyncClient, stack: FakeStack) -> None:
    made = (await publish(client)).json()
    answer = await client.get(f"/api/v1/publications/{made['id']}/proof")
    assert answer.json() == {
        "publication_id": made["id"],
        "said": '{"é":1}',
        "salt": base64.b64encode(b"s" * 32).decode(),
        "index": 42,
        "proof": "c2sp.org/tlog-proof@v1\n",
    }
    stack.publishing.unproven.add(made["id"])
    answer = await client.get(f"/api/v1/publications/{made['id']}/proof")
    assert (answer.status_code, answer.json()["code"]) == (404, "publication_not_in_log")


async def test_somebody_elses_publication_is_not_there(
    app: FastAPI, client: httpx.AsyncClient, stack: FakeStack
) -> None:
    one = (await publish(client)).headers["location"]
    async with browser(app, stack.identity.sign_in(), **{"X-CSRF-Token": "x"}) as other:
        for path in (one, f"{one}/document.pdf", f"{one}/credential", f"{one}/proof"):
            answer = await other.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "publication_not_found")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"entry_ids": ["missing"]}, 404, "entry_not_found"),
        ({"entry_ids": []}, 422, "field_invalid"),
        ({"entry_ids": ["x"] * 301}, 422, "field_invalid"),
        ({"language": "de"}, 422, "field_invalid"),
        ({"template": "x"}, 422, "field_invalid"),
        ({"title": "busy"}, 429, "rendering_busy"),
    ],
)
async def test_what_cannot_be_published_is_refused(
    client: httpx.AsyncClient, changes: dict[str, object], status: int, code: str
) -> None:
    answer = await publish(client, **changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_publishing_needs_its_scope(app: FastAPI, stack: FakeStack) -> None:
    async with browser(app, stack.identity.sign_in("account:activate passport:read")) as reader:
        answer = await publish(reader)
    assert (answer.status_code, answer.json()["code"]) == (403, "caller_not_allowed")


async def test_a_cv_is_looked_at_before_it_is_published(client: httpx.AsyncClient, stack: FakeStack) -> None:
    stack.identity.issued.clear()
    asked = {
        "title": "CV",
        "entry_set": {"nature": "guaranteed", "kinds": ["certification"]},
        "template": "ats",
        "hidden_parts": ["birth_date"],
    }
    answer = await client.post(f"{PATH}/preview", json=asked)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PREVIEW, "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    assert set(stack.identity.issued[0]) == {"publishing", "records", "identity", "prevention"}
    sent = stack.publishing.previewed[-1]
    assert (sent.entry_set.nature, list(sent.entry_set.kinds)) == ("guaranteed", ["certification"])
    assert (sent.template, list(sent.hidden_parts), list(sent.entry_ids)) == ("ats", ["birth_date"], [])
    assert (await client.get(PATH)).json()["items"] == []


async def test_a_preview_names_the_entry_that_is_not_there(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{PATH}/preview", json={"title": "CV", "entry_ids": [str(new_id()), "missing"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "entry_not_found")
    assert answer.json()["errors"][0]["pointer"] == "#/entry_ids/1"
    answer = await client.post(f"{PATH}/preview", json={"kind": "attestation", "training_ids": [str(new_id()), "gone"]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (404, "#/training_ids/1")
    answer = await client.post(f"{PATH}/preview", json={"title": "CV", "entry_set": {"nature": "both"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "field_invalid")
