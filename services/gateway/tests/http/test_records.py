"""Entries: listed, declared, changed with a version, deleted; what is wrong is named."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.identity import SignedIn
from fakes.records import guaranteed_entry
from fakes.stack import FakeStack
from passeport_gateway.domain.field_rules import RULES
from passeport_gateway.http.schemas.entries import EntryShown, ProofShown

PATH = "/api/v1/passport/records"
DOCUMENT = json.loads((Path(__file__).parents[2] / "openapi.json").read_text(encoding="utf-8"))
DRAFT: dict[str, Any] = {
    "kind": "employment",
    "title": "Serveuse",
    "organisation": {"name": "Crêperie du Port", "locality": "Saint-Malo"},
    "start_date": "2018-06",
    "employment": {"working_time": "full_time"},
}


async def create(client: httpx.AsyncClient, key: str = "k", **changes: Any) -> httpx.Response:
    return await client.post(PATH, json=DRAFT | changes, headers={"Idempotency-Key": key})


async def test_an_entry_is_declared_read_changed_and_deleted(client: httpx.AsyncClient) -> None:
    created = await create(client)
    assert created.status_code == 201, created.text
    entry = created.json()
    EntryShown.model_validate(entry, extra="forbid")
    assert created.headers["location"] == f"{PATH}/{entry['id']}"
    assert created.headers["etag"] == '"r1"'
    assert entry["start_date"] == "2018-06"
    one = created.headers["location"]
    assert (await client.get(one)).json() == entry
    assert (await client.get(one, headers={"If-None-Match": '"r1"'})).status_code == 304
    english = await client.get(one, headers={"Accept-Language": "en"})
    listed = await client.get(PATH, headers={"Accept-Language": "en"})
    assert english.headers["content-language"] == "en"
    assert english.json() == listed.json()["items"][0] == entry | {"source_label": "Declared by the holder"}

    change = {"title": "Cheffe de rang", "organisation": None, "end_date": "2019"}
    changed = await client.patch(one, json=change, headers={"If-Match": '"r1"'})
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"r2"'
    assert changed.json()["organisation"] is None
    assert changed.json()["end_date"] == "2019"
    assert changed.json()["start_date"] == "2018-06"
    assert changed.json()["employment"]["working_time"] == "full_time"

    deleted = await client.delete(one, headers={"If-Match": '"r2"'})
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert (await client.get(one)).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "certification", "employment": None, "award": {"register": "RS", "code": "RS5250", "level": 3}},
        {"kind": "language", "employment": None, "language": {"language": "br", "cefr_level": "B2"}},
        {"kind": "training", "employment": None, "training": {"hours": 14}},
        {"kind": "skill", "employment": None},
        {"kind": "driving_licence", "employment": None, "organisation": None, "start_date": None},
        {
            "kind": "driving_licence",
            "employment": None,
            "driving_licence": {
                "categories": [
                    {"category": "B", "start_date": "2012-05", "end_date": "2033"},
                    {"category": "AM", "start_date": None, "end_date": None},
                ]
            },
        },
        {"kind": "habilitation", "employment": None, "award": {"categories": ["B0", "R489-3"]}},
        {"kind": "language", "employment": None, "language": {"language": "gcf", "listening": "C2", "writing": "A1"}},
        {
            "kind": "skill",
            "employment": None,
            "skill": {"origin": "practice", "context": "Club", "framework": "ROME", "label": "Souder"},
        },
        {
            "kind": "engagement",
            "employment": None,
            "engagement": {"activity": "benevolat_associatif", "role": "Trésorière"},
        },
    ],
)
async def test_every_kind_keeps_its_details(client: httpx.AsyncClient, changes: dict[str, Any]) -> None:
    answer = await create(client, **changes)
    assert answer.status_code == 201, answer.text
    EntryShown.model_validate(answer.json(), extra="forbid")
    for name in ("award", "language", "training", "driving_licence", "skill", "engagement"):
        if name in changes:
            shown = answer.json()[name]
            assert {key: shown[key] for key in changes[name]} == changes[name]
            assert "employment" not in answer.json()


async def test_entries_are_listed_by_kind_and_page(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    stack.records.give(holder.person_id, *(guaranteed_entry(f"Titre {number}") for number in range(5)))
    first = (await client.get(PATH, params={"page_size": 2})).json()
    rest = (await client.get(PATH, params={"page_size": 200, "cursor": first["next_cursor"]})).json()
    assert [len(first["items"]), len(rest["items"]), rest["next_cursor"]] == [2, 3, None]
    assert (await client.get(PATH, params={"kind": "language"})).json()["items"] == []
    both = (await client.get(PATH, params={"kind": ["language", "certification"]})).json()
    assert len(both["items"]) == 5


async def test_a_proof_is_told_as_it_is(client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn) -> None:
    entry = guaranteed_entry()
    stack.records.give(holder.person_id, entry)
    proof = (await client.get(f"{PATH}/{entry.id}/proof")).json()
    ProofShown.model_validate(proof, extra="forbid")
    assert (proof["said"], base64.b64decode(proof["salt"]), proof["index"]) == ('{"é":1}', b"s" * 32, 42)
    declared = (await create(client)).json()
    refused = await client.get(f"{PATH}/{declared['id']}/proof")
    assert (refused.status_code, refused.json()["code"]) == (404, "entry_not_in_ledger")


async def test_the_same_key_creates_once(client: httpx.AsyncClient) -> None:
    first, second = await create(client, "same"), await create(client, '"same"')
    assert first.json()["id"] == second.json()["id"]
    other = await create(client, "same", title="Autre")
    assert (other.status_code, other.json()["code"]) == (422, "request_id_reused")


async def test_a_creation_without_a_key_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATH, json=DRAFT)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    answer = await create(client, "with space")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "if_match_missing"),
        ({"If-Match": '"r0"'}, 412, "etag_stale"),
        ({"If-Match": 'W/"r1"'}, 400, "if_match_invalid"),
        ({"If-Match": "*"}, 400, "if_match_invalid"),
    ],
)
async def test_a_change_says_which_version_it_saw(
    client: httpx.AsyncClient, headers: dict[str, str], status: int, code: str
) -> None:
    one = (await create(client)).headers["location"]
    for answer in (
        await client.patch(one, json={"title": "x"}, headers=headers),
        await client.delete(one, headers=headers),
    ):
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_guaranteed_entry_is_not_for_its_holder_to_change(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    entry = guaranteed_entry()
    stack.records.give(holder.person_id, entry)
    answer = await client.patch(f"{PATH}/{entry.id}", json={"title": "x"}, headers={"If-Match": '"r1"'})
    assert (answer.status_code, answer.json()["code"]) == (403, "entry_guaranteed")


async def test_the_entry_of_somebody_else_is_not_there(app: FastAPI, stack: FakeStack, holder: SignedIn) -> None:
    entry = guaranteed_entry()
    stack.records.give(holder.person_id, entry)
    async with browser(app, stack.identity.sign_in()) as other:
        for path in (f"{PATH}/{entry.id}", f"{PATH}/{entry.id}/provenance", f"{PATH}/nonsense"):
            answer = await other.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "entry_not_found")


FAULTS = [
    ({"nickname": "x"}, "#/nickname", "unknown_field"),
    ({"organisation": {"naem": "x"}}, "#/organisation/naem", "unknown_field"),
    ({"title": ""}, "#/title", "too_short"),
    ({"title": "x" * 251}, "#/title", "too_long"),
    ({"title": 12}, "#/title", "type"),
    ({"title": None}, "#/title", "type"),
    ({"kind": "hobby"}, "#/kind", "unknown_value"),
    ({"start_date": "2019-13"}, "#/start_date", "format"),
    ({"start_date": "2019-02-30"}, "#/start_date", "date"),
    ({"organisation": {"siret": "123"}}, "#/organisation/siret", "format"),
    ({"training": {"hours": 3}}, "#/training", "details_of_kind"),
    ({"id": "x"}, "#/id", "unknown_field"),
    ({"nature": "guaranteed"}, "#/nature", "unknown_field"),
    ({"title": "fault"}, "#/title", "wording"),
    ({"title": "fault"}, "#/organisation/siret", "siret"),
]


@pytest.mark.parametrize(("changes", "pointer", "code"), FAULTS)
async def test_a_field_that_is_wrong_is_named(
    client: httpx.AsyncClient, changes: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await create(client, **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, "field_invalid"), answer.text
    assert (pointer, code) in {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}


async def test_a_change_of_nothing_is_refused(client: httpx.AsyncClient) -> None:
    one = (await create(client)).headers["location"]
    answer = await client.patch(one, json={}, headers={"If-Match": '"r1"'})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "empty")


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{", {}, 400, "json_invalid"),
        (b"", {}, 400, "json_invalid"),
        (b"\xff\xfe", {}, 400, "json_invalid"),
        (b"[" * 5000, {}, 400, "json_invalid"),
        (b'{"title": "\\ud800"}', {}, 400, "json_invalid"),
        (b"[]", {}, 422, "field_invalid"),
        (b"null", {}, 422, "field_invalid"),
        (b"{}", {"Content-Type": "text/plain"}, 415, "media_type_unsupported"),
        (b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "media_type_unsupported"),
        (b"\x1f\x8b", {"Content-Encoding": "gzip"}, 415, "content_encoding_unsupported"),
        (b" " * 70_000, {}, 413, "body_too_large"),
    ],
)
async def test_a_body_that_is_none_is_refused(
    client: httpx.AsyncClient, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "x"} | headers
    answer = await client.post(PATH, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("content", "place", "rule"),
    [
        (b"", (1, 1), "json_empty"),
        (b"\xef\xbb\xbf{}", (1, 1), "json_mark"),
        (b'{\n "a": 1\n', (3, 1), "json_end"),
        (b'{\n "a": 1,\n}', (3, 1), "json_comma"),
        (b'{"title": "\\ud800 x"}', (1, 18), "json_surrogate"),
        (b'{"title": "\xff"}', (1, 12), "json_encoding"),
        (b'{"title": "\\x"}', (1, 13), "json_escape"),
        (b'{"title": "a\nb"}', (2, 1), "json_control"),
        (b'{"title": ' + b"9" * 5000 + b"}", (1, 4312), "json_number_too_long"),
        (b'{"title": 01}', (1, 12), "json_number"),
        (b'{"title": NaN}', (1, 11), "json_constant"),
        (b'{"title": "NaN \\" NaN",\n "x": [-Infinity]}', (2, 8), "json_constant"),
        (b"{'title': 1}", (1, 2), "json_key"),
        (b"{} {}", (1, 4), "json_more"),
        (b"[" * 5000, (1, 202), "json_depth"),
        (b'{"title" 1}', (1, 10), "json_syntax"),
    ],
)
async def test_what_is_no_json_is_told_where_and_why(
    client: httpx.AsyncClient, content: bytes, place: tuple[int, int], rule: str
) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "x", "Accept-Language": "en"}
    problem = (await client.post(PATH, content=content, headers=headers)).json()
    line, column = place
    assert problem["code"] == "json_invalid"
    assert problem["metadata"] == {"line": str(line), "column": str(column)}
    assert f"line {line}, column {column};" in problem["detail"]
    assert problem["errors"] == [{"pointer": "#", "code": rule, "detail": RULES[rule].words.en}]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "nonsense"])
async def test_json_is_utf_8_whatever_a_charset_says(client: httpx.AsyncClient, charset: str) -> None:
    # RFC 8259, section 11: JSON has no such parameter.
    headers = {"Idempotency-Key": f"charset-{charset}", "Content-Type": f"application/json; charset={charset}"}
    body = '{"kind": "skill", "title": "Élève"}'
    answer = await client.post("/api/v1/passport/records", content=body.encode(), headers=headers)
    assert (answer.status_code, answer.json().get("title")) == (201, "Élève")
    answer = await client.post("/api/v1/passport/records", content=body.encode("utf-16"), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "json_invalid")


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (b'{"title": "a", "kind": "skill", "title": "b"}', "#/title"),
        (b'{"title": "a", "kind": "skill", "organisation": {"name": "a", "name": "a"}}', "#/organisation/name"),
        (b'[1, {"a/b": 1, "a/b": 2}]', "#/1/a~1b"),
        (b'{"a": {"b": 1, "b": 2}, "c": 1, "c": 2}', "#/c"),
    ],
)
async def test_a_key_that_is_there_twice_is_named(client: httpx.AsyncClient, content: bytes, pointer: str) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "x"}
    answer = await client.post(PATH, content=content, headers=headers)
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, pointer, "duplicate")


async def test_a_body_in_pieces_is_counted_as_it_comes(client: httpx.AsyncClient) -> None:
    async def endless() -> Any:
        for _ in range(1000):
            yield b" " * 1024

    headers = {"Content-Type": "application/json", "Idempotency-Key": "x"}
    answer = await client.post(PATH, content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"X-CSRF-Token": ""}, "csrf_invalid"),
        ({"X-CSRF-Token": "wrong"}, "csrf_invalid"),
        ({"Origin": "https://evil.example"}, "origin_refused"),
        ({"Origin": "null"}, "origin_refused"),
        ({"Sec-Fetch-Site": "cross-site"}, "origin_refused"),
    ],
)
async def test_a_forged_request_changes_nothing(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn, headers: dict[str, str], code: str
) -> None:
    answer = await client.post(PATH, json=DRAFT, headers={"Idempotency-Key": "x"} | headers)
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert not stack.records.entries.get(holder.person_id)


async def test_a_key_whose_entry_was_deleted_makes_no_other(client: httpx.AsyncClient) -> None:
    made = await create(client, key="once")
    again = await create(client, key="once")
    assert (again.status_code, again.json()["id"]) == (201, made.json()["id"])
    await client.delete(made.headers["location"], headers={"If-Match": made.headers["etag"]})
    gone = await create(client, key="once")
    assert (gone.status_code, gone.json()["code"]) == (404, "entry_not_found")
    assert (await create(client, key="twice")).status_code == 201


@pytest.mark.parametrize("details", [{}, {"language": None}, {"language": {}}, {"language": {"cefr_level": "B2"}}])
async def test_a_language_without_its_tag_is_told_so(client: httpx.AsyncClient, details: dict[str, Any]) -> None:
    body = {"kind": "language", "title": "Breton"} | details
    answer = await client.post(PATH, json=body, headers={"Idempotency-Key": "l"})
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, "#/language/language", "required")
    schema = {"$ref": "#/components/schemas/EntryDraft", "components": DOCUMENT["components"]}
    validator = jsonschema_rs.validator_for(schema)
    assert not validator.is_valid(body)
    assert validator.is_valid(body | {"language": {"language": "br"}})
    assert validator.is_valid(body | {"kind": "skill", "language": None})


async def test_a_date_below_a_category_is_pointed_at(client: httpx.AsyncClient) -> None:
    licence = {"categories": [{"category": "B"}, {"category": "C", "start_date": "2020-02-30"}]}
    answer = await create(client, kind="driving_licence", employment=None, driving_licence=licence)
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/driving_licence/categories/1/start_date", "date")
