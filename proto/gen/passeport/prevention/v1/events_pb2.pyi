import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from passeport.prevention.v1 import training_pb2 as _training_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TrainingDeclared(_message.Message):
    __slots__ = ("training_id", "person_id", "declarant", "declare_time")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    DECLARE_TIME_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    person_id: str
    declarant: _training_pb2.Declarant
    declare_time: _timestamp_pb2.Timestamp
    def __init__(self, training_id: _Optional[str] = ..., person_id: _Optional[str] = ..., declarant: _Optional[_Union[_training_pb2.Declarant, str]] = ..., declare_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TrainingsDeclared(_message.Message):
    __slots__ = ("import_id", "trainings", "declarant", "declare_time")
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    TRAININGS_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    DECLARE_TIME_FIELD_NUMBER: _ClassVar[int]
    import_id: str
    trainings: _containers.RepeatedCompositeFieldContainer[DeclaredTraining]
    declarant: _training_pb2.Declarant
    declare_time: _timestamp_pb2.Timestamp
    def __init__(self, import_id: _Optional[str] = ..., trainings: _Optional[_Iterable[_Union[DeclaredTraining, _Mapping]]] = ..., declarant: _Optional[_Union[_training_pb2.Declarant, str]] = ..., declare_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DeclaredTraining(_message.Message):
    __slots__ = ("training_id", "person_id")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    person_id: str
    def __init__(self, training_id: _Optional[str] = ..., person_id: _Optional[str] = ...) -> None: ...

class TrainingCorrected(_message.Message):
    __slots__ = ("training_id", "person_id", "declarant", "version", "correct_time")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CORRECT_TIME_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    person_id: str
    declarant: _training_pb2.Declarant
    version: int
    correct_time: _timestamp_pb2.Timestamp
    def __init__(self, training_id: _Optional[str] = ..., person_id: _Optional[str] = ..., declarant: _Optional[_Union[_training_pb2.Declarant, str]] = ..., version: _Optional[int] = ..., correct_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class VerificationChanged(_message.Message):
    __slots__ = ("training_id", "person_id", "state", "change_time")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    person_id: str
    state: _training_pb2.VerificationState
    change_time: _timestamp_pb2.Timestamp
    def __init__(self, training_id: _Optional[str] = ..., person_id: _Optional[str] = ..., state: _Optional[_Union[_training_pb2.VerificationState, str]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class VerificationDue(_message.Message):
    __slots__ = ("training_id", "person_id", "due_date")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    person_id: str
    due_date: _date_pb2.Date
    def __init__(self, training_id: _Optional[str] = ..., person_id: _Optional[str] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class TrainingExpiring(_message.Message):
    __slots__ = ("training_id", "person_id", "until_date", "days", "tell_time")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    TELL_TIME_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    person_id: str
    until_date: _date_pb2.Date
    days: int
    tell_time: _timestamp_pb2.Timestamp
    def __init__(self, training_id: _Optional[str] = ..., person_id: _Optional[str] = ..., until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., days: _Optional[int] = ..., tell_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TrainingWithdrawn(_message.Message):
    __slots__ = ("training_id", "person_id", "declarant", "withdraw_time")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    person_id: str
    declarant: _training_pb2.Declarant
    withdraw_time: _timestamp_pb2.Timestamp
    def __init__(self, training_id: _Optional[str] = ..., person_id: _Optional[str] = ..., declarant: _Optional[_Union[_training_pb2.Declarant, str]] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
