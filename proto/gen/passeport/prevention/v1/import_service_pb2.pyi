import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from passeport.prevention.v1 import training_pb2 as _training_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ImportState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_STATE_UNSPECIFIED: _ClassVar[ImportState]
    IMPORT_STATE_RECEIVED: _ClassVar[ImportState]
    IMPORT_STATE_RUNNING: _ClassVar[ImportState]
    IMPORT_STATE_FINISHED: _ClassVar[ImportState]
    IMPORT_STATE_FAILED: _ClassVar[ImportState]

class ImportOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_OUTCOME_UNSPECIFIED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_DECLARED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_ALREADY_DECLARED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_UNRESOLVED: _ClassVar[ImportOutcome]
    IMPORT_OUTCOME_REJECTED: _ClassVar[ImportOutcome]

class ImportResultFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_RESULT_FORMAT_UNSPECIFIED: _ClassVar[ImportResultFormat]
    IMPORT_RESULT_FORMAT_CSV: _ClassVar[ImportResultFormat]
    IMPORT_RESULT_FORMAT_JSON_LINES: _ClassVar[ImportResultFormat]
IMPORT_STATE_UNSPECIFIED: ImportState
IMPORT_STATE_RECEIVED: ImportState
IMPORT_STATE_RUNNING: ImportState
IMPORT_STATE_FINISHED: ImportState
IMPORT_STATE_FAILED: ImportState
IMPORT_OUTCOME_UNSPECIFIED: ImportOutcome
IMPORT_OUTCOME_DECLARED: ImportOutcome
IMPORT_OUTCOME_ALREADY_DECLARED: ImportOutcome
IMPORT_OUTCOME_UNRESOLVED: ImportOutcome
IMPORT_OUTCOME_REJECTED: ImportOutcome
IMPORT_RESULT_FORMAT_UNSPECIFIED: ImportResultFormat
IMPORT_RESULT_FORMAT_CSV: ImportResultFormat
IMPORT_RESULT_FORMAT_JSON_LINES: ImportResultFormat

class SubmitImportRequest(_message.Message):
    __slots__ = ("header", "chunk", "end")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    header: ImportHeader
    chunk: bytes
    end: ImportEnd
    def __init__(self, header: _Optional[_Union[ImportHeader, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[ImportEnd, _Mapping]] = ...) -> None: ...

class ImportHeader(_message.Message):
    __slots__ = ("file_name", "declarant")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    declarant: _training_pb2.Declarant
    def __init__(self, file_name: _Optional[str] = ..., declarant: _Optional[_Union[_training_pb2.Declarant, str]] = ...) -> None: ...

class ImportEnd(_message.Message):
    __slots__ = ("size_bytes",)
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    size_bytes: int
    def __init__(self, size_bytes: _Optional[int] = ...) -> None: ...

class Import(_message.Message):
    __slots__ = ("id", "file_name", "layout", "declarant", "state", "size_bytes", "sha256", "declared", "already_declared", "unresolved", "rejected", "late", "create_time", "finish_time", "lines", "lines_done", "result_expire_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    DECLARED_FIELD_NUMBER: _ClassVar[int]
    ALREADY_DECLARED_FIELD_NUMBER: _ClassVar[int]
    UNRESOLVED_FIELD_NUMBER: _ClassVar[int]
    REJECTED_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    FINISH_TIME_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    LINES_DONE_FIELD_NUMBER: _ClassVar[int]
    RESULT_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    file_name: str
    layout: str
    declarant: _training_pb2.Declarant
    state: ImportState
    size_bytes: int
    sha256: str
    declared: int
    already_declared: int
    unresolved: int
    rejected: int
    late: int
    create_time: _timestamp_pb2.Timestamp
    finish_time: _timestamp_pb2.Timestamp
    lines: int
    lines_done: int
    result_expire_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., file_name: _Optional[str] = ..., layout: _Optional[str] = ..., declarant: _Optional[_Union[_training_pb2.Declarant, str]] = ..., state: _Optional[_Union[ImportState, str]] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[str] = ..., declared: _Optional[int] = ..., already_declared: _Optional[int] = ..., unresolved: _Optional[int] = ..., rejected: _Optional[int] = ..., late: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., lines: _Optional[int] = ..., lines_done: _Optional[int] = ..., result_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetImportRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListImportLinesRequest(_message.Message):
    __slots__ = ("import_id", "page_size", "page_token")
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    import_id: str
    page_size: int
    page_token: str
    def __init__(self, import_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListImportLinesResponse(_message.Message):
    __slots__ = ("lines", "next_page_token")
    LINES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedCompositeFieldContainer[ImportLine]
    next_page_token: str
    def __init__(self, lines: _Optional[_Iterable[_Union[ImportLine, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ImportLine(_message.Message):
    __slots__ = ("line", "outcome", "declaration_id", "partner_key", "column", "rule", "message", "value", "fix", "training_id", "late")
    LINE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    PARTNER_KEY_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    FIX_FIELD_NUMBER: _ClassVar[int]
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    line: int
    outcome: ImportOutcome
    declaration_id: str
    partner_key: str
    column: str
    rule: str
    message: str
    value: str
    fix: str
    training_id: str
    late: bool
    def __init__(self, line: _Optional[int] = ..., outcome: _Optional[_Union[ImportOutcome, str]] = ..., declaration_id: _Optional[str] = ..., partner_key: _Optional[str] = ..., column: _Optional[str] = ..., rule: _Optional[str] = ..., message: _Optional[str] = ..., value: _Optional[str] = ..., fix: _Optional[str] = ..., training_id: _Optional[str] = ..., late: _Optional[bool] = ...) -> None: ...

class GetImportResultRequest(_message.Message):
    __slots__ = ("import_id", "format")
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    import_id: str
    format: ImportResultFormat
    def __init__(self, import_id: _Optional[str] = ..., format: _Optional[_Union[ImportResultFormat, str]] = ...) -> None: ...

class GetImportResultResponse(_message.Message):
    __slots__ = ("file_name", "media_type", "chunk")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    media_type: str
    chunk: bytes
    def __init__(self, file_name: _Optional[str] = ..., media_type: _Optional[str] = ..., chunk: _Optional[bytes] = ...) -> None: ...
