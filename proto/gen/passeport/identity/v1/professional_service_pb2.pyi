import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BeginProfessionalLoginRequest(_message.Message):
    __slots__ = ("return_to",)
    RETURN_TO_FIELD_NUMBER: _ClassVar[int]
    return_to: str
    def __init__(self, return_to: _Optional[str] = ...) -> None: ...

class BeginProfessionalLoginResponse(_message.Message):
    __slots__ = ("authorization_url", "browser_binding", "expire_time")
    AUTHORIZATION_URL_FIELD_NUMBER: _ClassVar[int]
    BROWSER_BINDING_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    authorization_url: str
    browser_binding: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, authorization_url: _Optional[str] = ..., browser_binding: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CompleteProfessionalLoginRequest(_message.Message):
    __slots__ = ("state", "code", "iss", "error", "browser_binding", "session_token")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    ISS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    BROWSER_BINDING_FIELD_NUMBER: _ClassVar[int]
    SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    state: str
    code: str
    iss: str
    error: str
    browser_binding: str
    session_token: str
    def __init__(self, state: _Optional[str] = ..., code: _Optional[str] = ..., iss: _Optional[str] = ..., error: _Optional[str] = ..., browser_binding: _Optional[str] = ..., session_token: _Optional[str] = ...) -> None: ...

class CompleteProfessionalLoginResponse(_message.Message):
    __slots__ = ("session_token", "session", "return_to")
    SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    RETURN_TO_FIELD_NUMBER: _ClassVar[int]
    session_token: str
    session: ProfessionalSession
    return_to: str
    def __init__(self, session_token: _Optional[str] = ..., session: _Optional[_Union[ProfessionalSession, _Mapping]] = ..., return_to: _Optional[str] = ...) -> None: ...

class GetProfessionalSessionRequest(_message.Message):
    __slots__ = ("session_token",)
    SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    session_token: str
    def __init__(self, session_token: _Optional[str] = ...) -> None: ...

class GetProfessionalSessionResponse(_message.Message):
    __slots__ = ("session",)
    SESSION_FIELD_NUMBER: _ClassVar[int]
    session: ProfessionalSession
    def __init__(self, session: _Optional[_Union[ProfessionalSession, _Mapping]] = ...) -> None: ...

class EndProfessionalSessionRequest(_message.Message):
    __slots__ = ("session_token", "csrf_token")
    SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CSRF_TOKEN_FIELD_NUMBER: _ClassVar[int]
    session_token: str
    csrf_token: str
    def __init__(self, session_token: _Optional[str] = ..., csrf_token: _Optional[str] = ...) -> None: ...

class EndProfessionalSessionResponse(_message.Message):
    __slots__ = ("logout_url",)
    LOGOUT_URL_FIELD_NUMBER: _ClassVar[int]
    logout_url: str
    def __init__(self, logout_url: _Optional[str] = ...) -> None: ...

class ProfessionalSession(_message.Message):
    __slots__ = ("id", "given_names", "usual_name", "organisation", "siret", "role", "purposes", "idle_expire_time", "expire_time", "csrf_token")
    ID_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAMES_FIELD_NUMBER: _ClassVar[int]
    USUAL_NAME_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    SIRET_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    PURPOSES_FIELD_NUMBER: _ClassVar[int]
    IDLE_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    CSRF_TOKEN_FIELD_NUMBER: _ClassVar[int]
    id: str
    given_names: str
    usual_name: str
    organisation: str
    siret: str
    role: str
    purposes: _containers.RepeatedCompositeFieldContainer[Purpose]
    idle_expire_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    csrf_token: str
    def __init__(self, id: _Optional[str] = ..., given_names: _Optional[str] = ..., usual_name: _Optional[str] = ..., organisation: _Optional[str] = ..., siret: _Optional[str] = ..., role: _Optional[str] = ..., purposes: _Optional[_Iterable[_Union[Purpose, _Mapping]]] = ..., idle_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., csrf_token: _Optional[str] = ...) -> None: ...

class Purpose(_message.Message):
    __slots__ = ("code", "label")
    CODE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    code: str
    label: str
    def __init__(self, code: _Optional[str] = ..., label: _Optional[str] = ...) -> None: ...
