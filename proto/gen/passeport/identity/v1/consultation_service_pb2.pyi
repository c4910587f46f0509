import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from passeport.identity.v1 import account_service_pb2 as _account_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OpenConsultationRequest(_message.Message):
    __slots__ = ("session_token", "csrf_token", "purpose", "person")
    SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CSRF_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    session_token: str
    csrf_token: str
    purpose: str
    person: ConsultedPerson
    def __init__(self, session_token: _Optional[str] = ..., csrf_token: _Optional[str] = ..., purpose: _Optional[str] = ..., person: _Optional[_Union[ConsultedPerson, _Mapping]] = ...) -> None: ...

class ConsultedPerson(_message.Message):
    __slots__ = ("birth_name", "nir", "given_names", "sex", "birth_date", "birth_place", "birth_country")
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    NIR_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAMES_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_FIELD_NUMBER: _ClassVar[int]
    BIRTH_PLACE_FIELD_NUMBER: _ClassVar[int]
    BIRTH_COUNTRY_FIELD_NUMBER: _ClassVar[int]
    birth_name: str
    nir: str
    given_names: _containers.RepeatedScalarFieldContainer[str]
    sex: _account_service_pb2.Sex
    birth_date: _date_pb2.Date
    birth_place: str
    birth_country: str
    def __init__(self, birth_name: _Optional[str] = ..., nir: _Optional[str] = ..., given_names: _Optional[_Iterable[str]] = ..., sex: _Optional[_Union[_account_service_pb2.Sex, str]] = ..., birth_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., birth_place: _Optional[str] = ..., birth_country: _Optional[str] = ...) -> None: ...

class Consultation(_message.Message):
    __slots__ = ("id", "purpose", "purpose_label", "expire_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_LABEL_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    purpose: str
    purpose_label: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., purpose: _Optional[str] = ..., purpose_label: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
