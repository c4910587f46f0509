"""The journey: feeds come in, Claire signs in and publishes, anyone verifies, a certifier takes an award back."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import httpx

from passeport_sandbox.demo.outsiders import Verifier, with_one_byte_changed
from passeport_sandbox.demo.steps import Step, expect
from passeport_sandbox.feeds import write_samples
from passeport_sandbox.feeds.certifications import Award, write_flux
from passeport_sandbox.feeds.partners import PARTNERS
from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.furnish import TRAINING_BODY
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack

_PERSON = by_login("claire")
_TAKEN_BACK = "RS7256"
_PROGRAMME = "prevention/programmes/habilitation-electrique"
_SECONDS_TO_SUPERSEDE = 15.0
_ARRIVES = "RS7000"
_SECONDS_TO_ARRIVE = 15.0


@dataclass
class Journey:
    """Who takes part, and what each step leaves to the next."""

    stack: Stack
    http: httpx.Client
    browser: Browser
    out: Path
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    published: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Write the feeds that will be sent."""
        self.samples = write_samples(self.stack.folder / "feeds")
        self.verifier = Verifier(self.http)

    @property
    def pdf(self) -> Path:
        """The CV that Claire downloads."""
        return self.out / "cv.pdf"

    @property
    def credential(self) -> Path:
        """The credential that goes with it."""
        return self.out / "credential.jwt"

    def steps(self) -> Sequence[Step]:
        """The journey, in order."""
        holder = ("gateway", "identity")
        return (
            Step("certifiers send awards, as OAuth clients", self.certifiers_send, ("gateway", "identity", "records")),
            Step("DSN come in", self.dsn_come_in, ("gateway", "identity", "records")),
            Step("diplomas and trainings come in", self.institutions_send, ("gateway", "identity", "records")),
            Step("the reports are read", self.reports_are_read, ("gateway", "records")),
            Step("Claire signs in with FranceConnect", self.sign_in, (*holder, "franceconnect")),
            Step("she activates her account with her NIR", self.activate, holder),
            Step("she reads her passport", self.read_passport, ("gateway", "records", "prevention", "publishing")),
            Step("she declares an entry, then edits it", self.declare, ("gateway", "records")),
            Step("prevention: a body declares, she declares", self.prevent, ("gateway", "prevention", "identity")),
            Step("what she declared arrives by itself, too", self.arrive, ("gateway", "records", "prevention")),
            Step("she publishes a CV of chosen entries", self.publish, ("gateway", "publishing", "records")),
            Step("anyone verifies PDF, credential, code", self.verify, ("gateway", "publishing")),
            Step("one byte of the PDF is changed", self.alter, ("gateway", "publishing")),
            Step("the certifier takes an award back", self.take_back, ("records", "publishing", "gateway")),
            Step("she reads who saw her data", self.read_accesses, ("gateway", *holder, "records")),
            Step("she signs out, at FranceConnect too", self.sign_out, (*holder, "franceconnect")),
        )

    def certifiers_send(self) -> str:
        """The two certifiers each get a token and send a file."""
        return self._send({"certifications"})

    def dsn_come_in(self) -> str:
        """The redistribution sends the history and two months."""
        return self._send({"dsn"})

    def institutions_send(self) -> str:
        """A rectorat and the account of trainings send what they know, in formats of ours."""
        return self._send({"diplomas", "trainings"})

    def _send(self, feeds: Collection[str]) -> str:
        sent = [sample for sample in self.samples.loaded if sample.feed in feeds]
        for sample in sent:
            api = self.stack.partner(self.http, sample.partner.client_id)
            batch = api.wait_for(api.send_feed(sample.feed, sample.path)["id"])
            self.batches[sample.path.name] = batch
        batches = [self.batches[sample.path.name] for sample in sent]
        accepted, unresolved = (sum(batch[what] for batch in batches) for what in ("accepted", "unresolved"))
        expect(accepted, f"nothing was accepted: {batches}")
        return f"{len(sent)} files: {accepted} items accepted, {unresolved} holder(s) unknown"

    def reports_are_read(self) -> str:
        """The official «accusé de traitement» names the holder that nobody knows; each DSN lot has its report."""
        refused = taken = 0
        for sample in self.samples.loaded:
            api = self.stack.partner(self.http, sample.partner.client_id)
            official = sample.feed == "certifications"
            report = api.report(self.batches[sample.path.name]["id"], official=official)
            if not official:
                expect(report.json(), f"the report of {sample.path.name} is empty")
                continue
            root = ET.fromstring(report.content)  # noqa: S314 - our own gateway's
            expect(root.tag == "rapport", f"the report is a {root.tag}, not a rapport")
            refused += len(root.findall("PassagesKO/passage"))
            taken += len(root.findall("PassagesOK/idTechnique"))
        expect(refused == 1, f"{refused} awards are in PassagesKO, one holder is in no register")
        return f"accusés de traitement: {taken} PassagesOK, {refused} PassagesKO"

    def sign_in(self) -> str:
        """By the login form of the sandbox, as a browser does."""
        answer = self.browser.sign_in(_PERSON.login)
        expect(answer.has_redirect_location, f"the callback answered {answer.status_code} {answer.text[:500]}")
        session = self.browser.ask("GET", "/api/v1/session")
        expect(session["family_name"] == _PERSON.family_name, f"signed in as {session['family_name']}")
        return f"{session['given_names']} {session['family_name']}, {session['acr']}"

    def activate(self) -> str:
        """Before it the passport is shut."""
        shut = self.browser.request("GET", "/api/v1/passport")
        expect(shut.status_code == httpx.codes.FORBIDDEN, f"a passport not activated answered {shut.status_code}")
        account = self.browser.activate(_PERSON.nir_with_key)
        return f"{account['state']}, NIR {account['nir_hint']}"

    def read_passport(self) -> str:
        """All parts are there, and what the feeds brought is guaranteed."""
        passport = self.browser.ask("GET", "/api/v1/passport")
        expect(passport["gaps"] == [], f"parts are missing: {passport['gaps']}")
        self.entries = passport["records"]["items"]
        expect(all(one["nature"] == "guaranteed" for one in self.entries), "something is not guaranteed")
        kinds = sorted({one["kind"] for one in self.entries})
        expect(kinds == ["certification", "employment"], f"there are only {kinds}")
        sources = {
            self.browser.ask("GET", f"/api/v1/passport/records/{one['id']}/provenance")["source"]
            for one in self.entries
        }
        return f"{len(self.entries)} guaranteed entries, each with its provenance ({', '.join(sorted(sources))})"

    def declare(self) -> str:
        """An edit says which version it saw; one that saw an old one is refused."""
        draft = {
            "kind": "engagement",
            "title": "Bénévole, soutien scolaire",
            "organisation": {"name": "Les Cahiers du soir", "locality": "Nantes"},
            "start_date": "2019-09",
        }
        entry = self.browser.ask("POST", "/api/v1/passport/records", json=draft)
        address, first = f"/api/v1/passport/records/{entry['id']}", {"If-Match": f'"{entry["etag"]}"'}
        change = {"title": "Bénévole, coordination du soutien scolaire"}
        edited = self.browser.ask("PATCH", address, json=change, headers=first)
        stale = self.browser.request("PATCH", address, json={"title": "Trop tard"}, headers=first)
        expect(stale.status_code == httpx.codes.PRECONDITION_FAILED, f"an old If-Match got {stale.status_code}")
        self.entries.append(edited)
        return f"« {edited['title']} »; an edit of the old version gets 412"

    def prevent(self) -> str:
        """A training body declares one worker's training; she adds one by herself."""
        declaration = {
            "title": "Sauveteur secouriste du travail",
            "proof": "justificatif",
            "declarant": "training_body",
            "nir": _PERSON.nir,
            "birth_name": _PERSON.family_name,
            "partner_key": f"SST-{uuid4()}",
            "start_date": "2026-03-02",
            "end_date": "2026-03-03",
            "validity_start_date": "2026-03-03",
            "validity_end_date": "2028-03-03",
        }
        api = self.stack.partner(self.http, TRAINING_BODY.client_id)
        answer = api.request("POST", "/partners/v1/prevention/declarations", json=declaration)
        expect(answer.is_success, f"the declaration got {answer.status_code} {answer.text[:500]}")
        self._declare_symbols(api, declaration)
        draft = {"title": f"CACES ({_ARRIVES})", "proof": "attestation", "start_date": "2026-03", "end_date": "2026-03"}
        self.browser.ask("POST", "/api/v1/passport/prevention/trainings", json=draft)
        trainings = self.browser.ask("GET", "/api/v1/passport")["prevention"]["trainings"]["items"]
        declarants = sorted(one["declarant"] for one in trainings)
        expect(declarants == ["holder", "training_body", "training_body"], f"the passport shows those of {declarants}")
        symbols = self.browser.ask("GET", f"/api/v1/passport/{_PROGRAMME}/symbols")["items"]
        told = [f"{one['symbol']} until {one['refresh_by']}" for one in symbols]
        expect(told == ["B1V until 2029-04-08", "BR until 2029-04-08"], f"the programme shows {told}")
        titles = ", ".join(f"« {one['title']} »" for one in trainings)
        return f"{titles}; {', '.join(told)}"

    def _declare_symbols(self, api: PartnerApi, declaration: dict[str, str]) -> None:
        """Says by a programme, which is installed beside prevention, what one more training prepares for."""
        kept = ("proof", "declarant", "nir", "birth_name")
        training = {
            **{name: declaration[name] for name in kept},
            "title": "Habilitation électrique",
            "training_type": "habilitation-electrique",
            "partner_key": f"ELEC-{uuid4()}",
            "start_date": "2026-04-07",
            "end_date": "2026-04-08",
            "validity_start_date": "2026-04-08",
        }
        declared = api.request("POST", "/partners/v1/prevention/declarations", json=training)
        expect(declared.is_success, f"the declaration got {declared.status_code} {declared.text[:500]}")
        address = f"/partners/v1/{_PROGRAMME}/trainings/{declared.json()['training_id']}/symbols"
        answer = api.request("PUT", address, json={"symbols": ["B1V", "BR"]})
        expect(answer.is_success, f"the symbols got {answer.status_code} {answer.text[:500]}")

    def arrive(self) -> str:
        """The certifier sends the award: it enters by itself (décret 2022-1712, art. 8), and is there once."""
        award = Award(person=_PERSON, key=str(uuid4()), code=_ARRIVES, obtained=date(2026, 3, 20))
        partner = PARTNERS["certifs-ponant"]
        path = self.stack.folder / "feeds" / f"prevention-{uuid4()}.xml"
        path.write_bytes(b"".join(write_flux([award], sender=partner, flux_id=uuid4(), written_at=datetime.now(UTC))))
        api = self.stack.partner(self.http, partner.client_id)
        batch = api.wait_for(api.send_feed("certifications", path)["id"])
        expect(batch["accepted"] == 1, f"{batch['accepted']} awards were accepted")
        deadline = time.monotonic() + _SECONDS_TO_ARRIVE
        while not (arrived := self._arrived()):
            expect(time.monotonic() < deadline, "the award did not reach the passeport de prévention")
            time.sleep(0.2)
        told = [one["declarant"] for one in arrived[0]["declared_too"]]
        expect(told == ["holder"], f"the award is shown with what {told} declared")
        return f"« {arrived[0]['title']} », and what she had declared of it is under it"

    def _arrived(self) -> list[dict[str, Any]]:
        trainings = self.browser.ask("GET", "/api/v1/passport/prevention/trainings")["items"]
        return [one for one in trainings if one["declarant"] == "automatic"]

    def publish(self) -> str:
        """Awards, the present job and what she declared; the former jobs stay hidden."""
        chosen = [one for one in self.entries if one["kind"] != "employment" or one["end_date"] is None]
        draft = {
            "title": "Ingénieure logiciel, cheffe de projet",
            "summary": "Vingt ans de développement, dont neuf à la tête d'équipes.",
            "entry_ids": [one["id"] for one in chosen],
        }
        self.published = self.browser.ask("POST", "/api/v1/publications", json=draft)
        self.out.mkdir(parents=True, exist_ok=True)
        self.pdf.write_bytes(self.browser.download(self.published["document_url"]))
        self.credential.write_bytes(self.browser.download(self.published["credential_url"]))
        size = self.pdf.stat().st_size
        expect(size == self.published["document_size"], f"the PDF has {size} bytes, not what was announced")
        hidden = len(self.entries) - len(chosen)
        return f"{len(chosen)} entries, {hidden} hidden, {size // 1024} kB, code {self.published['verification_code']}"

    def verify(self) -> str:
        """No account is needed."""
        verdicts = {
            "PDF": self.verifier.document(self.pdf.read_bytes()),
            "credential": self.verifier.credential(self.credential.read_text()),
            "code": self.verifier.code(self.published["verification_code"]),
        }
        wrong = {what: one["outcome"] for what, one in verdicts.items() if one["outcome"] != "authentic"}
        expect(not wrong, f"not authentic: {wrong}")
        items = verdicts["PDF"]["items"]
        guaranteed = sum(item["guaranteed"] for item in items)
        return f"authentic, three times; {guaranteed} items guaranteed, {len(items) - guaranteed} declared"

    def alter(self) -> str:
        """One bit is enough."""
        outcome = str(self.verifier.document(with_one_byte_changed(self.pdf.read_bytes()))["outcome"])
        expect(outcome == "altered", f"the verdict is {outcome}")
        return outcome

    def take_back(self) -> str:
        """A SUPPRESSION flux; the event reaches the publication by itself."""
        sample = self.samples.withdrawal
        api = self.stack.partner(self.http, sample.partner.client_id)
        batch = api.wait_for(api.send_feed(sample.feed, sample.path)["id"])
        expect(batch["accepted"] == 1, f"{batch['accepted']} awards were taken back")
        code = self.published["verification_code"]
        seconds = self.verifier.wait_for(code, "superseded", timeout=_SECONDS_TO_SUPERSEDE)
        verdict = self.verifier.document(self.pdf.read_bytes())
        expect(verdict["outcome"] == "superseded", f"the PDF is {verdict['outcome']}")
        left = self.browser.ask("GET", "/api/v1/passport")["records"]["items"]
        codes = {(one.get("award") or {}).get("code") for one in left}
        expect(_TAKEN_BACK not in codes, f"{_TAKEN_BACK} is still in the passport")
        return f"superseded {seconds:.1f} s after the report: « {verdict['message']} »"

    def read_accesses(self) -> str:
        """Hers, and those of the partners."""
        log = self.browser.ask("GET", "/api/v1/passport/access-log?page_size=200")
        expect(log["gaps"] == [], f"the log lacks {log['gaps']}")
        bodies = {line["organisation"] for line in log["items"] if line["actor"] == "partner"}
        expect(bodies, "no access of a partner is in the log")
        expect(any(line["actor"] == "holder" for line in log["items"]), "none of her own accesses is in the log")
        return f"{len(log['items'])} lines: hers and of {', '.join(sorted(map(str, bodies)))}"

    def sign_out(self) -> str:
        """The session is over here and there."""
        end = self.browser.sign_out()
        expect(end.has_redirect_location, f"FranceConnect answered {end.status_code}")
        status = self.browser.request("GET", "/api/v1/passport").status_code
        expect(status == httpx.codes.UNAUTHORIZED, f"the passport still answers {status}")
        return f"sent back to {end.headers['location']}; the passport answers {status}"
