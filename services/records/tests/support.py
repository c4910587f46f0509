"""Builders and constants for the tests: invented senders, entries, a clock that stands still."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from uuid import UUID

from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Stream
from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.batch import Batch, Feed, FileHead, Sender
from passeport_records.domain.declared import completed
from passeport_records.domain.details import AwardDetails, DigitalResult, EmploymentDetails, WorkingTime
from passeport_records.domain.dispute import Dispute, Ground, Reference
from passeport_records.domain.entry import Content, Entry, Kind, Nature
from passeport_records.domain.harvest import EntryStep, Harvest, Held, SourceKey, award_key
from passeport_records.domain.known import Known
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.provenance import SOURCE_LABELS, Change, Source, Step

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CERTIFIER = Sender("client-of-a-certifier", Organisation("Certificat Ponant (fictif)", "12345678200010"), "AB123CDE")
DSN_SENDER = Sender(
    "client-of-the-dsn", Organisation("Redistribution (fictive)", "98765432400019"), every_employer=True
)

# As identity makes it.
IDENTITY = Stream("IDENTITY", ("passeport.identity.v1.>",), max_bytes=1_000_000)

_KEY = ECKey.generate_key("P-256", {"kid": "test-1"})


def clock() -> datetime:
    """The moment of every test."""
    return NOW


def day(text: str) -> PartialDate:
    return PartialDate.parse(text)


def job(title: str = "Ingénieure", **changes: object) -> Content:
    """What the DSN says of a job."""
    fields: dict[str, object] = {
        "title": title,
        "organisation": Organisation("PONANT LOGICIEL", "00100001700010", "NANTES"),
        "start": day("2017-01-02"),
        "details": EmploymentDetails("388c", "01", working_time=WorkingTime.FULL, planned_end=date(2027, 8, 31)),
        **changes,
    }
    return Content(**fields)  # type: ignore[arg-type]


def award(title: str = "TOSA Excel", **changes: object) -> Content:
    """What a certifier says of an award, with everything that one can say."""
    fields: dict[str, object] = {
        "title": title,
        "organisation": CERTIFIER.organisation,
        "start": day("2026-04-17"),
        "end": day("2029-04-17"),
        "details": AwardDetails(
            register="RS",
            code="RS7256",
            option="Option A",
            obtention="PAR_SCORING",
            score="894",
            mention="MENTION_BIEN",
            cefr_level="B2",
            access_way="VAE",
            digital_score=512,
            digital_results=(DigitalResult("1", "2", 4), DigitalResult("2", "1", 3)),
            level=6,
        ),
        **changes,
    }
    return Content(**fields)  # type: ignore[arg-type]


def guaranteed(person_id: UUID, content: Content | None = None, kind: Kind = Kind.CERTIFICATION) -> Entry:
    return Entry(
        id=new_id(),
        person_id=person_id,
        nature=Nature.GUARANTEED,
        kind=kind,
        content=content or award(),
        created_at=NOW,
        updated_at=NOW,
        source_label=SOURCE_LABELS[Source.DSN if kind is Kind.EMPLOYMENT else Source.CERTIFICATIONS],
    )


def declared(person_id: UUID, content: Content, kind: Kind = Kind.SKILL) -> Entry:
    return Entry(
        id=new_id(),
        person_id=person_id,
        nature=Nature.DECLARED,
        kind=kind,
        content=completed(kind, content),
        created_at=NOW,
        updated_at=NOW,
        source_label=SOURCE_LABELS[Source.HOLDER],
    )


def batch(**changes: object) -> Batch:
    """An upload that begins."""
    fields: dict[str, object] = {
        "id": new_id(),
        "feed": Feed.CERTIFICATIONS,
        "sender": CERTIFIER,
        "file_name": "flux.xml",
        "created_at": NOW,
        "head": FileHead("1.1.5", "6e3c7378", "AB123CDE"),
        "size": 6,
        "sha256": "ab" * 32,
        **changes,
    }
    return Batch(**fields)  # type: ignore[arg-type]


def step(entry: Entry, of: Batch, change: Change = Change.REGISTERED, key: str = "P-1", line: int = 7) -> EntryStep:
    return EntryStep(
        entry,
        Step(
            revision=entry.revision,
            change=change,
            cause="Délivrance déclarée par le certificateur",
            batch_id=of.id,
            line=line,
            sender_key=key,
            format_version="1.1.5",
            received_at=NOW,
            made_at=NOW,
            file_name=of.file_name,
        ),
    )


def harvest(of: Batch, entries: dict[str, Entry], known: Known | None = None) -> Harvest:
    """What new entries under the keys of a certifier make."""
    keys: dict[SourceKey, Entry] = {award_key(of.head.id_client, key): entry for key, entry in entries.items()}
    return Harvest(
        added={entry.id: Held(entry, known) for entry in entries.values()},
        keys=keys,
        steps=[step(entry, of, key=key) for key, entry in entries.items()],
    )


def contestation(entry: Entry, **changes: object) -> Dispute:
    """What the holder of an entry writes to its source."""
    fields: dict[str, object] = {
        "id": new_id(),
        "person_id": entry.person_id,
        "entry_id": entry.id,
        "entry_revision": entry.revision,
        "ground": Ground.DATES,
        "text": "J’ai commencé en 2016.",
        "reference": Reference(
            source=Source.CERTIFICATIONS,
            sender=CERTIFIER.organisation,
            batch_id=new_id(),
            line=7,
            sender_key="P-1",
        ),
        "opened_at": NOW,
        "due_on": date(2027, 2, 23),
        **changes,
    }
    return Dispute(**fields)  # type: ignore[arg-type]


async def jwks() -> str:
    """What identity's KeyService would answer."""
    return json.dumps(KeySet([_KEY]).as_dict(private=False))


def caller_token(**claims: object) -> str:
    """A caller token as identity signs them."""
    now = int(time.time())
    said = {
        "iss": "passeport-identity",
        "aud": ["records"],
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


def professional_token(person_id: UUID, scope: str = "passport:consult", **claims: str) -> str:
    said = {"org_name": "Mission locale", "org_siret": "35600000000048", "purpose": "Accompagnement (L5314-2)"}
    return caller_token(
        sub="01a214eb", actor="professional", acr="eidas2", scope=scope, person=str(person_id), **said | claims
    )


def sender_token(sender: Sender, scope: str = "feed:certifications feed:dsn feed:diplomas feed:trainings") -> str:
    return caller_token(
        sub=sender.client_id,
        actor="partner",
        acr="client_secret",
        scope=f"{scope} dsn:every-employer" if sender.every_employer else scope,
        org_name=sender.organisation.name,
        org_siret=sender.organisation.siret,
        id_client=sender.id_client,
    )
