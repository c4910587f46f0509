"""Records: entries by person, batches by partner."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.empty_pb2 import Empty

from fakes.attachments import DOMAIN, check_file_name
from fakes.disputes import FakeDisputes
from fakes.identity import page_of
from fakes.provenances import of_certifier
from fakes.refusals import refusal
from passeport.common.v1.access_pb2 import Access, ListAccessesRequest, ListAccessesResponse
from passeport.records.v1 import (
    consultation_service_pb2,
    entry_pb2,
    feed_service_pb2,
    ledger_service_pb2,
    passport_service_pb2,
    referential_service_pb2,
)
from passeport.records.v1.declared_entry_service_pb2_grpc import DeclaredEntryServiceServicer
from passeport.records.v1.entry_pb2 import AwardDetails, DigitalResult, Entry, Organisation
from passeport.records.v1.feed_service_pb2 import (
    Batch,
    BatchItem,
    GetBatchReportResponse,
    ListBatchItemsResponse,
)
from passeport.records.v1.feed_service_pb2_grpc import FeedServiceServicer
from passeport.records.v1.ledger_service_pb2_grpc import LedgerServiceServicer
from passeport.records.v1.passport_service_pb2_grpc import PassportServiceServicer
from passeport.records.v1.referential_service_pb2_grpc import ReferentialServiceServicer
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import current_caller

__all__ = ["FakeRecords"]


def guaranteed_entry(title: str = "Titre professionnel") -> Entry:
    entry = Entry(
        id=str(new_id()),
        nature=entry_pb2.NATURE_GUARANTEED,
        kind=entry_pb2.KIND_CERTIFICATION,
        title=title,
        organisation=Organisation(name="Ministère du Travail", siret="11000007200014"),
        award=AwardDetails(
            register="RNCP",
            code="RNCP37674",
            level=5,
            prevention=True,
            digital_results=[DigitalResult(domain="1", competence="2", level=4)],
        ),
        state=entry_pb2.ENTRY_STATE_ACTIVE,
        etag="r1",
        source_label="Certificateur Ministère du Travail",
    )
    entry.start_date.year, entry.start_date.month, entry.start_date.day = 2023, 7, 4
    entry.create_time.FromSeconds(1_795_000_000)
    entry.update_time.FromSeconds(1_795_000_000)
    return entry


@dataclass(slots=True)
class FakeRecords(
    FakeDisputes,
    PassportServiceServicer,
    DeclaredEntryServiceServicer,
    FeedServiceServicer,
    LedgerServiceServicer,
    ReferentialServiceServicer,
):
    requests: dict[tuple[str, str], tuple[bytes, Entry]] = field(default_factory=dict)
    accesses: dict[str, list[Access]] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    reports_read: int = 0
    reports_left: int = 0
    delay: float = 0.0
    asked: tuple[str, str, int] | None = None
    checkpoint: str | None = "passeport.example/log/records\n1\nAAAA\n\n— é\n"
    tiles: dict[str, bytes] = field(
        default_factory=lambda: {"tile/0/000.p/1": b"h" * 32, "tile/entries/x001/234": b"e"}
    )

    def give(self, person_id: str, *entries: Entry) -> None:
        self.entries.setdefault(person_id, {}).update({entry.id: entry for entry in entries})

    def _mine(self, entry_id: str) -> Entry:
        entry = self.entries.get(current_caller().subject, {}).get(entry_id)
        if entry is None or entry.state == entry_pb2.ENTRY_STATE_DELETED:
            raise refusal(Kind.NOT_FOUND, "ENTRY_NOT_FOUND", DOMAIN, id=entry_id)
        return entry

    # ReferentialService

    async def SuggestTerms(self, request: Any, context: Any) -> Any:
        self.asked = (referential_service_pb2.TermKind.Name(request.kind), request.query, request.page_size)
        suggestion = referential_service_pb2.Suggestion(
            scheme="rncp",
            code="RNCP39159",
            label="BTS Comptabilité et gestion",
            level=5,
            active=True,
            matches=[referential_service_pb2.TextRange(start=4, end=10)],
        )
        return referential_service_pb2.SuggestTermsResponse(suggestions=[suggestion], total_count=1)

    # PassportService

    async def ListEntries(self, request: Any, context: Any) -> Any:
        await asyncio.sleep(self.delay)
        entries = list(self.entries.get(current_caller().subject, {}).values())
        wanted = request.state or entry_pb2.ENTRY_STATE_ACTIVE
        entries = [entry for entry in entries if entry.state == wanted]
        if request.kinds:
            entries = [entry for entry in entries if entry.kind in request.kinds]
        if request.page_token and not request.page_token.isdecimal():
            fault = FieldViolation("page_token", "is not a token that this list gave", "PAGE_TOKEN")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        start = int(request.page_token or 0)
        end = start + (request.page_size or 100)
        token = str(end) if end < len(entries) else ""
        return passport_service_pb2.ListEntriesResponse(entries=entries[start:end], next_page_token=token)

    async def ListConsultedEntries(self, request: Any, context: Any) -> Any:
        found = self.entries.get(current_caller().person, {}).values()
        guaranteed = [entry for entry in found if entry.nature == entry_pb2.NATURE_GUARANTEED]
        return consultation_service_pb2.ListConsultedEntriesResponse(entries=guaranteed)

    async def GetEntry(self, request: Any, context: Any) -> Entry:
        return self._mine(request.id)

    async def BatchGetEntries(self, request: Any, context: Any) -> Any:
        return passport_service_pb2.BatchGetEntriesResponse(entries=[self._mine(entry_id) for entry_id in request.ids])

    async def GetEntryProof(self, request: Any, context: Any) -> Any:
        entry = self._mine(request.entry_id)
        if entry.nature != entry_pb2.NATURE_GUARANTEED:
            raise refusal(Kind.NOT_FOUND, "ENTRY_NOT_IN_LEDGER", DOMAIN, id=entry.id)
        return passport_service_pb2.EntryProof(
            entry_id=entry.id, revision=2, said='{"é":1}', salt=b"s" * 32, index=42, proof="c2sp.org/tlog-proof@v1\n"
        )

    # LedgerService

    async def GetCheckpoint(self, request: Any, context: Any) -> Any:
        if self.checkpoint is None:
            raise refusal(Kind.NOT_FOUND, "CHECKPOINT_NOT_FOUND", DOMAIN)
        return ledger_service_pb2.GetCheckpointResponse(note=self.checkpoint)

    async def GetTile(self, request: Any, context: Any) -> Any:
        if request.path not in self.tiles:
            raise refusal(Kind.NOT_FOUND, "TILE_NOT_FOUND", DOMAIN, path=request.path[:100])
        return ledger_service_pb2.GetTileResponse(data=self.tiles[request.path])

    async def GetProvenance(self, request: Any, context: Any) -> Any:
        entry = self._mine(request.entry_id)
        return self.stories.get(entry.id) or of_certifier(entry.id)

    async def ListAccesses(self, request: ListAccessesRequest, context: Any) -> ListAccessesResponse:
        return page_of(self.accesses.get(current_caller().subject, []), request)

    # DeclaredEntryService

    async def CreateEntry(self, request: Any, context: Any) -> Entry:
        subject = current_caller().subject
        shown = request.entry.SerializeToString(deterministic=True)
        known = self.requests.get((subject, request.request_id))
        if known is not None:
            if known[0] != shown:
                raise refusal(Kind.ALREADY_EXISTS, "REQUEST_ID_REUSED", DOMAIN)
            return self._mine(known[1].id)
        if request.entry.title == "fault":
            faults = (
                FieldViolation("entry.title", "is a fault", "WORDING"),
                FieldViolation("entry.organisation.siret", "is not a SIRET", "SIRET"),
            )
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=faults)
        if not (request.draft or request.entry.title):
            fault = FieldViolation("entry.title", "is empty: name the job, the training, the skill…", "REQUIRED")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        if request.entry.kind == entry_pb2.KIND_LANGUAGE and not request.draft and not request.entry.language.language:
            fault = FieldViolation("entry.language.language", "is required: name the language by its tag", "REQUIRED")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        if not request.draft and request.entry.HasField("end_date") and not request.entry.HasField("start_date"):
            told = "is required with an end date: give at least the year"
            fault = FieldViolation("entry.start_date", told, "REQUIRED")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        entry = Entry()
        entry.CopyFrom(request.entry)
        entry.id, entry.nature, entry.state = str(new_id()), entry_pb2.NATURE_DECLARED, entry_pb2.ENTRY_STATE_ACTIVE
        entry.etag, entry.source_label = "r1", "Déclaré par le titulaire"
        if request.draft:
            entry.state = entry_pb2.ENTRY_STATE_DRAFT
        entry.create_time.FromSeconds(1_795_000_000)
        entry.update_time.FromSeconds(1_795_000_000)
        self.requests[subject, request.request_id] = (shown, entry)
        self.give(subject, entry)
        return entry

    def _editable(self, entry_id: str, etag: str) -> Entry:
        entry = self._mine(entry_id)
        if entry.nature == entry_pb2.NATURE_GUARANTEED:
            raise refusal(Kind.PRECONDITION, "ENTRY_GUARANTEED", DOMAIN, id=entry_id)
        if entry.etag != etag:
            raise refusal(Kind.CONFLICT, "ETAG_STALE", DOMAIN, id=entry_id)
        return entry

    async def UpdateEntry(self, request: Any, context: Any) -> Entry:
        entry = self._editable(request.id, request.etag)
        for path in request.update_mask.paths:
            entry.ClearField(path)
            value = getattr(request.entry, path)
            if isinstance(value, str):
                setattr(entry, path, value)
            elif request.entry.HasField(path):
                getattr(entry, path).CopyFrom(value)
        entry.etag = f"r{int(entry.etag[1:]) + 1}"
        return entry

    async def DeleteEntry(self, request: Any, context: Any) -> Empty:
        entry = self._editable(request.id, request.etag)
        entry.state, entry.etag = entry_pb2.ENTRY_STATE_DELETED, f"r{int(entry.etag[1:]) + 1}"
        entry.purge_time.FromSeconds(1_797_592_000)
        return Empty()

    async def CompleteEntry(self, request: Any, context: Any) -> Entry:
        entry = await self.UpdateEntry(request, context)
        if not entry.title:
            fault = FieldViolation("entry.title", "is empty: name the job, the training, the skill…", "REQUIRED")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        entry.state = entry_pb2.ENTRY_STATE_ACTIVE
        return entry

    async def RestoreEntry(self, request: Any, context: Any) -> Entry:
        entry = self.entries.get(current_caller().subject, {}).get(request.id)
        if entry is None:
            raise refusal(Kind.NOT_FOUND, "ENTRY_NOT_FOUND", DOMAIN, id=request.id)
        entry.state = entry_pb2.ENTRY_STATE_ACTIVE
        entry.ClearField("purge_time")
        return entry

    async def ArrangeEntries(self, request: Any, context: Any) -> Empty:
        mine = self.entries.get(current_caller().subject, {})
        faults = tuple(
            FieldViolation(f"ids[{number}]", "is no entry of this kind in the passport", "NOT_IN_PASSPORT")
            for number, entry_id in enumerate(request.ids)
            if entry_id not in mine
        )
        if faults:
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=faults)
        arranged = {entry_id: mine[entry_id] for entry_id in request.ids}
        self.entries[current_caller().subject] = arranged | mine
        return Empty()

    # FeedService

    async def SubmitBatch(self, request_iterator: AsyncIterator[Any], context: Any) -> Batch:
        whole = False
        digest, size, content = hashlib.sha256(), 0, bytearray()
        try:
            header = (await anext(request_iterator)).header
            check_file_name(header.file_name)
            async for part in request_iterator:
                if part.HasField("end"):
                    whole = header.closing and part.end.size_bytes == size
                    break
                self.largest_piece = max(self.largest_piece, len(part.chunk))
                digest.update(part.chunk)
                size += len(part.chunk)
                if size <= 4096:
                    content += part.chunk
                if part.chunk.startswith(b"bad"):
                    detail = "flux n'est pas attendu ici ; attendu : personne"
                    raise refusal(
                        Kind.INVALID, "FILE_INVALID", DOMAIN, line="12", column="7", rule="content", detail=detail
                    )
            if not whole:
                raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN)
        finally:
            self.abandoned += not whole
        if header.file_name == "stranger.xml":
            raise refusal(Kind.DENIED, "SENDER_MISMATCH", DOMAIN, id_client="AB123CDE")
        key = f"{current_caller().subject}/{header.file_name}/{digest.hexdigest()}"
        if key not in self.batches:
            batch = Batch(
                id=str(new_id()),
                feed=header.feed,
                file_name=header.file_name,
                state=feed_service_pb2.BATCH_STATE_RECEIVED,
                size=size,
                sha256=digest.hexdigest(),
            )
            batch.create_time.FromSeconds(1_795_000_000)
            self.batches[key] = batch
            self.files[batch.id] = bytes(content)
        return self.batches[key]

    def _batch(self, batch_id: str) -> Batch:
        mine = current_caller().subject
        for key, batch in self.batches.items():
            if batch.id == batch_id and key.startswith(f"{mine}/"):
                return batch
        raise refusal(Kind.NOT_FOUND, "BATCH_NOT_FOUND", DOMAIN, id=batch_id)

    def _told(self, batch_id: str) -> Batch:
        batch = self._batch(batch_id)
        if batch.HasField("report_expire_time"):
            at = batch.report_expire_time.ToJsonString()
            raise refusal(Kind.PRECONDITION, "REPORT_EXPIRED", DOMAIN, id=batch_id, expire_time=at)
        return batch

    async def GetBatch(self, request: Any, context: Any) -> Batch:
        return self._batch(request.id)

    async def ListBatchItems(self, request: Any, context: Any) -> ListBatchItemsResponse:
        self._told(request.batch_id)
        items = [
            BatchItem(line=7, outcome=feed_service_pb2.ITEM_OUTCOME_ACCEPTED, key="1"),
            BatchItem(line=9, outcome=feed_service_pb2.ITEM_OUTCOME_UNRESOLVED, key="2", rule="no_match"),
        ]
        items[1].wait_until_time.FromSeconds(1_810_000_000)
        wanted = [item for item in items if not request.outcomes or item.outcome in request.outcomes]
        start = int(request.page_token or "0")
        page = wanted[start : start + request.page_size]
        more = start + len(page) < len(wanted)
        return ListBatchItemsResponse(items=page, next_page_token=str(start + len(page)) if more else "")

    async def RollBackBatch(self, request: Any, context: Any) -> Batch:
        batch = self._told(request.id)
        if batch.state == feed_service_pb2.BATCH_STATE_RECEIVED:
            raise refusal(Kind.PRECONDITION, "BATCH_NOT_FINISHED", DOMAIN, retry_after=3, state="RECEIVED")
        if "\n" in request.reason:
            fault = FieldViolation("reason", "must not hold a line break or a control character", "CHARACTER")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
        batch.state = feed_service_pb2.BATCH_STATE_ROLLING_BACK
        batch.rollback.reason = request.reason
        batch.rollback.begin_time.FromSeconds(1_796_000_000)
        return batch

    async def GetBatchReport(self, request: Any, context: Any) -> AsyncIterator[GetBatchReportResponse]:
        batch = self._told(request.batch_id)
        if batch.state not in {feed_service_pb2.BATCH_STATE_FINISHED, feed_service_pb2.BATCH_STATE_FAILED}:
            raise refusal(Kind.PRECONDITION, "BATCH_NOT_FINISHED", DOMAIN, retry_after=3, state="RECEIVED")
        official = request.format == feed_service_pb2.REPORT_FORMAT_OFFICIAL_XML
        if official and batch.feed == feed_service_pb2.FEED_DSN:
            raise refusal(Kind.INVALID, "REPORT_FORMAT_UNSUPPORTED", DOMAIN)
        name, media = {
            feed_service_pb2.REPORT_FORMAT_OFFICIAL_XML: ("accuse.xml", "application/xml"),
            feed_service_pb2.REPORT_FORMAT_JSON_LINES: ("report.jsonl", "application/jsonl"),
            feed_service_pb2.REPORT_FORMAT_CSV: ("report.csv", "text/csv; charset=utf-8; header=present"),
        }.get(request.format, ("report.json", "application/json"))
        body = b"<accuse/>" if official else b'{"items":[]}'
        yield GetBatchReportResponse(file_name=name, media_type=media, chunk=body[:5])
        if batch.file_name == "broken.xml":
            raise refusal(Kind.UNAVAILABLE, "IDENTITY_UNAVAILABLE", DOMAIN)
        try:
            for _ in range(2000 if batch.file_name == "long.xml" else 0):
                yield GetBatchReportResponse(chunk=b" " * 65_536)
            yield GetBatchReportResponse(chunk=body[5:])
            self.reports_read += 1
        except GeneratorExit:
            self.reports_left += 1
            raise
