"""Addresses that are given to be verified: read, never fetched; those of our codes and statuses alone."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from conftest import BASE
from fakes.publishing import CODE, WITHDRAWN_INDEX
from passeport_gateway.http.schemas.verification import VerdictShown

PATH = "/api/v1/verifications"


@pytest.mark.parametrize("form", ["json", "data", "files"])
@pytest.mark.parametrize("path", [f"/verify/{CODE}", f"/api/v1/verifications/{CODE.replace('-', '').lower()}"])
async def test_the_address_of_a_qr_code_is_verified_as_its_code(
    anyone: httpx.AsyncClient, path: str, form: str
) -> None:
    given = f"{BASE}{path}"
    options: dict[str, Any] = {form: {"url": (None, given) if form == "files" else given}}
    answer = await anyone.post(PATH, **options)
    assert (answer.status_code, answer.json()["basis"]) == (200, "code"), answer.text


async def test_the_address_of_a_status_tells_the_state_and_names_nobody(anyone: httpx.AsyncClient) -> None:
    for address, outcome in (("token-1#7", "valid"), (f"revocation-1#{WITHDRAWN_INDEX}", "withdrawn")):
        answer = await anyone.post(PATH, json={"url": f"{BASE}/status-lists/{address}"})
        verdict = VerdictShown.model_validate(answer.json(), extra="forbid")
        assert (verdict.outcome, verdict.basis, verdict.holder_name, verdict.items) == (outcome, "status", None, [])
    page = await anyone.post(PATH, data={"url": f"{BASE}/status-lists/token-1#7"}, headers={"Accept": "text/html"})
    assert "Rien n’a été retiré à cette place" in page.text
    assert "Authentique" not in page.text
    unknown = await anyone.post(PATH, json={"url": f"{BASE}/status-lists/token-2#7"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "status_list_not_found")


@pytest.mark.parametrize(
    ("url", "rule", "words"),
    [
        (
            "http://127.0.0.1:9200/status-lists/token-1#7",
            "url_elsewhere",
            "adresse de cet émetteur",
        ),
        (f"{BASE}.evil.example/verify/{CODE}", "url_elsewhere", "de cet émetteur"),
        (f"{BASE}@evil.example/verify/{CODE}", "url_elsewhere", "de cet émetteur"),
        (f"//passeport.example/verify/{CODE}", "url_elsewhere", "de cet émetteur"),
        (f"{BASE}/status-lists/token-1", "url_without_index", "# et l'index"),
        (f"{BASE}/status-lists/../verify/{CODE}", "url_unknown", "l'adresse d'un code"),
        (f"{BASE}/verify/{CODE}?x=1", "url_unknown", "l'adresse d'un code"),
        (f"{BASE}/p/secret", "url_unknown", "l'adresse d'un code"),
        (f"{BASE}/status-lists/token-1#-1", "url_unknown", "l'adresse d'un code"),
    ],
)
async def test_an_address_is_read_and_never_fetched(anyone: httpx.AsyncClient, url: str, rule: str, words: str) -> None:
    answer = await anyone.post(PATH, json={"url": url})
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, "#/url", rule)
    assert words in fault["detail"]
