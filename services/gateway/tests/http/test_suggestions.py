"""Suggestions while somebody is typing."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.stack import FakeStack
from passeport_gateway.http.schemas.suggestions import SuggestionsShown

PATH = "/api/v1/suggestions"


@pytest.mark.parametrize("kind", ["certification", "occupation", "skill"])
async def test_each_kind_is_asked_for(client: httpx.AsyncClient, stack: FakeStack, kind: str) -> None:
    answer = await client.get(f"{PATH}/{kind}s", params={"q": "compta ges", "limit": 5})
    assert answer.status_code == 200, answer.text
    assert stack.records.asked == (f"TERM_KIND_{kind.upper()}", "compta ges", 5)
    SuggestionsShown.model_validate(answer.json(), extra="forbid")
    (item,) = answer.json()["items"]
    (part,) = item["matches"]
    assert item["label"][part["start"] : part["end"]] == "Compta"
    assert (item["level"], item["occupation_code"], answer.json()["total"]) == (5, None, 1)


@pytest.mark.parametrize("query", ["q=c", "q=" + "c" * 101, "", "q=compta&limit=21", "q=compta&limit=0"])
async def test_a_wrong_question_is_told_which_parameter_is_wrong(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"{PATH}/certifications?{query}")
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == ("limit" if "limit" in query else "q")


async def test_nobody_asks_without_a_session(app: FastAPI) -> None:
    async with browser(app) as nobody:
        assert (await nobody.get(f"{PATH}/skills", params={"q": "souder"})).status_code == 401
