"""Names of files of feeds: what is wrong with one is told, and the rule is the same wherever it is told."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from passeport_gateway.domain.catalogue import CATALOGUE
from passeport_gateway.domain.field_rules import RULES
from passeport_gateway.domain.file_name import FILE_NAME_RULE

FEED = "/partners/v1/feeds/certifications"


@pytest.mark.parametrize(
    ("name", "rule"),
    [("x" * 201, "length"), ("a:b.xml", "character"), ("a<b>.xml", "character"), ("a|b?*.xml", "character")],
)
async def test_a_name_that_records_takes_not_is_told_as_what_it_is(
    partner: httpx.AsyncClient, name: str, rule: str
) -> None:
    headers = {"Content-Type": "application/xml"}
    named = headers | {"Content-Disposition": f'attachment; filename="{name}"'}
    for place, options in (
        ({"header": "Content-Disposition"}, {"headers": named}),
        ({"parameter": "file_name"}, {"headers": headers, "params": {"file_name": name}}),
    ):
        answer = await partner.post(FEED, content=b"x", **options)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["code"]) == (422, "field_invalid"), answer.text
        [fault] = answer.json()["errors"]
        assert place.items() <= fault.items()
        assert fault["code"] == rule


def test_every_place_that_tells_the_rule_of_names_tells_the_same(openapi_file: Path) -> None:
    document = json.loads(openapi_file.read_text(encoding="utf-8"))
    for path in ("/partners/v1/feeds/certifications", "/partners/v1/feeds/dsn", "/partners/v1/feeds/diplomas"):
        told = {one["name"]: one["description"] for one in document["paths"][path]["post"]["parameters"]}
        assert FILE_NAME_RULE in told["file_name"]
        assert FILE_NAME_RULE in told["Content-Disposition"]
    assert FILE_NAME_RULE in CATALOGUE["FILE_NAME_MISSING"].wording.detail.en
    assert FILE_NAME_RULE in RULES["file_name"].words.en
