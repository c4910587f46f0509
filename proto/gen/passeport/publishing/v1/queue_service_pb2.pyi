import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from passeport.publishing.v1 import draft_service_pb2 as _draft_service_pb2
from passeport.publishing.v1 import publication_service_pb2 as _publication_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class QueuedPublicationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUEUED_PUBLICATION_STATE_UNSPECIFIED: _ClassVar[QueuedPublicationState]
    QUEUED_PUBLICATION_STATE_PENDING: _ClassVar[QueuedPublicationState]
    QUEUED_PUBLICATION_STATE_FAILED: _ClassVar[QueuedPublicationState]
    QUEUED_PUBLICATION_STATE_PUBLISHED: _ClassVar[QueuedPublicationState]
QUEUED_PUBLICATION_STATE_UNSPECIFIED: QueuedPublicationState
QUEUED_PUBLICATION_STATE_PENDING: QueuedPublicationState
QUEUED_PUBLICATION_STATE_FAILED: QueuedPublicationState
QUEUED_PUBLICATION_STATE_PUBLISHED: QueuedPublicationState

class QueuedPublication(_message.Message):
    __slots__ = ("id", "state", "kind", "title", "language", "template", "draft_id", "draft_version", "queue_time", "end_time", "failure", "publication_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_VERSION_FIELD_NUMBER: _ClassVar[int]
    QUEUE_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    state: QueuedPublicationState
    kind: str
    title: str
    language: str
    template: str
    draft_id: str
    draft_version: int
    queue_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    failure: str
    publication_id: str
    def __init__(self, id: _Optional[str] = ..., state: _Optional[_Union[QueuedPublicationState, str]] = ..., kind: _Optional[str] = ..., title: _Optional[str] = ..., language: _Optional[str] = ..., template: _Optional[str] = ..., draft_id: _Optional[str] = ..., draft_version: _Optional[int] = ..., queue_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., failure: _Optional[str] = ..., publication_id: _Optional[str] = ...) -> None: ...

class ListQueuedPublicationsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListQueuedPublicationsResponse(_message.Message):
    __slots__ = ("publications",)
    PUBLICATIONS_FIELD_NUMBER: _ClassVar[int]
    publications: _containers.RepeatedCompositeFieldContainer[QueuedPublication]
    def __init__(self, publications: _Optional[_Iterable[_Union[QueuedPublication, _Mapping]]] = ...) -> None: ...

class GetQueuedPublicationRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class RetryQueuedPublicationRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class DeleteQueuedPublicationRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class DeleteQueuedPublicationResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListRecentOutcomesRequest(_message.Message):
    __slots__ = ("since",)
    SINCE_FIELD_NUMBER: _ClassVar[int]
    since: _timestamp_pb2.Timestamp
    def __init__(self, since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class QueueOutcome(_message.Message):
    __slots__ = ("id", "publication")
    ID_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_FIELD_NUMBER: _ClassVar[int]
    id: str
    publication: QueuedPublication
    def __init__(self, id: _Optional[str] = ..., publication: _Optional[_Union[QueuedPublication, _Mapping]] = ...) -> None: ...

class ListRecentOutcomesResponse(_message.Message):
    __slots__ = ("outcomes",)
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[QueueOutcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[QueueOutcome, _Mapping]]] = ...) -> None: ...
