import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class IssueCallerTokenRequest(_message.Message):
    __slots__ = ("session_token", "access_token", "consultation", "professional_session_token", "audiences", "csrf_token", "unsafe", "passive")
    SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ACCESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CONSULTATION_FIELD_NUMBER: _ClassVar[int]
    PROFESSIONAL_SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    AUDIENCES_FIELD_NUMBER: _ClassVar[int]
    CSRF_TOKEN_FIELD_NUMBER: _ClassVar[int]
    UNSAFE_FIELD_NUMBER: _ClassVar[int]
    PASSIVE_FIELD_NUMBER: _ClassVar[int]
    session_token: str
    access_token: str
    consultation: ConsultationCredential
    professional_session_token: str
    audiences: _containers.RepeatedScalarFieldContainer[str]
    csrf_token: str
    unsafe: bool
    passive: bool
    def __init__(self, session_token: _Optional[str] = ..., access_token: _Optional[str] = ..., consultation: _Optional[_Union[ConsultationCredential, _Mapping]] = ..., professional_session_token: _Optional[str] = ..., audiences: _Optional[_Iterable[str]] = ..., csrf_token: _Optional[str] = ..., unsafe: _Optional[bool] = ..., passive: _Optional[bool] = ...) -> None: ...

class ConsultationCredential(_message.Message):
    __slots__ = ("session_token", "consultation_id")
    SESSION_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CONSULTATION_ID_FIELD_NUMBER: _ClassVar[int]
    session_token: str
    consultation_id: str
    def __init__(self, session_token: _Optional[str] = ..., consultation_id: _Optional[str] = ...) -> None: ...

class IssueCallerTokenResponse(_message.Message):
    __slots__ = ("caller_token", "expire_time", "language")
    CALLER_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    caller_token: str
    expire_time: _timestamp_pb2.Timestamp
    language: str
    def __init__(self, caller_token: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., language: _Optional[str] = ...) -> None: ...

class IssuePartnerTokenRequest(_message.Message):
    __slots__ = ("client_id", "client_secret", "scopes", "client_assertion")
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_SECRET_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ASSERTION_FIELD_NUMBER: _ClassVar[int]
    client_id: str
    client_secret: str
    scopes: _containers.RepeatedScalarFieldContainer[str]
    client_assertion: str
    def __init__(self, client_id: _Optional[str] = ..., client_secret: _Optional[str] = ..., scopes: _Optional[_Iterable[str]] = ..., client_assertion: _Optional[str] = ...) -> None: ...

class IssuePartnerTokenResponse(_message.Message):
    __slots__ = ("access_token", "lifetime", "scopes")
    ACCESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    access_token: str
    lifetime: _duration_pb2.Duration
    scopes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, access_token: _Optional[str] = ..., lifetime: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., scopes: _Optional[_Iterable[str]] = ...) -> None: ...

class GetCallerTokenKeysRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetCallerTokenKeysResponse(_message.Message):
    __slots__ = ("jwks",)
    JWKS_FIELD_NUMBER: _ClassVar[int]
    jwks: str
    def __init__(self, jwks: _Optional[str] = ...) -> None: ...

class GetEncryptionKeysRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetEncryptionKeysResponse(_message.Message):
    __slots__ = ("jwks",)
    JWKS_FIELD_NUMBER: _ClassVar[int]
    jwks: str
    def __init__(self, jwks: _Optional[str] = ...) -> None: ...

class RevokePartnerTokenRequest(_message.Message):
    __slots__ = ("client_id", "client_secret", "client_assertion", "access_token")
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_SECRET_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ASSERTION_FIELD_NUMBER: _ClassVar[int]
    ACCESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    client_id: str
    client_secret: str
    client_assertion: str
    access_token: str
    def __init__(self, client_id: _Optional[str] = ..., client_secret: _Optional[str] = ..., client_assertion: _Optional[str] = ..., access_token: _Optional[str] = ...) -> None: ...

class RevokePartnerTokenResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetPartnerAuthenticationRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetPartnerAuthenticationResponse(_message.Message):
    __slots__ = ("methods",)
    METHODS_FIELD_NUMBER: _ClassVar[int]
    methods: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, methods: _Optional[_Iterable[str]] = ...) -> None: ...
