"""The description: the committed copy is the one of the code, and every example is what its schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from passeport_gateway.http.description import description

DOCUMENT: dict[str, Any] = json.loads(description())
OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"])
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


def test_the_committed_copy_is_up_to_date(openapi_file: Path) -> None:
    committed = openapi_file.read_text(encoding="utf-8")
    assert committed == description(), "run: python -m passeport_gateway openapi > services/gateway/openapi.json"


def test_it_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    names = [operation["operationId"] for operations in DOCUMENT["paths"].values() for operation in operations.values()]
    assert len(names) == len(set(names))


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "components": DOCUMENT["components"]}


def _check(content: dict[str, Any]) -> None:
    for media, described in content.items():
        assert "example" in described or "examples" in described, media
        schema = described.get("schema")
        if schema and schema.get("format") != "binary":
            validator = jsonschema_rs.validator_for(_resolved(schema), validate_formats=True)
            examples = [value["value"] for value in described.get("examples", {}).values()]
            for example in [described["example"]] if "example" in described else examples:
                assert [error.message for error in validator.iter_errors(example)] == []


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_operation_has_examples_that_fit(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    if "requestBody" in operation:
        _check(operation["requestBody"]["content"])
    for parameter in operation.get("parameters", []):
        assert parameter.get("description"), parameter["name"]
    good = {status: answer for status, answer in operation["responses"].items() if status < "400"}
    assert good
    for answer in good.values():
        _check(answer.get("content", {}))
    for status, answer in operation["responses"].items():
        if status >= "400" and not path.startswith(("/oauth/", "/wallet/")):
            assert answer == {"$ref": f"#/components/responses/Problem{status}"}


def test_every_problem_example_fits() -> None:
    for answer in DOCUMENT["components"]["responses"].values():
        _check(answer["content"])


def test_what_changes_something_needs_the_csrf_token_and_what_creates_a_key() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            holder = any("session" in scheme for scheme in operation["security"])
            if holder:
                assert ("csrf" in operation["security"][0]) == (method != "get"), path
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            # A file is its own key: the same bytes make nothing twice.
            if holder and "201" in operation["responses"] and not path.endswith("/attachments"):
                assert "Idempotency-Key" in names
            # Sessions and files have no versions: ending one, or deleting it, is all that can be done with it. Ending a
            # share, a consent, or an offer to a wallet, asks nothing, so that it is at once.
            at_once = path.startswith(("/api/v1/sessions", "/api/v1/shares"))
            at_once = at_once or "/consents" in path or "/credential-offers" in path
            # So it is with what is in line: it has no versions before it is published.
            at_once = at_once or path == "/api/v1/publications/{publication_id}"
            # What a programme deletes, and how, is its own.
            at_once = at_once or "/programmes/" in path
            versioned = not at_once and "/attachments" not in path and not path.endswith("/photo")
            if method == "patch" or (method == "delete" and versioned):
                assert "If-Match" in names, path


def test_the_nir_is_in_no_address() -> None:
    assert not [path for path in DOCUMENT["paths"] if "nir" in path]
