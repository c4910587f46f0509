from google.api import field_behavior_pb2 as _field_behavior_pb2
from passeport.identity.v1 import account_service_pb2 as _account_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ResolutionOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESOLUTION_OUTCOME_UNSPECIFIED: _ClassVar[ResolutionOutcome]
    RESOLUTION_OUTCOME_RESOLVED: _ClassVar[ResolutionOutcome]
    RESOLUTION_OUTCOME_NO_MATCH: _ClassVar[ResolutionOutcome]
    RESOLUTION_OUTCOME_AMBIGUOUS: _ClassVar[ResolutionOutcome]
    RESOLUTION_OUTCOME_NIR_INVALID: _ClassVar[ResolutionOutcome]
    RESOLUTION_OUTCOME_NIR_NAME_MISMATCH: _ClassVar[ResolutionOutcome]
    RESOLUTION_OUTCOME_NTT_INVALID: _ClassVar[ResolutionOutcome]
    RESOLUTION_OUTCOME_NTT_UNKNOWN: _ClassVar[ResolutionOutcome]
    RESOLUTION_OUTCOME_INE_INVALID: _ClassVar[ResolutionOutcome]
    RESOLUTION_OUTCOME_INE_UNKNOWN: _ClassVar[ResolutionOutcome]
RESOLUTION_OUTCOME_UNSPECIFIED: ResolutionOutcome
RESOLUTION_OUTCOME_RESOLVED: ResolutionOutcome
RESOLUTION_OUTCOME_NO_MATCH: ResolutionOutcome
RESOLUTION_OUTCOME_AMBIGUOUS: ResolutionOutcome
RESOLUTION_OUTCOME_NIR_INVALID: ResolutionOutcome
RESOLUTION_OUTCOME_NIR_NAME_MISMATCH: ResolutionOutcome
RESOLUTION_OUTCOME_NTT_INVALID: ResolutionOutcome
RESOLUTION_OUTCOME_NTT_UNKNOWN: ResolutionOutcome
RESOLUTION_OUTCOME_INE_INVALID: ResolutionOutcome
RESOLUTION_OUTCOME_INE_UNKNOWN: ResolutionOutcome

class ResolvePersonsRequest(_message.Message):
    __slots__ = ("queries", "purpose", "organisation", "sender_siren")
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    SENDER_SIREN_FIELD_NUMBER: _ClassVar[int]
    queries: _containers.RepeatedCompositeFieldContainer[PersonQuery]
    purpose: str
    organisation: str
    sender_siren: str
    def __init__(self, queries: _Optional[_Iterable[_Union[PersonQuery, _Mapping]]] = ..., purpose: _Optional[str] = ..., organisation: _Optional[str] = ..., sender_siren: _Optional[str] = ...) -> None: ...

class PersonQuery(_message.Message):
    __slots__ = ("nir", "civil_identity", "ntt", "ine", "known")
    NIR_FIELD_NUMBER: _ClassVar[int]
    CIVIL_IDENTITY_FIELD_NUMBER: _ClassVar[int]
    NTT_FIELD_NUMBER: _ClassVar[int]
    INE_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    nir: NirQuery
    civil_identity: CivilIdentityQuery
    ntt: NttQuery
    ine: IneQuery
    known: KnownPersonQuery
    def __init__(self, nir: _Optional[_Union[NirQuery, _Mapping]] = ..., civil_identity: _Optional[_Union[CivilIdentityQuery, _Mapping]] = ..., ntt: _Optional[_Union[NttQuery, _Mapping]] = ..., ine: _Optional[_Union[IneQuery, _Mapping]] = ..., known: _Optional[_Union[KnownPersonQuery, _Mapping]] = ...) -> None: ...

class NirQuery(_message.Message):
    __slots__ = ("nir", "birth_name", "ntt")
    NIR_FIELD_NUMBER: _ClassVar[int]
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    NTT_FIELD_NUMBER: _ClassVar[int]
    nir: str
    birth_name: str
    ntt: str
    def __init__(self, nir: _Optional[str] = ..., birth_name: _Optional[str] = ..., ntt: _Optional[str] = ...) -> None: ...

class NttQuery(_message.Message):
    __slots__ = ("ntt", "birth_name")
    NTT_FIELD_NUMBER: _ClassVar[int]
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    ntt: str
    birth_name: str
    def __init__(self, ntt: _Optional[str] = ..., birth_name: _Optional[str] = ...) -> None: ...

class IneQuery(_message.Message):
    __slots__ = ("ine", "birth_name")
    INE_FIELD_NUMBER: _ClassVar[int]
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    ine: str
    birth_name: str
    def __init__(self, ine: _Optional[str] = ..., birth_name: _Optional[str] = ...) -> None: ...

class KnownPersonQuery(_message.Message):
    __slots__ = ("person_id", "birth_name", "given_name", "cut", "birth_name_cut", "given_name_cut")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_FIELD_NUMBER: _ClassVar[int]
    CUT_FIELD_NUMBER: _ClassVar[int]
    BIRTH_NAME_CUT_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_CUT_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    birth_name: str
    given_name: str
    cut: bool
    birth_name_cut: bool
    given_name_cut: bool
    def __init__(self, person_id: _Optional[str] = ..., birth_name: _Optional[str] = ..., given_name: _Optional[str] = ..., cut: _Optional[bool] = ..., birth_name_cut: _Optional[bool] = ..., given_name_cut: _Optional[bool] = ...) -> None: ...

class CivilIdentityQuery(_message.Message):
    __slots__ = ("birth_name", "given_names", "sex", "birth_year", "birth_month", "birth_day", "birth_place", "birth_country", "usage_name", "ine")
    BIRTH_NAME_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAMES_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    BIRTH_YEAR_FIELD_NUMBER: _ClassVar[int]
    BIRTH_MONTH_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DAY_FIELD_NUMBER: _ClassVar[int]
    BIRTH_PLACE_FIELD_NUMBER: _ClassVar[int]
    BIRTH_COUNTRY_FIELD_NUMBER: _ClassVar[int]
    USAGE_NAME_FIELD_NUMBER: _ClassVar[int]
    INE_FIELD_NUMBER: _ClassVar[int]
    birth_name: str
    given_names: _containers.RepeatedScalarFieldContainer[str]
    sex: _account_service_pb2.Sex
    birth_year: int
    birth_month: int
    birth_day: int
    birth_place: str
    birth_country: str
    usage_name: str
    ine: str
    def __init__(self, birth_name: _Optional[str] = ..., given_names: _Optional[_Iterable[str]] = ..., sex: _Optional[_Union[_account_service_pb2.Sex, str]] = ..., birth_year: _Optional[int] = ..., birth_month: _Optional[int] = ..., birth_day: _Optional[int] = ..., birth_place: _Optional[str] = ..., birth_country: _Optional[str] = ..., usage_name: _Optional[str] = ..., ine: _Optional[str] = ...) -> None: ...

class ResolvePersonsResponse(_message.Message):
    __slots__ = ("resolutions",)
    RESOLUTIONS_FIELD_NUMBER: _ClassVar[int]
    resolutions: _containers.RepeatedCompositeFieldContainer[Resolution]
    def __init__(self, resolutions: _Optional[_Iterable[_Union[Resolution, _Mapping]]] = ...) -> None: ...

class Resolution(_message.Message):
    __slots__ = ("outcome", "person_id", "step", "fields", "named_person_id")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    NAMED_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    outcome: ResolutionOutcome
    person_id: str
    step: int
    fields: _containers.RepeatedScalarFieldContainer[str]
    named_person_id: str
    def __init__(self, outcome: _Optional[_Union[ResolutionOutcome, str]] = ..., person_id: _Optional[str] = ..., step: _Optional[int] = ..., fields: _Optional[_Iterable[str]] = ..., named_person_id: _Optional[str] = ...) -> None: ...
