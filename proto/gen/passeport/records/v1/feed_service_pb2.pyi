import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Feed(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FEED_UNSPECIFIED: _ClassVar[Feed]
    FEED_CERTIFICATIONS: _ClassVar[Feed]
    FEED_DSN: _ClassVar[Feed]

class BatchState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BATCH_STATE_UNSPECIFIED: _ClassVar[BatchState]
    BATCH_STATE_RECEIVED: _ClassVar[BatchState]
    BATCH_STATE_RUNNING: _ClassVar[BatchState]
    BATCH_STATE_FINISHED: _ClassVar[BatchState]
    BATCH_STATE_FAILED: _ClassVar[BatchState]

class ReportFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPORT_FORMAT_UNSPECIFIED: _ClassVar[ReportFormat]
    REPORT_FORMAT_JSON: _ClassVar[ReportFormat]
    REPORT_FORMAT_OFFICIAL_XML: _ClassVar[ReportFormat]
FEED_UNSPECIFIED: Feed
FEED_CERTIFICATIONS: Feed
FEED_DSN: Feed
BATCH_STATE_UNSPECIFIED: BatchState
BATCH_STATE_RECEIVED: BatchState
BATCH_STATE_RUNNING: BatchState
BATCH_STATE_FINISHED: BatchState
BATCH_STATE_FAILED: BatchState
REPORT_FORMAT_UNSPECIFIED: ReportFormat
REPORT_FORMAT_JSON: ReportFormat
REPORT_FORMAT_OFFICIAL_XML: ReportFormat

class SubmitBatchRequest(_message.Message):
    __slots__ = ("header", "chunk", "end")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    header: BatchHeader
    chunk: bytes
    end: BatchEnd
    def __init__(self, header: _Optional[_Union[BatchHeader, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[BatchEnd, _Mapping]] = ...) -> None: ...

class BatchHeader(_message.Message):
    __slots__ = ("feed", "file_name", "closing")
    FEED_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    CLOSING_FIELD_NUMBER: _ClassVar[int]
    feed: Feed
    file_name: str
    closing: bool
    def __init__(self, feed: _Optional[_Union[Feed, str]] = ..., file_name: _Optional[str] = ..., closing: _Optional[bool] = ...) -> None: ...

class BatchEnd(_message.Message):
    __slots__ = ("size_bytes",)
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    size_bytes: int
    def __init__(self, size_bytes: _Optional[int] = ...) -> None: ...

class Batch(_message.Message):
    __slots__ = ("id", "feed", "file_name", "state", "size", "sha256", "accepted", "duplicates", "unresolved", "rejected", "create_time", "finish_time", "treatment_number", "remarks_count")
    ID_FIELD_NUMBER: _ClassVar[int]
    FEED_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    UNRESOLVED_FIELD_NUMBER: _ClassVar[int]
    REJECTED_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    FINISH_TIME_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    REMARKS_COUNT_FIELD_NUMBER: _ClassVar[int]
    id: str
    feed: Feed
    file_name: str
    state: BatchState
    size: int
    sha256: str
    accepted: int
    duplicates: int
    unresolved: int
    rejected: int
    create_time: _timestamp_pb2.Timestamp
    finish_time: _timestamp_pb2.Timestamp
    treatment_number: int
    remarks_count: int
    def __init__(self, id: _Optional[str] = ..., feed: _Optional[_Union[Feed, str]] = ..., file_name: _Optional[str] = ..., state: _Optional[_Union[BatchState, str]] = ..., size: _Optional[int] = ..., sha256: _Optional[str] = ..., accepted: _Optional[int] = ..., duplicates: _Optional[int] = ..., unresolved: _Optional[int] = ..., rejected: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., treatment_number: _Optional[int] = ..., remarks_count: _Optional[int] = ...) -> None: ...

class GetBatchRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetBatchReportRequest(_message.Message):
    __slots__ = ("batch_id", "format")
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    batch_id: str
    format: ReportFormat
    def __init__(self, batch_id: _Optional[str] = ..., format: _Optional[_Union[ReportFormat, str]] = ...) -> None: ...

class GetBatchReportResponse(_message.Message):
    __slots__ = ("file_name", "media_type", "chunk")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    media_type: str
    chunk: bytes
    def __init__(self, file_name: _Optional[str] = ..., media_type: _Optional[str] = ..., chunk: _Optional[bytes] = ...) -> None: ...
