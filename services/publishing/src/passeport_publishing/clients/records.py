"""Records: the entries that the holder chose, read with his own caller token."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

import grpc.aio

from passeport.records.v1 import entry_pb2, passport_service_pb2, passport_service_pb2_grpc
from passeport_publishing.clients.identity import known_date
from passeport_publishing.clients.refusals import translate
from passeport_publishing.domain.attestation import legal_basis
from passeport_publishing.domain.model import EntrySet
from passeport_publishing.domain.snapshot import Detail, Item, Kind, Nature, Organisation, Provenance
from passeport_publishing.domain.text import clean_line, clean_text
from passeport_publishing.errors import EntryNotFound

__all__ = ["RecordsPassport", "read_item"]

_KINDS = {
    entry_pb2.KIND_EMPLOYMENT: Kind.EMPLOYMENT,
    entry_pb2.KIND_CERTIFICATION: Kind.CERTIFICATION,
    entry_pb2.KIND_DIPLOMA: Kind.DIPLOMA,
    entry_pb2.KIND_TRAINING: Kind.TRAINING,
    entry_pb2.KIND_HABILITATION: Kind.HABILITATION,
    entry_pb2.KIND_DRIVING_LICENCE: Kind.DRIVING_LICENCE,
    entry_pb2.KIND_LANGUAGE: Kind.LANGUAGE,
    entry_pb2.KIND_SKILL: Kind.SKILL,
    entry_pb2.KIND_ENGAGEMENT: Kind.ENGAGEMENT,
}


_NUMBERS = {kind: number for number, kind in _KINDS.items()}
# The most that records gives at once.
_PAGE = 300


class RecordsPassport:
    """Implements `passeport_publishing.usecases.ports.PassportSource` with records' PassportService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        """`channel` must forward the caller token."""
        self._stub = passport_service_pb2_grpc.PassportServiceStub(channel)

    async def items(self, record_ids: Sequence[UUID]) -> tuple[Item, ...]:
        """Reads entries in the order asked."""
        request = passport_service_pb2.BatchGetEntriesRequest(ids=[str(record_id) for record_id in record_ids])
        try:
            answer = await self._stub.BatchGetEntries(request)
        except grpc.aio.AioRpcError as error:
            raise translate("records", error) from None
        return tuple(read_item(entry) for entry in answer.entries)

    async def in_set(self, wanted: EntrySet, limit: int) -> tuple[Item, ...]:
        """Reads the entries of a set, at most so many, in the order in which the passport lists them."""
        request = passport_service_pb2.ListEntriesRequest(
            kinds=[_NUMBERS[kind] for kind in wanted.kinds], page_size=_PAGE
        )
        found: list[Item] = []
        while True:
            try:
                answer = await self._stub.ListEntries(request)
            except grpc.aio.AioRpcError as error:
                raise translate("records", error) from None
            read = (read_item(entry) for entry in answer.entries if entry.kind in _KINDS)
            found += (item for item in read if wanted.nature in (None, item.nature))
            if not answer.next_page_token or len(found) >= limit:
                return tuple(found[:limit])
            request.page_token = answer.next_page_token


def read_item(entry: entry_pb2.Entry) -> Item:
    """Reads an entry. Raises EntryNotFound for one that does not hold: its source took it back, or it is a draft."""
    kind = _KINDS.get(entry.kind)
    if kind is None or entry.state != entry_pb2.ENTRY_STATE_ACTIVE:
        raise EntryNotFound(metadata={"id": entry.id})
    organisation = entry.organisation
    # What is not said to be guaranteed is not.
    guaranteed = entry.nature == entry_pb2.NATURE_GUARANTEED
    return Item(
        kind=kind,
        nature=Nature.GUARANTEED if guaranteed else Nature.DECLARED,
        title=clean_line(entry.title),
        provenance=Provenance(
            source=clean_line(entry.source_label),
            registered_at=entry.create_time.ToDatetime(tzinfo=UTC),
            record_id=UUID(entry.id),
            revision=entry.etag,
            changed_at=entry.update_time.ToDatetime(tzinfo=UTC),
            revision_number=entry.revision,
            legal_basis=_legal_basis(kind, entry) if guaranteed else "",
            known_until=known_date(entry.employment.known_until) if entry.HasField("employment") else None,
        ),
        organisation=Organisation(clean_line(organisation.name), organisation.siret, clean_line(organisation.locality))
        if organisation.name or organisation.locality
        else None,
        start=known_date(entry.start_date) if entry.HasField("start_date") else None,
        end=known_date(entry.end_date) if entry.HasField("end_date") else None,
        details=_details(entry),
        description=clean_text(entry.description),
    )


def _legal_basis(kind: Kind, entry: entry_pb2.Entry) -> str:
    award = entry.award
    return legal_basis(kind, registered=bool(award.register or award.code), prevention=award.prevention)


def _employment(details: entry_pb2.EmploymentDetails) -> Mapping[str, str]:
    return {
        "contract": details.contract_nature,
        "apprenticeship": "yes" if details.apprenticeship else "",
        "working_time": details.working_time,
    }


def _award(details: entry_pb2.AwardDetails) -> Mapping[str, str]:
    return {
        "code": details.code,
        "option": details.option,
        "level": str(details.level or ""),
        "mention": details.mention if details.mention != "SANS_MENTION" else "",
        "score": details.score,
        "cefr_level": details.cefr_level,
        "digital_score": str(details.digital_score or ""),
    }


def _language(details: entry_pb2.LanguageDetails) -> Mapping[str, str]:
    return {"cefr_level": details.cefr_level}


def _training(details: entry_pb2.TrainingDetails) -> Mapping[str, str]:
    return {"hours": str(details.hours or "")}


_READERS: Mapping[str, Callable[[Any], Mapping[str, str]]] = {
    "employment": _employment,
    "award": _award,
    "language": _language,
    "training": _training,
}


def _details(entry: entry_pb2.Entry) -> tuple[Detail, ...]:
    which = entry.WhichOneof("details")
    # Of a driving licence, a skill and an engagement a CV shows title, period and text.
    if which not in _READERS:
        return ()
    read = _READERS[which](getattr(entry, which))
    return tuple(Detail(key, clean_line(value)) for key, value in read.items() if value)
