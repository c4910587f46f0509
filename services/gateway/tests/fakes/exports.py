"""Records: all that is held of entries, page by page, their stories, and how far sources have got."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fakes.attachments import DOMAIN
from fakes.offers import FakeOffers
from fakes.provenances import of_certifier
from fakes.refusals import refusal
from passeport.records.v1 import passport_service_pb2
from passeport.records.v1.dispute_service_pb2 import Dispute
from passeport.records.v1.source_service_pb2 import ListSourcesResponse, SourceFreshness
from passeport.records.v1.source_service_pb2_grpc import SourceServiceServicer
from passeport_chassis.errors import Kind
from passeport_chassis.rpc import current_caller

__all__ = ["FakeExports"]


@dataclass(slots=True)
class FakeExports(FakeOffers, SourceServiceServicer):
    stories: dict[str, passport_service_pb2.Provenance] = field(default_factory=dict)
    export_page_size: int = 100
    sources: list[SourceFreshness] = field(default_factory=list)
    sources_away: bool = False
    sources_asked: int = 0
    # From that entry on it does not answer.
    export_ends_at: int | None = None

    async def ListSources(self, request: Any, context: Any) -> Any:
        self.sources_asked += 1
        if self.sources_away:
            raise refusal(Kind.UNAVAILABLE, "AWAY", DOMAIN)
        return ListSourcesResponse(sources=self.sources)

    def disputes_of(self, entry_id: str) -> list[Dispute]:
        return []

    async def ExportEntries(self, request: Any, context: Any) -> Any:
        if self.export_ends_at is not None and int(request.page_token or 0) >= self.export_ends_at:
            raise refusal(Kind.UNAVAILABLE, "AWAY", DOMAIN)
        mine = list(self.entries.get(current_caller().subject, {}).values())
        start = int(request.page_token or 0)
        end = start + min(request.page_size, self.export_page_size)
        page = [
            passport_service_pb2.ExportedEntry(
                entry=entry,
                provenance=self.stories.get(entry.id) or of_certifier(entry.id),
                disputes=self.disputes_of(entry.id),
                attachments=[attachment for attachment, _ in self.attached.values() if attachment.entry_id == entry.id],
            )
            for entry in mine[start:end]
        ]
        token = str(end) if end < len(mine) else ""
        return passport_service_pb2.ExportEntriesResponse(entries=page, next_page_token=token)
