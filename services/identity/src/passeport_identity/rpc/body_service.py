"""BodyService: the bodies that holders choose among."""

from __future__ import annotations

from typing import Any

import grpc.aio

from passeport.identity.v1 import body_service_pb2 as pb
from passeport.identity.v1.body_service_pb2_grpc import BodyServiceServicer
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.usecases.list_bodies import GetBody, ListBodies

__all__ = ["BodyServicer"]

Context = grpc.aio.ServicerContext[Any, Any]


class BodyServicer(BodyServiceServicer):
    """Serves the gateway."""

    def __init__(self, list_bodies: ListBodies, get: GetBody) -> None:
        self._list = list_bodies
        self._get = get

    async def ListBodies(self, request: pb.ListBodiesRequest, context: Context) -> pb.ListBodiesResponse:  # noqa: N802
        return pb.ListBodiesResponse(bodies=[_body(one) for one in await self._list(request.query)])

    async def GetBody(self, request: pb.GetBodyRequest, context: Context) -> pb.Body:  # noqa: N802
        return _body(await self._get(request.siret))


def _body(client: PartnerClient) -> pb.Body:
    return pb.Body(siret=client.siret, organisation=client.organisation, role=client.role or "")
