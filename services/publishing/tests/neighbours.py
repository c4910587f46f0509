"""Small neighbours that answer the rpcs of their contracts that publishing calls, and the tokens of their callers."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import grpc
from google.type import date_pb2
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from passeport.identity.v1 import account_service_pb2, token_service_pb2
from passeport.prevention.v1 import training_pb2, training_service_pb2
from passeport.records.v1 import entry_pb2, passport_service_pb2
from passeport_chassis.errors import DomainError, Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import current_caller

_KEY = ECKey.generate_key("P-256", {"kid": "test-1"})


def holder_token(
    person_id: UUID, scope: str = "passport:read passport:write passport:publish", acr: str = "eidas1"
) -> str:
    """A caller token of a holder."""
    return caller_token(str(person_id), "holder", scope, acr=acr)


def caller_token(subject: str, actor: str, scope: str, **more: str) -> str:
    """A caller token as identity signs them."""
    now = int(time.time())
    claims = {
        "iss": "passeport-identity",
        "aud": ["publishing", "records", "identity", "prevention"],
        "sub": subject,
        "actor": actor,
        "scope": scope,
        "iat": now,
        "exp": now + 60,
        "jti": new_id().hex,
        **more,
    }
    header = {"alg": "ES256", "kid": "test-1", "typ": "caller+jwt"}
    return jws.serialize_compact(header, json.dumps(claims).encode(), _KEY, algorithms=["ES256"])


async def jwks() -> str:
    """What identity's KeyService answers."""
    return json.dumps(KeySet([_KEY]).as_dict(private=False))


class Refusal(DomainError):
    """As told."""

    domain = "neighbour.passeport"

    def __init__(self, kind: Kind, reason: str, **metadata: str) -> None:
        self.kind, self.reason = kind, reason
        super().__init__("as told", metadata=metadata)


class Identity:
    """Knows one civil identity, whoever asks."""

    def __init__(self) -> None:
        self.refuse_with: Refusal | None = None
        self.birth_date = date_pb2.Date(year=1992, month=1)

    async def GetCivilIdentity(self, request: Any, context: Any) -> account_service_pb2.CivilIdentity:  # noqa: N802
        if self.refuse_with:
            raise self.refuse_with
        return account_service_pb2.CivilIdentity(
            given_names="Zoé Marie",
            birth_name="D’ARC-LEBLANC",
            usage_name="ŒUVRARD",
            birth_date=self.birth_date,
            sex=account_service_pb2.SEX_FEMALE,
            birth_place="75056",
            birth_country="99100",
        )

    async def GetCallerTokenKeys(self, request: Any, context: Any) -> token_service_pb2.GetCallerTokenKeysResponse:  # noqa: N802
        return token_service_pb2.GetCallerTokenKeysResponse(jwks=await jwks())

    async def GetEncryptionKeys(self, request: Any, context: Any) -> token_service_pb2.GetEncryptionKeysResponse:  # noqa: N802
        return token_service_pb2.GetEncryptionKeysResponse(jwks='{"keys": []}')


@dataclass
class Records:
    """Holds entries by person; asks for the caller as the real one does."""

    entries: dict[str, dict[str, entry_pb2.Entry]] = field(default_factory=dict)
    refuse_with: Refusal | None = None

    def add(self, person_id: UUID, **fields: Any) -> entry_pb2.Entry:
        entry = entry_pb2.Entry(
            **{
                "id": str(new_id()),
                "nature": entry_pb2.NATURE_GUARANTEED,
                "kind": entry_pb2.KIND_EMPLOYMENT,
                "title": "Conductrice de travaux",
                "organisation": entry_pb2.Organisation(name="Bâtisseurs SAS", siret="73282932000074"),
                "start_date": date_pb2.Date(year=2021, month=3, day=1),
                "employment": entry_pb2.EmploymentDetails(contract_nature="CDI", working_time="full_time"),
                "state": entry_pb2.ENTRY_STATE_ACTIVE,
                "etag": "r1",
                "revision": 1,
                "source_label": "Déclaration sociale nominative",
                **fields,
            }
        )
        if "kind" in fields and "employment" not in fields and entry.kind != entry_pb2.KIND_EMPLOYMENT:
            entry.ClearField("employment")
        moment = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
        entry.create_time.FromDatetime(moment)
        entry.update_time.FromDatetime(moment)
        self.entries.setdefault(str(person_id), {})[entry.id] = entry
        return entry

    async def ListEntries(  # noqa: N802
        self, request: passport_service_pb2.ListEntriesRequest, context: Any
    ) -> passport_service_pb2.ListEntriesResponse:
        """Two entries a page, so that pages are turned."""
        mine = self.entries.get(current_caller().subject, {}).values()
        found = [entry for entry in mine if not request.kinds or entry.kind in request.kinds]
        begin = int(request.page_token or 0)
        more = str(begin + 2) if len(found) > begin + 2 else ""
        return passport_service_pb2.ListEntriesResponse(entries=found[begin : begin + 2], next_page_token=more)

    async def BatchGetEntries(  # noqa: N802
        self, request: passport_service_pb2.BatchGetEntriesRequest, context: Any
    ) -> passport_service_pb2.BatchGetEntriesResponse:
        if self.refuse_with:
            raise self.refuse_with
        mine = self.entries.get(current_caller().subject, {})
        for entry_id in request.ids:
            if entry_id not in mine:
                raise Refusal(Kind.NOT_FOUND, "ENTRY_NOT_FOUND", id=entry_id)
        return passport_service_pb2.BatchGetEntriesResponse(entries=[mine[entry_id] for entry_id in request.ids])


@dataclass
class Prevention:
    """Holds trainings by person, the latest added first."""

    trainings: dict[str, list[training_pb2.Training]] = field(default_factory=dict)
    refuses: grpc.StatusCode | None = None

    def add(self, person_id: UUID, **fields: Any) -> training_pb2.Training:
        training = training_pb2.Training(
            **{
                "id": str(new_id()),
                "title": "Travail en hauteur",
                "declarant": training_pb2.DECLARANT_TRAINING_BODY,
                "declarant_name": "Formations du Ponant",
                "declarant_siret": "73282932000074",
                "proof": training_pb2.PROOF_ATTESTATION,
                "start_date": date_pb2.Date(year=2026, month=9, day=7),
                "end_date": date_pb2.Date(year=2026, month=9, day=8),
                "etag": "r1",
                "version": 1,
                **fields,
            }
        )
        for moment in (training.create_time, training.update_time):
            moment.FromDatetime(datetime(2026, 10, 12, 9, 0, tzinfo=UTC))
        self.trainings.setdefault(str(person_id), []).insert(0, training)
        return training

    async def ListTrainings(  # noqa: N802
        self, request: training_service_pb2.ListTrainingsRequest, context: Any
    ) -> training_service_pb2.ListTrainingsResponse:
        """One training a page, so that pages are turned."""
        if self.refuses is not None:
            await context.abort(self.refuses)
        mine = self.trainings.get(current_caller().subject, [])
        begin = int(request.page_token or 0)
        more = str(begin + 1) if len(mine) > begin + 1 else ""
        return training_service_pb2.ListTrainingsResponse(trainings=mine[begin : begin + 1], next_page_token=more)
