import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AccountActivated(_message.Message):
    __slots__ = ("person_id", "activate_time")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVATE_TIME_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    activate_time: _timestamp_pb2.Timestamp
    def __init__(self, person_id: _Optional[str] = ..., activate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AccountClosed(_message.Message):
    __slots__ = ("person_id", "close_time", "revision")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    close_time: _timestamp_pb2.Timestamp
    revision: int
    def __init__(self, person_id: _Optional[str] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...

class AccountReopened(_message.Message):
    __slots__ = ("person_id", "reopen_time", "revision")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REOPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    reopen_time: _timestamp_pb2.Timestamp
    revision: int
    def __init__(self, person_id: _Optional[str] = ..., reopen_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...

class PersonMerged(_message.Message):
    __slots__ = ("merge_id", "person_id", "merged_person_id", "merge_time")
    MERGE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    MERGED_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    MERGE_TIME_FIELD_NUMBER: _ClassVar[int]
    merge_id: str
    person_id: str
    merged_person_id: str
    merge_time: _timestamp_pb2.Timestamp
    def __init__(self, merge_id: _Optional[str] = ..., person_id: _Optional[str] = ..., merged_person_id: _Optional[str] = ..., merge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PersonSplit(_message.Message):
    __slots__ = ("merge_id", "person_id", "restored_person_id", "split_time")
    MERGE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RESTORED_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    SPLIT_TIME_FIELD_NUMBER: _ClassVar[int]
    merge_id: str
    person_id: str
    restored_person_id: str
    split_time: _timestamp_pb2.Timestamp
    def __init__(self, merge_id: _Optional[str] = ..., person_id: _Optional[str] = ..., restored_person_id: _Optional[str] = ..., split_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PersonRenumbered(_message.Message):
    __slots__ = ("person_id", "renumber_time", "revision")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RENUMBER_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    renumber_time: _timestamp_pb2.Timestamp
    revision: int
    def __init__(self, person_id: _Optional[str] = ..., renumber_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...

class DeathReported(_message.Message):
    __slots__ = ("person_id", "report_time", "revision")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REPORT_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    report_time: _timestamp_pb2.Timestamp
    revision: int
    def __init__(self, person_id: _Optional[str] = ..., report_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...

class DeathWithdrawn(_message.Message):
    __slots__ = ("person_id", "withdraw_time", "revision")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    withdraw_time: _timestamp_pb2.Timestamp
    revision: int
    def __init__(self, person_id: _Optional[str] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...

class PlatformRemoved(_message.Message):
    __slots__ = ("client_id", "remove_time")
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    REMOVE_TIME_FIELD_NUMBER: _ClassVar[int]
    client_id: str
    remove_time: _timestamp_pb2.Timestamp
    def __init__(self, client_id: _Optional[str] = ..., remove_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PersonExpired(_message.Message):
    __slots__ = ("person_id", "expire_time", "revision")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    expire_time: _timestamp_pb2.Timestamp
    revision: int
    def __init__(self, person_id: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...
