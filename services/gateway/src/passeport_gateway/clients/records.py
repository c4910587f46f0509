"""What the door asks of records: entries, their provenance, feeds."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence

import grpc.aio
from google.protobuf.field_mask_pb2 import FieldMask

from passeport.common.v1.access_pb2 import ListAccessesRequest, ListAccessesResponse
from passeport.records.v1 import attachment_service_pb2 as attaching
from passeport.records.v1 import declared_entry_service_pb2 as declared
from passeport.records.v1 import dispute_service_pb2 as disputing
from passeport.records.v1 import feed_service_pb2 as feeding
from passeport.records.v1 import joining_service_pb2 as joining
from passeport.records.v1 import ledger_service_pb2 as ledger
from passeport.records.v1 import passport_service_pb2 as passports
from passeport.records.v1.attachment_service_pb2_grpc import AttachmentServiceStub
from passeport.records.v1.declared_entry_service_pb2_grpc import DeclaredEntryServiceStub
from passeport.records.v1.dispute_service_pb2_grpc import DisputeServiceStub, SourceDisputeServiceStub
from passeport.records.v1.entry_pb2 import Entry, EntryState, Kind
from passeport.records.v1.feed_service_pb2_grpc import FeedServiceStub
from passeport.records.v1.joining_service_pb2_grpc import JoiningServiceStub
from passeport.records.v1.ledger_service_pb2_grpc import LedgerServiceStub
from passeport.records.v1.passport_service_pb2_grpc import PassportServiceStub
from passeport.records.v1.referential_service_pb2 import SuggestTermsRequest, SuggestTermsResponse, TermKind
from passeport.records.v1.referential_service_pb2_grpc import ReferentialServiceStub
from passeport.records.v1.source_service_pb2 import ListSourcesRequest, SourceFreshness
from passeport.records.v1.source_service_pb2_grpc import SourceServiceStub
from passeport_gateway.clients.calls import answer, answer_to_stream, streamed

__all__ = ["RecordsClient"]

_NAME = "records"


class RecordsClient:
    """Records, over one channel."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._passports = PassportServiceStub(channel)
        self._declared = DeclaredEntryServiceStub(channel)
        self._attachments = AttachmentServiceStub(channel)
        self._joinings = JoiningServiceStub(channel)
        self._disputes = DisputeServiceStub(channel)
        self._source_disputes = SourceDisputeServiceStub(channel)
        self._feeds = FeedServiceStub(channel)
        self._referentials = ReferentialServiceStub(channel)
        self._sources = SourceServiceStub(channel)
        self._ledger = LedgerServiceStub(channel)

    async def entries(
        self,
        kinds: Sequence[Kind],
        page_size: int,
        page_token: str,
        *,
        state: EntryState = EntryState.ENTRY_STATE_ACTIVE,
        within: float | None = None,
    ) -> passports.ListEntriesResponse:
        """A page of the holder's entries in a state."""
        request = passports.ListEntriesRequest(kinds=kinds, page_size=page_size, page_token=page_token, state=state)
        return await answer(_NAME, self._passports.ListEntries(request, timeout=within))

    async def sources(self, *, within: float | None = None) -> Sequence[SourceFreshness]:
        """How far each source has got."""
        return (await answer(_NAME, self._sources.ListSources(ListSourcesRequest(), timeout=within))).sources

    async def entry(self, entry_id: str) -> Entry:
        """One entry."""
        return await answer(_NAME, self._passports.GetEntry(passports.GetEntryRequest(id=entry_id)))

    async def create_entry(self, entry: Entry, request_id: str, *, draft: bool) -> Entry:
        """Creates a declared entry, or a draft of one."""
        request = declared.CreateEntryRequest(entry=entry, request_id=request_id, draft=draft)
        return await answer(_NAME, self._declared.CreateEntry(request))

    async def update_entry(self, entry: Entry, entry_id: str, etag: str, paths: Iterable[str]) -> Entry:
        """Updates some fields of a declared entry."""
        request = declared.UpdateEntryRequest(entry=entry, id=entry_id, etag=etag, update_mask=FieldMask(paths=paths))
        return await answer(_NAME, self._declared.UpdateEntry(request))

    async def complete_entry(self, entry: Entry, entry_id: str, etag: str, paths: Iterable[str]) -> Entry:
        """Makes a draft an entry like others, with the last changes."""
        mask = FieldMask(paths=paths)
        request = declared.CompleteEntryRequest(entry=entry, id=entry_id, etag=etag, update_mask=mask)
        return await answer(_NAME, self._declared.CompleteEntry(request))

    async def delete_entry(self, entry_id: str, etag: str) -> None:
        """Deletes a declared entry."""
        await answer(_NAME, self._declared.DeleteEntry(declared.DeleteEntryRequest(id=entry_id, etag=etag)))

    async def restore_entry(self, entry_id: str) -> Entry:
        """Takes the deletion of a declared entry back."""
        return await answer(_NAME, self._declared.RestoreEntry(declared.RestoreEntryRequest(id=entry_id)))

    async def arrange_entries(self, kind: Kind, entry_ids: Sequence[str]) -> None:
        """Puts the entries of a kind in the holder's order."""
        await answer(_NAME, self._declared.ArrangeEntries(declared.ArrangeEntriesRequest(kind=kind, ids=entry_ids)))

    async def provenance(self, entry_id: str) -> passports.Provenance:
        """Where an entry comes from."""
        request = passports.GetProvenanceRequest(entry_id=entry_id)
        return await answer(_NAME, self._passports.GetProvenance(request))

    async def export(self, page_size: int, page_token: str) -> passports.ExportEntriesResponse:
        """A page of all that is held of the holder's entries."""
        request = passports.ExportEntriesRequest(page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._passports.ExportEntries(request))

    async def proof(self, entry_id: str) -> passports.EntryProof:
        """What proves that an entry is in the ledger."""
        return await answer(_NAME, self._passports.GetEntryProof(passports.GetEntryProofRequest(entry_id=entry_id)))

    async def checkpoint(self) -> str:
        """The last signed checkpoint of the ledger."""
        return (await answer(_NAME, self._ledger.GetCheckpoint(ledger.GetCheckpointRequest()))).note

    async def tile(self, path: str) -> bytes:
        """A tile or an entry bundle of the ledger."""
        return (await answer(_NAME, self._ledger.GetTile(ledger.GetTileRequest(path=path)))).data

    async def suggestions(self, kind: TermKind, query: str, limit: int) -> SuggestTermsResponse:
        """Terms of referentials that may be meant."""
        request = SuggestTermsRequest(kind=kind, query=query, page_size=limit)
        return await answer(_NAME, self._referentials.SuggestTerms(request))

    async def accesses(self, page_size: int, page_token: str) -> ListAccessesResponse:
        """Who read or wrote the holder's entries."""
        request = ListAccessesRequest(page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._passports.ListAccesses(request))

    async def submit_batch(self, feed: feeding.Feed, file_name: str, pieces: AsyncIterator[bytes]) -> feeding.Batch:
        """Sends a file piece by piece as it comes. Raises what `pieces` raises, and nothing is stored then.

        The end that is announced and then sent tells records that the file is whole: a call that is cancelled looks to
        it like one that ended.
        """

        async def requests() -> AsyncGenerator[feeding.SubmitBatchRequest]:
            header = feeding.BatchHeader(feed=feed, file_name=file_name, closing=True)
            yield feeding.SubmitBatchRequest(header=header)
            size = 0
            async for piece in pieces:
                size += len(piece)
                yield feeding.SubmitBatchRequest(chunk=piece)
            yield feeding.SubmitBatchRequest(end=feeding.BatchEnd(size_bytes=size))

        return await answer_to_stream(_NAME, self._feeds.SubmitBatch, requests())

    async def offers(self, state: joining.OfferState) -> Sequence[joining.Offer]:
        """The offers to join two entries that are in a state."""
        return (await answer(_NAME, self._joinings.ListOffers(joining.ListOffersRequest(state=state)))).offers

    async def accept_offer(self, declared_id: str, guaranteed_id: str) -> joining.Offer:
        """Joins two entries."""
        request = joining.AcceptOfferRequest(declared_id=declared_id, guaranteed_id=guaranteed_id)
        return await answer(_NAME, self._joinings.AcceptOffer(request))

    async def refuse_offer(self, declared_id: str, guaranteed_id: str) -> joining.Offer:
        """Refuses to join two entries, or separates them."""
        request = joining.RefuseOfferRequest(declared_id=declared_id, guaranteed_id=guaranteed_id)
        return await answer(_NAME, self._joinings.RefuseOffer(request))

    async def open_dispute(
        self, entry_id: str, ground: disputing.DisputeGround, text: str, request_id: str
    ) -> disputing.Dispute:
        """Tells the source of an entry that it is wrong."""
        request = disputing.OpenDisputeRequest(entry_id=entry_id, ground=ground, text=text, request_id=request_id)
        return await answer(_NAME, self._disputes.OpenDispute(request))

    async def dispute(self, dispute_id: str) -> disputing.Dispute:
        """One dispute of the holder."""
        return await answer(_NAME, self._disputes.GetDispute(disputing.GetDisputeRequest(id=dispute_id)))

    async def disputes(self, entry_id: str, page_size: int, page_token: str) -> disputing.ListDisputesResponse:
        """A page of the holder's disputes, of one entry or all."""
        request = disputing.ListDisputesRequest(entry_id=entry_id, page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._disputes.ListDisputes(request))

    async def take_back_dispute(self, dispute_id: str, etag: str) -> disputing.Dispute:
        """Gives a dispute up."""
        request = disputing.TakeBackDisputeRequest(id=dispute_id, etag=etag)
        return await answer(_NAME, self._disputes.TakeBackDispute(request))

    async def source_disputes(
        self, page_size: int, page_token: str, *, open_only: bool
    ) -> disputing.ListSourceDisputesResponse:
        """A page of what the partner's organisation is to answer."""
        request = disputing.ListSourceDisputesRequest(open_only=open_only, page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._source_disputes.ListSourceDisputes(request))

    async def source_dispute(self, dispute_id: str) -> disputing.SourceDispute:
        """One of these."""
        request = disputing.GetSourceDisputeRequest(id=dispute_id)
        return await answer(_NAME, self._source_disputes.GetSourceDispute(request))

    async def answer_dispute(
        self, dispute_id: str, etag: str, state: disputing.DisputeState, said: str
    ) -> disputing.SourceDispute:
        """Accepts or refuses one of these."""
        request = disputing.AnswerDisputeRequest(id=dispute_id, etag=etag, state=state, answer=said)
        return await answer(_NAME, self._source_disputes.AnswerDispute(request))

    async def add_attachment(self, entry_id: str, file_name: str, pieces: AsyncIterator[bytes]) -> attaching.Attachment:
        """Attaches a file, piece by piece as it comes. Raises what `pieces` raises, and nothing is stored then."""

        async def requests() -> AsyncGenerator[attaching.AddAttachmentRequest]:
            header = attaching.AttachmentHeader(entry_id=entry_id, file_name=file_name)
            yield attaching.AddAttachmentRequest(header=header)
            size = 0
            async for piece in pieces:
                size += len(piece)
                yield attaching.AddAttachmentRequest(chunk=piece)
            yield attaching.AddAttachmentRequest(end=attaching.AttachmentEnd(size_bytes=size))

        return await answer_to_stream(_NAME, self._attachments.AddAttachment, requests())

    async def attachments(self, entry_id: str) -> Sequence[attaching.Attachment]:
        """The files of an entry."""
        request = attaching.ListAttachmentsRequest(entry_id=entry_id)
        return (await answer(_NAME, self._attachments.ListAttachments(request))).attachments

    async def delete_attachment(self, entry_id: str, attachment_id: str) -> None:
        """Deletes a file of an entry."""
        request = attaching.DeleteAttachmentRequest(entry_id=entry_id, id=attachment_id)
        await answer(_NAME, self._attachments.DeleteAttachment(request))

    async def attachment(self, entry_id: str, attachment_id: str) -> AsyncGenerator[attaching.ReadAttachmentResponse]:
        """What a file of an entry is, then its pieces."""
        request = attaching.ReadAttachmentRequest(entry_id=entry_id, id=attachment_id)
        async for part in streamed(_NAME, self._attachments.ReadAttachment(request)):
            yield part

    async def batch(self, batch_id: str) -> feeding.Batch:
        """A batch."""
        return await answer(_NAME, self._feeds.GetBatch(feeding.GetBatchRequest(id=batch_id)))

    async def batch_items(
        self, batch_id: str, outcomes: Sequence[feeding.ItemOutcome], page_size: int, page_token: str
    ) -> feeding.ListBatchItemsResponse:
        """A page of what became of the items of a batch."""
        request = feeding.ListBatchItemsRequest(
            batch_id=batch_id, outcomes=outcomes, page_size=page_size, page_token=page_token
        )
        return await answer(_NAME, self._feeds.ListBatchItems(request))

    async def roll_back_batch(self, batch_id: str, reason: str) -> feeding.Batch:
        """Has a batch undone."""
        request = feeding.RollBackBatchRequest(id=batch_id, reason=reason)
        return await answer(_NAME, self._feeds.RollBackBatch(request))

    async def report(self, batch_id: str, form: feeding.ReportFormat) -> AsyncGenerator[feeding.GetBatchReportResponse]:
        """The pieces of the report of a finished batch."""
        request = feeding.GetBatchReportRequest(batch_id=batch_id, format=form)
        async for piece in streamed(_NAME, self._feeds.GetBatchReport(request)):
            yield piece
