"""Identity: the keys that verify caller tokens."""

from __future__ import annotations

import grpc.aio

from passeport.identity.v1 import token_service_pb2, token_service_pb2_grpc
from passeport_chassis.rpc import RemoteError
from passeport_records.errors import IdentityUnavailable

__all__ = ["CallerTokenKeys"]


class CallerTokenKeys:
    """The keys of caller tokens, from identity's KeyService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = token_service_pb2_grpc.KeyServiceStub(channel)

    async def fetch(self) -> str:
        """The JWK set as JSON text. Raises IdentityUnavailable while identity does not answer."""
        try:
            answer = await self._stub.GetCallerTokenKeys(token_service_pb2.GetCallerTokenKeysRequest())
        except grpc.aio.AioRpcError as error:
            if RemoteError(error).unavailable:
                raise IdentityUnavailable from None
            raise RemoteError(error) from None
        return answer.jwks
