"""A platform, with no library of ours: it sends a holder here, he consents, it pulls, he takes his consent back."""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.furnish import PLATFORM
from passeport_sandbox.stack.stack import Stack
from tests.e2e.platforms import BACK, authorization

EUROPASS = "application/vnd.passeport.europass+json"


class Platform:
    """The platform's own software, led by the metadata (RFC 8414) alone."""

    def __init__(self, stack: Stack, http: httpx.Client) -> None:
        self._http = http
        self._proof = (PLATFORM.client_id, stack.partner_secret(PLATFORM.client_id))
        self.metadata = http.get("/.well-known/oauth-authorization-server").json()
        self._verifier, self._state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)

    def address(self, scope: str) -> str:
        """Where a holder is sent."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self._verifier.encode()).digest()).decode().rstrip("=")
        asked = authorization(scope=scope, state=self._state, challenge=challenge)
        return f"{self.metadata['authorization_endpoint']}?{asked}"

    def answered(self, address: str) -> dict[str, str]:
        """What the browser came back with; state and issuer are what they should be (RFC 9207)."""
        assert address.startswith(f"{BACK}?")
        said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (said.pop("state"), said.pop("iss")) == (self._state, self.metadata["issuer"])
        return said

    def tokens(self, **grant: str) -> httpx.Response:
        """Asks the token endpoint."""
        return self._http.post(self.metadata["token_endpoint"], data=grant, auth=self._proof)

    def exchanged(self, code: str, verifier: str = "") -> httpx.Response:
        """Shows a code."""
        shown = {"code": code, "redirect_uri": BACK, "code_verifier": verifier or self._verifier}
        return self.tokens(grant_type="authorization_code", **shown)

    def pull(self, token: str, accept: str = "application/json") -> httpx.Response:
        """Pulls what the token speaks of."""
        headers = {"Authorization": f"Bearer {token}", "Accept": accept}
        return self._http.get("/platforms/v1/publication", headers=headers)


def form_of(page: str) -> dict[str, Any]:
    """The fields of the consent screen with every box ticked."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    asked = re.findall(r'name="granted" value="([^"]+)">', page)
    return {**{name: unescape(value) for name, value in hidden}, "granted": asked}


@pytest.fixture(scope="module")
def entries(holder: Callable[[str], Browser]) -> list[dict[str, Any]]:
    """What the holder publishes."""
    return list(holder("karim").ask("GET", "/api/v1/passport/records")["items"][:20])


@pytest.fixture(scope="module")
def publication(holder: Callable[[str], Browser], entries: list[dict[str, Any]]) -> str:
    """The publication that he lets platforms pull."""
    model = {"title": "CV pour recruteurs", "entry_ids": [entry["id"] for entry in entries]}
    made: str = holder("karim").ask("POST", "/api/v1/publications", json=model)["id"]
    return made


def test_a_platform_pulls_what_a_holder_consents_to_and_he_sees_it(
    stack: Stack,
    http: httpx.Client,
    holder: Callable[[str], Browser],
    entries: list[dict[str, Any]],
    publication: str,
) -> None:
    karim, platform = holder("karim"), Platform(stack, http)
    # A browser that is not signed in signs in first, and comes back to the screen.
    with Browser(stack.addresses.base_url) as another:
        login = another.open(platform.address("cv:identity cv:awards cv:employment cv:credential"))
        assert (login.status_code, urlsplit(login.headers["location"]).path) == (303, "/auth/login")
        (return_to,) = parse_qs(urlsplit(login.headers["location"]).query)["return_to"]
        landed = another.sign_in("karim", quote(return_to, safe=""))
        assert landed.headers["location"] == return_to
        screen = another.open(return_to)
        text = unescape(screen.text).replace("\u00a0", " ")
        for said in (PLATFORM.name, PLATFORM.purpose, "CV pour recruteurs", "127.0.0.1:8765/retour"):
            assert said in text
        form = form_of(screen.text) | {"publication_id": publication, "decision": "allow"}
        form["granted"].remove("cv:employment")
        consented = another.http.post("/oauth/authorize", data=form)
    issued = platform.exchanged(platform.answered(consented.headers["location"])["code"])
    assert issued.status_code == 200, issued.text
    assert issued.json()["scope"] == "cv:awards cv:credential cv:identity"
    token = issued.json()["access_token"]

    # A page of the holder that is open hears of it.
    with karim.http.stream("GET", "/api/v1/events") as news:
        lines = news.iter_lines()
        assert next(lines) == "retry: 5000"
        resume = platform.pull(token).json()
        heard = json.loads(next(line for line in lines if line.startswith("data: ")).removeprefix("data: "))
    assert (heard["platform"], heard["form"]) == (PLATFORM.name, "json_resume")
    assert karim.ask("GET", "/api/v1/session")["given_names"] in resume["basics"]["name"]
    guaranteed = [entry["kind"] for entry in entries if entry["nature"] == "guaranteed"]
    awarded = sum(kind in {"certification", "diploma", "habilitation"} for kind in guaranteed)
    assert len(resume.get("certificates", [])) + len(resume.get("education", [])) == awarded > 0
    assert "work" not in resume
    europass = platform.pull(token, EUROPASS).json()["SkillsPassport"]["LearnerInfo"]
    assert ("WorkExperience" in europass, "Identification" in europass) == (False, True)
    credential = platform.pull(token, "application/vc+jwt").content
    verdict = http.post("/api/v1/verifications", content=credential, headers={"Content-Type": "application/vc+jwt"})
    assert verdict.json()["outcome"] == "authentic", verdict.text

    # The holder sees each pull, and that it was this platform.
    (consent,) = karim.ask("GET", "/api/v1/consents")["items"]
    assert (consent["platform"], consent["state"], consent["pull_count"]) == (PLATFORM.name, "live", 3)
    pulls = karim.ask("GET", consent["pulls_url"])["items"]
    assert [one["form"] for one in pulls] == ["credential", "europass", "json_resume"]
    told = [one["told"] for one in karim.ask("GET", "/api/v1/passport/access-log")["items"]]
    assert any(one.startswith(f"{PLATFORM.name} a repris ce que vous lui avez permis") for one in told)


def test_what_is_stolen_is_worth_nothing_and_what_is_taken_back_is_over_at_once(
    stack: Stack, http: httpx.Client, holder: Callable[[str], Browser], publication: str
) -> None:
    karim, platform = holder("karim"), Platform(stack, http)

    def consented(decision: str = "allow") -> dict[str, str]:
        form = form_of(karim.open(platform.address("cv:awards")).text) | {"publication_id": publication}
        answer = karim.http.post("/oauth/authorize", data=form | {"decision": decision})
        return platform.answered(answer.headers["location"])

    # Tokens rotate; one that is used twice ends those that came of it.
    first = platform.exchanged(consented()["code"]).json()
    again = platform.tokens(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert platform.pull(again["access_token"]).status_code == 200
    for secret in (first["refresh_token"], again["refresh_token"]):
        stolen = platform.tokens(grant_type="refresh_token", refresh_token=secret)
        assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert platform.pull(again["access_token"]).json()["code"] == "access_token_invalid"
    wrong = platform.exchanged(consented()["code"], secrets.token_urlsafe(48))
    assert (wrong.status_code, "code_verifier" in wrong.json()["error_description"]) == (400, True)

    # He takes it back between two pulls.
    tokens = platform.exchanged(consented()["code"]).json()
    assert platform.pull(tokens["access_token"]).json()["x_passeport"]["scopes"] == ["cv:awards"]
    live = [one["id"] for one in karim.ask("GET", "/api/v1/consents")["items"] if one["state"] == "live"]
    for consent_id in live:
        assert karim.request("DELETE", f"/api/v1/consents/{consent_id}").status_code == 204
    assert platform.pull(tokens["access_token"]).status_code == 401
    refused = platform.tokens(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert karim.ask("GET", f"/api/v1/consents/{live[0]}")["state"] == "withdrawn"

    # Refused, the platform hears just that.
    assert consented("deny")["error"] == "access_denied"
