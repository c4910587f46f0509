"""The passport in one answer: its parts, its gaps."""

from __future__ import annotations

import httpx

from fakes.identity import SignedIn
from fakes.records import guaranteed_entry
from fakes.stack import FakeStack


async def test_the_three_parts_come_in_one_answer(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    stack.records.give(holder.person_id, guaranteed_entry())
    answer = await client.get("/api/v1/passport")
    assert answer.status_code == 200, answer.text
    passport = answer.json()
    assert passport["records"]["items"][0]["title"] == "Titre professionnel"
    assert passport["prevention"] == {"trainings": {"items": [], "next_cursor": None}}
    assert passport["publications"] == {"items": [], "next_cursor": None}
    assert passport["gaps"] == []
