"""A level of assurance that is too low: which one came, and which one is needed."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from fakes.refusals import refusal
from fakes.stack import FakeStack
from passeport_chassis.errors import Kind

ISS = "https://fc.example/api/v2"


@pytest.mark.parametrize(
    ("reached", "language", "told"),
    [
        ("eidas1", "fr", "Niveau donné par FranceConnect : eidas1 (faible). Niveau demandé par ce service : eidas2"),
        ("eidas1", "en", "gave: eidas1 (low). Level that this service asks for: at least eidas2 (substantial)"),
        ("eidas0", "fr", "Niveau donné par FranceConnect : « eidas0 »"),
        ("", "fr", "Niveau donné par FranceConnect : non indiqué"),
    ],
)
async def test_a_level_too_low_says_which_came_and_which_is_needed(
    anyone: httpx.AsyncClient, stack: FakeStack, reached: str, language: str, told: str
) -> None:
    error = refusal(Kind.DENIED, "LOGIN_LEVEL_TOO_LOW", "identity.passeport", asked="eidas2", reached=reached)
    login = await anyone.get("/auth/login")
    state = parse_qs(urlsplit(login.headers["location"]).query)["state"][0]
    with stack.refusing("CompleteLogin", error):
        answer = await anyone.get(
            "/auth/callback", params={"state": state, "iss": ISS, "code": "x"}, headers={"Accept-Language": language}
        )
    # Pages have the spaces of French typography.
    text = answer.text.replace("\u00a0", " ")
    assert (answer.status_code, told in text) == (403, True), text
    assert "unknown" not in answer.text.lower()
