"""Refusals of the contracts, without a class for each."""

from __future__ import annotations

from datetime import timedelta

from passeport_chassis.errors import DomainError, FieldViolation, Kind

__all__ = ["refusal"]


def refusal(
    kind: Kind,
    reason: str,
    domain: str = "passeport",
    *,
    violations: tuple[FieldViolation, ...] = (),
    retry_after: float | None = None,
    **metadata: str,
) -> DomainError:
    wait = None if retry_after is None else timedelta(seconds=retry_after)
    error = DomainError(f"refused: {reason}", metadata=metadata, violations=violations, retry_after=wait)
    error.kind, error.reason, error.domain = kind, reason, domain
    return error
