import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from passeport.common.v1 import access_pb2 as _access_pb2
from passeport.records.v1 import attachment_service_pb2 as _attachment_service_pb2
from passeport.records.v1 import dispute_service_pb2 as _dispute_service_pb2
from passeport.records.v1 import entry_pb2 as _entry_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListEntriesRequest(_message.Message):
    __slots__ = ("kinds", "page_size", "page_token", "state")
    KINDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    kinds: _containers.RepeatedScalarFieldContainer[_entry_pb2.Kind]
    page_size: int
    page_token: str
    state: _entry_pb2.EntryState
    def __init__(self, kinds: _Optional[_Iterable[_Union[_entry_pb2.Kind, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[_entry_pb2.EntryState, str]] = ...) -> None: ...

class ListEntriesResponse(_message.Message):
    __slots__ = ("entries", "next_page_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    next_page_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetEntryRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class BatchGetEntriesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetEntriesResponse(_message.Message):
    __slots__ = ("entries",)
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    def __init__(self, entries: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ...) -> None: ...

class GetProvenanceRequest(_message.Message):
    __slots__ = ("entry_id",)
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    def __init__(self, entry_id: _Optional[str] = ...) -> None: ...

class Provenance(_message.Message):
    __slots__ = ("entry_id", "source", "source_label", "sender", "steps")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_LABEL_FIELD_NUMBER: _ClassVar[int]
    SENDER_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    source: str
    source_label: str
    sender: _entry_pb2.Organisation
    steps: _containers.RepeatedCompositeFieldContainer[ProvenanceStep]
    def __init__(self, entry_id: _Optional[str] = ..., source: _Optional[str] = ..., source_label: _Optional[str] = ..., sender: _Optional[_Union[_entry_pb2.Organisation, _Mapping]] = ..., steps: _Optional[_Iterable[_Union[ProvenanceStep, _Mapping]]] = ...) -> None: ...

class ProvenanceStep(_message.Message):
    __slots__ = ("change", "cause", "batch_id", "file_name", "line", "sender_key", "format_version", "receive_time", "revision", "cause_code", "sender", "changed_fields", "change_time")
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    SENDER_KEY_FIELD_NUMBER: _ClassVar[int]
    FORMAT_VERSION_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CAUSE_CODE_FIELD_NUMBER: _ClassVar[int]
    SENDER_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELDS_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    change: str
    cause: str
    batch_id: str
    file_name: str
    line: int
    sender_key: str
    format_version: str
    receive_time: _timestamp_pb2.Timestamp
    revision: int
    cause_code: str
    sender: _entry_pb2.Organisation
    changed_fields: _containers.RepeatedScalarFieldContainer[str]
    change_time: _timestamp_pb2.Timestamp
    def __init__(self, change: _Optional[str] = ..., cause: _Optional[str] = ..., batch_id: _Optional[str] = ..., file_name: _Optional[str] = ..., line: _Optional[int] = ..., sender_key: _Optional[str] = ..., format_version: _Optional[str] = ..., receive_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ..., cause_code: _Optional[str] = ..., sender: _Optional[_Union[_entry_pb2.Organisation, _Mapping]] = ..., changed_fields: _Optional[_Iterable[str]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ExportEntriesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ExportEntriesResponse(_message.Message):
    __slots__ = ("entries", "next_page_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[ExportedEntry]
    next_page_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[ExportedEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ExportedEntry(_message.Message):
    __slots__ = ("entry", "provenance", "attachments", "joined_to", "disputes")
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    JOINED_TO_FIELD_NUMBER: _ClassVar[int]
    DISPUTES_FIELD_NUMBER: _ClassVar[int]
    entry: _entry_pb2.Entry
    provenance: Provenance
    attachments: _containers.RepeatedCompositeFieldContainer[_attachment_service_pb2.Attachment]
    joined_to: _containers.RepeatedScalarFieldContainer[str]
    disputes: _containers.RepeatedCompositeFieldContainer[_dispute_service_pb2.Dispute]
    def __init__(self, entry: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., provenance: _Optional[_Union[Provenance, _Mapping]] = ..., attachments: _Optional[_Iterable[_Union[_attachment_service_pb2.Attachment, _Mapping]]] = ..., joined_to: _Optional[_Iterable[str]] = ..., disputes: _Optional[_Iterable[_Union[_dispute_service_pb2.Dispute, _Mapping]]] = ...) -> None: ...

class GetEntryProofRequest(_message.Message):
    __slots__ = ("entry_id",)
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    def __init__(self, entry_id: _Optional[str] = ...) -> None: ...

class EntryProof(_message.Message):
    __slots__ = ("entry_id", "revision", "said", "salt", "index", "proof")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    SAID_FIELD_NUMBER: _ClassVar[int]
    SALT_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    revision: int
    said: str
    salt: bytes
    index: int
    proof: str
    def __init__(self, entry_id: _Optional[str] = ..., revision: _Optional[int] = ..., said: _Optional[str] = ..., salt: _Optional[bytes] = ..., index: _Optional[int] = ..., proof: _Optional[str] = ...) -> None: ...

class HasApprenticeshipContractRequest(_message.Message):
    __slots__ = ("person_id",)
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    def __init__(self, person_id: _Optional[str] = ...) -> None: ...

class HasApprenticeshipContractResponse(_message.Message):
    __slots__ = ("has_apprenticeship_contract",)
    HAS_APPRENTICESHIP_CONTRACT_FIELD_NUMBER: _ClassVar[int]
    has_apprenticeship_contract: bool
    def __init__(self, has_apprenticeship_contract: _Optional[bool] = ...) -> None: ...
