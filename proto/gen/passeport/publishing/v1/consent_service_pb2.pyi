import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from passeport.publishing.v1 import publication_service_pb2 as _publication_service_pb2
from passeport.publishing.v1 import verification_service_pb2 as _verification_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConsentState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONSENT_STATE_UNSPECIFIED: _ClassVar[ConsentState]
    CONSENT_STATE_LIVE: _ClassVar[ConsentState]
    CONSENT_STATE_EXPIRED: _ClassVar[ConsentState]
    CONSENT_STATE_WITHDRAWN: _ClassVar[ConsentState]
    CONSENT_STATE_PUBLICATION_GONE: _ClassVar[ConsentState]

class PullForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PULL_FORM_UNSPECIFIED: _ClassVar[PullForm]
    PULL_FORM_JSON_RESUME: _ClassVar[PullForm]
    PULL_FORM_EUROPASS: _ClassVar[PullForm]
    PULL_FORM_CREDENTIAL: _ClassVar[PullForm]
CONSENT_STATE_UNSPECIFIED: ConsentState
CONSENT_STATE_LIVE: ConsentState
CONSENT_STATE_EXPIRED: ConsentState
CONSENT_STATE_WITHDRAWN: ConsentState
CONSENT_STATE_PUBLICATION_GONE: ConsentState
PULL_FORM_UNSPECIFIED: PullForm
PULL_FORM_JSON_RESUME: PullForm
PULL_FORM_EUROPASS: PullForm
PULL_FORM_CREDENTIAL: PullForm

class Consent(_message.Message):
    __slots__ = ("id", "publication_id", "publication_title", "client_id", "platform", "purpose", "scopes", "state", "grant_time", "expire_time", "withdraw_time", "pull_count", "last_pull_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    GRANT_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    PULL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LAST_PULL_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    publication_id: str
    publication_title: str
    client_id: str
    platform: str
    purpose: str
    scopes: _containers.RepeatedScalarFieldContainer[str]
    state: ConsentState
    grant_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    withdraw_time: _timestamp_pb2.Timestamp
    pull_count: int
    last_pull_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., publication_id: _Optional[str] = ..., publication_title: _Optional[str] = ..., client_id: _Optional[str] = ..., platform: _Optional[str] = ..., purpose: _Optional[str] = ..., scopes: _Optional[_Iterable[str]] = ..., state: _Optional[_Union[ConsentState, str]] = ..., grant_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., pull_count: _Optional[int] = ..., last_pull_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GrantConsentRequest(_message.Message):
    __slots__ = ("publication_id", "client_id", "platform", "purpose", "scopes")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    client_id: str
    platform: str
    purpose: str
    scopes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, publication_id: _Optional[str] = ..., client_id: _Optional[str] = ..., platform: _Optional[str] = ..., purpose: _Optional[str] = ..., scopes: _Optional[_Iterable[str]] = ...) -> None: ...

class ListConsentsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConsentsResponse(_message.Message):
    __slots__ = ("consents", "next_page_token")
    CONSENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    consents: _containers.RepeatedCompositeFieldContainer[Consent]
    next_page_token: str
    def __init__(self, consents: _Optional[_Iterable[_Union[Consent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetConsentRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class WithdrawConsentRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListPullsRequest(_message.Message):
    __slots__ = ("id", "page_size", "page_token")
    ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    id: str
    page_size: int
    page_token: str
    def __init__(self, id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPullsResponse(_message.Message):
    __slots__ = ("pulls", "next_page_token")
    PULLS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pulls: _containers.RepeatedCompositeFieldContainer[Pull]
    next_page_token: str
    def __init__(self, pulls: _Optional[_Iterable[_Union[Pull, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Pull(_message.Message):
    __slots__ = ("id", "at", "form", "scopes")
    ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    id: str
    at: _timestamp_pb2.Timestamp
    form: PullForm
    scopes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., form: _Optional[_Union[PullForm, str]] = ..., scopes: _Optional[_Iterable[str]] = ...) -> None: ...

class ListRecentPullsRequest(_message.Message):
    __slots__ = ("since",)
    SINCE_FIELD_NUMBER: _ClassVar[int]
    since: _timestamp_pb2.Timestamp
    def __init__(self, since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListRecentPullsResponse(_message.Message):
    __slots__ = ("pulls",)
    PULLS_FIELD_NUMBER: _ClassVar[int]
    pulls: _containers.RepeatedCompositeFieldContainer[RecentPull]
    def __init__(self, pulls: _Optional[_Iterable[_Union[RecentPull, _Mapping]]] = ...) -> None: ...

class RecentPull(_message.Message):
    __slots__ = ("consent_id", "platform", "pull")
    CONSENT_ID_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    PULL_FIELD_NUMBER: _ClassVar[int]
    consent_id: str
    platform: str
    pull: Pull
    def __init__(self, consent_id: _Optional[str] = ..., platform: _Optional[str] = ..., pull: _Optional[_Union[Pull, _Mapping]] = ...) -> None: ...

class PullPublicationRequest(_message.Message):
    __slots__ = ("form",)
    FORM_FIELD_NUMBER: _ClassVar[int]
    form: PullForm
    def __init__(self, form: _Optional[_Union[PullForm, str]] = ...) -> None: ...

class PulledPublication(_message.Message):
    __slots__ = ("publication_id", "scopes", "state", "publish_time", "state_time", "language", "holder", "title", "summary", "items", "credential", "verification_url", "kind")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_URL_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    scopes: _containers.RepeatedScalarFieldContainer[str]
    state: _publication_service_pb2.PublicationState
    publish_time: _timestamp_pb2.Timestamp
    state_time: _timestamp_pb2.Timestamp
    language: str
    holder: PulledHolder
    title: str
    summary: str
    items: _containers.RepeatedCompositeFieldContainer[_verification_service_pb2.VerifiedItem]
    credential: str
    verification_url: str
    kind: str
    def __init__(self, publication_id: _Optional[str] = ..., scopes: _Optional[_Iterable[str]] = ..., state: _Optional[_Union[_publication_service_pb2.PublicationState, str]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., language: _Optional[str] = ..., holder: _Optional[_Union[PulledHolder, _Mapping]] = ..., title: _Optional[str] = ..., summary: _Optional[str] = ..., items: _Optional[_Iterable[_Union[_verification_service_pb2.VerifiedItem, _Mapping]]] = ..., credential: _Optional[str] = ..., verification_url: _Optional[str] = ..., kind: _Optional[str] = ...) -> None: ...

class PulledHolder(_message.Message):
    __slots__ = ("given_names", "family_name", "usage_name", "birth_date")
    GIVEN_NAMES_FIELD_NUMBER: _ClassVar[int]
    FAMILY_NAME_FIELD_NUMBER: _ClassVar[int]
    USAGE_NAME_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_FIELD_NUMBER: _ClassVar[int]
    given_names: str
    family_name: str
    usage_name: str
    birth_date: _date_pb2.Date
    def __init__(self, given_names: _Optional[str] = ..., family_name: _Optional[str] = ..., usage_name: _Optional[str] = ..., birth_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...
