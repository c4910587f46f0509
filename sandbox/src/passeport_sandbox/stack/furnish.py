"""What a new suite is furnished with: the invented people, the partners, and the feeds that they send.

People, partners and referentials come in by commands of identity and records; feeds by the partner HTTP API, as from
outside.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx

from passeport_sandbox.assertion import KeyFileError, SigningKey
from passeport_sandbox.feeds import PARTNERS, Partner, write_samples
from passeport_sandbox.personas.register import write_registry
from passeport_sandbox.proconnect import BODIES
from passeport_sandbox.referentials import (
    sandbox_fiches,
    write_csv_zip,
    write_occupations,
    write_prevention,
    write_professions,
)
from passeport_sandbox.stack.addresses import Addresses
from passeport_sandbox.stack.notes import Notes
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.safe import Safe
from passeport_testing.process import LaunchError

TRAINING_BODY = Partner(
    "prevention-du-large", "Prévention du Large (bac à sable)", "00100017300011", "training-body", "prevention:declare"
)
# A vendor of payroll software, for whom nothing is sent: he shows how a partner signs.
PAYROLL_VENDOR = Partner(
    "logiciel-de-paie", "Logiciel de paie (bac à sable)", "00100181700012", "employer", "feed:dsn", signs=True
)
# Software that pulls what a holder consents to: nothing of it runs here, a reader of docs/platforms.md plays it.
PLATFORM = Partner(
    "recruteur-en-ligne",
    "Recruteur en ligne (bac à sable)",
    "00100230200014",
    "platform",
    "cv:identity cv:employment cv:awards cv:trainings cv:declared cv:credential",
    redirect_uris="http://127.0.0.1:8765/retour http://localhost:8765/retour",
    purpose="Préremplir votre candidature et vérifier vos diplômes",
)
# Software that a holder takes a credential to: a reader of docs/wallets.md plays it. It proves nothing.
WALLET = Partner(
    "portefeuille-du-large",
    "Portefeuille du large (bac à sable)",
    "00100240100014",
    "wallet",
    "wallet:cv wallet:attestation",
    redirect_uris="http://127.0.0.1:8765/portefeuille",
)
EVERY_PARTNER = (*PARTNERS.values(), TRAINING_BODY, PAYROLL_VENDOR)

# Who registers them, and why, as every such command of identity asks.
ACT = ("--operator", "sandbox", "--reason", "partenaires inventés du bac à sable")
# Since when the referentials that the sandbox writes are in force.
_DAY = date(2026, 10, 1)

RunIdentity = Callable[..., object]
RunRecords = Callable[..., object]


def _table(name: str, **facts: str) -> str:
    # A text in JSON is a text in TOML too.
    lines = (f"{fact} = {json.dumps(value, ensure_ascii=False)}\n" for fact, value in facts.items())
    return f"[{name}]\n{''.join(lines)}\n"


@dataclass(frozen=True)
class Furnisher:
    """Brings in what a suite lacks, and notes it, so that a second start has nothing to do."""

    folder: Path
    addresses: Addresses
    safe: Safe

    @property
    def notes(self) -> Notes:
        """What was brought in before."""
        return Notes(self.folder)

    def persons(self, run_identity: RunIdentity) -> None:
        """Import the personas into identity's register of persons."""
        register = self.folder / "persons.csv"
        write_registry(register)
        if self.notes.is_new("persons", register.read_bytes()):
            run_identity("import-persons", str(register))
            self.notes.note("persons", register.read_bytes())

    def referentials(self, run_records: RunRecords) -> None:
        """Import the referentials that the sample feeds speak of, in their official formats."""
        folder = self.folder / "referentials"
        folder.mkdir(exist_ok=True)
        downloads = {
            "certifications": write_csv_zip(folder / "export-fiches-csv.zip", sandbox_fiches, _DAY),
            "prevention": write_prevention(folder / "prevention.csv"),
            "professions": write_professions(folder / "pcs-ese.csv"),
            "occupations": write_occupations(folder / "rome.zip"),
        }
        for name, path in downloads.items():
            if self.notes.is_new(name, path.read_bytes()):
                run_records("import-referential", name, str(path), "--since", str(_DAY))
                self.notes.note(name, path.read_bytes())

    def partners(self, run_identity: RunIdentity) -> None:
        """Register the partners, each with a secret or a key of its own."""
        listed = self.folder / "partners.toml"
        bodies = "".join(_table(one.client_id, organisation=one.name, siret=one.siret, role=one.role) for one in BODIES)
        clients = (*EVERY_PARTNER, PLATFORM)
        bodies += self._told(WALLET)
        listed.write_text("".join(self._told(client) for client in clients) + bodies, encoding="utf-8")
        proofs = "".join(self._proof_file(client).read_text() for client in clients)
        content = listed.read_bytes() + proofs.encode()
        if self.notes.is_new("partners", content):
            run_identity("register-partners", str(listed), *ACT)
            self.notes.note("partners", content)

    def _told(self, partner: Partner) -> str:
        return _table(
            partner.client_id,
            **{
                "organisation": partner.name,
                "siret": partner.siret,
                "role": partner.role,
                "scope": partner.scope,
                **self._proof_told(partner),
                **{
                    name: value
                    for name in ("id_client", "redirect_uris", "purpose")
                    if (value := getattr(partner, name))
                },
            },
        )

    def _proof_told(self, partner: Partner) -> dict[str, str]:
        if partner is WALLET:
            return {}
        return {"jwks_file" if partner.signs else "secret_file": str(self._proof_file(partner))}

    def _proof_file(self, partner: Partner) -> Path:
        """The file that identity registers the partner with: its secret, or the public part of its key."""
        if not partner.signs:
            return self.safe.password_file(f"partner-{partner.client_id}")
        return self.safe.text_file(f"partner-{partner.client_id}.jwks.json", self._key(partner).jwks)

    def _key(self, partner: Partner) -> SigningKey:
        try:
            return SigningKey.read(self.key_file(partner))
        except KeyFileError as error:
            fix = "put the key back, or remove that file: another one is made and registered"
            raise LaunchError("partners", str(error), fix=fix) from error

    def key_file(self, partner: Partner) -> Path:
        """The private key of a partner that signs, in PEM."""
        return self.safe.signing_key(f"partner-{partner.client_id}")

    def feeds(self) -> None:
        """Send the sample feeds, each by its partner, and wait until every item has its outcome."""
        samples = write_samples(self.folder / "feeds")
        with httpx.Client(base_url=self.addresses.base_url, timeout=60) as http:
            batches = []
            for sample in samples.loaded:
                content = sample.path.read_bytes()
                if self.notes.is_new(f"feed {sample.path.name}", content):
                    api = self.partner_api(http, sample.partner)
                    batches.append((api, sample.path, api.send_feed(sample.feed, sample.path)["id"]))
            for api, path, batch in batches:
                api.wait_for(batch)
                self.notes.note(f"feed {path.name}", path.read_bytes())

    def sent(self) -> list[Path]:
        """The files that `feeds` sends."""
        return [sample.path for sample in write_samples(self.folder / "feeds").loaded]

    def unsent(self) -> Path:
        """A file that a reader may send himself."""
        return write_samples(self.folder / "feeds").withdrawal.path

    def partner_api(self, http: httpx.Client, partner: Partner) -> PartnerApi:
        """Give a partner's access to the gateway."""
        if partner.signs:
            return PartnerApi(http, partner.client_id, key=self._key(partner))
        return PartnerApi(http, partner.client_id, self.safe.password(f"partner-{partner.client_id}"))
