import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from passeport.records.v1 import dispute_service_pb2 as _dispute_service_pb2
from passeport.records.v1 import entry_pb2 as _entry_pb2
from passeport.records.v1 import feed_service_pb2 as _feed_service_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EntryRegistered(_message.Message):
    __slots__ = ("entry_id", "person_id", "kind", "revision", "register_time", "award_code", "prevention")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    REGISTER_TIME_FIELD_NUMBER: _ClassVar[int]
    AWARD_CODE_FIELD_NUMBER: _ClassVar[int]
    PREVENTION_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    person_id: str
    kind: _entry_pb2.Kind
    revision: int
    register_time: _timestamp_pb2.Timestamp
    award_code: str
    prevention: bool
    def __init__(self, entry_id: _Optional[str] = ..., person_id: _Optional[str] = ..., kind: _Optional[_Union[_entry_pb2.Kind, str]] = ..., revision: _Optional[int] = ..., register_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., award_code: _Optional[str] = ..., prevention: _Optional[bool] = ...) -> None: ...

class EntryCorrected(_message.Message):
    __slots__ = ("entry_id", "person_id", "revision", "correct_time", "prevention")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CORRECT_TIME_FIELD_NUMBER: _ClassVar[int]
    PREVENTION_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    person_id: str
    revision: int
    correct_time: _timestamp_pb2.Timestamp
    prevention: bool
    def __init__(self, entry_id: _Optional[str] = ..., person_id: _Optional[str] = ..., revision: _Optional[int] = ..., correct_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., prevention: _Optional[bool] = ...) -> None: ...

class EntryWithdrawn(_message.Message):
    __slots__ = ("entry_id", "person_id", "revision", "withdraw_time")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    person_id: str
    revision: int
    withdraw_time: _timestamp_pb2.Timestamp
    def __init__(self, entry_id: _Optional[str] = ..., person_id: _Optional[str] = ..., revision: _Optional[int] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EntryDisputed(_message.Message):
    __slots__ = ("entry_id", "person_id", "dispute_id", "revision", "dispute_time")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DISPUTE_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    DISPUTE_TIME_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    person_id: str
    dispute_id: str
    revision: int
    dispute_time: _timestamp_pb2.Timestamp
    def __init__(self, entry_id: _Optional[str] = ..., person_id: _Optional[str] = ..., dispute_id: _Optional[str] = ..., revision: _Optional[int] = ..., dispute_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EntrySettled(_message.Message):
    __slots__ = ("entry_id", "person_id", "dispute_id", "state", "settle_time")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DISPUTE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SETTLE_TIME_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    person_id: str
    dispute_id: str
    state: _dispute_service_pb2.DisputeState
    settle_time: _timestamp_pb2.Timestamp
    def __init__(self, entry_id: _Optional[str] = ..., person_id: _Optional[str] = ..., dispute_id: _Optional[str] = ..., state: _Optional[_Union[_dispute_service_pb2.DisputeState, str]] = ..., settle_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BatchFinished(_message.Message):
    __slots__ = ("batch_id", "feed", "state", "finish_time")
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    FEED_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    FINISH_TIME_FIELD_NUMBER: _ClassVar[int]
    batch_id: str
    feed: _feed_service_pb2.Feed
    state: _feed_service_pb2.BatchState
    finish_time: _timestamp_pb2.Timestamp
    def __init__(self, batch_id: _Optional[str] = ..., feed: _Optional[_Union[_feed_service_pb2.Feed, str]] = ..., state: _Optional[_Union[_feed_service_pb2.BatchState, str]] = ..., finish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
