import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from passeport.publishing.v1 import publication_service_pb2 as _publication_service_pb2
from passeport.publishing.v1 import share_service_pb2 as _share_service_pb2
from passeport.publishing.v1 import verification_service_pb2 as _verification_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DescribeLinkRequest(_message.Message):
    __slots__ = ("token",)
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    token: str
    def __init__(self, token: _Optional[str] = ...) -> None: ...

class DescribeLinkResponse(_message.Message):
    __slots__ = ("needs_pin", "single_use")
    NEEDS_PIN_FIELD_NUMBER: _ClassVar[int]
    SINGLE_USE_FIELD_NUMBER: _ClassVar[int]
    needs_pin: bool
    single_use: bool
    def __init__(self, needs_pin: _Optional[bool] = ..., single_use: _Optional[bool] = ...) -> None: ...

class OpenLinkRequest(_message.Message):
    __slots__ = ("token", "pin", "client", "organisation")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    PIN_FIELD_NUMBER: _ClassVar[int]
    CLIENT_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    token: str
    pin: str
    client: str
    organisation: str
    def __init__(self, token: _Optional[str] = ..., pin: _Optional[str] = ..., client: _Optional[str] = ..., organisation: _Optional[str] = ...) -> None: ...

class OpenLinkResponse(_message.Message):
    __slots__ = ("opening", "expire_time")
    OPENING_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    opening: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, opening: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetSharedPublicationRequest(_message.Message):
    __slots__ = ("token", "opening")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    OPENING_FIELD_NUMBER: _ClassVar[int]
    token: str
    opening: str
    def __init__(self, token: _Optional[str] = ..., opening: _Optional[str] = ...) -> None: ...

class SharedPublication(_message.Message):
    __slots__ = ("holder_name", "title", "summary", "purpose", "state", "publish_time", "state_time", "items", "parts", "expire_time", "verification_code", "document_size", "language", "deletion_ask_time", "kind")
    HOLDER_NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_CODE_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_SIZE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    DELETION_ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    holder_name: str
    title: str
    summary: str
    purpose: str
    state: _publication_service_pb2.PublicationState
    publish_time: _timestamp_pb2.Timestamp
    state_time: _timestamp_pb2.Timestamp
    items: _containers.RepeatedCompositeFieldContainer[_verification_service_pb2.VerifiedItem]
    parts: _containers.RepeatedScalarFieldContainer[_share_service_pb2.SharePart]
    expire_time: _timestamp_pb2.Timestamp
    verification_code: str
    document_size: int
    language: str
    deletion_ask_time: _timestamp_pb2.Timestamp
    kind: str
    def __init__(self, holder_name: _Optional[str] = ..., title: _Optional[str] = ..., summary: _Optional[str] = ..., purpose: _Optional[str] = ..., state: _Optional[_Union[_publication_service_pb2.PublicationState, str]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., items: _Optional[_Iterable[_Union[_verification_service_pb2.VerifiedItem, _Mapping]]] = ..., parts: _Optional[_Iterable[_Union[_share_service_pb2.SharePart, str]]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., verification_code: _Optional[str] = ..., document_size: _Optional[int] = ..., language: _Optional[str] = ..., deletion_ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kind: _Optional[str] = ...) -> None: ...

class GetSharedDocumentRequest(_message.Message):
    __slots__ = ("token", "opening")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    OPENING_FIELD_NUMBER: _ClassVar[int]
    token: str
    opening: str
    def __init__(self, token: _Optional[str] = ..., opening: _Optional[str] = ...) -> None: ...

class GetSharedDocumentResponse(_message.Message):
    __slots__ = ("pdf", "sha256", "publication_id", "kind")
    PDF_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    pdf: bytes
    sha256: str
    publication_id: str
    kind: str
    def __init__(self, pdf: _Optional[bytes] = ..., sha256: _Optional[str] = ..., publication_id: _Optional[str] = ..., kind: _Optional[str] = ...) -> None: ...

class GetSharedCredentialRequest(_message.Message):
    __slots__ = ("token", "opening")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    OPENING_FIELD_NUMBER: _ClassVar[int]
    token: str
    opening: str
    def __init__(self, token: _Optional[str] = ..., opening: _Optional[str] = ...) -> None: ...

class GetSharedCredentialResponse(_message.Message):
    __slots__ = ("vc_jwt", "publication_id")
    VC_JWT_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    vc_jwt: str
    publication_id: str
    def __init__(self, vc_jwt: _Optional[str] = ..., publication_id: _Optional[str] = ...) -> None: ...

class ReportLinkRequest(_message.Message):
    __slots__ = ("token", "opening", "ground", "text")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    OPENING_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    token: str
    opening: str
    ground: _share_service_pb2.ReportGround
    text: str
    def __init__(self, token: _Optional[str] = ..., opening: _Optional[str] = ..., ground: _Optional[_Union[_share_service_pb2.ReportGround, str]] = ..., text: _Optional[str] = ...) -> None: ...

class ReportLinkResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
