from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TermKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TERM_KIND_UNSPECIFIED: _ClassVar[TermKind]
    TERM_KIND_CERTIFICATION: _ClassVar[TermKind]
    TERM_KIND_OCCUPATION: _ClassVar[TermKind]
    TERM_KIND_SKILL: _ClassVar[TermKind]
TERM_KIND_UNSPECIFIED: TermKind
TERM_KIND_CERTIFICATION: TermKind
TERM_KIND_OCCUPATION: TermKind
TERM_KIND_SKILL: TermKind

class SuggestTermsRequest(_message.Message):
    __slots__ = ("kind", "query", "page_size")
    KIND_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    kind: TermKind
    query: str
    page_size: int
    def __init__(self, kind: _Optional[_Union[TermKind, str]] = ..., query: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class SuggestTermsResponse(_message.Message):
    __slots__ = ("suggestions", "total_count")
    SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    suggestions: _containers.RepeatedCompositeFieldContainer[Suggestion]
    total_count: int
    def __init__(self, suggestions: _Optional[_Iterable[_Union[Suggestion, _Mapping]]] = ..., total_count: _Optional[int] = ...) -> None: ...

class Suggestion(_message.Message):
    __slots__ = ("scheme", "code", "label", "level", "active", "occupation_code", "matches")
    SCHEME_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    scheme: str
    code: str
    label: str
    level: int
    active: bool
    occupation_code: str
    matches: _containers.RepeatedCompositeFieldContainer[TextRange]
    def __init__(self, scheme: _Optional[str] = ..., code: _Optional[str] = ..., label: _Optional[str] = ..., level: _Optional[int] = ..., active: _Optional[bool] = ..., occupation_code: _Optional[str] = ..., matches: _Optional[_Iterable[_Union[TextRange, _Mapping]]] = ...) -> None: ...

class TextRange(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: int
    end: int
    def __init__(self, start: _Optional[int] = ..., end: _Optional[int] = ...) -> None: ...
