"""A platform obtains tokens by a code, and pulls with them what the holder consented to."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from conftest import BASE, browser
from fakes.platforms import BACK, CLIENT
from fakes.refusals import refusal
from fakes.stack import FakeStack
from passeport_chassis.errors import Kind
from passeport_gateway.http.schemas.partners import MetadataShown, TokenShown

AUTHORIZE = "/oauth/authorize"


async def test_a_code_and_a_refresh_token_become_tokens(anyone: httpx.AsyncClient, stack: FakeStack) -> None:
    client = {"client_id": CLIENT, "client_secret": "s"}
    code = {"grant_type": "authorization_code", "code": "c", "redirect_uri": BACK, "code_verifier": "v" * 43}
    for grant in (code, {"grant_type": "refresh_token", "refresh_token": "good", "scope": "cv:identity"}):
        issued = await anyone.post("/oauth/token", data=client | grant)
        assert issued.status_code == 200, issued.text
        TokenShown.model_validate(issued.json(), extra="forbid")
        assert issued.json() == {
            "access_token": "access",
            "token_type": "Bearer",
            "expires_in": 600,
            "scope": "cv:identity",
            "refresh_token": "refresh",
        }
        assert issued.headers["cache-control"] == "no-store"
    shown = stack.platforms.shown[-2]
    assert (shown.code, shown.redirect_uri, shown.client_secret) == ("c", BACK, "s")
    refused = {
        "invalid_grant": (code | {"code_verifier": "w" * 43}, {"grant_type": "refresh_token", "refresh_token": "x"}),
        "invalid_request": (
            {name: value for name, value in code.items() if name != "code_verifier"},
            {"grant_type": "refresh_token"},
            code | {"code": "x" * 600},
        ),
        "unsupported_grant_type": ({"grant_type": "password"},),
    }
    for error, grants in refused.items():
        for grant in grants:
            answer = await anyone.post("/oauth/token", data=client | grant)
            assert (answer.status_code, answer.json()["error"]) == (400, error), answer.text
            assert answer.json()["error_description"].isascii()
    with stack.refusing("RefreshTokens", refusal(Kind.DENIED, "CONSENT_SUSPENDED", "identity.passeport")):
        closed = await anyone.post("/oauth/token", data=client | {"grant_type": "refresh_token", "refresh_token": "x"})
    assert (closed.status_code, closed.json()["error"]) == (400, "invalid_grant")
    stranger = await anyone.post("/oauth/token", data={"client_id": "x", "client_secret": "s"} | code)
    assert (stranger.status_code, stranger.json()["error"]) == (401, "invalid_client")


async def test_a_platform_that_asks_for_a_token_of_its_own_is_told_how(
    anyone: httpx.AsyncClient, stack: FakeStack
) -> None:
    with stack.refusing("IssuePartnerToken", refusal(Kind.DENIED, "GRANT_NOT_ALLOWED", "identity.passeport")):
        grant = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": "s"}
        answer = await anyone.post("/oauth/token", data=grant)
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_the_metadata_leads_a_client_there(anyone: httpx.AsyncClient) -> None:
    said = (await anyone.get("/.well-known/oauth-authorization-server")).json()
    MetadataShown.model_validate(said, extra="forbid")
    assert said["authorization_endpoint"] == f"{BASE}{AUTHORIZE}"
    assert (said["response_types_supported"], said["response_modes_supported"]) == (["code"], ["query"])
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["authorization_response_iss_parameter_supported"] is True
    assert {"authorization_code", "refresh_token"} < set(said["grant_types_supported"])


def platform(app: FastAPI, stack: FakeStack, scopes: str, consent: str = "c") -> httpx.AsyncClient:
    """Software of a platform with a token of these scopes."""
    token = f"token of {scopes} under {consent}"
    stack.identity.partners[token] = {
        "id": CLIENT, "token": token, "scopes": scopes, "actor": "platform", "consent": consent,
    }  # fmt: skip
    return browser(app, Authorization=f"Bearer {token}")


PUBLICATION = "/platforms/v1/publication"
EUROPASS = "application/vnd.passeport.europass+json"


async def test_a_platform_pulls_json_resume(app: FastAPI, stack: FakeStack) -> None:
    async with platform(app, stack, "cv:identity cv:awards cv:declared") as software:
        answer = await software.get(PUBLICATION)
    resume = answer.json()
    assert (answer.headers["content-type"], answer.headers["vary"]) == ("application/json", "Accept")
    assert resume["basics"] == {
        "name": "Camille Anne EXEMPLE",
        "label": "Développeuse web",
        "summary": "Dix ans de métier.",
    }
    (diploma,) = resume["education"]
    assert (diploma["studyType"], diploma["area"], diploma["endDate"]) == ("BTS", "Systèmes numériques", "2015-07")
    assert diploma["score"] == "bien"
    assert diploma["x_passeport"] == {"guaranteed": True, "source": "Rectorat"}
    (language,) = resume["languages"]
    assert (language["fluency"], language["x_passeport"]["guaranteed"]) == ("C1", False)
    told = resume["x_passeport"]
    assert (told["scopes"], told["state"]) == (["cv:awards", "cv:declared", "cv:identity"], "published")
    assert (told["kind"], "verification_url" in told) == ("cv", False)


async def test_what_is_not_granted_is_not_there_even_empty(app: FastAPI, stack: FakeStack) -> None:
    async with platform(app, stack, "cv:awards") as software:
        resume = (await software.get(PUBLICATION)).json()
        europass = (await software.get(PUBLICATION, headers={"Accept": EUROPASS})).json()
    assert resume.keys() == {"$schema", "basics", "education", "meta", "x_passeport"}
    assert resume["basics"] == {}
    learner = europass["SkillsPassport"]["LearnerInfo"]
    assert learner.keys() == {"Education"}
    (diploma,) = learner["Education"]
    assert (diploma["Title"], diploma["Level"], diploma["Period"]) == (
        "BTS",
        {"Label": "EQF 5"},
        {"To": {"Year": 2015, "Month": 7}},
    )


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        (EUROPASS, EUROPASS),
        (f"{EUROPASS};q=0.5, application/json;q=0.4", EUROPASS),
        ("application/vc+jwt", "application/vc+jwt"),
        ("text/html", ""),
    ],
)
async def test_the_form_is_negotiated(app: FastAPI, stack: FakeStack, accept: str, media: str) -> None:
    async with platform(app, stack, "cv:identity cv:credential cv:declared") as software:
        answer = await software.get(PUBLICATION, headers={"Accept": accept})
    if not media:
        assert (answer.status_code, answer.headers["content-type"][:9]) == (406, "text/html")
        return
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert answer.headers["cache-control"] == "no-store"
    if media == EUROPASS:
        identity = answer.json()["SkillsPassport"]["LearnerInfo"]
        assert identity["Identification"]["PersonName"] == {"FirstName": "Camille Anne", "Surname": "EXEMPLE"}
        assert identity["Headline"]["Description"]["Label"] == "Développeuse web\nDix ans de métier."


async def test_refusals_of_pulls_have_names_and_tokens_of_others_open_nothing(
    app: FastAPI, stack: FakeStack, partner: httpx.AsyncClient, anyone: httpx.AsyncClient,
    make_app: Callable[..., FastAPI],
) -> None:  # fmt: skip
    async with platform(app, stack, "cv:identity", "withdrawn") as software:
        withdrawn = await software.get(PUBLICATION)
        assert (withdrawn.status_code, withdrawn.json()["code"]) == (403, "consent_withdrawn")
        # A platform's token opens no door of partners.
        feed = await software.post("/partners/v1/feeds/certifications", content=b"<x/>", headers={
            "Content-Type": "application/xml", "Content-Disposition": 'attachment; filename="flux.xml"'})  # fmt: skip
        assert (feed.status_code, feed.json()["code"]) == (403, "caller_not_allowed")
    async with platform(app, stack, "cv:identity") as software:
        refused = await software.get(PUBLICATION, headers={"Accept": "application/vc+jwt"})
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_not_granted")
        assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
        with stack.refusing("IssueCallerToken", refusal(Kind.DENIED, "CONSENT_SUSPENDED", "identity.passeport")):
            closed = await software.get(PUBLICATION)
        assert (closed.status_code, closed.json()["code"]) == (403, "consent_suspended")
    assert (await partner.get(PUBLICATION)).json()["code"] == "caller_not_allowed"
    unknown = await anyone.get(PUBLICATION)
    assert (unknown.status_code, "Bearer" in unknown.headers["www-authenticate"]) == (401, True)
    for limit in ("rate_platform", "rate_platform_client"):
        limited = make_app(**{limit: "1/minute"})
        async with platform(limited, stack, "cv:identity") as software:
            assert [(await software.get(PUBLICATION)).status_code for _ in range(2)] == [200, 429]
        # From the same address; another consent of the same platform is no way round.
        async with platform(limited, stack, "cv:awards") as software:
            assert (await software.get(PUBLICATION)).status_code == 429
