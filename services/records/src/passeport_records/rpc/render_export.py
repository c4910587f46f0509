"""All that is held of entries, from values of the domain to messages of the contract."""

from __future__ import annotations

from datetime import date

from passeport.records.v1 import passport_service_pb2
from passeport_records.domain.exported import ExportedEntry, ExportPage
from passeport_records.rpc.disputes import render_dispute
from passeport_records.rpc.parse import EXPORT_PAGES
from passeport_records.rpc.render import attachment, entry, provenance

__all__ = ["export_page"]


def export_page(page: ExportPage, today: date) -> passport_service_pb2.ExportEntriesResponse:
    """A page of all that is held, as it is today."""
    return passport_service_pb2.ExportEntriesResponse(
        entries=[_exported(value, today) for value in page.entries],
        next_page_token="" if page.next is None else EXPORT_PAGES.write(str(page.next)),
    )


def _exported(value: ExportedEntry, today: date) -> passport_service_pb2.ExportedEntry:
    return passport_service_pb2.ExportedEntry(
        entry=entry(value.entry),
        provenance=provenance(value.provenance),
        attachments=[attachment(one) for one in value.attachments],
        joined_to=[str(one) for one in value.joined_to],
        disputes=[render_dispute(one, today) for one in value.disputes],
    )
