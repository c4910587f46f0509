import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Outcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTCOME_UNSPECIFIED: _ClassVar[Outcome]
    OUTCOME_AUTHENTIC: _ClassVar[Outcome]
    OUTCOME_SUPERSEDED: _ClassVar[Outcome]
    OUTCOME_WITHDRAWN: _ClassVar[Outcome]
    OUTCOME_ALTERED: _ClassVar[Outcome]
    OUTCOME_UNKNOWN_ISSUER: _ClassVar[Outcome]
    OUTCOME_EXPIRED: _ClassVar[Outcome]
    OUTCOME_UNREADABLE: _ClassVar[Outcome]
    OUTCOME_NO_LONGER_KEPT: _ClassVar[Outcome]
    OUTCOME_REVOKED: _ClassVar[Outcome]
    OUTCOME_VALID: _ClassVar[Outcome]

class CheckResult(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHECK_RESULT_UNSPECIFIED: _ClassVar[CheckResult]
    CHECK_RESULT_PASSED: _ClassVar[CheckResult]
    CHECK_RESULT_FAILED: _ClassVar[CheckResult]
    CHECK_RESULT_SKIPPED: _ClassVar[CheckResult]
OUTCOME_UNSPECIFIED: Outcome
OUTCOME_AUTHENTIC: Outcome
OUTCOME_SUPERSEDED: Outcome
OUTCOME_WITHDRAWN: Outcome
OUTCOME_ALTERED: Outcome
OUTCOME_UNKNOWN_ISSUER: Outcome
OUTCOME_EXPIRED: Outcome
OUTCOME_UNREADABLE: Outcome
OUTCOME_NO_LONGER_KEPT: Outcome
OUTCOME_REVOKED: Outcome
OUTCOME_VALID: Outcome
CHECK_RESULT_UNSPECIFIED: CheckResult
CHECK_RESULT_PASSED: CheckResult
CHECK_RESULT_FAILED: CheckResult
CHECK_RESULT_SKIPPED: CheckResult

class VerifyDocumentRequest(_message.Message):
    __slots__ = ("pdf",)
    PDF_FIELD_NUMBER: _ClassVar[int]
    pdf: bytes
    def __init__(self, pdf: _Optional[bytes] = ...) -> None: ...

class VerifyCredentialRequest(_message.Message):
    __slots__ = ("vc_jwt",)
    VC_JWT_FIELD_NUMBER: _ClassVar[int]
    vc_jwt: str
    def __init__(self, vc_jwt: _Optional[str] = ...) -> None: ...

class VerifyCodeRequest(_message.Message):
    __slots__ = ("code",)
    CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    def __init__(self, code: _Optional[str] = ...) -> None: ...

class VerifyStatusRequest(_message.Message):
    __slots__ = ("list_id", "index")
    LIST_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    list_id: str
    index: int
    def __init__(self, list_id: _Optional[str] = ..., index: _Optional[int] = ...) -> None: ...

class Verdict(_message.Message):
    __slots__ = ("outcome", "message_fr", "message_en", "checks", "holder_name", "title", "publish_time", "state_time", "items", "document_sha256", "kind")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FR_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_EN_FIELD_NUMBER: _ClassVar[int]
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    HOLDER_NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    outcome: Outcome
    message_fr: str
    message_en: str
    checks: _containers.RepeatedCompositeFieldContainer[Check]
    holder_name: str
    title: str
    publish_time: _timestamp_pb2.Timestamp
    state_time: _timestamp_pb2.Timestamp
    items: _containers.RepeatedCompositeFieldContainer[VerifiedItem]
    document_sha256: str
    kind: str
    def __init__(self, outcome: _Optional[_Union[Outcome, str]] = ..., message_fr: _Optional[str] = ..., message_en: _Optional[str] = ..., checks: _Optional[_Iterable[_Union[Check, _Mapping]]] = ..., holder_name: _Optional[str] = ..., title: _Optional[str] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., items: _Optional[_Iterable[_Union[VerifiedItem, _Mapping]]] = ..., document_sha256: _Optional[str] = ..., kind: _Optional[str] = ...) -> None: ...

class Check(_message.Message):
    __slots__ = ("id", "result", "detail")
    ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    id: str
    result: CheckResult
    detail: str
    def __init__(self, id: _Optional[str] = ..., result: _Optional[_Union[CheckResult, str]] = ..., detail: _Optional[str] = ...) -> None: ...

class VerifiedItem(_message.Message):
    __slots__ = ("guaranteed", "kind", "title", "organisation", "source", "start_date", "end_date", "locality", "siret", "details", "description", "register_time", "legal_basis", "known_until")
    GUARANTEED_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    LOCALITY_FIELD_NUMBER: _ClassVar[int]
    SIRET_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    REGISTER_TIME_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    KNOWN_UNTIL_FIELD_NUMBER: _ClassVar[int]
    guaranteed: bool
    kind: str
    title: str
    organisation: str
    source: str
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    locality: str
    siret: str
    details: _containers.RepeatedCompositeFieldContainer[VerifiedDetail]
    description: str
    register_time: _timestamp_pb2.Timestamp
    legal_basis: str
    known_until: _date_pb2.Date
    def __init__(self, guaranteed: _Optional[bool] = ..., kind: _Optional[str] = ..., title: _Optional[str] = ..., organisation: _Optional[str] = ..., source: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., locality: _Optional[str] = ..., siret: _Optional[str] = ..., details: _Optional[_Iterable[_Union[VerifiedDetail, _Mapping]]] = ..., description: _Optional[str] = ..., register_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., legal_basis: _Optional[str] = ..., known_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class VerifiedDetail(_message.Message):
    __slots__ = ("key", "value")
    KEY_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    key: str
    value: str
    def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class GetCredentialKeysRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetCredentialKeysResponse(_message.Message):
    __slots__ = ("jwks",)
    JWKS_FIELD_NUMBER: _ClassVar[int]
    jwks: str
    def __init__(self, jwks: _Optional[str] = ...) -> None: ...

class GetStatusListRequest(_message.Message):
    __slots__ = ("id", "time")
    ID_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetStatusListResponse(_message.Message):
    __slots__ = ("vc_jwt", "max_age", "media_type")
    VC_JWT_FIELD_NUMBER: _ClassVar[int]
    MAX_AGE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    vc_jwt: str
    max_age: int
    media_type: str
    def __init__(self, vc_jwt: _Optional[str] = ..., max_age: _Optional[int] = ..., media_type: _Optional[str] = ...) -> None: ...

class ListStatusListsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListStatusListsResponse(_message.Message):
    __slots__ = ("ids", "max_age")
    IDS_FIELD_NUMBER: _ClassVar[int]
    MAX_AGE_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    max_age: int
    def __init__(self, ids: _Optional[_Iterable[str]] = ..., max_age: _Optional[int] = ...) -> None: ...

class GetSealChainRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetSealChainResponse(_message.Message):
    __slots__ = ("pem",)
    PEM_FIELD_NUMBER: _ClassVar[int]
    pem: str
    def __init__(self, pem: _Optional[str] = ...) -> None: ...
