"""One person goes through the whole suite, by the good ways and the bad ones, with a number and names to look for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from passeport_sandbox.feeds import PARTNERS
from passeport_sandbox.feeds.certifications import Award, write_flux
from passeport_sandbox.feeds.dsn import Contract, Employer, deposit, monthly
from passeport_sandbox.personas import Persona, write_registry
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.furnish import TRAINING_BODY
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.refused import RefusedError
from passeport_sandbox.stack.stack import Stack
from passeport_testing.process import LaunchError

CERTIFIER, PAYROLL = "certifs-ponant", "redistribution-dsn"
_PATIENCE = 60.0


@dataclass(frozen=True)
class Journey:
    """What became of the person; the award of `withdrawn_entry` was published, then taken back by its certifier.

    `registry_report` is what was printed about a delivery with him in it.
    """

    person_id: str
    entry_ids: tuple[str, ...]
    publication_id: str
    withdrawn_entry: str
    registry_report: str


class Traveller:
    """Plays the journey on a suite."""

    def __init__(self, stack: Stack, person: Persona, folder: Path) -> None:
        self._stack = stack
        self._person = person
        self._folder = folder
        self._awards = [
            Award(person=person, key="canary-1", code="RS7256", obtained=date(2026, 3, 2), score="710"),
            Award(person=person, key="canary-2", code="RS6435", obtained=date(2026, 4, 7), score="B2", cefr="B2"),
        ]

    def go(self) -> Journey:
        """Play it all."""
        with httpx.Client(base_url=self._stack.addresses.base_url, timeout=_PATIENCE) as http:
            self._feed(http)
            self._feed_what_is_wrong(http)
            self._declare(http)
            self._say_it_everywhere(http)
            with Browser(self._stack.addresses.base_url) as browser:
                browser.sign_in(self._person.login)
                self._try_what_is_wrong(browser)
                browser.activate(self._person.nir_with_key)
                entries = browser.ask("GET", "/api/v1/passport/records")["items"]
                published = self._publish(browser, [entry["id"] for entry in entries])
                browser.ask("GET", "/api/v1/passport")
                person_id = browser.ask("GET", "/api/v1/account")["person_id"]
            taken_back = next(entry["id"] for entry in entries if (entry.get("award") or {}).get("code") == "RS7256")
            self._take_back(http)
        told = self._pass_through_the_registry()
        return Journey(person_id, tuple(entry["id"] for entry in entries), published["id"], taken_back, told)

    def _feed(self, http: httpx.Client) -> None:
        by_number = Award(
            person=self._person,
            key="canary-3",
            code="RNCP35419",
            obtained=date(2026, 5, 11),
            by="identifiantNational",
        )
        self._send(http, CERTIFIER, "certifications", "by-name.xml", _flux(self._awards))
        self._send(http, CERTIFIER, "certifications", "by-number.xml", _flux([by_number]))
        self._send(http, PAYROLL, "dsn", "month.dsn", _month(self._person))

    def _feed_what_is_wrong(self, http: httpx.Client) -> None:
        """Files that are refused or reported on: what is wrong with them must not be quoted with the person in it."""
        other = Award(person=self._person, key="canary-4", code="RS7256", obtained=date(2026, 3, 2))
        xml = b"".join(_flux([other]))
        api = self._partner(http, CERTIFIER)
        for content in (
            xml.replace(b"</cpf:sexe>", b"X</cpf:sexe>"),
            xml.replace(b"<cpf:prenom1>", b"<cpf:prenom1><cpf:unknown/>"),
            xml.replace(b"</cpf:nomNaissance>", b""),
        ):
            path = self._folder / "wrong.xml"
            path.write_bytes(content)
            refused = _refusal(api, "certifications", path)
            assert refused == httpx.codes.UNPROCESSABLE_ENTITY
        stranger = xml.replace(b"<cpf:anneeNaissance>1973", b"<cpf:anneeNaissance>1937")
        self._send(http, CERTIFIER, "certifications", "stranger.xml", iter([stranger]))
        number = self._person.nir.encode()
        month = b"".join(_month(self._person))
        for name, wrong in (
            ("short-number.dsn", month.replace(number, number[:-1])),
            ("long-name.dsn", month.replace(b".002,'VAN DER", b".002,'" + b"X" * 90 + b"VAN DER")),
            ("bad-line.dsn", month.replace(b"S21.G00.30.001,'", b"S21.G00.30,'")),
        ):
            self._send(http, PAYROLL, "dsn", name, iter([wrong]))

    def _declare(self, http: httpx.Client) -> None:
        body = {
            "title": "Travail en hauteur",
            "proof": "attestation",
            "declarant": "training_body",
            "nir": self._person.nir,
            "birth_name": self._person.family_name,
            "partner_key": "canary-training",
            "start_date": "2026-02-02",
            "end_date": "2026-02-03",
            "validity_start_date": "2026-02-03",
        }
        token = http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(TRAINING_BODY.client_id, self._stack.partner_secret(TRAINING_BODY.client_id)),
        ).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        path = "/partners/v1/prevention/declarations"
        good = http.post(path, json=body, headers=headers)
        assert good.is_success, good.text
        for change in (
            {"nir": self._person.nir + "0"},
            {"birth_name": self._person.family_name + "X", "partner_key": "canary-other"},
            {"end_date": self._person.nir},
            {self._person.family_name: self._person.nir},
        ):
            assert http.post(path, json={**body, **change}, headers=headers).is_client_error

    def _say_it_everywhere(self, http: httpx.Client) -> None:
        """Number and names where nobody expects them: none of it may be repeated to anybody."""
        nir, name = self._person.nir, self._person.family_name.encode().hex()
        headers = {
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "tracestate": f"canary={nir}",
            "baggage": f"nir={nir}",
            "User-Agent": f"{nir} {self._person.family_name}",
            "Referer": f"http://localhost/{nir}",
            "X-Request-Id": nir,
            "X-Forwarded-For": nir,
            "Cookie": f"__Host-passeport={nir}",
            "Authorization": f"Bearer {nir}",
        }
        for method, path, body in (
            ("GET", f"/auth/callback?state={nir}&code={nir}&iss={nir}", None),
            ("GET", f"/auth/callback?error={nir}&error_description={name}", None),
            ("GET", f"/p/{nir}", None),
            ("GET", f"/status-lists/{nir}", None),
            ("GET", f"/partners/v1/batches/{nir}", None),
            ("POST", f"/partners/v1/feeds/{nir}", f"<flux>{nir}</flux>"),
            ("POST", "/api/v1/verifications", f'{{"code": "{nir}"}}'),
            ("POST", "/api/v1/verifications", f'{{"credential": "{nir}.{nir}.{nir}"}}'),
            ("POST", "/api/v1/verifications", f'{{"{nir}": {nir}'),
            ("POST", "/oauth/token", f"grant_type=client_credentials&client_id={nir}&client_secret={nir}"),
            (nir, "/api/v1/passport", None),
        ):
            kind = "application/x-www-form-urlencoded" if "grant_type" in (body or "") else "application/json"
            answer = http.request(method, path, content=body, headers={**headers, "Content-Type": kind})
            assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR, answer.text
        # A good call with a stained trace: its trace goes on to other services and into an event.
        api = self._partner(http, PAYROLL)
        api.http.headers["tracestate"] = headers["tracestate"]
        self._send(http, PAYROLL, "dsn", "stained.dsn", _month(self._person, number="00002"))
        del api.http.headers["tracestate"]

    def _try_what_is_wrong(self, browser: Browser) -> None:
        nir = self._person.nir
        for wrong in (nir + "00", nir, f"{nir[:12]}X{nir[12:]}00"):
            assert browser.request("POST", "/api/v1/account/activation", json={"nir": wrong}).is_client_error
        for path in (
            f"/api/v1/passport/records/{nir}",
            f"/api/v1/passport/records?page_size={nir}",
            f"/api/v1/nowhere/{nir}?name={self._person.family_name}",
            f"/api/v1/verifications/{nir}",
        ):
            assert browser.request("GET", path).is_client_error, path
        draft = {"title": self._person.family_name, "entry_ids": [nir], "summary": nir}
        assert browser.request("POST", "/api/v1/publications", json=draft).is_client_error

    def _publish(self, browser: Browser, entry_ids: list[str]) -> dict[str, Any]:
        draft = {"title": "Conducteur de travaux", "entry_ids": entry_ids}
        published = browser.ask("POST", "/api/v1/publications", json=draft)
        pdf = browser.download(published["document_url"])
        for content, outcomes in ((pdf, {"authentic"}), (_altered(pdf), {"altered", "unreadable"})):
            assert _verdict(browser.http, content) in outcomes
        return published

    def _take_back(self, http: httpx.Client) -> None:
        self._send(http, CERTIFIER, "certifications", "taken-back.xml", _flux(self._awards[:1], suppression=True))

    def _pass_through_the_registry(self) -> str:
        """The registers deliver his death and his double; and him as somebody else, which is refused with its line."""
        path = self._folder / "delivery.csv"
        person = self._person
        double = replace(person, nir=f"{person.nir[:-3]}987")
        stranger = replace(person, family_name="TOUTAUTRE", birthdate=f"{person.birthdate[:-2]}05")
        write_registry(path, [person, double, stranger])
        lines = path.read_text(encoding="utf-8").splitlines()
        further = ("death_date", "2026-11-02", "", "")
        path.write_text(
            "".join(f"{line},{told}\n" for line, told in zip(lines, further, strict=True)), encoding="utf-8"
        )
        try:
            return self._stack.run("identity", "import-persons", str(path))
        except LaunchError as refused:
            return str(refused)

    def _send(self, http: httpx.Client, client_id: str, feed: str, name: str, pieces: Iterator[bytes]) -> None:
        path = self._folder / name
        path.write_bytes(b"".join(pieces))
        api = self._partner(http, client_id)
        batch = api.wait_for(api.send_feed(feed, path)["id"], timeout=_PATIENCE)
        assert batch["state"] == "finished", batch

    def _partner(self, http: httpx.Client, client_id: str) -> PartnerApi:
        api = self._stack.partner(http, client_id)
        api.sign_in()
        return api


def _verdict(http: httpx.Client, pdf: bytes) -> str:
    headers = {"Content-Type": "application/pdf"}
    outcome: str = http.post("/api/v1/verifications", content=pdf, headers=headers).json()["outcome"]
    return outcome


def _altered(pdf: bytes) -> bytes:
    place = pdf.index(b"stream") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def _refusal(api: PartnerApi, feed: str, path: Path) -> int:
    try:
        api.send_feed(feed, path)
    except RefusedError as refused:
        return refused.response.status_code
    return 0


def _flux(awards: list[Award], *, suppression: bool = False) -> Iterator[bytes]:
    return write_flux(
        awards,
        sender=PARTNERS[CERTIFIER],
        flux_id=uuid4(),
        written_at=datetime.now(UTC),
        action="SUPPRESSION" if suppression else "",
    )


def _month(person: Persona, *, number: str = "00001") -> Iterator[bytes]:
    employer = Employer("001000009", "00017", "CANARI BTP", "4120A", "1 RUE DU NID", "21000", "DIJON")
    contract = Contract(
        person=person, employer=employer, number=number, start=date(2020, 1, 6), title="Conducteur", pcs="476a"
    )
    return deposit([monthly(employer, date(2026, 10, 1), [contract], redistributed=False)])
