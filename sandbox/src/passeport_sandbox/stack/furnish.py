"""What a new suite is furnished with: the invented people, the partners, and the feeds that they send.

People and partners come in by identity's own commands; feeds by the partner HTTP API, as from outside.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from passeport_sandbox.feeds import PARTNERS, Partner, write_samples
from passeport_sandbox.personas.register import write_registry
from passeport_sandbox.stack.addresses import Addresses
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.safe import Safe

TRAINING_BODY = Partner(
    "prevention-du-large", "Prévention du Large (bac à sable)", "00100017300011", "prevention:declare"
)
EVERY_PARTNER = (*PARTNERS.values(), TRAINING_BODY)

RunIdentity = Callable[..., object]


@dataclass(frozen=True)
class Furnisher:
    """Brings in what a suite lacks, and notes it, so that a second start has nothing to do."""

    folder: Path
    addresses: Addresses
    safe: Safe

    def persons(self, run_identity: RunIdentity) -> None:
        """Import the personas into identity's register of persons."""
        register = self.folder / "persons.csv"
        write_registry(register)
        if self._is_new("persons", register.read_bytes()):
            run_identity("import-persons", str(register))
            self._note("persons", register.read_bytes())

    def partners(self, run_identity: RunIdentity) -> None:
        """Register the partners, each with a secret of its own."""
        for partner in EVERY_PARTNER:
            secret = self.safe.password_file(f"partner-{partner.client_id}")
            content = repr(partner).encode() + secret.read_bytes()
            if not self._is_new(f"partner {partner.client_id}", content):
                continue
            options = {
                "--client-id": partner.client_id,
                "--organisation": partner.name,
                "--siret": partner.siret,
                "--scope": partner.scope,
                "--secret-file": str(secret),
                **({"--id-client": partner.id_client} if partner.id_client else {}),
            }
            run_identity("register-partner", *(part for option in options.items() for part in option))
            self._note(f"partner {partner.client_id}", content)

    def feeds(self) -> None:
        """Send the sample feeds, each by its partner, and wait until every item has its outcome."""
        samples = write_samples(self.folder / "feeds")
        with httpx.Client(base_url=self.addresses.base_url, timeout=60) as http:
            batches = []
            for sample in samples.loaded:
                content = sample.path.read_bytes()
                if self._is_new(f"feed {sample.path.name}", content):
                    api = self.partner_api(http, sample.partner)
                    batches.append((api, sample.path, api.send_feed(sample.feed, sample.path)["id"]))
            for api, path, batch in batches:
                api.wait_for(batch)
                self._note(f"feed {path.name}", path.read_bytes())

    def partner_api(self, http: httpx.Client, partner: Partner) -> PartnerApi:
        """Give a partner's access to the gateway."""
        return PartnerApi(http, partner.client_id, self.safe.password(f"partner-{partner.client_id}"))

    def _is_new(self, what: str, content: bytes) -> bool:
        return self._noted().get(what) != _digest(content)

    def _note(self, what: str, content: bytes) -> None:
        path = self.folder / f"furnished-{_digest(what.encode())[:12]}.json"
        path.write_text(json.dumps({what: _digest(content)}))

    def _noted(self) -> dict[str, str]:
        # One small file per fact: several steps note theirs at the same time.
        facts: dict[str, str] = {}
        for path in self.folder.glob("furnished-*.json"):
            facts.update(json.loads(path.read_text()))
        return facts


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
