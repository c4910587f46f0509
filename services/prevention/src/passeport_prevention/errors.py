"""Why prevention refuses: one class per ErrorReason of the contract (passeport.prevention.v1.ErrorReason).

Messages and metadata are sent and logged: nothing personal belongs in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from passeport_chassis.errors import DomainError, FieldViolation, Kind


class PreventionError(DomainError):
    """What the refusals of this service have in common."""

    domain = "prevention.passeport"


class FieldInvalid(PreventionError):
    """A field of the request is wrong."""

    kind = Kind.INVALID
    reason = "FIELD_INVALID"

    def __init__(self, violations: Sequence[FieldViolation]) -> None:
        super().__init__(violations=violations)


class WorkerNotFound(PreventionError):
    """No worker has this NIR with this birth name."""

    # One answer whether the NIR is not known, is another's, or fits several: a partner must not learn which.
    kind = Kind.NOT_FOUND
    reason = "WORKER_NOT_FOUND"


class RequestIdReused(PreventionError):
    """The request id or partner key was used for another request."""

    kind = Kind.ALREADY_EXISTS
    reason = "REQUEST_ID_REUSED"


class TrainingNotFound(PreventionError):
    """There is no such training, or it is another's."""

    kind = Kind.NOT_FOUND
    reason = "TRAINING_NOT_FOUND"


class EtagStale(PreventionError):
    """The training changed since the client read it."""

    kind = Kind.CONFLICT
    reason = "ETAG_STALE"

    def __init__(self, changed_id: UUID) -> None:
        super().__init__(metadata={"id": str(changed_id)})


class TrainingWithdrawn(PreventionError):
    """The training was taken back: nothing more can be changed of it."""

    kind = Kind.PRECONDITION
    reason = "TRAINING_WITHDRAWN"

    def __init__(self, training_id: UUID) -> None:
        super().__init__(metadata={"id": str(training_id)})


class EmployerConsentNotFound(PreventionError):
    """The worker said nothing of this employer."""

    kind = Kind.NOT_FOUND
    reason = "EMPLOYER_CONSENT_NOT_FOUND"


class VerificationOver(PreventionError):
    """The day until which the employer could answer is over: the declaration is deemed verified."""

    kind = Kind.PRECONDITION
    reason = "VERIFICATION_OVER"

    def __init__(self, training_id: UUID) -> None:
        super().__init__(metadata={"id": str(training_id)})


class ImportNotFound(PreventionError):
    """There is no such import, or it is another partner's."""

    kind = Kind.NOT_FOUND
    reason = "IMPORT_NOT_FOUND"


class FileInvalid(PreventionError):
    """The file breaks a global rule of the official guide: nothing of it is kept."""

    kind = Kind.INVALID
    reason = "FILE_INVALID"

    def __init__(self, *, line: int, rule: str, field: str, detail: str) -> None:
        """`detail` is in French, the language of the guide; `field` is a column, if one is at fault."""
        located = {"line": str(line), "column": "1"}
        super().__init__(metadata={**located, "rule": rule, "field": field, "detail": detail})


class ResultExpired(PreventionError):
    """What became of the lines of an import is no longer kept."""

    kind = Kind.PRECONDITION
    reason = "RESULT_EXPIRED"

    def __init__(self, import_id: UUID, at: datetime) -> None:
        moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        super().__init__(metadata={"id": str(import_id), "expire_time": moment})


class ImportsBusy(PreventionError):
    """As many files or results are on their way as may be at once, or half of them are this client's."""

    kind = Kind.EXHAUSTED
    reason = "IMPORTS_BUSY"

    def __init__(self) -> None:
        super().__init__(retry_after=timedelta(seconds=5))


class ImportsNotOffered(PreventionError):
    """This deployment takes no files: it has no keys to seal them."""

    kind = Kind.PRECONDITION
    reason = "IMPORTS_NOT_OFFERED"


class IdentityUnavailable(PreventionError):
    """Persons cannot be resolved just now."""

    kind = Kind.UNAVAILABLE
    reason = "IDENTITY_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__(retry_after=timedelta(seconds=10))


class ProgrammeNotFound(PreventionError):
    """There is no such programme here, or it has no such address for this caller."""

    kind = Kind.NOT_FOUND
    reason = "PROGRAMME_NOT_FOUND"


class ProgrammeDegraded(PreventionError):
    """The programme is installed and does not work just now; everything else does."""

    kind = Kind.UNAVAILABLE
    reason = "PROGRAMME_DEGRADED"

    def __init__(self, programme: str) -> None:
        super().__init__(metadata={"programme": programme}, retry_after=timedelta(seconds=60))


class ProgrammeBusy(PreventionError):
    """As many calls of the programme are being answered as may be at once."""

    kind = Kind.EXHAUSTED
    reason = "PROGRAMME_BUSY"

    def __init__(self, programme: str) -> None:
        super().__init__(metadata={"programme": programme}, retry_after=timedelta(seconds=2))


class ProgrammeFailed(PreventionError):
    """The programme broke, or did not answer in its time; nothing of what it did is kept."""

    kind = Kind.INTERNAL
    reason = "PROGRAMME_FAILED"

    def __init__(self, programme: str) -> None:
        super().__init__(metadata={"programme": programme})


class ProgrammeFieldInvalid(PreventionError):
    """Fields of the request break rules of the programme; the sentences are the programme's own, in French."""

    kind = Kind.INVALID
    reason = "PROGRAMME_FIELD_INVALID"

    def __init__(self, programme: str, violations: Sequence[FieldViolation]) -> None:
        super().__init__(metadata={"programme": programme}, violations=violations)


class ProgrammeRefused(PreventionError):
    """The programme does not do what was asked, as things stand; `detail` is its own sentence, in French."""

    kind = Kind.PRECONDITION
    reason = "PROGRAMME_REFUSED"

    def __init__(self, programme: str, code: str, detail: str) -> None:
        super().__init__(metadata={"programme": programme, "rule": code, "detail": detail})


class ProgrammeNothingThere(PreventionError):
    """What the programme was asked about is not there, or not for this caller; `detail` as above."""

    kind = Kind.NOT_FOUND
    reason = "PROGRAMME_NOTHING_THERE"

    def __init__(self, programme: str, code: str, detail: str) -> None:
        super().__init__(metadata={"programme": programme, "rule": code, "detail": detail})
