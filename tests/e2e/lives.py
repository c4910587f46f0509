"""People to whom something happens: what is declared of them, what they published, what they read in their passport."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4
from zlib import crc32

import httpx

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.feeds.dsn import Contract, Employer, lot, monthly
from passeport_sandbox.personas import Persona
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.partner_api import PartnerApi
from tests.e2e.feeds import send

OCTOBER = date(2026, 10, 1)
EMPLOYER = Employer("001000132", "00012", "VIES RÉUNIES", "7120B", "3 RUE DES VIES", "44000", "NANTES")
numbers = count(1)

Titles = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Sources:
    """Those who declare something of people by their numbers."""

    payroll: PartnerApi
    training_body: PartnerApi

    def employ(self, *contracts: tuple[Persona, str]) -> dict[str, Any]:
        """Send a month: who works as what; the batch that it became. The same title is the same contract."""
        held = [
            Contract(person=person, employer=EMPLOYER, number=number_of(title), start=OCTOBER, title=title, pcs="478c")
            for person, title in contracts
        ]
        messages = [monthly(EMPLOYER, OCTOBER, [contract]) for contract in held]
        answer = send(self.payroll, "dsn", b"".join(lot(messages, number=next(numbers), made_on=date(2026, 11, 5))))
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        return self.payroll.wait_for(answer.json()["id"])

    def train(self, person: Persona, title: str) -> None:
        """Declare a training."""
        facts = {
            "title": title,
            "proof": "attestation",
            "declarant": "training_body",
            "nir": person.nir,
            "birth_name": person.family_name,
            "partner_key": str(uuid4()),
            "start_date": "2026-10-05",
            "end_date": "2026-10-06",
            "validity_start_date": "2026-10-06",
        }
        answer = self.training_body.request("POST", "/partners/v1/prevention/declarations", json=facts)
        assert answer.is_success, answer.text


def number_of(title: str) -> str:
    return f"V{crc32(title.encode()) % 10**8:08d}"


@dataclass(frozen=True)
class Published:
    """What a holder gave to others."""

    id: str
    address: str
    code: str
    pdf: bytes
    credential: str

    def outcomes(self, verifier: Verifier) -> set[str]:
        """The verdicts on document and credential."""
        return {verifier.document(self.pdf)["outcome"], verifier.credential(self.credential)["outcome"]}


@dataclass(frozen=True)
class Life:
    """A holder with a passport, and what he published of it, before anything happens to him."""

    browser: Browser
    person_id: str
    titles: Titles
    published: Published


def life_of(browser: Browser) -> Life:
    entries = browser.ask("GET", "/api/v1/passport/records")["items"]
    draft = {"title": "Une vie", "entry_ids": [entry["id"] for entry in entries]}
    made = browser.ask("POST", "/api/v1/publications", json=draft)
    pdf, credential = (browser.download(made[name]) for name in ("document_url", "credential_url"))
    published = Published(made["id"], made["verification_url"], made["verification_code"], pdf, credential.decode())
    return Life(browser, browser.ask("GET", "/api/v1/account")["person_id"], listed(browser), published)


def listed(browser: Browser) -> Titles:
    """Titles in a passport: of records and of trainings, each in the order of the alphabet."""
    passport = browser.ask("GET", "/api/v1/passport")
    assert passport["gaps"] == []
    records, trainings = passport["records"]["items"], passport["prevention"]["trainings"]["items"]
    return sorted(one["title"] for one in records), sorted(one["title"] for one in trainings)


def told(browser: Browser) -> set[tuple[str, str]]:
    """What was done to a person, as he reads it: services and actions."""
    log = browser.ask("GET", "/api/v1/passport/access-log?page_size=200")
    assert log["gaps"] == []
    return {(line["service"], line["action"]) for line in log["items"] if line["actor"] == "system"}
