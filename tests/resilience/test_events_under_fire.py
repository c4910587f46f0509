"""An event is on its way when the bus, its sender or its reader is killed: it arrives all the same, and acts once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.feeds import PARTNERS
from passeport_sandbox.feeds.certifications import Award, write_flux
from passeport_sandbox.personas import by_login, write_registry
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.furnish import TRAINING_BODY
from passeport_sandbox.stack.stack import Stack
from tests.e2e.lives import Sources, listed
from tests.resilience.books import Books
from tests.waiting import until

LOGIN = "yasmina"
Send = Callable[..., dict[str, Any]]


@pytest.fixture
def send(stack: Stack, http: httpx.Client, tmp_path: Path) -> Send:
    """Sends awards, or takes them back."""

    def of(awards: Sequence[Award], *, take_back: bool = False) -> dict[str, Any]:
        api = stack.partner(http, "certifs-ponant")
        path = tmp_path / f"{uuid4()}.xml"
        pieces = write_flux(
            awards,
            sender=PARTNERS["certifs-ponant"],
            flux_id=uuid4(),
            written_at=datetime.now(UTC),
            action="SUPPRESSION" if take_back else "CREATION",
        )
        path.write_bytes(b"".join(pieces))
        return api.wait_for(api.send_feed("certifications", path)["id"])

    return of


@pytest.fixture
def award() -> Award:
    return Award(person=by_login(LOGIN), key=str(uuid4()), code="RS7000", obtained=date(2026, 5, 4))


@pytest.fixture
def published(holder: Callable[[str], Browser], send: Send, award: Award) -> dict[str, Any]:
    """A CV with that award in it."""
    assert send([award])["accepted"] == 1
    browser = holder(LOGIN)
    entries = browser.ask("GET", "/api/v1/passport/records")["items"]
    draft = {"title": "Biologiste", "entry_ids": [entry["id"] for entry in entries]}
    return browser.ask("POST", "/api/v1/publications", json=draft)


@pytest.mark.parametrize(
    "killed",
    [("nats",), ("nats", "records"), ("publishing",), ("nats", "publishing"), ("nats", "postgres")],
    ids="-".join,
)
def test_a_withdrawal_reaches_the_publication_whatever_is_down_meanwhile(
    stack: Stack,
    books: Books,
    verifier: Verifier,
    send: Send,
    award: Award,
    published: dict[str, Any],
    killed: tuple[str, ...],
) -> None:
    first, *others = killed
    stack.kill(first)
    assert send([award], take_back=True)["accepted"] == 1
    if first == "nats":
        # It is written, and on its way to nobody yet.
        assert books.waiting("records") >= 1
        assert verifier.code(published["verification_code"])["outcome"] == "authentic"
    for name in others:
        stack.kill(name)
    for name in (*others, first):
        stack.restart(name)
    verifier.wait_for(published["verification_code"], "superseded", timeout=40)
    books.close()
    of_this = f"outbox WHERE subject LIKE '%.superseded' AND position('{published['id']}'::bytea IN data) > 0"
    assert books.count("publishing", of_this) == 1


def test_a_merge_reaches_every_reader_whatever_is_down_meanwhile(
    stack: Stack, books: Books, http: httpx.Client, holder: Callable[[str], Browser], tmp_path: Path
) -> None:
    one = by_login("noah")
    other = replace(one, nir="1100867482088")
    write_registry(tmp_path / "double.csv", [other])
    stack.run("identity", "import-persons", str(tmp_path / "double.csv"))
    sources = Sources(stack.partner(http, "redistribution-dsn"), stack.partner(http, TRAINING_BODY.client_id))
    assert sources.employ((one, "Apprenti"), (other, "Serveur"))["accepted"] == 2
    sources.train(other, "Incendie")
    browser = holder(one.login)
    assert listed(browser) == (["Apprenti"], [])
    persons = [browser.ask("GET", "/api/v1/account")["person_id"]]
    persons.append(stack.sql("records", "SELECT person_id FROM entry WHERE title = 'Serveur'"))

    stack.kill("nats")
    stack.run("identity", "merge-persons", *persons, "--operator", "essais", "--reason", "acte de naissance")
    assert books.waiting("identity") >= 1
    for name in ("records", "identity"):
        stack.kill(name)
    for name in ("records", "identity", "nats"):
        stack.restart(name)

    def whole() -> bool:
        # Those who were killed are found again after a moment: until then the gateway says so.
        answer = browser.request("GET", "/api/v1/passport")
        return answer.is_success and answer.json()["gaps"] == []

    until(whole, "every service answers again", timeout=40)
    both = (["Apprenti", "Serveur"], ["Incendie"])
    until(lambda: listed(browser) == both, "his passport lists both", timeout=40)
    books.close()
