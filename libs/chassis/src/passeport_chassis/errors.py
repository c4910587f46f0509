"""The one error type that crosses layers and processes.

A service subclasses `DomainError` once per reason of its contract; `passeport_chassis.rpc` maps it to a gRPC status
with `ErrorInfo`, `BadRequest` and `RetryInfo` (google.rpc, AIP-193), and the gateway maps that to a problem document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from types import MappingProxyType


class Kind(Enum):
    """What sort of refusal an error is; the values are the names of the canonical gRPC codes."""

    INVALID = "INVALID_ARGUMENT"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_FOUND = "NOT_FOUND"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    PRECONDITION = "FAILED_PRECONDITION"
    CONFLICT = "ABORTED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    DENIED = "PERMISSION_DENIED"
    EXHAUSTED = "RESOURCE_EXHAUSTED"
    UNAVAILABLE = "UNAVAILABLE"
    DEADLINE = "DEADLINE_EXCEEDED"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """A field that breaks a rule: its path in the request, and a sentence that names the rule and the fix."""

    field: str
    description: str
    reason: str = ""


class DomainError(Exception):
    """A refusal that the caller is told about.

    `reason` is a value of the owner's ErrorReason enum without its prefix, `domain` names the owner
    (`records.passeport`), `metadata` repeats every variable part of the message. Nothing personal belongs in any of
    them: they are logged and sent.
    """

    kind: Kind = Kind.INTERNAL
    reason: str = "INTERNAL"
    domain: str = "passeport"

    def __init__(
        self,
        message: str = "",
        *,
        metadata: Mapping[str, str] | None = None,
        violations: Sequence[FieldViolation] = (),
        retry_after: timedelta | None = None,
    ) -> None:
        self.message = message or (type(self).__doc__ or self.reason).strip().splitlines()[0]
        self.metadata: Mapping[str, str] = MappingProxyType(dict(metadata or {}))
        self.violations = tuple(violations)
        self.retry_after = retry_after
        super().__init__(self.message)


class Refused(Exception):
    """What was handed over will never be taken as it is; trying again later will not help."""


class FieldInvalid(DomainError):
    """One or more fields of the request are wrong."""

    kind = Kind.INVALID
    reason = "FIELD_INVALID"
