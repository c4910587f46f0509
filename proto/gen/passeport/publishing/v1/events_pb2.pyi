import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PublicationPublished(_message.Message):
    __slots__ = ("publication_id", "person_id", "publish_time")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    person_id: str
    publish_time: _timestamp_pb2.Timestamp
    def __init__(self, publication_id: _Optional[str] = ..., person_id: _Optional[str] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PublicationSuperseded(_message.Message):
    __slots__ = ("publication_id", "person_id", "entry_id", "supersede_time")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDE_TIME_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    person_id: str
    entry_id: str
    supersede_time: _timestamp_pb2.Timestamp
    def __init__(self, publication_id: _Optional[str] = ..., person_id: _Optional[str] = ..., entry_id: _Optional[str] = ..., supersede_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PublicationRevoked(_message.Message):
    __slots__ = ("publication_id", "person_id", "reason", "revoke_time")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    person_id: str
    reason: str
    revoke_time: _timestamp_pb2.Timestamp
    def __init__(self, publication_id: _Optional[str] = ..., person_id: _Optional[str] = ..., reason: _Optional[str] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ShareOpened(_message.Message):
    __slots__ = ("share_id", "publication_id", "person_id", "access_id", "open_time")
    SHARE_ID_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ACCESS_ID_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    share_id: str
    publication_id: str
    person_id: str
    access_id: str
    open_time: _timestamp_pb2.Timestamp
    def __init__(self, share_id: _Optional[str] = ..., publication_id: _Optional[str] = ..., person_id: _Optional[str] = ..., access_id: _Optional[str] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
