"""The logs of accesses of all services, as they are merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from passeport_gateway.domain.access import AccessLine
from passeport_gateway.http.admission import IDENTITY, PREVENTION, PUBLISHING, RECORDS
from passeport_gateway.http.ports import Accesses, Services
from passeport_gateway.http.render.holder import access_lines
from passeport_gateway.usecases.read_access_log import AccessSource

__all__ = ["access_sources"]


def access_sources(services: Services) -> Mapping[str, AccessSource]:
    """The log of each service, by its name."""
    return {
        IDENTITY: _source(IDENTITY, services.identity),
        RECORDS: _source(RECORDS, services.records),
        PUBLISHING: _source(PUBLISHING, services.publishing),
        PREVENTION: _source(PREVENTION, services.prevention),
    }


def _source(name: str, service: Accesses) -> AccessSource:
    async def read(page_size: int, page_token: str) -> tuple[Sequence[AccessLine], str]:
        page = await service.accesses(page_size, page_token)
        return access_lines(name, page), page.next_page_token

    return read
