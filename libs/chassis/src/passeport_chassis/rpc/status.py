"""DomainError to gRPC status and back: canonical code, ErrorInfo, BadRequest, RetryInfo (AIP-193)."""

from __future__ import annotations

from google.protobuf.any_pb2 import Any
from google.rpc import code_pb2, error_details_pb2, status_pb2

from passeport_chassis.errors import DomainError


def to_status(error: DomainError) -> status_pb2.Status:
    """The status that a caller gets for an error."""
    status = status_pb2.Status(code=code_pb2.Code.Value(error.kind.value), message=error.message)

    def add(detail: object) -> None:
        packed = Any()
        packed.Pack(detail)  # type: ignore[arg-type]
        status.details.append(packed)

    add(error_details_pb2.ErrorInfo(reason=error.reason, domain=error.domain, metadata=dict(error.metadata)))
    if error.violations:
        bad = error_details_pb2.BadRequest()
        for one in error.violations:
            bad.field_violations.add(field=one.field, description=one.description, reason=one.reason)
        add(bad)
    if error.retry_after is not None:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromTimedelta(error.retry_after)
        add(retry)
    return status
