"""The examples by themselves: what they say of one thing in several places agrees, and numbers have their form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from languages import wrong_language
from passeport_gateway.http import examples
from passeport_gateway.http.description import description

DOCUMENT: dict[str, Any] = json.loads(description())
OPERATIONS = [
    pytest.param(path, operation, id=operation["operationId"])
    for path, operations in DOCUMENT["paths"].items()
    for operation in operations.values()
]
IDENTIFIERS = ("person_id", "entry_id", "batch_id", "training_id", "resource_id")
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}")


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def examples_of(operation: dict[str, Any]) -> Iterator[Any]:
    """The examples of the bodies of an operation."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        for content in body.get("content", {}).values():
            yield from (
                [content["example"]]
                if "example" in content
                else [each["value"] for each in content["examples"].values()]
            )


def moment_of(identifier: str) -> datetime:
    uuid = UUID(identifier)
    assert uuid.version == 7, identifier
    return datetime.fromtimestamp((uuid.int >> 80) / 1000, UTC)


def luhn(number: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_identifiers_are_as_old_as_what_they_name(path: str, operation: dict[str, Any]) -> None:
    for one in objects([list(examples_of(operation))]):
        named = [one[name] for name in IDENTIFIERS if one.get(name)]
        if "id" in one and "result" not in one:
            named.append(one["id"])
        for identifier in [*named, *one.get("entry_ids", ()), *one.get("changed_entry_ids", ())]:
            assert moment_of(identifier) < datetime(2026, 12, 1, tzinfo=UTC)
        made = one.get("create_time") or one.get("publish_time")
        if "id" in one and made:
            assert abs(moment_of(one["id"]) - datetime.fromisoformat(made)) < timedelta(milliseconds=2), one
        for first, later in (
            ("create_time", "update_time"),
            ("create_time", "finish_time"),
            ("publish_time", "state_time"),
        ):
            if one.get(first) and one.get(later):
                assert datetime.fromisoformat(one[first]) <= datetime.fromisoformat(one[later])


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_numbers_and_codes_have_their_form(path: str, operation: dict[str, Any]) -> None:
    for one in objects([list(examples_of(operation))]):
        for name in ("siret", "declarant_siret"):
            assert luhn(one.get(name) or "0"), one
        for name in ("sha256", "document_sha256"):
            assert re.fullmatch(r"[0-9a-f]{64}", one.get(name) or "0" * 64), one
        for name in ("csrf_token", "access_token"):
            assert len(one.get(name, "x" * 43)) == 43, one
        code = one.get("verification_code", examples.VERIFICATION_CODE)
        assert CODE.fullmatch(code)
        if "verification_url" in one:
            assert one["verification_url"] == f"https://passeport.example/verify/{code.replace('-', '')}"
        if len(number := str(one.get("nir", "")).replace(" ", "")) == 15:
            assert 97 - int(number[:13]) % 97 == int(number[13:])


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_headers_say_the_same_as_the_body(path: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        headers = {name: header["example"] for name, header in answer.get("headers", {}).items()}
        assert all(headers.values())
        body = answer.get("content", {}).get("application/json", {}).get("example")
        if "ETag" in headers:
            assert re.fullmatch(r'"[\x21\x23-\x7e]+"', headers["ETag"])
            if isinstance(body, dict) and "etag" in body and status == "201":
                assert headers["ETag"] == f'"{body["etag"]}"'
        if "Location" in headers and isinstance(body, dict):
            assert headers["Location"].endswith(f"/{body['id']}")
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in {"If-Match", "If-None-Match"}:
            read = examples.ACCOUNT if path == "/api/v1/account" else examples.ENTRY_DECLARED
            etag = f'"{read["etag"]}"'
            if "/export/" in path:
                etag = operation["responses"]["200"]["headers"]["ETag"]["example"]
            assert parameter["example"] == etag


def test_what_is_created_is_what_was_sent() -> None:
    for sent, made in (
        (examples.ENTRY_DRAFT, examples.ENTRY_DECLARED),
        (examples.ENTRY_PATCH, examples.ENTRY_CHANGED),
        (examples.TRAINING_DRAFT, examples.TRAINING_DECLARED),
        (examples.PUBLICATION_DRAFT, examples.PUBLICATION),
        (examples.CV_DRAFT_ASKED, examples.CV_DRAFT),
    ):
        for name, value in sent.items():
            if isinstance(value, dict):
                assert made[name].items() >= value.items()
            elif name not in {"summary", "entry_set", "hidden_parts"}:
                assert made[name] == value
    assert examples.ENTRY_DECLARED["nature"] == "declared"
    assert examples.TRAINING_DECLARED["declarant"] == "holder"


@pytest.mark.parametrize("status", sorted(DOCUMENT["components"]["responses"]))
def test_problems_are_told_to_the_end_and_in_english(status: str) -> None:
    answer = DOCUMENT["components"]["responses"][status]["content"]["application/problem+json"]
    for code, example in answer["examples"].items():
        problem = example["value"]
        assert (problem["code"], problem["type"]) == (code, f"/problems/{code}")
        # Programmes say in French what their rules are, and it is quoted.
        faults = () if code == "programme_field_invalid" else problem.get("errors", ())
        for text in (problem["title"], problem["detail"], *(fault["detail"] for fault in faults)):
            assert "?" not in text
            assert wrong_language(re.sub("“.*”", "", text), "en") == ""


def test_there_is_an_example_of_each_kind_that_may_be_declared() -> None:
    content = DOCUMENT["paths"]["/api/v1/passport/records"]["post"]["requestBody"]["content"]["application/json"]
    shown = {name: example["value"]["kind"] for name, example in content["examples"].items()}
    kinds = DOCUMENT["components"]["schemas"]["EntryDraft"]["properties"]["kind"]["enum"]
    assert shown == {kind: kind for kind in kinds}


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_an_example_of_a_file_is_of_its_type(path: str, operation: dict[str, Any]) -> None:
    beginnings = {"application/pdf": "%PDF", "application/xml": "<?xml", "text/xml": "<?xml", "application/jsonl": "{"}
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if media.startswith("image/") or media == "application/gzip":
            assert content["example"] == "(bytes)", media
        elif media in beginnings:
            assert content["example"].startswith(beginnings[media]), media
