import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from passeport.common.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AccountState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACCOUNT_STATE_UNSPECIFIED: _ClassVar[AccountState]
    ACCOUNT_STATE_INACTIVE: _ClassVar[AccountState]
    ACCOUNT_STATE_ACTIVE: _ClassVar[AccountState]
    ACCOUNT_STATE_CLOSED: _ClassVar[AccountState]

class Sex(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEX_UNSPECIFIED: _ClassVar[Sex]
    SEX_FEMALE: _ClassVar[Sex]
    SEX_MALE: _ClassVar[Sex]
ACCOUNT_STATE_UNSPECIFIED: AccountState
ACCOUNT_STATE_INACTIVE: AccountState
ACCOUNT_STATE_ACTIVE: AccountState
ACCOUNT_STATE_CLOSED: AccountState
SEX_UNSPECIFIED: Sex
SEX_FEMALE: Sex
SEX_MALE: Sex

class GetAccountRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ActivateAccountRequest(_message.Message):
    __slots__ = ("nir",)
    NIR_FIELD_NUMBER: _ClassVar[int]
    nir: str
    def __init__(self, nir: _Optional[str] = ...) -> None: ...

class UpdateAccountRequest(_message.Message):
    __slots__ = ("account", "etag", "update_mask")
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    account: Account
    etag: str
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, account: _Optional[_Union[Account, _Mapping]] = ..., etag: _Optional[str] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class CloseAccountRequest(_message.Message):
    __slots__ = ("session_token",)
    SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    session_token: str
    def __init__(self, session_token: _Optional[str] = ...) -> None: ...

class ReopenAccountRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Account(_message.Message):
    __slots__ = ("person_id", "state", "civil_identity", "activate_time", "nir_hint", "contact_email", "language", "close_time", "etag")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CIVIL_IDENTITY_FIELD_NUMBER: _ClassVar[int]
    ACTIVATE_TIME_FIELD_NUMBER: _ClassVar[int]
    NIR_HINT_FIELD_NUMBER: _ClassVar[int]
    CONTACT_EMAIL_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    state: AccountState
    civil_identity: CivilIdentity
    activate_time: _timestamp_pb2.Timestamp
    nir_hint: str
    contact_email: str
    language: str
    close_time: _timestamp_pb2.Timestamp
    etag: str
    def __init__(self, person_id: _Optional[str] = ..., state: _Optional[_Union[AccountState, str]] = ..., civil_identity: _Optional[_Union[CivilIdentity, _Mapping]] = ..., activate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., nir_hint: _Optional[str] = ..., contact_email: _Optional[str] = ..., language: _Optional[str] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ...) -> None: ...

class GetCivilIdentityRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CivilIdentity(_message.Message):
    __slots__ = ("given_names", "birth_name", "usage_name", "sex", "birth_date", "birth_place", "birth_country")
    GIVEN_NAMES_FIELD_NUMBER: _ClassVar[int]
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    USAGE_NAME_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_FIELD_NUMBER: _ClassVar[int]
    BIRTH_PLACE_FIELD_NUMBER: _ClassVar[int]
    BIRTH_COUNTRY_FIELD_NUMBER: _ClassVar[int]
    given_names: str
    birth_name: str
    usage_name: str
    sex: Sex
    birth_date: _date_pb2.Date
    birth_place: str
    birth_country: str
    def __init__(self, given_names: _Optional[str] = ..., birth_name: _Optional[str] = ..., usage_name: _Optional[str] = ..., sex: _Optional[_Union[Sex, str]] = ..., birth_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., birth_place: _Optional[str] = ..., birth_country: _Optional[str] = ...) -> None: ...
