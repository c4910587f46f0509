import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from passeport.records.v1 import entry_pb2 as _entry_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DisputeGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISPUTE_GROUND_UNSPECIFIED: _ClassVar[DisputeGround]
    DISPUTE_GROUND_NOT_MINE: _ClassVar[DisputeGround]
    DISPUTE_GROUND_NOT_TRUE: _ClassVar[DisputeGround]
    DISPUTE_GROUND_DOUBLE: _ClassVar[DisputeGround]
    DISPUTE_GROUND_TITLE: _ClassVar[DisputeGround]
    DISPUTE_GROUND_ORGANISATION: _ClassVar[DisputeGround]
    DISPUTE_GROUND_DATES: _ClassVar[DisputeGround]
    DISPUTE_GROUND_DETAILS: _ClassVar[DisputeGround]
    DISPUTE_GROUND_OTHER: _ClassVar[DisputeGround]

class DisputeState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISPUTE_STATE_UNSPECIFIED: _ClassVar[DisputeState]
    DISPUTE_STATE_OPENED: _ClassVar[DisputeState]
    DISPUTE_STATE_SEEN: _ClassVar[DisputeState]
    DISPUTE_STATE_ACCEPTED: _ClassVar[DisputeState]
    DISPUTE_STATE_CORRECTED: _ClassVar[DisputeState]
    DISPUTE_STATE_WITHDRAWN: _ClassVar[DisputeState]
    DISPUTE_STATE_REFUSED: _ClassVar[DisputeState]
    DISPUTE_STATE_TAKEN_BACK: _ClassVar[DisputeState]

class DisputeAnswerer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISPUTE_ANSWERER_UNSPECIFIED: _ClassVar[DisputeAnswerer]
    DISPUTE_ANSWERER_SOURCE: _ClassVar[DisputeAnswerer]
    DISPUTE_ANSWERER_FEED: _ClassVar[DisputeAnswerer]
    DISPUTE_ANSWERER_OPERATOR: _ClassVar[DisputeAnswerer]
DISPUTE_GROUND_UNSPECIFIED: DisputeGround
DISPUTE_GROUND_NOT_MINE: DisputeGround
DISPUTE_GROUND_NOT_TRUE: DisputeGround
DISPUTE_GROUND_DOUBLE: DisputeGround
DISPUTE_GROUND_TITLE: DisputeGround
DISPUTE_GROUND_ORGANISATION: DisputeGround
DISPUTE_GROUND_DATES: DisputeGround
DISPUTE_GROUND_DETAILS: DisputeGround
DISPUTE_GROUND_OTHER: DisputeGround
DISPUTE_STATE_UNSPECIFIED: DisputeState
DISPUTE_STATE_OPENED: DisputeState
DISPUTE_STATE_SEEN: DisputeState
DISPUTE_STATE_ACCEPTED: DisputeState
DISPUTE_STATE_CORRECTED: DisputeState
DISPUTE_STATE_WITHDRAWN: DisputeState
DISPUTE_STATE_REFUSED: DisputeState
DISPUTE_STATE_TAKEN_BACK: DisputeState
DISPUTE_ANSWERER_UNSPECIFIED: DisputeAnswerer
DISPUTE_ANSWERER_SOURCE: DisputeAnswerer
DISPUTE_ANSWERER_FEED: DisputeAnswerer
DISPUTE_ANSWERER_OPERATOR: DisputeAnswerer

class Dispute(_message.Message):
    __slots__ = ("id", "entry_id", "ground", "text", "state", "overdue", "source", "addressee", "sender", "open_time", "due_date", "see_time", "answer_time", "answer", "answered_by", "close_time", "etag")
    ID_FIELD_NUMBER: _ClassVar[int]
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    ADDRESSEE_FIELD_NUMBER: _ClassVar[int]
    SENDER_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    SEE_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ANSWERED_BY_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    id: str
    entry_id: str
    ground: DisputeGround
    text: str
    state: DisputeState
    overdue: bool
    source: str
    addressee: _entry_pb2.Organisation
    sender: _entry_pb2.Organisation
    open_time: _timestamp_pb2.Timestamp
    due_date: _date_pb2.Date
    see_time: _timestamp_pb2.Timestamp
    answer_time: _timestamp_pb2.Timestamp
    answer: str
    answered_by: DisputeAnswerer
    close_time: _timestamp_pb2.Timestamp
    etag: str
    def __init__(self, id: _Optional[str] = ..., entry_id: _Optional[str] = ..., ground: _Optional[_Union[DisputeGround, str]] = ..., text: _Optional[str] = ..., state: _Optional[_Union[DisputeState, str]] = ..., overdue: _Optional[bool] = ..., source: _Optional[str] = ..., addressee: _Optional[_Union[_entry_pb2.Organisation, _Mapping]] = ..., sender: _Optional[_Union[_entry_pb2.Organisation, _Mapping]] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., see_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer: _Optional[str] = ..., answered_by: _Optional[_Union[DisputeAnswerer, str]] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ...) -> None: ...

class SourceDispute(_message.Message):
    __slots__ = ("dispute", "entry", "batch_id", "line", "sender_key")
    DISPUTE_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    SENDER_KEY_FIELD_NUMBER: _ClassVar[int]
    dispute: Dispute
    entry: _entry_pb2.Entry
    batch_id: str
    line: int
    sender_key: str
    def __init__(self, dispute: _Optional[_Union[Dispute, _Mapping]] = ..., entry: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., batch_id: _Optional[str] = ..., line: _Optional[int] = ..., sender_key: _Optional[str] = ...) -> None: ...

class OpenDisputeRequest(_message.Message):
    __slots__ = ("entry_id", "ground", "text", "request_id")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    ground: DisputeGround
    text: str
    request_id: str
    def __init__(self, entry_id: _Optional[str] = ..., ground: _Optional[_Union[DisputeGround, str]] = ..., text: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetDisputeRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListDisputesRequest(_message.Message):
    __slots__ = ("entry_id", "page_size", "page_token")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    page_size: int
    page_token: str
    def __init__(self, entry_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDisputesResponse(_message.Message):
    __slots__ = ("disputes", "next_page_token")
    DISPUTES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    disputes: _containers.RepeatedCompositeFieldContainer[Dispute]
    next_page_token: str
    def __init__(self, disputes: _Optional[_Iterable[_Union[Dispute, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class TakeBackDisputeRequest(_message.Message):
    __slots__ = ("id", "etag")
    ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    id: str
    etag: str
    def __init__(self, id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class ListSourceDisputesRequest(_message.Message):
    __slots__ = ("open_only", "page_size", "page_token")
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    open_only: bool
    page_size: int
    page_token: str
    def __init__(self, open_only: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSourceDisputesResponse(_message.Message):
    __slots__ = ("disputes", "next_page_token")
    DISPUTES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    disputes: _containers.RepeatedCompositeFieldContainer[SourceDispute]
    next_page_token: str
    def __init__(self, disputes: _Optional[_Iterable[_Union[SourceDispute, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetSourceDisputeRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class AnswerDisputeRequest(_message.Message):
    __slots__ = ("id", "etag", "state", "answer")
    ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    id: str
    etag: str
    state: DisputeState
    answer: str
    def __init__(self, id: _Optional[str] = ..., etag: _Optional[str] = ..., state: _Optional[_Union[DisputeState, str]] = ..., answer: _Optional[str] = ...) -> None: ...
