from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.type import date_pb2 as _date_pb2
from passeport.records.v1 import entry_pb2 as _entry_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BatchGetPreventionEntriesRequest(_message.Message):
    __slots__ = ("entries",)
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[PreventionEntryName]
    def __init__(self, entries: _Optional[_Iterable[_Union[PreventionEntryName, _Mapping]]] = ...) -> None: ...

class PreventionEntryName(_message.Message):
    __slots__ = ("person_id", "entry_id")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    entry_id: str
    def __init__(self, person_id: _Optional[str] = ..., entry_id: _Optional[str] = ...) -> None: ...

class BatchGetPreventionEntriesResponse(_message.Message):
    __slots__ = ("entries",)
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[PreventionEntry]
    def __init__(self, entries: _Optional[_Iterable[_Union[PreventionEntry, _Mapping]]] = ...) -> None: ...

class PreventionEntry(_message.Message):
    __slots__ = ("entry_id", "revision", "kind", "title", "certification_code", "option", "organisation", "start_date", "end_date", "passed", "funder", "source_label", "contested")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATION_CODE_FIELD_NUMBER: _ClassVar[int]
    OPTION_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PASSED_FIELD_NUMBER: _ClassVar[int]
    FUNDER_FIELD_NUMBER: _ClassVar[int]
    SOURCE_LABEL_FIELD_NUMBER: _ClassVar[int]
    CONTESTED_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    revision: int
    kind: _entry_pb2.Kind
    title: str
    certification_code: str
    option: str
    organisation: _entry_pb2.Organisation
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    passed: bool
    funder: str
    source_label: str
    contested: bool
    def __init__(self, entry_id: _Optional[str] = ..., revision: _Optional[int] = ..., kind: _Optional[_Union[_entry_pb2.Kind, str]] = ..., title: _Optional[str] = ..., certification_code: _Optional[str] = ..., option: _Optional[str] = ..., organisation: _Optional[_Union[_entry_pb2.Organisation, _Mapping]] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., passed: _Optional[bool] = ..., funder: _Optional[str] = ..., source_label: _Optional[str] = ..., contested: _Optional[bool] = ...) -> None: ...
