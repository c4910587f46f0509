"""What becomes of persons: two who are one and are not, another number, a death, and the end of what is kept."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.personas import Persona, by_login, write_registry
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack
from tests.e2e.lives import Life, Sources, life_of, listed, told
from tests.waiting import until

# No other test of this suite is about these: one of them is gone for good in the end.
ONE, RENUMBERED, DEAD, FORGOTTEN = map(by_login, ("noah", "mamadou", "thomas-rennes-21", "thomas-bordeaux-12"))
OTHER = replace(ONE, nir="1100867482088")
WITH_NEW_NUMBER = replace(RENUMBERED, nir="1921199341128")
HOLDERS = (ONE, DEAD, FORGOTTEN)
DIED_LONG_AGO = datetime.now(UTC).date() - timedelta(days=1280)
WHY = ("--operator", "essais", "--reason", "acte reçu de la mairie")
SECONDS = 10.0


@pytest.fixture(scope="module")
def sources(payroll: PartnerApi, training_body: PartnerApi) -> Sources:
    return Sources(payroll, training_body)


@pytest.fixture(scope="module")
def lives(holder: Callable[[str], Browser], sources: Sources) -> Mapping[Persona, Life]:
    """Three holders, of whom each has employments, a training and a publication."""
    assert sources.employ(*((person, f"Métier {person.login}") for person in HOLDERS))["accepted"] == len(HOLDERS)
    for person in HOLDERS:
        sources.train(person, "Secours")
    return {person: life_of(holder(person.login)) for person in HOLDERS}


@pytest.fixture(scope="module")
def delivered(stack: Stack, lives: Mapping[Persona, Life], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The registers deliver a double, another number and two deaths; gives what the import said."""
    path: Path = tmp_path_factory.mktemp("registers") / "delivery.csv"
    news = {
        OTHER: ("", ""),
        WITH_NEW_NUMBER: (RENUMBERED.nir, ""),
        DEAD: ("", "2026-11-02"),
        FORGOTTEN: ("", DIED_LONG_AGO.isoformat()),
    }
    write_registry(path, news)
    with path.open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        further_on = ([*line, *further] for line, further in zip(lines, news.values(), strict=True))
        csv.writer(file).writerows([[*head, "former_nir", "death_date"], *further_on])
    return stack.run("identity", "import-persons", str(path), "--operator", "essais")


def test_a_delivery_of_the_registers_brings_all_of_it(delivered: str) -> None:
    assert delivered.splitlines() == [
        "1 persons added, 0 corrected, 3 as they were, 0 lines refused",
        "1 numbers changed, 2 deaths reported, 0 withdrawn",
    ]


def rows(stack: Stack, service: str, table: str, person_id: str) -> int:
    return int(stack.sql(service, f"SELECT count(*) FROM {table} WHERE person_id = '{person_id}'"))


def refused_page(answer: httpx.Response, status: int, code: str) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert f"<code>{code}</code>" in answer.text
    return answer.text


def by_all(action: str, done: str) -> set[tuple[str, str]]:
    """What each service tells of a merge or its end."""
    followers = {(service, f"{service}.person.{action}") for service in ("records", "prevention", "publishing")}
    return {("identity", f"identity.person.{done}"), *followers}


def test_two_who_are_one_and_then_are_not(
    stack: Stack, lives: Mapping[Persona, Life], sources: Sources, verifier: Verifier, delivered: str
) -> None:
    one = lives[ONE]
    browser, own, published = one.browser, one.titles, one.published
    assert own == (["Métier noah"], ["Secours"])
    # The first is declared of both.
    batch = sources.employ((OTHER, "Métier noah"), (OTHER, "Serveur"))
    assert (batch["accepted"], batch["unresolved"]) == (2, 0)
    sources.train(OTHER, "Incendie")
    other = stack.sql("records", "SELECT person_id FROM entry WHERE title = 'Serveur'")
    assert listed(browser) == own

    # The account decides who stays, not the order.
    said = stack.run("identity", "merge-persons", other, one.person_id, *WHY)
    merge = said.split()[1].rstrip(":")
    assert said == f"merge {merge}: person {other} is person {one.person_id} from now on\n"
    both = (["Métier noah", "Serveur"], ["Incendie", "Secours"])
    until(lambda: listed(browser) == both, "his passport lists both", timeout=SECONDS)
    assert sources.employ((OTHER, "Traiteur"))["accepted"] == 1
    sources.train(OTHER, "Levage")
    assert listed(browser) == (["Métier noah", "Serveur", "Traiteur"], ["Incendie", "Levage", "Secours"])
    until(lambda: by_all("merge", "merged") <= told(browser), "the log tells of the merge", timeout=SECONDS)
    assert published.outcomes(verifier) == {"authentic"}

    stack.run("identity", "split-merge", merge, *WHY)
    # His session went with the merge; his account is his as it was, since nobody signed in anew meanwhile.
    browser.sign_in(ONE.login)
    until(lambda: listed(browser) == own, "exactly his own is his again", timeout=SECONDS)
    until(lambda: by_all("split", "split") <= told(browser), "the log tells of the split", timeout=SECONDS)
    # What came meanwhile went to whom it named.
    assert sources.employ((OTHER, "Plongeur"))["accepted"] == 1
    assert listed(browser) == own
    of_other = "SELECT string_agg(title, ', ' ORDER BY title) FROM {} WHERE person_id = '{}'"
    assert stack.sql("records", of_other.format("entry", other)) == "Métier noah, Plongeur, Serveur, Traiteur"
    assert stack.sql("prevention", of_other.format("training", other)) == "Incendie, Levage"
    assert [each["id"] for each in browser.ask("GET", "/api/v1/publications")["items"]] == [published.id]
    assert published.outcomes(verifier) | {verifier.code(published.code)["outcome"]} == {"authentic"}


def test_former_and_new_number_name_one_person(browser: Browser, sources: Sources, delivered: str) -> None:
    browser.sign_in(RENUMBERED.login)
    browser.activate(WITH_NEW_NUMBER.nir_with_key)
    before = listed(browser)[0]
    assert before  # what the former number brought
    batch = sources.employ((RENUMBERED, "Ancien"), (WITH_NEW_NUMBER, "Nouveau"))
    assert (batch["accepted"], batch["unresolved"]) == (2, 0)
    assert listed(browser)[0] == sorted([*before, "Ancien", "Nouveau"])
    assert ("identity", "identity.person.renumbered") in told(browser)


def test_a_death_shuts_what_is_his_until_it_is_withdrawn(
    stack: Stack, http: httpx.Client, lives: Mapping[Persona, Life], verifier: Verifier, delivered: str
) -> None:
    dead = lives[DEAD]
    browser, published = dead.browser, dead.published

    def public_page(kind: str = "text/html") -> httpx.Response:
        return http.get(published.address, headers={"Accept": kind}, follow_redirects=True)

    over = browser.request("GET", "/api/v1/passport")
    assert (over.status_code, over.json()["code"]) == (401, "session_invalid")
    page = refused_page(browser.sign_in(DEAD.login), 403, "person_deceased")
    assert "Compte clos" in page
    assert "Insee" in page
    assert browser.request("GET", "/api/v1/session").status_code == httpx.codes.UNAUTHORIZED
    until(lambda: public_page().status_code == httpx.codes.NOT_FOUND, "the page behind the code", timeout=SECONDS)
    assert "Page non disponible" in refused_page(public_page(), 404, "page_shut")
    assert public_page("application/json").json()["code"] == "page_shut"
    assert published.outcomes(verifier) == {"authentic"}

    stack.run("identity", "withdraw-death", dead.person_id, *WHY)
    assert browser.sign_in(DEAD.login).has_redirect_location
    assert listed(browser) == dead.titles
    assert {("identity", f"identity.person.death_{what}") for what in ("reported", "withdrawn")} <= told(browser)
    until(lambda: public_page().is_success, "the page behind the code is there again", timeout=SECONDS)
    assert [each["id"] for each in browser.ask("GET", "/api/v1/publications")["items"]] == [published.id]


KEPT: Mapping[str, tuple[str, ...]] = {
    "identity": ("person", "account", "death"),
    "records": ("entry", "provenance_step"),
    "publishing": ("publication",),
    "prevention": ("training",),
}


def test_three_years_after_a_death_nothing_is_kept(
    stack: Stack, lives: Mapping[Persona, Life], sources: Sources, verifier: Verifier, delivered: str
) -> None:
    forgotten = lives[FORGOTTEN]
    browser, person, published = forgotten.browser, forgotten.person_id, forgotten.published
    # Learnt of only now it would be kept for half a year more.
    stack.sql("identity", f"UPDATE death SET learnt_at = '{DIED_LONG_AGO}' WHERE person_id = '{person}'")

    def kept() -> dict[str, int]:
        return {
            f"{service}.{table}": rows(stack, service, table, person)
            for service, tables in KEPT.items()
            for table in tables
        }

    before = kept()
    assert all(before.values()), before
    said = stack.run("identity", "expire-persons", "--dry-run")
    assert said.splitlines() == [f"person {person}", "1 persons would be deleted"]
    assert kept() == before
    said = stack.run("identity", "expire-persons", "--operator", "essais")
    assert said.splitlines() == [f"person {person}", "1 persons deleted"]
    until(lambda: not any(kept().values()), "every service has forgotten him", timeout=SECONDS)
    # Accesses stay their year, and tell of this one too.
    expired = f"access WHERE action = 'identity.person.expired' AND person_id = '{person}'"
    assert stack.sql("identity", f"SELECT count(*) FROM {expired}") == "1"
    assert rows(stack, "records", "access", person) > 0

    assert published.outcomes(verifier) == {"no_longer_kept"}
    verdict = verifier.code(published.code)
    assert (verdict["outcome"], verdict["holder_name"], verdict["items"]) == ("no_longer_kept", None, [])
    batch = sources.employ((FORGOTTEN, "Revenant"))
    assert (batch["accepted"], batch["unresolved"]) == (0, 1)
    browser.sign_in(FORGOTTEN.login)
    answer = browser.request("POST", "/api/v1/account/activation", json={"nir": FORGOTTEN.nir_with_key})
    assert answer.json()["code"] == "activation_refused"
