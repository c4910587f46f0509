"""What the gateway refuses by itself, one small class per reason, and what another service refused.

The HTTP status and the words of each reason are in `domain/catalogue*.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from passeport_chassis.errors import DomainError, FieldInvalid, FieldViolation, Kind

__all__ = [
    "BearerRequired",
    "BodyTooLarge",
    "ClientTooSlow",
    "ContentEncodingUnsupported",
    "FieldInvalid",
    "FieldViolation",
    "FileNameMissing",
    "FormInvalid",
    "IdempotencyKeyInvalid",
    "IdempotencyKeyMissing",
    "IfMatchInvalid",
    "IfMatchMissing",
    "JsonInvalid",
    "MediaTypeUnsupported",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "OriginRefused",
    "Overloaded",
    "ProfessionalSignInRequired",
    "RateLimited",
    "ReturnToRefused",
    "ServiceRefused",
    "SignInRequired",
    "TooManyAtOnce",
]

# Codes by which a service says that trying again later may help; the passport then shows a gap.
_DOWN = {
    "UNAVAILABLE": "unavailable",
    "DEADLINE_EXCEEDED": "timeout",
    "RESOURCE_EXHAUSTED": "overloaded",
    "INTERNAL": "failed",
    "UNKNOWN": "failed",
    "UNIMPLEMENTED": "unavailable",
    "CANCELLED": "unavailable",
    "DATA_LOSS": "failed",
}


@dataclass(slots=True)
class ServiceRefused(Exception):
    """Another service refused or did not answer; `code` is the name of the canonical gRPC code."""

    service: str
    code: str
    reason: str = ""
    message: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    violations: tuple[tuple[str, str, str], ...] = ()
    retry_after: timedelta | None = None

    def __str__(self) -> str:
        return f"{self.service}: {self.code} {self.reason}".rstrip()

    @property
    def gap(self) -> str | None:
        """The code of the gap that the service leaves when it is merely down; None for a refusal that means itself."""
        return _DOWN.get(self.code)


class GatewayError(DomainError):
    """What the gateway refuses before any service is asked."""

    domain = "gateway.passeport"
    kind = Kind.INVALID


class NotFound(GatewayError):
    """There is nothing at this address."""

    kind = Kind.NOT_FOUND
    reason = "NOT_FOUND"


class MethodNotAllowed(GatewayError):
    """The address exists, but not for this method."""

    kind = Kind.PRECONDITION
    reason = "METHOD_NOT_ALLOWED"


class NotAcceptable(GatewayError):
    """None of the forms that the client accepts exists."""

    reason = "NOT_ACCEPTABLE"


class MediaTypeUnsupported(GatewayError):
    """The body is not in a form that this address takes."""

    reason = "MEDIA_TYPE_UNSUPPORTED"


class ContentEncodingUnsupported(GatewayError):
    """The body is compressed in a way that is not taken there."""

    reason = "CONTENT_ENCODING_UNSUPPORTED"


class BodyTooLarge(GatewayError):
    """The body is larger than this address takes."""

    kind = Kind.OUT_OF_RANGE
    reason = "BODY_TOO_LARGE"


class ClientTooSlow(GatewayError):
    """The body did not come in time."""

    kind = Kind.DEADLINE
    reason = "CLIENT_TOO_SLOW"


class JsonInvalid(GatewayError):
    """The body is not JSON."""

    reason = "JSON_INVALID"


class FormInvalid(GatewayError):
    """The body is not a form that can be read."""

    reason = "FORM_INVALID"


class IdempotencyKeyMissing(GatewayError):
    """A request that creates something carries no Idempotency-Key."""

    reason = "IDEMPOTENCY_KEY_MISSING"


class IdempotencyKeyInvalid(GatewayError):
    """The Idempotency-Key is not 1 to 128 printable characters."""

    reason = "IDEMPOTENCY_KEY_INVALID"


class IfMatchMissing(GatewayError):
    """A request that changes something does not say which version it saw."""

    kind = Kind.PRECONDITION
    reason = "IF_MATCH_MISSING"


class IfMatchInvalid(GatewayError):
    """If-Match is not one strong entity tag."""

    reason = "IF_MATCH_INVALID"


class OriginRefused(GatewayError):
    """The request comes from a page of another site."""

    kind = Kind.DENIED
    reason = "ORIGIN_REFUSED"


class ReturnToRefused(GatewayError):
    """The address to come back to is neither a path of this site nor at a front end that is known."""

    reason = "RETURN_TO_REFUSED"


class SignInRequired(GatewayError):
    """There is no session, or it is over."""

    kind = Kind.UNAUTHENTICATED
    reason = "SESSION_INVALID"


class ProfessionalSignInRequired(GatewayError):
    """There is no session of a professional, or it is over."""

    kind = Kind.UNAUTHENTICATED
    reason = "PROFESSIONAL_SESSION_INVALID"


class BearerRequired(GatewayError):
    """There is no access token."""

    kind = Kind.UNAUTHENTICATED
    reason = "ACCESS_TOKEN_INVALID"


class RateLimited(GatewayError):
    """Too many requests of this sort in a short time."""

    kind = Kind.EXHAUSTED
    reason = "RATE_LIMITED"


class TooManyAtOnce(GatewayError):
    """This partner sends or reads as many files at once as one partner may."""

    kind = Kind.EXHAUSTED
    reason = "TOO_MANY_AT_ONCE"


class Overloaded(GatewayError):
    """More requests at once than this process takes."""

    kind = Kind.UNAVAILABLE
    reason = "OVERLOADED"


class FileNameMissing(GatewayError):
    """The file of a feed has no usable name."""

    reason = "FILE_NAME_MISSING"
