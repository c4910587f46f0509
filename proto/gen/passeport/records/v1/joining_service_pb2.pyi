from google.api import field_behavior_pb2 as _field_behavior_pb2
from passeport.records.v1 import entry_pb2 as _entry_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OfferState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OFFER_STATE_UNSPECIFIED: _ClassVar[OfferState]
    OFFER_STATE_OPEN: _ClassVar[OfferState]
    OFFER_STATE_JOINED: _ClassVar[OfferState]
    OFFER_STATE_REFUSED: _ClassVar[OfferState]
OFFER_STATE_UNSPECIFIED: OfferState
OFFER_STATE_OPEN: OfferState
OFFER_STATE_JOINED: OfferState
OFFER_STATE_REFUSED: OfferState

class Offer(_message.Message):
    __slots__ = ("declared", "guaranteed", "agreements", "state")
    DECLARED_FIELD_NUMBER: _ClassVar[int]
    GUARANTEED_FIELD_NUMBER: _ClassVar[int]
    AGREEMENTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    declared: _entry_pb2.Entry
    guaranteed: _entry_pb2.Entry
    agreements: _containers.RepeatedScalarFieldContainer[str]
    state: OfferState
    def __init__(self, declared: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., guaranteed: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., agreements: _Optional[_Iterable[str]] = ..., state: _Optional[_Union[OfferState, str]] = ...) -> None: ...

class ListOffersRequest(_message.Message):
    __slots__ = ("state",)
    STATE_FIELD_NUMBER: _ClassVar[int]
    state: OfferState
    def __init__(self, state: _Optional[_Union[OfferState, str]] = ...) -> None: ...

class ListOffersResponse(_message.Message):
    __slots__ = ("offers",)
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[Offer]
    def __init__(self, offers: _Optional[_Iterable[_Union[Offer, _Mapping]]] = ...) -> None: ...

class AcceptOfferRequest(_message.Message):
    __slots__ = ("declared_id", "guaranteed_id")
    DECLARED_ID_FIELD_NUMBER: _ClassVar[int]
    GUARANTEED_ID_FIELD_NUMBER: _ClassVar[int]
    declared_id: str
    guaranteed_id: str
    def __init__(self, declared_id: _Optional[str] = ..., guaranteed_id: _Optional[str] = ...) -> None: ...

class RefuseOfferRequest(_message.Message):
    __slots__ = ("declared_id", "guaranteed_id")
    DECLARED_ID_FIELD_NUMBER: _ClassVar[int]
    GUARANTEED_ID_FIELD_NUMBER: _ClassVar[int]
    declared_id: str
    guaranteed_id: str
    def __init__(self, declared_id: _Optional[str] = ..., guaranteed_id: _Optional[str] = ...) -> None: ...
