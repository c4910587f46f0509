from google.api import field_behavior_pb2 as _field_behavior_pb2
from passeport.prevention.v1 import training_pb2 as _training_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListTrainingTypesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListTrainingTypesResponse(_message.Message):
    __slots__ = ("training_types",)
    TRAINING_TYPES_FIELD_NUMBER: _ClassVar[int]
    training_types: _containers.RepeatedCompositeFieldContainer[TrainingType]
    def __init__(self, training_types: _Optional[_Iterable[_Union[TrainingType, _Mapping]]] = ...) -> None: ...

class TrainingType(_message.Message):
    __slots__ = ("name", "title", "category", "certifications", "broad", "source", "rules")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    BROAD_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    category: int
    certifications: _containers.RepeatedScalarFieldContainer[str]
    broad: bool
    source: str
    rules: _containers.RepeatedCompositeFieldContainer[_training_pb2.ValidityRule]
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., category: _Optional[int] = ..., certifications: _Optional[_Iterable[str]] = ..., broad: _Optional[bool] = ..., source: _Optional[str] = ..., rules: _Optional[_Iterable[_Union[_training_pb2.ValidityRule, _Mapping]]] = ...) -> None: ...
