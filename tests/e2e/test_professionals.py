"""The walk of a professional: he signs in, says why, reads what is guaranteed, and the holder sees that he did."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from passeport_sandbox.personas import by_login
from passeport_sandbox.proconnect import BODIES, PROFESSIONALS
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.professional import ProfessionalBrowser
from passeport_sandbox.stack.refused import problem_of
from passeport_sandbox.stack.stack import Stack
from tests.e2e.test_examples import compare

YOUNG, GUIDANCE = "integration-of-young-people", "professional-guidance"
LOGIN = "karim"


@pytest.fixture
def professional(stack: Stack) -> Iterator[ProfessionalBrowser]:
    """A browser of a professional, not signed in."""
    with ProfessionalBrowser(stack.addresses.base_url) as browser:
        yield browser


def by_number(login: str) -> dict[str, Any]:
    return {"nir": by_login(login).nir, "birth_name": by_login(login).family_name}


def test_he_reads_what_is_guaranteed_and_the_holder_sees_it(
    professional: ProfessionalBrowser, holder: Callable[[str], Browser]
) -> None:
    karim = holder(LOGIN)
    drawing = {"kind": "skill", "title": "Dessin de presse"}
    karim.ask("POST", "/api/v1/passport/records", json=drawing)
    mine = karim.ask("GET", "/api/v1/passport/records")["items"]
    assert professional.sign_in("idriss").headers["location"] == "/"
    session = professional.request("GET", "/professionals/v1/session")
    compare(session, "/professionals/v1/session")
    opened = professional.open_consultation(YOUNG, **by_number(LOGIN))
    compare(opened, "/professionals/v1/consultations", "post")
    read = professional.request("GET", opened.json()["passport_url"])
    compare(read, "/professionals/v1/consultations/{consultation_id}/passport")
    guaranteed = [entry["id"] for entry in mine if entry["nature"] == "guaranteed"]
    assert [entry["id"] for entry in read.json()["items"]] == guaranteed != []
    assert "Dessin de presse" not in read.text

    log = karim.ask("GET", "/api/v1/passport/access-log")["items"]
    told = [line for line in log if line["actor"] == "professional"]
    assert [(line["service"], line["action"]) for line in told] == [
        ("records", "records.entry.consulted"),
        ("identity", "identity.consultation.opened"),
    ]
    for line in told:
        assert line["organisation"] == BODIES[1].name
        assert line["purpose"] == opened.json()["purpose_label"]
        assert "L5314-2" in line["purpose"]
    signed_out = professional.request("POST", "/auth/professional/logout")
    compare(signed_out, "/auth/professional/logout", "post", professional.base_url)
    assert professional.http.get(signed_out.json()["logout_url"]).headers["location"].startswith(professional.base_url)
    assert professional.request("GET", opened.json()["passport_url"]).status_code == 401


def test_he_reads_what_a_holder_shows_his_body(
    professional: ProfessionalBrowser, holder: Callable[[str], Browser]
) -> None:
    karim, body = holder(LOGIN), BODIES[1]
    (found,) = karim.ask("GET", f"/api/v1/bodies?q={body.siret}")["items"]
    entries = [entry["id"] for entry in karim.ask("GET", "/api/v1/passport/records")["items"]][:3]
    publication = karim.ask("POST", "/api/v1/publications", json={"title": "Pour mon conseiller", "entry_ids": entries})
    draft = {"addressee": found["siret"], "purpose": "Préparer notre entretien"}
    share = karim.ask("POST", f"/api/v1/publications/{publication['id']}/shares", json=draft)
    assert (share["recipient"], share["link"]) == (body.name, None)
    professional.sign_in("idriss")
    listed = professional.request("GET", "/professionals/v1/shares")
    compare(listed, "/professionals/v1/shares")
    assert [one["title"] for one in listed.json()["items"] if one["id"] == share["id"]] == ["Pour mon conseiller"]
    path = f"/professionals/v1/shares/{share['id']}"
    opened = professional.request("GET", path)
    compare(opened, "/professionals/v1/shares/{share_id}")
    assert len(opened.json()["items"]) == len(entries)
    assert professional.request("GET", f"{path}/document.pdf").content.startswith(b"%PDF")
    told = karim.ask("GET", share["accesses_url"])["items"]
    assert [(one["act"], one["organisation"]) for one in told] == [("document", body.name), ("opened", body.name)]
    log = [line["told"] for line in karim.ask("GET", "/api/v1/passport/access-log")["items"]]
    assert any(line.startswith(f"{body.name} a ouvert") for line in log), log[:6]
    assert karim.request("DELETE", f"/api/v1/shares/{share['id']}").status_code == 204
    assert professional.request("GET", path).status_code == 404


@pytest.mark.parametrize("login", ["solene", "maud", "octave"])
def test_each_body_states_its_own_missions(professional: ProfessionalBrowser, login: str) -> None:
    professional.sign_in(login)
    session = professional.ask("GET", "/professionals/v1/session")
    assert session["siret"] == PROFESSIONALS[login].siret
    for purpose in session["purposes"]:
        assert professional.open_consultation(purpose["code"], **by_number("claire")).status_code == 201
    refused = professional.open_consultation(YOUNG, **by_number("claire"))
    assert (refused.status_code, problem_of(refused)["errors"][0]["code"]) == (422, "mission")


@pytest.mark.parametrize(
    ("login", "code", "check"),
    [
        ("lise", "body_not_entitled", "not_registered"),
        ("paul", "body_not_entitled", "siret_missing"),
        ("yann", "body_not_entitled", "siret_malformed"),
        ("nour", "login_level_too_low", "un seul facteur"),
        ("maud~bad-signature", "login_not_trusted", "signature"),
    ],
)
def test_who_may_not_read_stays_outside(professional: ProfessionalBrowser, login: str, code: str, check: str) -> None:
    page = professional.sign_in(login)
    assert page.status_code == 403
    assert f"<code>{code}</code>" in page.text
    assert check in page.text
    assert "FranceConnect" not in page.text
    assert professional.request("GET", "/professionals/v1/session").status_code == 401


def test_without_a_purpose_and_a_person_named_exactly_nothing_is_read(professional: ProfessionalBrowser) -> None:
    professional.sign_in("idriss")
    person = by_number("claire")
    for purpose in ("", "curiosity"):
        refused = professional.open_consultation(purpose, **person)
        assert (refused.status_code, problem_of(refused)["errors"][0]["pointer"]) == (422, "#/purpose")
    unknown = professional.open_consultation(GUIDANCE, **person | {"birth_name": "Autrement"})
    assert (unknown.status_code, problem_of(unknown)["code"]) == (404, "consulted_person_unknown")
    half = professional.open_consultation(GUIDANCE, birth_name=person["birth_name"], given_names=["Claire"])
    pointers = {fault["pointer"] for fault in problem_of(half)["errors"]}
    assert (half.status_code, pointers) == (422, {"#/person/sex", "#/person/birth_date", "#/person/birth_place"})


def test_a_consultation_lapses(professional: ProfessionalBrowser, stack: Stack) -> None:
    professional.sign_in("maud")
    opened = professional.ask(
        "POST", "/professionals/v1/consultations", json={"purpose": GUIDANCE, "person": by_number("claire")}
    )
    assert professional.request("GET", opened["passport_url"]).status_code == 200
    stack.sql("identity", f"UPDATE consultation SET expires_at = now() WHERE consultation_id = '{opened['id']}'")
    over = professional.request("GET", opened["passport_url"])
    assert (over.status_code, problem_of(over)["code"]) == (410, "consultation_expired")
