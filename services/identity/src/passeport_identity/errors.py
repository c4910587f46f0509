"""Why identity refuses: one class per ErrorReason of the contract (passeport.identity.v1.ErrorReason).

Messages and metadata are sent and logged: nothing personal belongs in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from passeport_chassis.errors import DomainError, FieldViolation, Kind


class IdentityError(DomainError):
    """What the refusals of this service have in common."""

    domain = "identity.passeport"


class SessionInvalid(IdentityError):
    """The session is unknown, ended or expired."""

    kind = Kind.UNAUTHENTICATED
    reason = "SESSION_INVALID"


class CsrfInvalid(IdentityError):
    """The CSRF token is missing or is not the session's."""

    kind = Kind.DENIED
    reason = "CSRF_INVALID"


class LoginStateInvalid(IdentityError):
    """The callback's state is unknown, lapsed, used, or belongs to another browser."""

    kind = Kind.PRECONDITION
    reason = "LOGIN_STATE_INVALID"


class LoginCancelled(IdentityError):
    """The holder gave up at FranceConnect."""

    kind = Kind.CONFLICT
    reason = "LOGIN_CANCELLED"


class LoginRefused(IdentityError):
    """FranceConnect reported an error."""

    kind = Kind.PRECONDITION
    reason = "LOGIN_REFUSED"

    def __init__(self, error: str) -> None:
        super().__init__(metadata={"error": error})


class LoginCodeRefused(IdentityError):
    """The code was expired, replayed or not known to FranceConnect."""

    kind = Kind.PRECONDITION
    reason = "LOGIN_CODE_REFUSED"


class LoginNotTrusted(IdentityError):
    """What FranceConnect sent cannot be trusted."""

    kind = Kind.DENIED
    reason = "LOGIN_NOT_TRUSTED"

    def __init__(self, check: str) -> None:
        self.check = check
        super().__init__(metadata={"check": check})


class LoginLevelTooLow(IdentityError):
    """The level reached is below the level asked."""

    kind = Kind.DENIED
    reason = "LOGIN_LEVEL_TOO_LOW"

    def __init__(self, asked: str, reached: str) -> None:
        super().__init__(metadata={"asked": asked, "reached": reached})


class LoginLevelNotOffered(IdentityError):
    """No platform that is configured reaches the level asked."""

    kind = Kind.PRECONDITION
    reason = "LOGIN_LEVEL_NOT_OFFERED"

    def __init__(self, asked: str, highest: str) -> None:
        super().__init__(metadata={"asked": asked, "highest": highest})


class StepUpOtherPerson(IdentityError):
    """Whoever signed in at the higher level is not the holder of the session, which goes on."""

    kind = Kind.DENIED
    reason = "STEP_UP_OTHER_PERSON"


class ProviderUnavailable(IdentityError):
    """FranceConnect does not answer."""

    kind = Kind.UNAVAILABLE
    reason = "PROVIDER_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__(retry_after=timedelta(seconds=30))


class ClientInvalid(IdentityError):
    """The client or its secret is wrong, or the assertion that it signed."""

    kind = Kind.UNAUTHENTICATED
    reason = "CLIENT_INVALID"

    def __init__(self, check: str = "") -> None:
        """`check` names the check of an assertion that failed; `secret` where none is taken; empty for a wrong one."""
        self.check = check
        super().__init__(metadata={"check": check} if check else {})


class AccessTokenInvalid(IdentityError):
    """The access token is unknown, revoked or expired."""

    kind = Kind.UNAUTHENTICATED
    reason = "ACCESS_TOKEN_INVALID"


class ScopeNotAllowed(IdentityError):
    """A scope is not the client's."""

    kind = Kind.DENIED
    reason = "SCOPE_NOT_ALLOWED"

    def __init__(self, scope: str) -> None:
        super().__init__(metadata={"scope": scope})


class BodyNotFound(IdentityError):
    """No body whose professionals sign in is registered under this SIRET."""

    kind = Kind.NOT_FOUND
    reason = "BODY_NOT_FOUND"


class ConsentSuspended(IdentityError):
    """The holder who consented closed his account, or a death is reported of him: nothing is shown for now."""

    kind = Kind.DENIED
    reason = "CONSENT_SUSPENDED"


class PushedRequestNotFound(IdentityError):
    """The authorization request that was pushed is over, unknown, or another client's."""

    kind = Kind.NOT_FOUND
    reason = "PUSHED_REQUEST_NOT_FOUND"


class PlatformNotFound(IdentityError):
    """No platform is registered under this client id: no browser may be sent anywhere."""

    kind = Kind.NOT_FOUND
    reason = "PLATFORM_NOT_FOUND"


class RedirectUriNotRegistered(IdentityError):
    """The address to come back to is none of the platform's: no browser may be sent there."""

    kind = Kind.PRECONDITION
    reason = "REDIRECT_URI_NOT_REGISTERED"


class GrantInvalid(IdentityError):
    """A code or a refresh token cannot be turned into tokens."""

    kind = Kind.PRECONDITION
    reason = "GRANT_INVALID"

    def __init__(self, check: str) -> None:
        """`check`: `unknown`, `expired`, `used`, `redirect_uri` or `code_verifier`."""
        self.check = check
        super().__init__(metadata={"check": check})


class GrantNotAllowed(IdentityError):
    """The client obtains tokens in another way: a platform by consents of holders, all others by their credentials."""

    kind = Kind.DENIED
    reason = "GRANT_NOT_ALLOWED"


class NirMalformed(IdentityError):
    """The NIR is not well formed."""

    kind = Kind.INVALID
    reason = "NIR_MALFORMED"

    def __init__(self, rule: str, description: str) -> None:
        self.rule = rule
        super().__init__(
            metadata={"rule": rule}, violations=[FieldViolation("nir", description, f"NIR_{rule.upper()}")]
        )


class ActivationRefused(IdentityError):
    """The NIR and the identity do not belong together, or the account of the person is another's."""

    kind = Kind.DENIED
    reason = "ACTIVATION_REFUSED"


class TooYoung(IdentityError):
    """The person is under the age at which an account opens (Code du travail L5151-2)."""

    kind = Kind.PRECONDITION
    reason = "TOO_YOUNG"

    def __init__(self, minimum_age: int) -> None:
        super().__init__(metadata={"minimum_age": str(minimum_age)})


class ActivationLocked(IdentityError):
    """Too many failed activations."""

    kind = Kind.EXHAUSTED
    reason = "ACTIVATION_LOCKED"

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(retry_after=retry_after)


class PersonDeceased(IdentityError):
    """The civil register reports that the person died."""

    kind = Kind.DENIED
    reason = "PERSON_DECEASED"


class EmploymentFactsUnavailable(IdentityError):
    """Whether the person has an apprenticeship contract cannot be told just now."""

    kind = Kind.UNAVAILABLE
    reason = "EMPLOYMENT_FACTS_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__(retry_after=timedelta(seconds=30))


class AccountClosed(IdentityError):
    """The holder closed his account: he must open it again first."""

    kind = Kind.DENIED
    reason = "ACCOUNT_CLOSED"


class AccountNotActive(IdentityError):
    """The account was never activated."""

    kind = Kind.PRECONDITION
    reason = "ACCOUNT_NOT_ACTIVE"


class EmailNotKept(IdentityError):
    """This installation has no keys to seal e-mail addresses with, and so keeps none."""

    kind = Kind.PRECONDITION
    reason = "EMAIL_NOT_KEPT"


class EtagStale(IdentityError):
    """The account changed since the client saw it."""

    kind = Kind.CONFLICT
    reason = "ETAG_STALE"


class BatchTimedOut(IdentityError):
    """A batch of a stream took longer than it may."""

    kind = Kind.DEADLINE
    reason = "BATCH_TIMED_OUT"

    def __init__(self, batch: int) -> None:
        """`batch` is its place in the stream, from 1."""
        super().__init__(metadata={"batch": str(batch)})


class FieldInvalid(IdentityError):
    """A field of the request is wrong."""

    kind = Kind.INVALID
    reason = "FIELD_INVALID"

    def __init__(self, violations: Sequence[FieldViolation]) -> None:
        super().__init__(violations=violations)


class ProfessionalSignInOff(IdentityError):
    """No provider is configured that signs professionals in."""

    kind = Kind.NOT_FOUND
    reason = "PROFESSIONAL_SIGN_IN_OFF"


class ProfessionalSessionInvalid(IdentityError):
    """The session of the professional is unknown, ended or expired, or his body may not read any more."""

    kind = Kind.UNAUTHENTICATED
    reason = "PROFESSIONAL_SESSION_INVALID"


class BodyNotEntitled(IdentityError):
    """The organisation of the professional is none that the law lets read and that is registered here."""

    kind = Kind.DENIED
    reason = "BODY_NOT_ENTITLED"

    def __init__(self, check: str) -> None:
        self.check = check
        super().__init__(metadata={"check": check})


class ConsultedPersonUnknown(IdentityError):
    """Nobody is named exactly so in the registry."""

    kind = Kind.NOT_FOUND
    reason = "CONSULTED_PERSON_UNKNOWN"


class ConsultationsExhausted(IdentityError):
    """The professional opened, or failed to open, too many consultations in an hour."""

    kind = Kind.EXHAUSTED
    reason = "CONSULTATIONS_EXHAUSTED"

    def __init__(self, limit: int, retry_after: timedelta) -> None:
        super().__init__(metadata={"limit": str(limit)}, retry_after=retry_after)


class ConsultationNotFound(IdentityError):
    """There is no such consultation of this professional."""

    kind = Kind.NOT_FOUND
    reason = "CONSULTATION_NOT_FOUND"


class ConsultationExpired(IdentityError):
    """The consultation has lapsed."""

    kind = Kind.PRECONDITION
    reason = "CONSULTATION_EXPIRED"
