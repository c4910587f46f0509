import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ItemOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ITEM_OUTCOME_UNSPECIFIED: _ClassVar[ItemOutcome]
    ITEM_OUTCOME_ACCEPTED: _ClassVar[ItemOutcome]
    ITEM_OUTCOME_DUPLICATE: _ClassVar[ItemOutcome]
    ITEM_OUTCOME_UNRESOLVED: _ClassVar[ItemOutcome]
    ITEM_OUTCOME_REJECTED: _ClassVar[ItemOutcome]
    ITEM_OUTCOME_REMARK: _ClassVar[ItemOutcome]
    ITEM_OUTCOME_ROLLED_BACK: _ClassVar[ItemOutcome]

class Feed(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FEED_UNSPECIFIED: _ClassVar[Feed]
    FEED_CERTIFICATIONS: _ClassVar[Feed]
    FEED_DSN: _ClassVar[Feed]
    FEED_DIPLOMAS: _ClassVar[Feed]
    FEED_TRAININGS: _ClassVar[Feed]

class BatchState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BATCH_STATE_UNSPECIFIED: _ClassVar[BatchState]
    BATCH_STATE_RECEIVED: _ClassVar[BatchState]
    BATCH_STATE_RUNNING: _ClassVar[BatchState]
    BATCH_STATE_FINISHED: _ClassVar[BatchState]
    BATCH_STATE_FAILED: _ClassVar[BatchState]
    BATCH_STATE_ROLLING_BACK: _ClassVar[BatchState]
    BATCH_STATE_ROLLED_BACK: _ClassVar[BatchState]

class ReportFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPORT_FORMAT_UNSPECIFIED: _ClassVar[ReportFormat]
    REPORT_FORMAT_JSON: _ClassVar[ReportFormat]
    REPORT_FORMAT_OFFICIAL_XML: _ClassVar[ReportFormat]
    REPORT_FORMAT_JSON_LINES: _ClassVar[ReportFormat]
    REPORT_FORMAT_CSV: _ClassVar[ReportFormat]
ITEM_OUTCOME_UNSPECIFIED: ItemOutcome
ITEM_OUTCOME_ACCEPTED: ItemOutcome
ITEM_OUTCOME_DUPLICATE: ItemOutcome
ITEM_OUTCOME_UNRESOLVED: ItemOutcome
ITEM_OUTCOME_REJECTED: ItemOutcome
ITEM_OUTCOME_REMARK: ItemOutcome
ITEM_OUTCOME_ROLLED_BACK: ItemOutcome
FEED_UNSPECIFIED: Feed
FEED_CERTIFICATIONS: Feed
FEED_DSN: Feed
FEED_DIPLOMAS: Feed
FEED_TRAININGS: Feed
BATCH_STATE_UNSPECIFIED: BatchState
BATCH_STATE_RECEIVED: BatchState
BATCH_STATE_RUNNING: BatchState
BATCH_STATE_FINISHED: BatchState
BATCH_STATE_FAILED: BatchState
BATCH_STATE_ROLLING_BACK: BatchState
BATCH_STATE_ROLLED_BACK: BatchState
REPORT_FORMAT_UNSPECIFIED: ReportFormat
REPORT_FORMAT_JSON: ReportFormat
REPORT_FORMAT_OFFICIAL_XML: ReportFormat
REPORT_FORMAT_JSON_LINES: ReportFormat
REPORT_FORMAT_CSV: ReportFormat

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
    __slots__ = ("id", "feed", "file_name", "state", "size", "sha256", "accepted", "duplicates", "unresolved", "rejected", "create_time", "finish_time", "treatment_number", "remarks_count", "waiting", "progress", "rollback", "report_expire_time")
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
    WAITING_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    ROLLBACK_FIELD_NUMBER: _ClassVar[int]
    REPORT_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
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
    waiting: int
    progress: BatchProgress
    rollback: BatchRollback
    report_expire_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., feed: _Optional[_Union[Feed, str]] = ..., file_name: _Optional[str] = ..., state: _Optional[_Union[BatchState, str]] = ..., size: _Optional[int] = ..., sha256: _Optional[str] = ..., accepted: _Optional[int] = ..., duplicates: _Optional[int] = ..., unresolved: _Optional[int] = ..., rejected: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., treatment_number: _Optional[int] = ..., remarks_count: _Optional[int] = ..., waiting: _Optional[int] = ..., progress: _Optional[_Union[BatchProgress, _Mapping]] = ..., rollback: _Optional[_Union[BatchRollback, _Mapping]] = ..., report_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BatchProgress(_message.Message):
    __slots__ = ("begin_time", "bytes_read", "lines_read", "items", "items_per_second", "estimated_finish_time")
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    BYTES_READ_FIELD_NUMBER: _ClassVar[int]
    LINES_READ_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    ITEMS_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    ESTIMATED_FINISH_TIME_FIELD_NUMBER: _ClassVar[int]
    begin_time: _timestamp_pb2.Timestamp
    bytes_read: int
    lines_read: int
    items: int
    items_per_second: float
    estimated_finish_time: _timestamp_pb2.Timestamp
    def __init__(self, begin_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., bytes_read: _Optional[int] = ..., lines_read: _Optional[int] = ..., items: _Optional[int] = ..., items_per_second: _Optional[float] = ..., estimated_finish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BatchRollback(_message.Message):
    __slots__ = ("reason", "begin_time", "finish_time", "undone", "kept", "by_operator")
    REASON_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    FINISH_TIME_FIELD_NUMBER: _ClassVar[int]
    UNDONE_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    BY_OPERATOR_FIELD_NUMBER: _ClassVar[int]
    reason: str
    begin_time: _timestamp_pb2.Timestamp
    finish_time: _timestamp_pb2.Timestamp
    undone: int
    kept: int
    by_operator: bool
    def __init__(self, reason: _Optional[str] = ..., begin_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., undone: _Optional[int] = ..., kept: _Optional[int] = ..., by_operator: _Optional[bool] = ...) -> None: ...

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

class ListBatchItemsRequest(_message.Message):
    __slots__ = ("batch_id", "outcomes", "page_size", "page_token")
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    batch_id: str
    outcomes: _containers.RepeatedScalarFieldContainer[ItemOutcome]
    page_size: int
    page_token: str
    def __init__(self, batch_id: _Optional[str] = ..., outcomes: _Optional[_Iterable[_Union[ItemOutcome, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListBatchItemsResponse(_message.Message):
    __slots__ = ("items", "next_page_token")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[BatchItem]
    next_page_token: str
    def __init__(self, items: _Optional[_Iterable[_Union[BatchItem, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class BatchItem(_message.Message):
    __slots__ = ("line", "outcome", "key", "field", "rule", "message", "value", "fix", "wait_until_time", "settle_time")
    LINE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    FIX_FIELD_NUMBER: _ClassVar[int]
    WAIT_UNTIL_TIME_FIELD_NUMBER: _ClassVar[int]
    SETTLE_TIME_FIELD_NUMBER: _ClassVar[int]
    line: int
    outcome: ItemOutcome
    key: str
    field: str
    rule: str
    message: str
    value: str
    fix: str
    wait_until_time: _timestamp_pb2.Timestamp
    settle_time: _timestamp_pb2.Timestamp
    def __init__(self, line: _Optional[int] = ..., outcome: _Optional[_Union[ItemOutcome, str]] = ..., key: _Optional[str] = ..., field: _Optional[str] = ..., rule: _Optional[str] = ..., message: _Optional[str] = ..., value: _Optional[str] = ..., fix: _Optional[str] = ..., wait_until_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., settle_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RollBackBatchRequest(_message.Message):
    __slots__ = ("id", "reason")
    ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    id: str
    reason: str
    def __init__(self, id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...
