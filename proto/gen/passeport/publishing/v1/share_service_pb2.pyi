import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SharePart(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SHARE_PART_UNSPECIFIED: _ClassVar[SharePart]
    SHARE_PART_PAGE: _ClassVar[SharePart]
    SHARE_PART_DOCUMENT: _ClassVar[SharePart]
    SHARE_PART_CREDENTIAL: _ClassVar[SharePart]

class ShareState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SHARE_STATE_UNSPECIFIED: _ClassVar[ShareState]
    SHARE_STATE_LIVE: _ClassVar[ShareState]
    SHARE_STATE_EXPIRED: _ClassVar[ShareState]
    SHARE_STATE_REVOKED: _ClassVar[ShareState]
    SHARE_STATE_USED: _ClassVar[ShareState]
    SHARE_STATE_LOCKED: _ClassVar[ShareState]
    SHARE_STATE_WITHDRAWN: _ClassVar[ShareState]

class ShareAct(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SHARE_ACT_UNSPECIFIED: _ClassVar[ShareAct]
    SHARE_ACT_OPENED: _ClassVar[ShareAct]
    SHARE_ACT_DOCUMENT: _ClassVar[ShareAct]
    SHARE_ACT_CREDENTIAL: _ClassVar[ShareAct]
    SHARE_ACT_PIN_REFUSED: _ClassVar[ShareAct]

class ReportGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPORT_GROUND_UNSPECIFIED: _ClassVar[ReportGround]
    REPORT_GROUND_WRONG_RECIPIENT: _ClassVar[ReportGround]
    REPORT_GROUND_ABUSE: _ClassVar[ReportGround]
    REPORT_GROUND_OTHER: _ClassVar[ReportGround]
SHARE_PART_UNSPECIFIED: SharePart
SHARE_PART_PAGE: SharePart
SHARE_PART_DOCUMENT: SharePart
SHARE_PART_CREDENTIAL: SharePart
SHARE_STATE_UNSPECIFIED: ShareState
SHARE_STATE_LIVE: ShareState
SHARE_STATE_EXPIRED: ShareState
SHARE_STATE_REVOKED: ShareState
SHARE_STATE_USED: ShareState
SHARE_STATE_LOCKED: ShareState
SHARE_STATE_WITHDRAWN: ShareState
SHARE_ACT_UNSPECIFIED: ShareAct
SHARE_ACT_OPENED: ShareAct
SHARE_ACT_DOCUMENT: ShareAct
SHARE_ACT_CREDENTIAL: ShareAct
SHARE_ACT_PIN_REFUSED: ShareAct
REPORT_GROUND_UNSPECIFIED: ReportGround
REPORT_GROUND_WRONG_RECIPIENT: ReportGround
REPORT_GROUND_ABUSE: ReportGround
REPORT_GROUND_OTHER: ReportGround

class Share(_message.Message):
    __slots__ = ("id", "publication_id", "recipient", "purpose", "parts", "single_use", "has_pin", "pin_tries_left", "state", "create_time", "expire_time", "revoke_time", "open_count", "last_open_time", "deletion_ask_time", "etag", "addressee_siret")
    ID_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    SINGLE_USE_FIELD_NUMBER: _ClassVar[int]
    HAS_PIN_FIELD_NUMBER: _ClassVar[int]
    PIN_TRIES_LEFT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    OPEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    LAST_OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    DELETION_ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    ADDRESSEE_SIRET_FIELD_NUMBER: _ClassVar[int]
    id: str
    publication_id: str
    recipient: str
    purpose: str
    parts: _containers.RepeatedScalarFieldContainer[SharePart]
    single_use: bool
    has_pin: bool
    pin_tries_left: int
    state: ShareState
    create_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    revoke_time: _timestamp_pb2.Timestamp
    open_count: int
    last_open_time: _timestamp_pb2.Timestamp
    deletion_ask_time: _timestamp_pb2.Timestamp
    etag: str
    addressee_siret: str
    def __init__(self, id: _Optional[str] = ..., publication_id: _Optional[str] = ..., recipient: _Optional[str] = ..., purpose: _Optional[str] = ..., parts: _Optional[_Iterable[_Union[SharePart, str]]] = ..., single_use: _Optional[bool] = ..., has_pin: _Optional[bool] = ..., pin_tries_left: _Optional[int] = ..., state: _Optional[_Union[ShareState, str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., open_count: _Optional[int] = ..., last_open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deletion_ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ..., addressee_siret: _Optional[str] = ...) -> None: ...

class CreateShareRequest(_message.Message):
    __slots__ = ("publication_id", "recipient", "purpose", "expire_time", "pin", "single_use", "parts", "request_id", "addressee_siret")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    PIN_FIELD_NUMBER: _ClassVar[int]
    SINGLE_USE_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESSEE_SIRET_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    recipient: str
    purpose: str
    expire_time: _timestamp_pb2.Timestamp
    pin: str
    single_use: bool
    parts: _containers.RepeatedScalarFieldContainer[SharePart]
    request_id: str
    addressee_siret: str
    def __init__(self, publication_id: _Optional[str] = ..., recipient: _Optional[str] = ..., purpose: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., pin: _Optional[str] = ..., single_use: _Optional[bool] = ..., parts: _Optional[_Iterable[_Union[SharePart, str]]] = ..., request_id: _Optional[str] = ..., addressee_siret: _Optional[str] = ...) -> None: ...

class CreateShareResponse(_message.Message):
    __slots__ = ("share", "link")
    SHARE_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    share: Share
    link: str
    def __init__(self, share: _Optional[_Union[Share, _Mapping]] = ..., link: _Optional[str] = ...) -> None: ...

class ListSharesRequest(_message.Message):
    __slots__ = ("publication_id", "page_size", "page_token")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    page_size: int
    page_token: str
    def __init__(self, publication_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSharesResponse(_message.Message):
    __slots__ = ("shares", "next_page_token")
    SHARES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    shares: _containers.RepeatedCompositeFieldContainer[Share]
    next_page_token: str
    def __init__(self, shares: _Optional[_Iterable[_Union[Share, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetShareRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class RevokeShareRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ExtendShareRequest(_message.Message):
    __slots__ = ("id", "etag", "expire_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    etag: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., etag: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AskDeletionRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ShareAccess(_message.Message):
    __slots__ = ("id", "at", "act", "client", "organisation")
    ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    CLIENT_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    id: str
    at: _timestamp_pb2.Timestamp
    act: ShareAct
    client: str
    organisation: str
    def __init__(self, id: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., act: _Optional[_Union[ShareAct, str]] = ..., client: _Optional[str] = ..., organisation: _Optional[str] = ...) -> None: ...

class ListShareAccessesRequest(_message.Message):
    __slots__ = ("id", "page_size", "page_token")
    ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    id: str
    page_size: int
    page_token: str
    def __init__(self, id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListShareAccessesResponse(_message.Message):
    __slots__ = ("accesses", "next_page_token")
    ACCESSES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    accesses: _containers.RepeatedCompositeFieldContainer[ShareAccess]
    next_page_token: str
    def __init__(self, accesses: _Optional[_Iterable[_Union[ShareAccess, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListRecentShareAccessesRequest(_message.Message):
    __slots__ = ("since",)
    SINCE_FIELD_NUMBER: _ClassVar[int]
    since: _timestamp_pb2.Timestamp
    def __init__(self, since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RecentShareAccess(_message.Message):
    __slots__ = ("share_id", "access")
    SHARE_ID_FIELD_NUMBER: _ClassVar[int]
    ACCESS_FIELD_NUMBER: _ClassVar[int]
    share_id: str
    access: ShareAccess
    def __init__(self, share_id: _Optional[str] = ..., access: _Optional[_Union[ShareAccess, _Mapping]] = ...) -> None: ...

class ListRecentShareAccessesResponse(_message.Message):
    __slots__ = ("accesses",)
    ACCESSES_FIELD_NUMBER: _ClassVar[int]
    accesses: _containers.RepeatedCompositeFieldContainer[RecentShareAccess]
    def __init__(self, accesses: _Optional[_Iterable[_Union[RecentShareAccess, _Mapping]]] = ...) -> None: ...

class ReportShareRequest(_message.Message):
    __slots__ = ("id", "ground", "text")
    ID_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    id: str
    ground: ReportGround
    text: str
    def __init__(self, id: _Optional[str] = ..., ground: _Optional[_Union[ReportGround, str]] = ..., text: _Optional[str] = ...) -> None: ...

class ReportShareResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
