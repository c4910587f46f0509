"""ReferentialService: forms ask which terms may be meant."""

from __future__ import annotations

from typing import Any

from passeport.records.v1 import referential_service_pb2 as referential_pb2
from passeport.records.v1 import referential_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.rpc import page_size
from passeport_records.errors import FieldInvalid
from passeport_records.referentials.domain.suggestions import MOST, Suggestion, TermKind
from passeport_records.referentials.usecases.ports import TermSearch
from passeport_records.referentials.usecases.suggest_terms import suggest_terms

__all__ = ["ReferentialServicer"]

_KINDS = {
    referential_pb2.TERM_KIND_CERTIFICATION: TermKind.CERTIFICATION,
    referential_pb2.TERM_KIND_OCCUPATION: TermKind.OCCUPATION,
    referential_pb2.TERM_KIND_SKILL: TermKind.SKILL,
}


class ReferentialServicer(referential_service_pb2_grpc.ReferentialServiceServicer):
    """Serves passeport.records.v1.ReferentialService."""

    def __init__(self, search: TermSearch, clock: Clock) -> None:
        self._search = search
        self._clock = clock

    async def SuggestTerms(  # noqa: N802
        self, request: referential_pb2.SuggestTermsRequest, context: Any
    ) -> referential_pb2.SuggestTermsResponse:
        """Suggests terms in force today."""
        kind = _KINDS.get(request.kind)
        if kind is None:
            raise FieldInvalid(FieldViolation("kind", "is not one that this version knows", "UNKNOWN_VALUE"))
        limit = page_size(request.page_size, default=10, most=MOST)
        found = await suggest_terms(self._search, self._clock, kind=kind, query=request.query, limit=limit)
        return referential_pb2.SuggestTermsResponse(
            suggestions=map(_suggestion, found.suggestions), total_count=found.total
        )


def _suggestion(value: Suggestion) -> referential_pb2.Suggestion:
    return referential_pb2.Suggestion(
        scheme=value.scheme.value,
        code=value.code,
        label=value.label,
        level=value.level,
        active=value.active,
        occupation_code=value.occupation,
        matches=[referential_pb2.TextRange(start=start, end=end) for start, end in value.matches],
    )
