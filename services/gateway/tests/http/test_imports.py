"""Files of the official import stream through to prevention; what became of their lines comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from fakes.stack import FakeStack
from passeport_gateway.http.schemas.prevention import ImportLineShown, ImportShown

IMPORTS = "/partners/v1/prevention/imports"
CSV = {"Content-Type": "text/csv", "Content-Disposition": 'attachment; filename="formations.csv"'}
BODY = {"declarant": "training_body"}
FILE = b"ID_DECLARATION|REFERENCE_DECLARATION\r\nD1|Ref\r\n"


async def test_a_file_streams_through_and_its_lines_come_back(partner: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield FILE * 1000

    sent = await partner.post(IMPORTS, params=BODY, headers=CSV, content=pieces())
    assert sent.status_code == 202, sent.text
    shown = ImportShown.model_validate(sent.json(), extra="forbid")
    assert (shown.file_name, shown.size, shown.state) == ("formations.csv", 40_000 * len(FILE), "received")
    assert sent.headers["location"] == f"{IMPORTS}/{shown.id}"
    looked = await partner.get(sent.headers["location"])
    assert (looked.json(), looked.headers["retry-after"]) == (sent.json(), "1")
    first = (await partner.get(f"{IMPORTS}/{shown.id}/lines", params={"page_size": 1})).json()
    last = (await partner.get(f"{IMPORTS}/{shown.id}/lines", params={"cursor": first["next_cursor"]})).json()
    lines = [ImportLineShown.model_validate(each, extra="forbid") for each in (*first["items"], *last["items"])]
    assert [(line.line, line.outcome, line.rule, line.late) for line in lines] == [
        (2, "declared", None, True),
        (None, "rejected", "not_processed", False),
    ]
    assert last["next_cursor"] is None


@pytest.mark.parametrize(
    ("accept", "sent_as", "name"),
    [
        ("text/csv", "text/csv; charset=utf-8", "formations.csv.resultat.csv"),
        ("application/jsonl", "application/jsonl", "formations.csv.resultat.jsonl"),
        ("application/x-ndjson", "application/x-ndjson", "formations.csv.resultat.jsonl"),
    ],
)
async def test_a_result_is_one_file(partner: httpx.AsyncClient, accept: str, sent_as: str, name: str) -> None:
    sent = await partner.post(IMPORTS, params=BODY, headers=CSV, content=FILE)
    result = await partner.get(sent.json()["result_url"], headers={"Accept": accept})
    assert (result.status_code, result.headers["content-type"]) == (200, sent_as)
    assert result.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert result.text.endswith("2,declared\r\n")
    refused = await partner.get(sent.json()["result_url"], headers={"Accept": "application/pdf"})
    assert refused.status_code == 406


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("fr", "les colonnes ne sont pas séparées par « | », mais par un point-virgule ; Enregistrez-le"),
        ("en", "columns are not separated by “|”: save the file as CSV in UTF-8, separated by “|”"),
    ],
)
async def test_a_file_that_is_refused_says_where_and_why(
    partner: httpx.AsyncClient, language: str, reason: str
) -> None:
    headers = CSV | {"Accept-Language": language}
    refused = await partner.post(IMPORTS, params=BODY, headers=headers, content=b"NIR;NOM_TITULAIRE\n")
    assert refused.status_code == 422
    problem = refused.json()
    assert (problem["code"], problem["line"], problem["rule"]) == ("file_invalid", 1, "separator")
    assert problem["detail"].endswith(reason)


async def test_what_is_not_there_or_not_said_is_named(partner: httpx.AsyncClient) -> None:
    unknown = "01a19a3c-324a-7d11-8a55-3f0c9be17d42"
    for path in (f"{IMPORTS}/{unknown}", f"{IMPORTS}/{unknown}/lines", f"{IMPORTS}/{unknown}/result"):
        answer = await partner.get(path, headers={"Accept": "application/json, application/jsonl"})
        assert (answer.status_code, answer.json()["code"]) == (404, "import_not_found"), path
    without = await partner.post(IMPORTS, headers=CSV, content=FILE)
    assert (without.status_code, without.json()["errors"][0]["parameter"]) == (422, "declarant")
    other = await partner.post(IMPORTS, params={"declarant": "holder"}, headers=CSV, content=FILE)
    assert (other.status_code, other.json()["errors"][0]["parameter"]) == (422, "declarant")
    nameless = await partner.post(IMPORTS, params=BODY, headers={"Content-Type": "text/csv"}, content=FILE)
    assert (nameless.status_code, nameless.json()["code"]) == (400, "file_name_missing")
    typed = await partner.post(IMPORTS, params=BODY, headers=CSV | {"Content-Type": "text/html"}, content=FILE)
    assert typed.status_code == 415


async def test_a_result_that_is_no_longer_kept_is_gone(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    sent = (await partner.post(IMPORTS, params=BODY, headers=CSV, content=FILE)).json()
    assert sent["result_expire_time"] is None
    found = next(one for one in stack.prevention.imports.values() if one.id == sent["id"])
    found.result_expire_time.FromSeconds(1_800_000_000)
    shown = (await partner.get(f"{IMPORTS}/{sent['id']}")).json()
    assert shown["result_expire_time"].startswith("2027-01-15")
    gone = await partner.get(f"{IMPORTS}/{sent['id']}/lines")
    assert (gone.status_code, gone.json()["code"]) == (410, "result_expired")
