import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListSourcesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListSourcesResponse(_message.Message):
    __slots__ = ("sources",)
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    sources: _containers.RepeatedCompositeFieldContainer[SourceFreshness]
    def __init__(self, sources: _Optional[_Iterable[_Union[SourceFreshness, _Mapping]]] = ...) -> None: ...

class SourceFreshness(_message.Message):
    __slots__ = ("source", "last_receive_time", "rhythm_days", "silent")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    LAST_RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    RHYTHM_DAYS_FIELD_NUMBER: _ClassVar[int]
    SILENT_FIELD_NUMBER: _ClassVar[int]
    source: str
    last_receive_time: _timestamp_pb2.Timestamp
    rhythm_days: int
    silent: bool
    def __init__(self, source: _Optional[str] = ..., last_receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., rhythm_days: _Optional[int] = ..., silent: _Optional[bool] = ...) -> None: ...
