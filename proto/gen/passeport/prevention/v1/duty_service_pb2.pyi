from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.type import date_pb2 as _date_pb2
from passeport.prevention.v1 import training_pb2 as _training_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DutyKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DUTY_KIND_UNSPECIFIED: _ClassVar[DutyKind]
    DUTY_KIND_DECLARE: _ClassVar[DutyKind]
    DUTY_KIND_VERIFY: _ClassVar[DutyKind]
DUTY_KIND_UNSPECIFIED: DutyKind
DUTY_KIND_DECLARE: DutyKind
DUTY_KIND_VERIFY: DutyKind

class ListDutiesRequest(_message.Message):
    __slots__ = ("declarant",)
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    declarant: _training_pb2.Declarant
    def __init__(self, declarant: _Optional[_Union[_training_pb2.Declarant, str]] = ...) -> None: ...

class ListDutiesResponse(_message.Message):
    __slots__ = ("duties", "exclusions")
    DUTIES_FIELD_NUMBER: _ClassVar[int]
    EXCLUSIONS_FIELD_NUMBER: _ClassVar[int]
    duties: _containers.RepeatedCompositeFieldContainer[Duty]
    exclusions: _containers.RepeatedCompositeFieldContainer[Exclusion]
    def __init__(self, duties: _Optional[_Iterable[_Union[Duty, _Mapping]]] = ..., exclusions: _Optional[_Iterable[_Union[Exclusion, _Mapping]]] = ...) -> None: ...

class Duty(_message.Message):
    __slots__ = ("kind", "since_date", "until_date", "due_date", "categories", "awaiting", "euros", "source")
    KIND_FIELD_NUMBER: _ClassVar[int]
    SINCE_DATE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    AWAITING_FIELD_NUMBER: _ClassVar[int]
    EUROS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    kind: DutyKind
    since_date: _date_pb2.Date
    until_date: _date_pb2.Date
    due_date: _date_pb2.Date
    categories: _containers.RepeatedCompositeFieldContainer[Category]
    awaiting: int
    euros: int
    source: str
    def __init__(self, kind: _Optional[_Union[DutyKind, str]] = ..., since_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., categories: _Optional[_Iterable[_Union[Category, _Mapping]]] = ..., awaiting: _Optional[int] = ..., euros: _Optional[int] = ..., source: _Optional[str] = ...) -> None: ...

class Category(_message.Message):
    __slots__ = ("number", "label", "examples")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    EXAMPLES_FIELD_NUMBER: _ClassVar[int]
    number: int
    label: str
    examples: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, number: _Optional[int] = ..., label: _Optional[str] = ..., examples: _Optional[_Iterable[str]] = ...) -> None: ...

class Exclusion(_message.Message):
    __slots__ = ("code", "label", "source")
    CODE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    code: str
    label: str
    source: str
    def __init__(self, code: _Optional[str] = ..., label: _Optional[str] = ..., source: _Optional[str] = ...) -> None: ...
