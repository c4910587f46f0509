"""A platform asks, the holder consents or refuses, the platform pulls, the holder sees it and takes it back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from conftest import BASE, browser
from fakes.identity import SignedIn
from fakes.platforms import BACK, CLIENT
from fakes.refusals import refusal
from fakes.stack import FakeStack
from languages import wrong_language
from passeport.publishing.v1.publication_service_pb2 import Publication, PublicationState
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_gateway.http.schemas.consents import ConsentShown, PullShown

AUTHORIZE = "/oauth/authorize"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
ASKED = {
    "response_type": "code",
    "client_id": CLIENT,
    "redirect_uri": BACK,
    "scope": "cv:identity cv:awards",
    "state": "été & <hiver>/~",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
async def publication(client: httpx.AsyncClient) -> str:
    """A publication of the holder."""
    draft = {"title": "CV <web>", "entry_ids": ["0193f1d0-0000-7000-8000-000000000001"]}
    made = await client.post("/api/v1/publications", json=draft, headers={"Idempotency-Key": "k"})
    assert made.status_code == 201, made.text
    publication_id: str = made.json()["id"]
    return publication_id


@pytest.fixture
async def person(app: FastAPI, holder: SignedIn) -> AsyncIterator[httpx.AsyncClient]:
    """The holder's browser, which sends forms and no header of ours."""
    async with browser(app, Accept="text/html") as made:
        made.cookies.set("__Host-passeport", holder.token, domain="passeport.example")
        yield made


def asked(**changes: str) -> str:
    said = {name: value for name, value in {**ASKED, **changes}.items() if value}
    return f"{AUTHORIZE}?{urlencode(said)}"


def sent_back(answer: httpx.Response) -> dict[str, str]:
    """What the platform is told; the answer goes to its own address and nowhere else."""
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    assert address.startswith(f"{BACK}&")
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")
    said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert said.pop("de") == "passeport"
    assert said.pop("iss") == BASE
    return said


def form_of(page: str) -> dict[str, Any]:
    """What the form says as it stands: hidden fields, what is checked."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    fields: dict[str, Any] = {name: unescape(value) for name, value in hidden.items()}
    (fields["publication_id"],) = re.findall(r'name="publication_id" value="([^"]+)" checked', page)
    fields["granted"] = re.findall(r'name="granted" value="([^"]+)" checked', page)
    return fields


async def test_what_was_withdrawn_hides_no_publication_from_the_screen(
    person: httpx.AsyncClient, stack: FakeStack, holder: SignedIn, publication: str
) -> None:
    mine = stack.publishing.publications[holder.person_id]
    last = mine.pop(publication)
    for _ in range(201):
        over = Publication()
        over.CopyFrom(last)
        over.id, over.state = str(new_id()), PublicationState.PUBLICATION_STATE_WITHDRAWN
        mine[over.id] = over
    mine[publication] = last
    assert form_of((await person.get(asked())).text)["publication_id"] == publication


async def test_the_screen_says_who_asks_for_what_in_plain_words(person: httpx.AsyncClient, publication: str) -> None:
    shown = await person.get(asked())
    assert shown.status_code == 200, shown.text
    policy = shown.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert (shown.headers["x-frame-options"], shown.headers["cache-control"]) == ("DENY", "no-store")
    # Not no-referrer: the form would come from nowhere. The platform's own answer has it.
    assert shown.headers["referrer-policy"] == "same-origin"
    text = unescape(shown.text).replace("\u00a0", " ")
    for said in (
        "Recruteur <exemple> vous demande votre accord",
        "00100200300018",
        "Préremplir votre candidature",
        "https://recruteur.example/retour",
        "Camille <b>Anne</b> EXEMPLE",
        "CV <web>",
        "Votre identité : noms, prénoms et date de naissance",
        "Vos diplômes, certifications, habilitations et permis garantis",
    ):
        assert said in text
    assert "cv:credential" not in shown.text
    assert "<exemple>" not in shown.text
    assert "<script" not in shown.text
    assert form_of(shown.text) == {
        "csrf_token": form_of(shown.text)["csrf_token"],
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "scope": ASKED["scope"],
        "state": ASKED["state"],
        "code_challenge": CHALLENGE,
        "publication_id": publication,
        "granted": [],
    }
    assert re.findall(r'name="granted" value="([^"]+)"', shown.text) == ["cv:identity", "cv:awards"]
    # Each choice is inside its label, each group has a legend.
    assert shown.text.count("<fieldset") == shown.text.count("<legend>") == 2
    english = await person.get(asked(), headers={"Accept-Language": "en"})
    assert "asks for your consent" in english.text
    assert "Your identity: names and birth date" in english.text


async def test_a_holder_consents_to_less_than_is_asked(
    person: httpx.AsyncClient, client: httpx.AsyncClient, publication: str, stack: FakeStack, holder: SignedIn
) -> None:
    form = form_of((await person.get(asked())).text) | {"granted": ["cv:awards"], "decision": "allow"}
    answer = await person.post(AUTHORIZE, data=form, headers={"Origin": BASE})
    said = sent_back(answer)
    (listed,) = (await client.get("/api/v1/consents")).json()["items"]
    assert said == {"code": f"code-of-{listed['id']}", "state": ASKED["state"]}
    granted = stack.platforms.granted[-1]
    assert (list(granted.scopes), granted.code_challenge, granted.redirect_uri) == (["cv:awards"], CHALLENGE, BACK)
    assert (granted.consent_id, granted.consent_expire_time.seconds) == (listed["id"], 1_811_000_000)

    ConsentShown.model_validate(listed, extra="forbid")
    assert (listed["platform"], listed["publication_id"], listed["state"]) == (
        "Recruteur <exemple>",
        publication,
        "live",
    )
    assert [one["scope"] for one in listed["scopes"]] == ["cv:awards"]
    address = f"/api/v1/consents/{listed['id']}"
    assert (await client.get(address)).json() == listed
    pulls = (await client.get(listed["pulls_url"])).json()["items"]
    PullShown.model_validate(pulls[0], extra="forbid")
    assert pulls[0]["told"].endswith(", en CV Europass.")
    assert (pulls[1]["form"], pulls[1]["told"][-1]) == ("unknown", ".")
    in_english = {"Accept-Language": "en"}
    read = (await client.get(address, headers=in_english)).json()
    assert wrong_language(read["scopes"][0]["label"], "en") == ""

    assert (await person.delete(address)).status_code == 403
    for _ in range(2):
        assert (await client.delete(address)).status_code == 204
    assert stack.platforms.ended[-2:] == [listed["id"]] * 2
    assert (await client.get(address)).json()["state"] == "withdrawn"
    gone = await client.delete("/api/v1/consents/none")
    assert (gone.status_code, gone.json()["code"]) == (404, "consent_not_found")


@pytest.mark.parametrize("published", [True, False])
async def test_a_holder_refuses(
    person: httpx.AsyncClient, publication: str, holder: SignedIn, stack: FakeStack, published: bool
) -> None:
    if not published:
        del stack.publishing.publications[holder.person_id]
    shown = await person.get(asked())
    assert ('value="allow"' in shown.text) == published
    csrf = re.findall(r'name="csrf_token" value="([^"]+)"', shown.text)[0]
    before = len(stack.platforms.granted)
    form = {name: value for name, value in ASKED.items() if name != "response_type"}
    said = sent_back(await person.post(AUTHORIZE, data=form | {"csrf_token": csrf, "decision": "deny"}))
    assert (said["error"], said["state"]) == ("access_denied", ASKED["state"])
    assert len(stack.platforms.granted) == before


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"client_id": "personne"}, 404, "platform_not_found"),
        ({"client_id": ""}, 422, "field_invalid"),
        ({"redirect_uri": "https://voleur.example/"}, 400, "redirect_uri_not_registered"),
        ({"redirect_uri": f"{BACK}#x"}, 400, "redirect_uri_not_registered"),
        ({"redirect_uri": "", "scope": "feed:dsn"}, 422, "field_invalid"),
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_registered(
    person: httpx.AsyncClient, change: dict[str, str], status: int, code: str
) -> None:
    refused = await person.get(asked(**change))
    assert (refused.status_code, "location" in refused.headers) == (status, False)
    assert refused.headers["content-type"].startswith("text/html")
    told = (await person.get(asked(**change), headers={"Accept": "application/json"})).json()
    assert told["code"] == code
    form = {name: value for name, value in {**ASKED, **change}.items() if name != "response_type"}
    posted = await person.post(AUTHORIZE, data=form | {"decision": "deny"})
    assert (posted.status_code, "location" in posted.headers) == (status, False)


@pytest.mark.parametrize(
    ("scope", "named"),
    [
        ("cv:all", "cv:all"),
        ("cv:identity cv:awards cv:all", "cv:all"),
        ("feed:dsn", "feed:dsn"),
        ('cv:"<b>', "a scope that there is not"),
        ("x" * 65, "a scope that there is not"),
    ],
)
async def test_a_platform_is_told_which_scope_it_may_not_ask_for(
    anyone: httpx.AsyncClient, scope: str, named: str
) -> None:
    said = sent_back(await anyone.get(asked(scope=scope)))
    assert (said["error"], said["error_description"]) == ("invalid_scope", f"It may not ask for {named}.")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"scope": "feed:dsn"}, "invalid_scope"),
        ({"scope": "cv:identity passport:read"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "x" * 44}, "invalid_request"),
        ({"state": "\u20ac" * 300}, "invalid_request"),
    ],
)
async def test_whatever_else_is_wrong_goes_back_to_the_platform(
    anyone: httpx.AsyncClient, change: dict[str, str], error: str
) -> None:
    said = sent_back(await anyone.get(asked(**change)))
    assert (said["error"], said["state"]) == (error, change.get("state", ASKED["state"]))
    assert said["error_description"].isascii()


async def test_without_a_session_it_is_signed_in_first_and_comes_back(
    anyone: httpx.AsyncClient, person: httpx.AsyncClient, publication: str
) -> None:
    for browsing, session in ((anyone, ""), (person, "ended")):
        if session:
            browsing.cookies.set("__Host-passeport", session, domain="passeport.example")
        answer = await browsing.get(asked())
        assert answer.status_code == 303
        login = urlsplit(answer.headers["location"])
        assert login.path == "/auth/login"
        (back,) = parse_qs(login.query)["return_to"]
        assert {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()} == ASKED
        # The way back is one that sign-in takes.
        begun = await browsing.get(answer.headers["location"])
        assert begun.headers["location"].startswith("https://fc.example/")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"granted": []}, "Cochez au moins une case"),
        ({"granted": ["cv:credential", "cv:everything"]}, "Cochez au moins une case"),
        ({"publication_id": ""}, "Choisissez une publication"),
        ({"publication_id": "0193f1d0-0000-7000-8000-000000000001"}, "Choisissez une publication"),
    ],
)
async def test_a_form_that_lacks_something_is_shown_again(
    person: httpx.AsyncClient, publication: str, stack: FakeStack, change: dict[str, Any], said: str
) -> None:
    before = len(stack.platforms.granted)
    form = form_of((await person.get(asked())).text) | {"decision": "allow", "granted": ["cv:awards"]} | change
    again = await person.post(AUTHORIZE, data=form)
    assert (again.status_code, len(stack.platforms.granted)) == (422, before)
    assert said in again.text
    assert "<title>À corriger" in again.text
    assert 'role="alert"' in again.text
    # What was chosen well is still chosen.
    kept = re.findall(r'name="granted" value="([^"]+)" checked', again.text)
    assert kept == ([] if "granted" in change else ["cv:awards"])


async def test_which_of_several_publications_is_the_holders_to_say(
    person: httpx.AsyncClient, client: httpx.AsyncClient, publication: str
) -> None:
    draft = {"title": "Autre", "entry_ids": ["0193f1d0-0000-7000-8000-000000000001"]}
    other = (await client.post("/api/v1/publications", json=draft, headers={"Idempotency-Key": "other"})).json()
    withdrawn = (await client.post("/api/v1/publications", json=draft, headers={"Idempotency-Key": "old"})).json()
    await client.post(f"/api/v1/publications/{withdrawn['id']}/withdrawal")
    shown = (await person.get(asked())).text
    assert set(re.findall(r'name="publication_id" value="([^"]+)"', shown)) == {publication, other["id"]}
    assert "checked" not in shown
    assert "(CV, publication du" in shown


async def test_nobody_consents_in_the_holders_name(
    person: httpx.AsyncClient, publication: str, stack: FakeStack
) -> None:
    before = len(stack.platforms.granted)
    form = form_of((await person.get(asked())).text) | {"decision": "allow", "granted": ["cv:awards"]}
    other_site = await person.post(AUTHORIZE, data=form, headers={"Origin": "https://recruteur.example"})
    forged = await person.post(AUTHORIZE, data=form | {"csrf_token": "x"})
    for refused in (other_site, forged):
        assert (refused.status_code, "location" in refused.headers) == (403, False)
    # Refusing in his name is no better.
    assert (await person.post(AUTHORIZE, data=form | {"csrf_token": "x", "decision": "deny"})).status_code == 403
    assert (await person.post(AUTHORIZE, json=form)).status_code == 415
    assert len(stack.platforms.granted) == before


async def test_a_level_that_sharing_asks_for_is_stepped_up_to_and_the_screen_is_shown_again(
    person: httpx.AsyncClient, publication: str, stack: FakeStack
) -> None:
    form = form_of((await person.get(asked())).text) | {"decision": "allow", "granted": ["cv:awards"]}
    too_low = refusal(Kind.DENIED, "ASSURANCE_TOO_LOW", "publishing.passeport", asked="eidas2", reached="eidas1")
    with stack.refusing("GrantConsent", too_low):
        answer = await person.post(AUTHORIZE, data=form)
    login = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (answer.status_code, login["acr"]) == (303, ["eidas2"])
    assert login["return_to"][0].startswith(f"{AUTHORIZE}?client_id={CLIENT}")
    away = refusal(Kind.UNAVAILABLE, "", "publishing.passeport")
    with stack.refusing("GrantConsent", away):
        assert (await person.post(AUTHORIZE, data=form)).status_code == 503


async def test_a_closed_account_consents_to_nothing(
    person: httpx.AsyncClient, publication: str, holder: SignedIn
) -> None:
    holder.closed = True
    refused = await person.get(asked())
    assert (refused.status_code, "location" in refused.headers) == (403, False)
