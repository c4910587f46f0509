import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Declarant(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECLARANT_UNSPECIFIED: _ClassVar[Declarant]
    DECLARANT_HOLDER: _ClassVar[Declarant]
    DECLARANT_TRAINING_BODY: _ClassVar[Declarant]
    DECLARANT_EMPLOYER: _ClassVar[Declarant]
    DECLARANT_TEMPORARY_WORK_COMPANY: _ClassVar[Declarant]

class Proof(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROOF_UNSPECIFIED: _ClassVar[Proof]
    PROOF_ATTESTATION: _ClassVar[Proof]
    PROOF_JUSTIFICATIF: _ClassVar[Proof]
DECLARANT_UNSPECIFIED: Declarant
DECLARANT_HOLDER: Declarant
DECLARANT_TRAINING_BODY: Declarant
DECLARANT_EMPLOYER: Declarant
DECLARANT_TEMPORARY_WORK_COMPANY: Declarant
PROOF_UNSPECIFIED: Proof
PROOF_ATTESTATION: Proof
PROOF_JUSTIFICATIF: Proof

class Training(_message.Message):
    __slots__ = ("id", "title", "declarant", "declarant_name", "declarant_siret", "proof", "start_date", "end_date", "validity_start_date", "validity_end_date", "training_body", "create_time", "due_date", "late")
    ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_NAME_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_SIRET_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    VALIDITY_START_DATE_FIELD_NUMBER: _ClassVar[int]
    VALIDITY_END_DATE_FIELD_NUMBER: _ClassVar[int]
    TRAINING_BODY_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    id: str
    title: str
    declarant: Declarant
    declarant_name: str
    declarant_siret: str
    proof: Proof
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    validity_start_date: _date_pb2.Date
    validity_end_date: _date_pb2.Date
    training_body: str
    create_time: _timestamp_pb2.Timestamp
    due_date: _date_pb2.Date
    late: bool
    def __init__(self, id: _Optional[str] = ..., title: _Optional[str] = ..., declarant: _Optional[_Union[Declarant, str]] = ..., declarant_name: _Optional[str] = ..., declarant_siret: _Optional[str] = ..., proof: _Optional[_Union[Proof, str]] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., validity_start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., validity_end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., training_body: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., late: _Optional[bool] = ...) -> None: ...
