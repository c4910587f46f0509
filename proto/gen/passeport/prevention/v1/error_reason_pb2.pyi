from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_FIELD_INVALID: _ClassVar[ErrorReason]
    ERROR_REASON_WORKER_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_REQUEST_ID_REUSED: _ClassVar[ErrorReason]
    ERROR_REASON_IDENTITY_UNAVAILABLE: _ClassVar[ErrorReason]
    ERROR_REASON_IMPORT_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_FILE_INVALID: _ClassVar[ErrorReason]
    ERROR_REASON_IMPORTS_BUSY: _ClassVar[ErrorReason]
    ERROR_REASON_IMPORTS_NOT_OFFERED: _ClassVar[ErrorReason]
    ERROR_REASON_TRAINING_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_ETAG_STALE: _ClassVar[ErrorReason]
    ERROR_REASON_TRAINING_WITHDRAWN: _ClassVar[ErrorReason]
    ERROR_REASON_VERIFICATION_OVER: _ClassVar[ErrorReason]
    ERROR_REASON_RESULT_EXPIRED: _ClassVar[ErrorReason]
    ERROR_REASON_EMPLOYER_CONSENT_NOT_FOUND: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_FIELD_INVALID: ErrorReason
ERROR_REASON_WORKER_NOT_FOUND: ErrorReason
ERROR_REASON_REQUEST_ID_REUSED: ErrorReason
ERROR_REASON_IDENTITY_UNAVAILABLE: ErrorReason
ERROR_REASON_IMPORT_NOT_FOUND: ErrorReason
ERROR_REASON_FILE_INVALID: ErrorReason
ERROR_REASON_IMPORTS_BUSY: ErrorReason
ERROR_REASON_IMPORTS_NOT_OFFERED: ErrorReason
ERROR_REASON_TRAINING_NOT_FOUND: ErrorReason
ERROR_REASON_ETAG_STALE: ErrorReason
ERROR_REASON_TRAINING_WITHDRAWN: ErrorReason
ERROR_REASON_VERIFICATION_OVER: ErrorReason
ERROR_REASON_RESULT_EXPIRED: ErrorReason
ERROR_REASON_EMPLOYER_CONSENT_NOT_FOUND: ErrorReason
