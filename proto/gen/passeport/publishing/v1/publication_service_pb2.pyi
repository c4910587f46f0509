import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from passeport.common.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PublicationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PUBLICATION_STATE_UNSPECIFIED: _ClassVar[PublicationState]
    PUBLICATION_STATE_PUBLISHED: _ClassVar[PublicationState]
    PUBLICATION_STATE_SUPERSEDED: _ClassVar[PublicationState]
    PUBLICATION_STATE_WITHDRAWN: _ClassVar[PublicationState]
    PUBLICATION_STATE_REVOKED: _ClassVar[PublicationState]

class CredentialFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CREDENTIAL_FORMAT_UNSPECIFIED: _ClassVar[CredentialFormat]
    CREDENTIAL_FORMAT_SD_JWT_VC: _ClassVar[CredentialFormat]
PUBLICATION_STATE_UNSPECIFIED: PublicationState
PUBLICATION_STATE_PUBLISHED: PublicationState
PUBLICATION_STATE_SUPERSEDED: PublicationState
PUBLICATION_STATE_WITHDRAWN: PublicationState
PUBLICATION_STATE_REVOKED: PublicationState
CREDENTIAL_FORMAT_UNSPECIFIED: CredentialFormat
CREDENTIAL_FORMAT_SD_JWT_VC: CredentialFormat

class CreatePublicationRequest(_message.Message):
    __slots__ = ("title", "entry_ids", "summary", "language", "request_id", "template", "entry_set", "hidden_parts", "kind", "training_ids")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ENTRY_IDS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    ENTRY_SET_FIELD_NUMBER: _ClassVar[int]
    HIDDEN_PARTS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TRAINING_IDS_FIELD_NUMBER: _ClassVar[int]
    title: str
    entry_ids: _containers.RepeatedScalarFieldContainer[str]
    summary: str
    language: str
    request_id: str
    template: str
    entry_set: EntrySet
    hidden_parts: _containers.RepeatedScalarFieldContainer[str]
    kind: str
    training_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, title: _Optional[str] = ..., entry_ids: _Optional[_Iterable[str]] = ..., summary: _Optional[str] = ..., language: _Optional[str] = ..., request_id: _Optional[str] = ..., template: _Optional[str] = ..., entry_set: _Optional[_Union[EntrySet, _Mapping]] = ..., hidden_parts: _Optional[_Iterable[str]] = ..., kind: _Optional[str] = ..., training_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class EntrySet(_message.Message):
    __slots__ = ("nature", "kinds")
    NATURE_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    nature: str
    kinds: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, nature: _Optional[str] = ..., kinds: _Optional[_Iterable[str]] = ...) -> None: ...

class PreviewPublicationRequest(_message.Message):
    __slots__ = ("title", "entry_ids", "summary", "language", "template", "entry_set", "hidden_parts", "kind", "training_ids")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ENTRY_IDS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    ENTRY_SET_FIELD_NUMBER: _ClassVar[int]
    HIDDEN_PARTS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TRAINING_IDS_FIELD_NUMBER: _ClassVar[int]
    title: str
    entry_ids: _containers.RepeatedScalarFieldContainer[str]
    summary: str
    language: str
    template: str
    entry_set: EntrySet
    hidden_parts: _containers.RepeatedScalarFieldContainer[str]
    kind: str
    training_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, title: _Optional[str] = ..., entry_ids: _Optional[_Iterable[str]] = ..., summary: _Optional[str] = ..., language: _Optional[str] = ..., template: _Optional[str] = ..., entry_set: _Optional[_Union[EntrySet, _Mapping]] = ..., hidden_parts: _Optional[_Iterable[str]] = ..., kind: _Optional[str] = ..., training_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class PreviewPublicationResponse(_message.Message):
    __slots__ = ("pdf",)
    PDF_FIELD_NUMBER: _ClassVar[int]
    pdf: bytes
    def __init__(self, pdf: _Optional[bytes] = ...) -> None: ...

class Publication(_message.Message):
    __slots__ = ("id", "title", "state", "publish_time", "state_time", "verification_code", "verification_url", "entry_ids", "document_sha256", "document_size", "language", "changed_entry_ids", "template", "draft_id", "draft_version", "kind")
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_CODE_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_URL_FIELD_NUMBER: _ClassVar[int]
    ENTRY_IDS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_SIZE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CHANGED_ENTRY_IDS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_VERSION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    state: PublicationState
    publish_time: _timestamp_pb2.Timestamp
    state_time: _timestamp_pb2.Timestamp
    verification_code: str
    verification_url: str
    entry_ids: _containers.RepeatedScalarFieldContainer[str]
    document_sha256: str
    document_size: int
    language: str
    changed_entry_ids: _containers.RepeatedScalarFieldContainer[str]
    template: str
    draft_id: str
    draft_version: int
    kind: str
    def __init__(self, id: _Optional[str] = ..., title: _Optional[str] = ..., state: _Optional[_Union[PublicationState, str]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., verification_code: _Optional[str] = ..., verification_url: _Optional[str] = ..., entry_ids: _Optional[_Iterable[str]] = ..., document_sha256: _Optional[str] = ..., document_size: _Optional[int] = ..., language: _Optional[str] = ..., changed_entry_ids: _Optional[_Iterable[str]] = ..., template: _Optional[str] = ..., draft_id: _Optional[str] = ..., draft_version: _Optional[int] = ..., kind: _Optional[str] = ...) -> None: ...

class ListPublicationsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPublicationsResponse(_message.Message):
    __slots__ = ("publications", "next_page_token")
    PUBLICATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    publications: _containers.RepeatedCompositeFieldContainer[Publication]
    next_page_token: str
    def __init__(self, publications: _Optional[_Iterable[_Union[Publication, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetPublicationRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetDocumentRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetDocumentResponse(_message.Message):
    __slots__ = ("pdf", "sha256", "kind")
    PDF_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    pdf: bytes
    sha256: str
    kind: str
    def __init__(self, pdf: _Optional[bytes] = ..., sha256: _Optional[str] = ..., kind: _Optional[str] = ...) -> None: ...

class GetCredentialRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetCredentialResponse(_message.Message):
    __slots__ = ("vc_jwt",)
    VC_JWT_FIELD_NUMBER: _ClassVar[int]
    vc_jwt: str
    def __init__(self, vc_jwt: _Optional[str] = ...) -> None: ...

class IssueCredentialRequest(_message.Message):
    __slots__ = ("id", "format", "holder_key")
    ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    HOLDER_KEY_FIELD_NUMBER: _ClassVar[int]
    id: str
    format: CredentialFormat
    holder_key: str
    def __init__(self, id: _Optional[str] = ..., format: _Optional[_Union[CredentialFormat, str]] = ..., holder_key: _Optional[str] = ...) -> None: ...

class IssueCredentialResponse(_message.Message):
    __slots__ = ("credential", "media_type")
    CREDENTIAL_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    credential: str
    media_type: str
    def __init__(self, credential: _Optional[str] = ..., media_type: _Optional[str] = ...) -> None: ...

class GetBadgeRequest(_message.Message):
    __slots__ = ("id", "entry_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    entry_id: str
    def __init__(self, id: _Optional[str] = ..., entry_id: _Optional[str] = ...) -> None: ...

class GetBadgeResponse(_message.Message):
    __slots__ = ("badge",)
    BADGE_FIELD_NUMBER: _ClassVar[int]
    badge: str
    def __init__(self, badge: _Optional[str] = ...) -> None: ...

class GetTwoDDocRequest(_message.Message):
    __slots__ = ("id", "entry_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    entry_id: str
    def __init__(self, id: _Optional[str] = ..., entry_id: _Optional[str] = ...) -> None: ...

class GetTwoDDocResponse(_message.Message):
    __slots__ = ("document_type", "text", "svg", "fields")
    DOCUMENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SVG_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    document_type: str
    text: str
    svg: str
    fields: _containers.RepeatedCompositeFieldContainer[TwoDDocField]
    def __init__(self, document_type: _Optional[str] = ..., text: _Optional[str] = ..., svg: _Optional[str] = ..., fields: _Optional[_Iterable[_Union[TwoDDocField, _Mapping]]] = ...) -> None: ...

class TwoDDocField(_message.Message):
    __slots__ = ("field", "label", "value")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    field: str
    label: str
    value: str
    def __init__(self, field: _Optional[str] = ..., label: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class GetProofRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetProofResponse(_message.Message):
    __slots__ = ("id", "said", "salt", "index", "proof")
    ID_FIELD_NUMBER: _ClassVar[int]
    SAID_FIELD_NUMBER: _ClassVar[int]
    SALT_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    id: str
    said: str
    salt: bytes
    index: int
    proof: str
    def __init__(self, id: _Optional[str] = ..., said: _Optional[str] = ..., salt: _Optional[bytes] = ..., index: _Optional[int] = ..., proof: _Optional[str] = ...) -> None: ...

class WithdrawPublicationRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...
