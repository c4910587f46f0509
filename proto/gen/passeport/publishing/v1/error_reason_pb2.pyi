from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_REASON_UNSPECIFIED: _ClassVar[ErrorReason]
    ERROR_REASON_PUBLICATION_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_ENTRY_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_REQUEST_ID_REUSED: _ClassVar[ErrorReason]
    ERROR_REASON_FIELD_INVALID: _ClassVar[ErrorReason]
    ERROR_REASON_CODE_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_STATUS_LIST_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_SOURCE_UNAVAILABLE: _ClassVar[ErrorReason]
    ERROR_REASON_RENDERING_BUSY: _ClassVar[ErrorReason]
    ERROR_REASON_DOCUMENT_TOO_LARGE: _ClassVar[ErrorReason]
    ERROR_REASON_SEAL_NOT_VALID: _ClassVar[ErrorReason]
    ERROR_REASON_PUBLICATION_CONFLICT: _ClassVar[ErrorReason]
    ERROR_REASON_ASSURANCE_TOO_LOW: _ClassVar[ErrorReason]
    ERROR_REASON_PAGE_SHUT: _ClassVar[ErrorReason]
    ERROR_REASON_SHARE_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_TOO_MANY_SHARES: _ClassVar[ErrorReason]
    ERROR_REASON_PUBLICATION_WITHDRAWN: _ClassVar[ErrorReason]
    ERROR_REASON_SHARE_ENDED: _ClassVar[ErrorReason]
    ERROR_REASON_ETAG_STALE: _ClassVar[ErrorReason]
    ERROR_REASON_LINK_NOT_FOUND: _ClassVar[ErrorReason]
    ERROR_REASON_PIN_WRONG: _ClassVar[ErrorReason]
ERROR_REASON_UNSPECIFIED: ErrorReason
ERROR_REASON_PUBLICATION_NOT_FOUND: ErrorReason
ERROR_REASON_ENTRY_NOT_FOUND: ErrorReason
ERROR_REASON_REQUEST_ID_REUSED: ErrorReason
ERROR_REASON_FIELD_INVALID: ErrorReason
ERROR_REASON_CODE_NOT_FOUND: ErrorReason
ERROR_REASON_STATUS_LIST_NOT_FOUND: ErrorReason
ERROR_REASON_SOURCE_UNAVAILABLE: ErrorReason
ERROR_REASON_RENDERING_BUSY: ErrorReason
ERROR_REASON_DOCUMENT_TOO_LARGE: ErrorReason
ERROR_REASON_SEAL_NOT_VALID: ErrorReason
ERROR_REASON_PUBLICATION_CONFLICT: ErrorReason
ERROR_REASON_ASSURANCE_TOO_LOW: ErrorReason
ERROR_REASON_PAGE_SHUT: ErrorReason
ERROR_REASON_SHARE_NOT_FOUND: ErrorReason
ERROR_REASON_TOO_MANY_SHARES: ErrorReason
ERROR_REASON_PUBLICATION_WITHDRAWN: ErrorReason
ERROR_REASON_SHARE_ENDED: ErrorReason
ERROR_REASON_ETAG_STALE: ErrorReason
ERROR_REASON_LINK_NOT_FOUND: ErrorReason
ERROR_REASON_PIN_WRONG: ErrorReason
