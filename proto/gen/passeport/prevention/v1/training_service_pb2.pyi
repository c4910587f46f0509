import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from passeport.common.v1 import access_pb2 as _access_pb2
from passeport.prevention.v1 import training_pb2 as _training_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListTrainingsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "show_withdrawn", "validity_states")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SHOW_WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    VALIDITY_STATES_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    show_withdrawn: bool
    validity_states: _containers.RepeatedScalarFieldContainer[_training_pb2.ValidityState]
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., show_withdrawn: _Optional[bool] = ..., validity_states: _Optional[_Iterable[_Union[_training_pb2.ValidityState, str]]] = ...) -> None: ...

class ListTrainingVersionsRequest(_message.Message):
    __slots__ = ("training_id",)
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    def __init__(self, training_id: _Optional[str] = ...) -> None: ...

class ListTrainingVersionsResponse(_message.Message):
    __slots__ = ("versions",)
    VERSIONS_FIELD_NUMBER: _ClassVar[int]
    versions: _containers.RepeatedCompositeFieldContainer[_training_pb2.Training]
    def __init__(self, versions: _Optional[_Iterable[_Union[_training_pb2.Training, _Mapping]]] = ...) -> None: ...

class ListRecentRemindersRequest(_message.Message):
    __slots__ = ("since_time",)
    SINCE_TIME_FIELD_NUMBER: _ClassVar[int]
    since_time: _timestamp_pb2.Timestamp
    def __init__(self, since_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListRecentRemindersResponse(_message.Message):
    __slots__ = ("reminders",)
    REMINDERS_FIELD_NUMBER: _ClassVar[int]
    reminders: _containers.RepeatedCompositeFieldContainer[Reminder]
    def __init__(self, reminders: _Optional[_Iterable[_Union[Reminder, _Mapping]]] = ...) -> None: ...

class Reminder(_message.Message):
    __slots__ = ("id", "training_id", "until_date", "days", "tell_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    TELL_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    training_id: str
    until_date: _date_pb2.Date
    days: int
    tell_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., training_id: _Optional[str] = ..., until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., days: _Optional[int] = ..., tell_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListTrainingsResponse(_message.Message):
    __slots__ = ("trainings", "next_page_token")
    TRAININGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    trainings: _containers.RepeatedCompositeFieldContainer[_training_pb2.Training]
    next_page_token: str
    def __init__(self, trainings: _Optional[_Iterable[_Union[_training_pb2.Training, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateTrainingRequest(_message.Message):
    __slots__ = ("training", "request_id")
    TRAINING_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    training: _training_pb2.Training
    request_id: str
    def __init__(self, training: _Optional[_Union[_training_pb2.Training, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class UpdateTrainingRequest(_message.Message):
    __slots__ = ("training_id", "training", "etag")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    TRAINING_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    training: _training_pb2.Training
    etag: str
    def __init__(self, training_id: _Optional[str] = ..., training: _Optional[_Union[_training_pb2.Training, _Mapping]] = ..., etag: _Optional[str] = ...) -> None: ...

class DeleteTrainingRequest(_message.Message):
    __slots__ = ("training_id", "etag")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    etag: str
    def __init__(self, training_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class DeclareTrainingRequest(_message.Message):
    __slots__ = ("training", "nir", "birth_name", "partner_key", "declarant")
    TRAINING_FIELD_NUMBER: _ClassVar[int]
    NIR_FIELD_NUMBER: _ClassVar[int]
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    PARTNER_KEY_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    training: _training_pb2.Training
    nir: str
    birth_name: str
    partner_key: str
    declarant: _training_pb2.Declarant
    def __init__(self, training: _Optional[_Union[_training_pb2.Training, _Mapping]] = ..., nir: _Optional[str] = ..., birth_name: _Optional[str] = ..., partner_key: _Optional[str] = ..., declarant: _Optional[_Union[_training_pb2.Declarant, str]] = ...) -> None: ...

class DeclareTrainingResponse(_message.Message):
    __slots__ = ("training_id", "already_declared", "due_date", "late")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    ALREADY_DECLARED_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    already_declared: bool
    due_date: _date_pb2.Date
    late: bool
    def __init__(self, training_id: _Optional[str] = ..., already_declared: _Optional[bool] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., late: _Optional[bool] = ...) -> None: ...

class GetDeclaredTrainingRequest(_message.Message):
    __slots__ = ("training_id",)
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    def __init__(self, training_id: _Optional[str] = ...) -> None: ...

class CorrectTrainingRequest(_message.Message):
    __slots__ = ("training_id", "training", "etag", "reason")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    TRAINING_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    training: _training_pb2.Training
    etag: str
    reason: str
    def __init__(self, training_id: _Optional[str] = ..., training: _Optional[_Union[_training_pb2.Training, _Mapping]] = ..., etag: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class WithdrawTrainingRequest(_message.Message):
    __slots__ = ("training_id", "etag", "reason")
    TRAINING_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    training_id: str
    etag: str
    reason: str
    def __init__(self, training_id: _Optional[str] = ..., etag: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class WithdrawDeclarationRequest(_message.Message):
    __slots__ = ("declaration_id", "reason", "expected_count")
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    declaration_id: str
    reason: str
    expected_count: int
    def __init__(self, declaration_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_count: _Optional[int] = ...) -> None: ...

class WithdrawDeclarationResponse(_message.Message):
    __slots__ = ("withdrawn",)
    WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    withdrawn: int
    def __init__(self, withdrawn: _Optional[int] = ...) -> None: ...
