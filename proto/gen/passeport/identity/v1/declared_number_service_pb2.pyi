from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DeclarationOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECLARATION_OUTCOME_UNSPECIFIED: _ClassVar[DeclarationOutcome]
    DECLARATION_OUTCOME_ALREADY_ONE: _ClassVar[DeclarationOutcome]
    DECLARATION_OUTCOME_TWO_PERSONS: _ClassVar[DeclarationOutcome]
    DECLARATION_OUTCOME_WAITING: _ClassVar[DeclarationOutcome]
    DECLARATION_OUTCOME_NO_MATCH: _ClassVar[DeclarationOutcome]
    DECLARATION_OUTCOME_NIR_INVALID: _ClassVar[DeclarationOutcome]
DECLARATION_OUTCOME_UNSPECIFIED: DeclarationOutcome
DECLARATION_OUTCOME_ALREADY_ONE: DeclarationOutcome
DECLARATION_OUTCOME_TWO_PERSONS: DeclarationOutcome
DECLARATION_OUTCOME_WAITING: DeclarationOutcome
DECLARATION_OUTCOME_NO_MATCH: DeclarationOutcome
DECLARATION_OUTCOME_NIR_INVALID: DeclarationOutcome

class DeclareNumbersRequest(_message.Message):
    __slots__ = ("declarations", "organisation")
    DECLARATIONS_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    declarations: _containers.RepeatedCompositeFieldContainer[NumberDeclaration]
    organisation: str
    def __init__(self, declarations: _Optional[_Iterable[_Union[NumberDeclaration, _Mapping]]] = ..., organisation: _Optional[str] = ...) -> None: ...

class NumberDeclaration(_message.Message):
    __slots__ = ("former_nir", "nir", "birth_name")
    FORMER_NIR_FIELD_NUMBER: _ClassVar[int]
    NIR_FIELD_NUMBER: _ClassVar[int]
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    former_nir: str
    nir: str
    birth_name: str
    def __init__(self, former_nir: _Optional[str] = ..., nir: _Optional[str] = ..., birth_name: _Optional[str] = ...) -> None: ...

class DeclareNumbersResponse(_message.Message):
    __slots__ = ("outcomes",)
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedScalarFieldContainer[DeclarationOutcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[DeclarationOutcome, str]]] = ...) -> None: ...
