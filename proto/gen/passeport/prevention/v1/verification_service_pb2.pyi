from google.api import field_behavior_pb2 as _field_behavior_pb2
from passeport.prevention.v1 import training_pb2 as _training_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VerificationSide(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERIFICATION_SIDE_UNSPECIFIED: _ClassVar[VerificationSide]
    VERIFICATION_SIDE_EMPLOYER: _ClassVar[VerificationSide]
    VERIFICATION_SIDE_DECLARANT: _ClassVar[VerificationSide]
VERIFICATION_SIDE_UNSPECIFIED: VerificationSide
VERIFICATION_SIDE_EMPLOYER: VerificationSide
VERIFICATION_SIDE_DECLARANT: VerificationSide

class ListVerificationsRequest(_message.Message):
    __slots__ = ("side", "states", "page_size", "page_token")
    SIDE_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    side: VerificationSide
    states: _containers.RepeatedScalarFieldContainer[_training_pb2.VerificationState]
    page_size: int
    page_token: str
    def __init__(self, side: _Optional[_Union[VerificationSide, str]] = ..., states: _Optional[_Iterable[_Union[_training_pb2.VerificationState, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListVerificationsResponse(_message.Message):
    __slots__ = ("trainings", "next_page_token")
    TRAININGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    trainings: _containers.RepeatedCompositeFieldContainer[_training_pb2.Training]
    next_page_token: str
    def __init__(self, trainings: _Optional[_Iterable[_Union[_training_pb2.Training, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetVerificationRequest(_message.Message):
    __slots__ = ("training_id",)
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    def __init__(self, training_id: _Optional[str] = ...) -> None: ...

class AnswerVerificationRequest(_message.Message):
    __slots__ = ("training_id", "etag", "state", "comment")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    etag: str
    state: _training_pb2.VerificationState
    comment: str
    def __init__(self, training_id: _Optional[str] = ..., etag: _Optional[str] = ..., state: _Optional[_Union[_training_pb2.VerificationState, str]] = ..., comment: _Optional[str] = ...) -> None: ...
