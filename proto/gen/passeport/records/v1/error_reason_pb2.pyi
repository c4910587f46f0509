from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_ENTRY_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_ENTRY_GUARANTEED: _ClassVar[ErrorReason]
    ERROR_REASON_ETAG_STALE: _ClassVar[ErrorReason]
    ERROR_REASON_REQUEST_ID_REUSED: _ClassVar[ErrorReason]
    ERROR_REASON_FIELD_INVALID: _ClassVar[ErrorReason]
    ERROR_REASON_BATCH_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_BATCH_NOT_FINISHED: _ClassVar[ErrorReason]
    ERROR_REASON_FILE_INVALID: _ClassVar[ErrorReason]
    ERROR_REASON_FILE_TOO_LARGE: _ClassVar[ErrorReason]
    ERROR_REASON_REPORT_FORMAT_UNSUPPORTED: _ClassVar[ErrorReason]
    ERROR_REASON_SENDER_MISMATCH: _ClassVar[ErrorReason]
    ERROR_REASON_IDENTITY_UNAVAILABLE: _ClassVar[ErrorReason]
    ERROR_REASON_FEEDS_BUSY: _ClassVar[ErrorReason]
    ERROR_REASON_ENTRY_NOT_IN_LEDGER: _ClassVar[ErrorReason]
    ERROR_REASON_CHECKPOINT_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_TILE_NOT_FOUND: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_ENTRY_NOT_FOUND: ErrorReason
ERROR_REASON_ENTRY_GUARANTEED: ErrorReason
ERROR_REASON_ETAG_STALE: ErrorReason
ERROR_REASON_REQUEST_ID_REUSED: ErrorReason
ERROR_REASON_FIELD_INVALID: ErrorReason
ERROR_REASON_BATCH_NOT_FOUND: ErrorReason
ERROR_REASON_BATCH_NOT_FINISHED: ErrorReason
ERROR_REASON_FILE_INVALID: ErrorReason
ERROR_REASON_FILE_TOO_LARGE: ErrorReason
ERROR_REASON_REPORT_FORMAT_UNSUPPORTED: ErrorReason
ERROR_REASON_SENDER_MISMATCH: ErrorReason
ERROR_REASON_IDENTITY_UNAVAILABLE: ErrorReason
ERROR_REASON_FEEDS_BUSY: ErrorReason
ERROR_REASON_ENTRY_NOT_IN_LEDGER: ErrorReason
ERROR_REASON_CHECKPOINT_NOT_FOUND: ErrorReason
ERROR_REASON_TILE_NOT_FOUND: ErrorReason
