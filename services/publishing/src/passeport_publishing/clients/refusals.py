"""What a refusal by another service means here."""

from __future__ import annotations

import grpc
import grpc.aio

from passeport_chassis.rpc import RemoteError
from passeport_chassis.rpc.caller import CallerTokenInvalid
from passeport_publishing.errors import EntryNotFound, SourceUnavailable

__all__ = ["translate"]


def translate(service: str, error: grpc.aio.AioRpcError) -> Exception:
    """Returns what to raise instead; a refusal that should not happen stays what it is and becomes INTERNAL."""
    remote = RemoteError(error)
    if remote.unavailable or remote.code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return SourceUnavailable(metadata={"service": service}, retry_after=remote.retry_after)
    if remote.code is grpc.StatusCode.UNAUTHENTICATED:
        return CallerTokenInvalid(metadata={"check": remote.metadata.get("check", "refused")})
    if remote.reason == "ENTRY_NOT_FOUND":
        return EntryNotFound(metadata={"id": remote.metadata.get("id", "")})
    return remote
