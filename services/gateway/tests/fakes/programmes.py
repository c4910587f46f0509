"""One programme of prevention, that keeps what it is told under its address."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from typing import Any, ClassVar

from fakes.refusals import refusal
from passeport.prevention.v1alpha1 import programme_service_pb2 as pb
from passeport.prevention.v1alpha1.programme_service_pb2_grpc import ProgrammeServiceServicer
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.rpc import current_caller

__all__ = ["FakeProgrammes"]

DOMAIN = "prevention.passeport"
NAME = "habilitation-electrique"


class FakeProgrammes(ProgrammeServiceServicer):
    __slots__ = ()
    kept: ClassVar[dict[tuple[str, str], bytes]] = {}

    async def ListProgrammes(self, request: Any, context: Any) -> pb.ListProgrammesResponse:
        route = pb.ProgrammeRoute(method="GET", path="symbols", summary="Lire", response_schema='{"type": "object"}')
        one = pb.Programme(name=NAME, title="Habilitation électrique", version="0.1.0", available=True, routes=[route])
        return pb.ListProgrammesResponse(programmes=[one, pb.Programme(name="ill", title="ill")])

    async def ReadForHolder(self, request: Any, context: Any) -> pb.CallProgrammeResponse:
        return self._call(request)

    async def WriteForHolder(self, request: Any, context: Any) -> pb.CallProgrammeResponse:
        return self._call(request)

    async def CallForPartner(self, request: Any, context: Any) -> pb.CallProgrammeResponse:
        return self._call(request)

    def _call(self, request: Any) -> pb.CallProgrammeResponse:
        key = (current_caller().subject, request.path)
        if request.programme != NAME:
            raise refusal(Kind.NOT_FOUND, "PROGRAMME_NOT_FOUND", DOMAIN)
        if request.method == "PUT":
            if b"Z9" in request.body:
                fault = FieldViolation("symbols[0]", "Pas un symbole. Écrivez B1V.", "UNKNOWN_SYMBOL")
                raise refusal(
                    Kind.INVALID, "PROGRAMME_FIELD_INVALID", DOMAIN, violations=(fault,), programme=request.programme
                )
            self.kept[key] = request.body
        if request.method == "DELETE":
            detail = "Pas maintenant ; revenez demain."
            raise refusal(
                Kind.PRECONDITION,
                "PROGRAMME_REFUSED",
                DOMAIN,
                rule="NOT_NOW",
                detail=detail,
                programme=request.programme,
            )
        if key not in self.kept:
            detail = "Rien ici ; commencez par en écrire."
            raise refusal(
                Kind.NOT_FOUND,
                "PROGRAMME_NOTHING_THERE",
                DOMAIN,
                rule="NOTHING",
                detail=detail,
                programme=request.programme,
            )
        return pb.CallProgrammeResponse(body=self.kept[key])
