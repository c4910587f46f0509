"""Builders and constants for the tests: an invented worker, invented partners, a clock that stands still."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from uuid import UUID

from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Stream
from passeport_chassis.partial_date import PartialDate
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.training import Content, Declarant, Declarer, Proof, Training
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.domain.worker import Worker
from passeport_prevention.regulation.table import Regulation
from passeport_prevention.usecases.declare_training import Declaration

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
# A canary: well formed, given to nobody (month of birth 99), looked for where it must never be.
CANARY_NIR = "2999975123456"
WORKER = Worker(CANARY_NIR, "CANARI")
BODY = Partner("client-of-a-training-body", "Forma Prévention (fictif)", "12345678200010")
EMPLOYER = Partner("client-of-an-employer", "Ateliers Dupré (fictif)", "98765432400019")

# As identity makes it.
IDENTITY = Stream("IDENTITY", ("passeport.identity.v1.>",), max_bytes=1_000_000)

_KEY = ECKey.generate_key("P-256", {"kid": "test-1"})


REGULATION = Regulation.shipped()
TYPES = TrainingTypes.shipped()


def clock() -> datetime:
    """The moment of every test."""
    return NOW


def day(text: str) -> PartialDate:
    return PartialDate.parse(text)


def attestation(title: str = "Travail en hauteur", **changes: object) -> Content:
    """What a partner says of a training that was followed."""
    fields: dict[str, object] = {
        "title": title,
        "proof": Proof.ATTESTATION,
        "start": day("2026-03-02"),
        "end": day("2026-03-04"),
        "validity_start": day("2026-03-04"),
        "validity_end": day("2029-03-04"),
        **changes,
    }
    return Content(**fields)  # type: ignore[arg-type]


def training(person_id: UUID, content: Content | None = None, declarer: Declarer | None = None) -> Training:
    return Training(new_id(), person_id, declarer or Declarer(Declarant.HOLDER), content or attestation(), NOW)


def declaration(key: str = "key-1", content: Content | None = None, **changes: object) -> Declaration:
    fields: dict[str, object] = {
        "partner_key": key,
        "declarant": Declarant.TRAINING_BODY,
        "worker": WORKER,
        "content": content or attestation(),
        **changes,
    }
    return Declaration(**fields)  # type: ignore[arg-type]


async def jwks() -> str:
    """What identity's KeyService would answer."""
    return json.dumps(KeySet([_KEY]).as_dict(private=False))


def caller_token(**claims: object) -> str:
    """A caller token as identity signs them."""
    now = int(time.time())
    said = {
        "iss": "passeport-identity",
        "aud": ["prevention"],
        "acr": "eidas1",
        "iat": now,
        "exp": now + 60,
        "jti": new_id().hex,
        **claims,
    }
    header = {"alg": "ES256", "kid": "test-1", "typ": "caller+jwt"}
    return jws.serialize_compact(header, json.dumps(said).encode(), _KEY, algorithms=["ES256"])


def holder_token(person_id: UUID, scope: str = "account:activate passport:read passport:write") -> str:
    return caller_token(sub=str(person_id), actor="holder", scope=scope)


def partner_token(partner: Partner, scope: str = "prevention:declare") -> str:
    return caller_token(
        sub=partner.client_id,
        actor="partner",
        acr="client_secret",
        scope=scope,
        org_name=partner.name,
        org_siret=partner.siret,
    )
