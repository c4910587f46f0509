"""DeclaredNumberService: what employers declare of changes of numbers."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc.aio

from passeport.identity.v1 import declared_number_service_pb2 as pb
from passeport.identity.v1.declared_number_service_pb2_grpc import DeclaredNumberServiceServicer
from passeport_identity.domain.declared_number import DeclarationOutcome
from passeport_identity.usecases.declare_numbers import DeclareNumbers, NumberDeclaration

__all__ = ["DeclaredNumberServicer"]

_OUTCOMES = {
    DeclarationOutcome.ALREADY_ONE: pb.DECLARATION_OUTCOME_ALREADY_ONE,
    DeclarationOutcome.TWO_PERSONS: pb.DECLARATION_OUTCOME_TWO_PERSONS,
    DeclarationOutcome.WAITING: pb.DECLARATION_OUTCOME_WAITING,
    DeclarationOutcome.NO_MATCH: pb.DECLARATION_OUTCOME_NO_MATCH,
    DeclarationOutcome.NIR_INVALID: pb.DECLARATION_OUTCOME_NIR_INVALID,
}


class DeclaredNumberServicer(DeclaredNumberServiceServicer):
    """Serves records, for the DSN."""

    def __init__(self, declare: DeclareNumbers) -> None:
        self._declare = declare

    async def DeclareNumbers(  # noqa: N802
        self, request: pb.DeclareNumbersRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> pb.DeclareNumbersResponse:
        declarations = await asyncio.to_thread(
            lambda: [NumberDeclaration(each.former_nir, each.nir, each.birth_name) for each in request.declarations]
        )
        outcomes = await self._declare(declarations, request.organisation)
        return pb.DeclareNumbersResponse(outcomes=[_OUTCOMES[each] for each in outcomes])
