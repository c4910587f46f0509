import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from passeport.prevention.v1 import training_pb2 as _training_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConsentScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONSENT_SCOPE_UNSPECIFIED: _ClassVar[ConsentScope]
    CONSENT_SCOPE_TOTAL: _ClassVar[ConsentScope]
    CONSENT_SCOPE_PARTIAL: _ClassVar[ConsentScope]
    CONSENT_SCOPE_REFUSED: _ClassVar[ConsentScope]
CONSENT_SCOPE_UNSPECIFIED: ConsentScope
CONSENT_SCOPE_TOTAL: ConsentScope
CONSENT_SCOPE_PARTIAL: ConsentScope
CONSENT_SCOPE_REFUSED: ConsentScope

class Consent(_message.Message):
    __slots__ = ("employer_siret", "scope", "training_ids", "categories", "end_date", "grant_time", "withdraw_time", "active")
    EMPLOYER_SIRET_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    TRAINING_IDS_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    GRANT_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_FIELD_NUMBER: _ClassVar[int]
    employer_siret: str
    scope: ConsentScope
    training_ids: _containers.RepeatedScalarFieldContainer[str]
    categories: _containers.RepeatedScalarFieldContainer[int]
    end_date: _date_pb2.Date
    grant_time: _timestamp_pb2.Timestamp
    withdraw_time: _timestamp_pb2.Timestamp
    active: bool
    def __init__(self, employer_siret: _Optional[str] = ..., scope: _Optional[_Union[ConsentScope, str]] = ..., training_ids: _Optional[_Iterable[str]] = ..., categories: _Optional[_Iterable[int]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., grant_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., active: _Optional[bool] = ...) -> None: ...

class ListConsentsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListConsentsResponse(_message.Message):
    __slots__ = ("consents",)
    CONSENTS_FIELD_NUMBER: _ClassVar[int]
    consents: _containers.RepeatedCompositeFieldContainer[Consent]
    def __init__(self, consents: _Optional[_Iterable[_Union[Consent, _Mapping]]] = ...) -> None: ...

class GetConsentRequest(_message.Message):
    __slots__ = ("employer_siret",)
    EMPLOYER_SIRET_FIELD_NUMBER: _ClassVar[int]
    employer_siret: str
    def __init__(self, employer_siret: _Optional[str] = ...) -> None: ...

class SetConsentRequest(_message.Message):
    __slots__ = ("consent",)
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    consent: Consent
    def __init__(self, consent: _Optional[_Union[Consent, _Mapping]] = ...) -> None: ...

class WithdrawConsentRequest(_message.Message):
    __slots__ = ("employer_siret",)
    EMPLOYER_SIRET_FIELD_NUMBER: _ClassVar[int]
    employer_siret: str
    def __init__(self, employer_siret: _Optional[str] = ...) -> None: ...

class ReadWorkerRequest(_message.Message):
    __slots__ = ("nir", "birth_name", "page_size", "page_token", "validity_states")
    NIR_FIELD_NUMBER: _ClassVar[int]
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    VALIDITY_STATES_FIELD_NUMBER: _ClassVar[int]
    nir: str
    birth_name: str
    page_size: int
    page_token: str
    validity_states: _containers.RepeatedScalarFieldContainer[_training_pb2.ValidityState]
    def __init__(self, nir: _Optional[str] = ..., birth_name: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., validity_states: _Optional[_Iterable[_Union[_training_pb2.ValidityState, str]]] = ...) -> None: ...

class ReadWorkerResponse(_message.Message):
    __slots__ = ("trainings", "next_page_token")
    TRAININGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    trainings: _containers.RepeatedCompositeFieldContainer[_training_pb2.Training]
    next_page_token: str
    def __init__(self, trainings: _Optional[_Iterable[_Union[_training_pb2.Training, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
