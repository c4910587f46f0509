"""Why records refuses: one class per ErrorReason of the contract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from passeport_chassis.errors import DomainError, FieldViolation, Kind

__all__ = [
    "AttachmentInfected",
    "AttachmentNotFound",
    "AttachmentTypeUnsupported",
    "AttachmentUnscannable",
    "AttachmentsFull",
    "AttachmentsOff",
    "BatchNotFinished",
    "BatchNotFound",
    "DisputeClosed",
    "DisputeNotFound",
    "DisputeOpen",
    "EntryGuaranteed",
    "EntryJoined",
    "EntryNotDisputable",
    "EntryNotFound",
    "EtagStale",
    "FeedsBusy",
    "FieldInvalid",
    "FileInvalid",
    "FileTooLarge",
    "IdentityUnavailable",
    "OfferNotFound",
    "ReportExpired",
    "ReportFormatUnsupported",
    "RequestIdReused",
    "ScannerUnavailable",
    "SenderMismatch",
]


class RecordsError(DomainError):
    """A refusal of records."""

    domain = "records.passeport"


class EntryNotFound(RecordsError):
    """There is no such entry in the holder's passport."""

    kind = Kind.NOT_FOUND
    reason = "ENTRY_NOT_FOUND"

    def __init__(self, entry_id: UUID | str) -> None:
        super().__init__(metadata={"id": str(entry_id)})


class EntryNotInLedger(RecordsError):
    """The entry is in no signed checkpoint of the ledger: not yet, or never, since it is declared."""

    kind = Kind.NOT_FOUND
    reason = "ENTRY_NOT_IN_LEDGER"

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(metadata={"id": str(entry_id)})


class CheckpointNotFound(RecordsError):
    """There is no ledger, or nothing of it is signed yet."""

    kind = Kind.NOT_FOUND
    reason = "CHECKPOINT_NOT_FOUND"


class TileNotFound(RecordsError):
    """The ledger has no such tile."""

    kind = Kind.NOT_FOUND
    reason = "TILE_NOT_FOUND"

    def __init__(self, path: str) -> None:
        super().__init__(metadata={"path": path[:100]})


class EntryGuaranteed(RecordsError):
    """A guaranteed entry cannot be edited by its holder."""

    kind = Kind.PRECONDITION
    reason = "ENTRY_GUARANTEED"

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(metadata={"id": str(entry_id)})


class EtagStale(RecordsError):
    """The entry, or the dispute, changed since the client read it."""

    kind = Kind.CONFLICT
    reason = "ETAG_STALE"

    def __init__(self, changed_id: UUID) -> None:
        super().__init__(metadata={"id": str(changed_id)})


class RequestIdReused(RecordsError):
    """The request id was used for another request."""

    kind = Kind.ALREADY_EXISTS
    reason = "REQUEST_ID_REUSED"


class FieldInvalid(RecordsError):
    """A field of the request is wrong."""

    kind = Kind.INVALID
    reason = "FIELD_INVALID"

    def __init__(self, *violations: FieldViolation) -> None:
        super().__init__(violations=violations)


class BatchNotFound(RecordsError):
    """There is no such batch of this partner."""

    kind = Kind.NOT_FOUND
    reason = "BATCH_NOT_FOUND"

    def __init__(self, batch_id: UUID | str) -> None:
        super().__init__(metadata={"id": str(batch_id)})


class BatchNotFinished(RecordsError):
    """The batch is not finished."""

    kind = Kind.PRECONDITION
    reason = "BATCH_NOT_FINISHED"

    def __init__(self, state: str) -> None:
        super().__init__(metadata={"state": state.upper()}, retry_after=timedelta(seconds=2))


EMPTY = "le fichier est vide : envoyez son contenu comme corps de la demande"
"""Detail of FileInvalid for a file of any feed without a byte, or without an element."""


class ReportExpired(RecordsError):
    """What became of the lines of the batch is no longer kept; nor can it be undone."""

    kind = Kind.PRECONDITION
    reason = "REPORT_EXPIRED"

    def __init__(self, batch_id: UUID, at: datetime) -> None:
        super().__init__(
            metadata={"id": str(batch_id), "expire_time": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        )


class FileInvalid(RecordsError):
    """The file is not of its format. `detail` is in the sender's language and shows no personal value."""

    kind = Kind.INVALID
    reason = "FILE_INVALID"

    def __init__(self, *, line: int, column: int, rule: str, detail: str, field: str = "") -> None:
        self.line = line
        self.column = column
        metadata = {"line": str(line), "column": str(column), "rule": rule, "detail": detail}
        if field:
            metadata["field"] = field
        super().__init__(f"line {line}, column {column}: {detail}", metadata=metadata)


class FileTooLarge(RecordsError):
    """The file is larger than its feed, or an attachment, may be."""

    kind = Kind.OUT_OF_RANGE
    reason = "FILE_TOO_LARGE"

    def __init__(self, limit: int, unit: str = "bytes") -> None:
        super().__init__(metadata={"limit": str(limit), "unit": unit})


class ReportFormatUnsupported(RecordsError):
    """The official report exists for certifications only."""

    kind = Kind.INVALID
    reason = "REPORT_FORMAT_UNSUPPORTED"


class SenderMismatch(RecordsError):
    """The sender named in the file is not the partner who sends it."""

    kind = Kind.DENIED
    reason = "SENDER_MISMATCH"

    def __init__(self, id_client: str) -> None:
        super().__init__(metadata={"id_client": id_client})


class IdentityUnavailable(RecordsError):
    """Persons cannot be resolved just now."""

    kind = Kind.UNAVAILABLE
    reason = "IDENTITY_UNAVAILABLE"


class FeedsBusy(RecordsError):
    """Too many files and reports are being transferred at once."""

    kind = Kind.EXHAUSTED
    reason = "FEEDS_BUSY"

    def __init__(self, limit: int) -> None:
        super().__init__(metadata={"limit": str(limit)}, retry_after=timedelta(seconds=5))


class AttachmentNotFound(RecordsError):
    """The entry has no such file."""

    kind = Kind.NOT_FOUND
    reason = "ATTACHMENT_NOT_FOUND"

    def __init__(self, attachment_id: UUID | str) -> None:
        super().__init__(metadata={"id": str(attachment_id)})


class AttachmentTypeUnsupported(RecordsError):
    """The bytes of a file are none of the types that are kept, or not whole."""

    kind = Kind.INVALID
    reason = "ATTACHMENT_TYPE_UNSUPPORTED"

    def __init__(self, accepted: tuple[str, ...]) -> None:
        super().__init__(metadata={"accepted": ", ".join(accepted)})


class AttachmentInfected(RecordsError):
    """The scanner found something in a file."""

    kind = Kind.INVALID
    reason = "ATTACHMENT_INFECTED"


class AttachmentUnscannable(RecordsError):
    """The scanner could not look into a file."""

    kind = Kind.INVALID
    reason = "ATTACHMENT_UNSCANNABLE"


class AttachmentsFull(RecordsError):
    """The entry has as many files as it may have."""

    kind = Kind.PRECONDITION
    reason = "ATTACHMENTS_FULL"

    def __init__(self, limit: int) -> None:
        super().__init__(metadata={"limit": str(limit)})


class AttachmentsOff(RecordsError):
    """This installation keeps no files."""

    kind = Kind.PRECONDITION
    reason = "ATTACHMENTS_OFF"


class ScannerUnavailable(RecordsError):
    """Files cannot be scanned just now."""

    kind = Kind.UNAVAILABLE
    reason = "SCANNER_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__(retry_after=timedelta(seconds=10))


class OfferNotFound(RecordsError):
    """The two entries do not match, or are not both in the holder's passport."""

    kind = Kind.NOT_FOUND
    reason = "OFFER_NOT_FOUND"


class EntryJoined(RecordsError):
    """The declared entry is joined to another guaranteed one."""

    kind = Kind.CONFLICT
    reason = "ENTRY_JOINED"

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(metadata={"id": str(entry_id)})


class EntryNotDisputable(RecordsError):
    """There is no source to tell that the entry is wrong: the holder declared it, or it no longer holds."""

    kind = Kind.PRECONDITION
    reason = "ENTRY_NOT_DISPUTABLE"

    def __init__(self, entry_id: UUID, why: str) -> None:
        super().__init__(metadata={"id": str(entry_id), "why": why.upper()})


class DisputeOpen(RecordsError):
    """The entry is contested already."""

    kind = Kind.CONFLICT
    reason = "DISPUTE_OPEN"

    def __init__(self, dispute_id: UUID) -> None:
        super().__init__(metadata={"id": str(dispute_id)})


class DisputeNotFound(RecordsError):
    """There is no such dispute of this holder, or for this organisation to answer."""

    kind = Kind.NOT_FOUND
    reason = "DISPUTE_NOT_FOUND"

    def __init__(self, dispute_id: UUID | str = "") -> None:
        super().__init__(metadata={"id": str(dispute_id)})


class DisputeClosed(RecordsError):
    """The dispute has ended."""

    kind = Kind.PRECONDITION
    reason = "DISPUTE_CLOSED"

    def __init__(self, dispute_id: UUID, state: str) -> None:
        super().__init__(metadata={"id": str(dispute_id), "state": state.upper()})
