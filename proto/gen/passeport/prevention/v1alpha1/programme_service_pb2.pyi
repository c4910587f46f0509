from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListProgrammesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListProgrammesResponse(_message.Message):
    __slots__ = ("programmes",)
    PROGRAMMES_FIELD_NUMBER: _ClassVar[int]
    programmes: _containers.RepeatedCompositeFieldContainer[Programme]
    def __init__(self, programmes: _Optional[_Iterable[_Union[Programme, _Mapping]]] = ...) -> None: ...

class Programme(_message.Message):
    __slots__ = ("name", "title", "version", "available", "routes")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_FIELD_NUMBER: _ClassVar[int]
    ROUTES_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    version: str
    available: bool
    routes: _containers.RepeatedCompositeFieldContainer[ProgrammeRoute]
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., version: _Optional[str] = ..., available: _Optional[bool] = ..., routes: _Optional[_Iterable[_Union[ProgrammeRoute, _Mapping]]] = ...) -> None: ...

class ProgrammeRoute(_message.Message):
    __slots__ = ("method", "path", "summary", "request_schema", "response_schema")
    METHOD_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    method: str
    path: str
    summary: str
    request_schema: str
    response_schema: str
    def __init__(self, method: _Optional[str] = ..., path: _Optional[str] = ..., summary: _Optional[str] = ..., request_schema: _Optional[str] = ..., response_schema: _Optional[str] = ...) -> None: ...

class CallProgrammeRequest(_message.Message):
    __slots__ = ("programme", "method", "path", "query", "body")
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    programme: str
    method: str
    path: str
    query: _containers.RepeatedCompositeFieldContainer[QueryParameter]
    body: bytes
    def __init__(self, programme: _Optional[str] = ..., method: _Optional[str] = ..., path: _Optional[str] = ..., query: _Optional[_Iterable[_Union[QueryParameter, _Mapping]]] = ..., body: _Optional[bytes] = ...) -> None: ...

class QueryParameter(_message.Message):
    __slots__ = ("name", "value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: str
    def __init__(self, name: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class CallProgrammeResponse(_message.Message):
    __slots__ = ("body",)
    BODY_FIELD_NUMBER: _ClassVar[int]
    body: bytes
    def __init__(self, body: _Optional[bytes] = ...) -> None: ...
