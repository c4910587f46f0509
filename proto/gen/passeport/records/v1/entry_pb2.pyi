import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Nature(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NATURE_UNSPECIFIED: _ClassVar[Nature]
    NATURE_GUARANTEED: _ClassVar[Nature]
    NATURE_DECLARED: _ClassVar[Nature]

class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    KIND_UNSPECIFIED: _ClassVar[Kind]
    KIND_EMPLOYMENT: _ClassVar[Kind]
    KIND_CERTIFICATION: _ClassVar[Kind]
    KIND_DIPLOMA: _ClassVar[Kind]
    KIND_TRAINING: _ClassVar[Kind]
    KIND_HABILITATION: _ClassVar[Kind]
    KIND_DRIVING_LICENCE: _ClassVar[Kind]
    KIND_LANGUAGE: _ClassVar[Kind]
    KIND_SKILL: _ClassVar[Kind]
    KIND_ENGAGEMENT: _ClassVar[Kind]

class EntryState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENTRY_STATE_UNSPECIFIED: _ClassVar[EntryState]
    ENTRY_STATE_ACTIVE: _ClassVar[EntryState]
    ENTRY_STATE_WITHDRAWN: _ClassVar[EntryState]
    ENTRY_STATE_DRAFT: _ClassVar[EntryState]
    ENTRY_STATE_DELETED: _ClassVar[EntryState]
NATURE_UNSPECIFIED: Nature
NATURE_GUARANTEED: Nature
NATURE_DECLARED: Nature
KIND_UNSPECIFIED: Kind
KIND_EMPLOYMENT: Kind
KIND_CERTIFICATION: Kind
KIND_DIPLOMA: Kind
KIND_TRAINING: Kind
KIND_HABILITATION: Kind
KIND_DRIVING_LICENCE: Kind
KIND_LANGUAGE: Kind
KIND_SKILL: Kind
KIND_ENGAGEMENT: Kind
ENTRY_STATE_UNSPECIFIED: EntryState
ENTRY_STATE_ACTIVE: EntryState
ENTRY_STATE_WITHDRAWN: EntryState
ENTRY_STATE_DRAFT: EntryState
ENTRY_STATE_DELETED: EntryState

class Entry(_message.Message):
    __slots__ = ("id", "nature", "kind", "title", "organisation", "start_date", "end_date", "description", "employment", "award", "language", "training", "driving_licence", "skill", "engagement", "state", "etag", "source_label", "create_time", "update_time", "revision", "purge_time", "contested")
    ID_FIELD_NUMBER: _ClassVar[int]
    NATURE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_FIELD_NUMBER: _ClassVar[int]
    AWARD_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TRAINING_FIELD_NUMBER: _ClassVar[int]
    DRIVING_LICENCE_FIELD_NUMBER: _ClassVar[int]
    SKILL_FIELD_NUMBER: _ClassVar[int]
    ENGAGEMENT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    SOURCE_LABEL_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    PURGE_TIME_FIELD_NUMBER: _ClassVar[int]
    CONTESTED_FIELD_NUMBER: _ClassVar[int]
    id: str
    nature: Nature
    kind: Kind
    title: str
    organisation: Organisation
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    description: str
    employment: EmploymentDetails
    award: AwardDetails
    language: LanguageDetails
    training: TrainingDetails
    driving_licence: DrivingLicenceDetails
    skill: SkillDetails
    engagement: EngagementDetails
    state: EntryState
    etag: str
    source_label: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    revision: int
    purge_time: _timestamp_pb2.Timestamp
    contested: bool
    def __init__(self, id: _Optional[str] = ..., nature: _Optional[_Union[Nature, str]] = ..., kind: _Optional[_Union[Kind, str]] = ..., title: _Optional[str] = ..., organisation: _Optional[_Union[Organisation, _Mapping]] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., description: _Optional[str] = ..., employment: _Optional[_Union[EmploymentDetails, _Mapping]] = ..., award: _Optional[_Union[AwardDetails, _Mapping]] = ..., language: _Optional[_Union[LanguageDetails, _Mapping]] = ..., training: _Optional[_Union[TrainingDetails, _Mapping]] = ..., driving_licence: _Optional[_Union[DrivingLicenceDetails, _Mapping]] = ..., skill: _Optional[_Union[SkillDetails, _Mapping]] = ..., engagement: _Optional[_Union[EngagementDetails, _Mapping]] = ..., state: _Optional[_Union[EntryState, str]] = ..., etag: _Optional[str] = ..., source_label: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ..., purge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., contested: _Optional[bool] = ...) -> None: ...

class Organisation(_message.Message):
    __slots__ = ("name", "siret", "locality")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SIRET_FIELD_NUMBER: _ClassVar[int]
    LOCALITY_FIELD_NUMBER: _ClassVar[int]
    name: str
    siret: str
    locality: str
    def __init__(self, name: _Optional[str] = ..., siret: _Optional[str] = ..., locality: _Optional[str] = ...) -> None: ...

class EmploymentDetails(_message.Message):
    __slots__ = ("pcs_code", "contract_nature_code", "contract_nature", "apprenticeship", "working_time", "profession", "workplace_code", "workplace", "known_until")
    PCS_CODE_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_NATURE_CODE_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_NATURE_FIELD_NUMBER: _ClassVar[int]
    APPRENTICESHIP_FIELD_NUMBER: _ClassVar[int]
    WORKING_TIME_FIELD_NUMBER: _ClassVar[int]
    PROFESSION_FIELD_NUMBER: _ClassVar[int]
    WORKPLACE_CODE_FIELD_NUMBER: _ClassVar[int]
    WORKPLACE_FIELD_NUMBER: _ClassVar[int]
    KNOWN_UNTIL_FIELD_NUMBER: _ClassVar[int]
    pcs_code: str
    contract_nature_code: str
    contract_nature: str
    apprenticeship: bool
    working_time: str
    profession: Label
    workplace_code: str
    workplace: Label
    known_until: _date_pb2.Date
    def __init__(self, pcs_code: _Optional[str] = ..., contract_nature_code: _Optional[str] = ..., contract_nature: _Optional[str] = ..., apprenticeship: _Optional[bool] = ..., working_time: _Optional[str] = ..., profession: _Optional[_Union[Label, _Mapping]] = ..., workplace_code: _Optional[str] = ..., workplace: _Optional[_Union[Label, _Mapping]] = ..., known_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class AwardDetails(_message.Message):
    __slots__ = ("register", "code", "option", "obtention", "score", "mention", "cefr_level", "access_way", "digital_score", "digital_results", "level", "categories", "label", "prevention", "diploma_code", "school_code")
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    OPTION_FIELD_NUMBER: _ClassVar[int]
    OBTENTION_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    MENTION_FIELD_NUMBER: _ClassVar[int]
    CEFR_LEVEL_FIELD_NUMBER: _ClassVar[int]
    ACCESS_WAY_FIELD_NUMBER: _ClassVar[int]
    DIGITAL_SCORE_FIELD_NUMBER: _ClassVar[int]
    DIGITAL_RESULTS_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    PREVENTION_FIELD_NUMBER: _ClassVar[int]
    DIPLOMA_CODE_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_CODE_FIELD_NUMBER: _ClassVar[int]
    register: str
    code: str
    option: str
    obtention: str
    score: str
    mention: str
    cefr_level: str
    access_way: str
    digital_score: int
    digital_results: _containers.RepeatedCompositeFieldContainer[DigitalResult]
    level: int
    categories: _containers.RepeatedScalarFieldContainer[str]
    label: Label
    prevention: bool
    diploma_code: str
    school_code: str
    def __init__(self, register: _Optional[str] = ..., code: _Optional[str] = ..., option: _Optional[str] = ..., obtention: _Optional[str] = ..., score: _Optional[str] = ..., mention: _Optional[str] = ..., cefr_level: _Optional[str] = ..., access_way: _Optional[str] = ..., digital_score: _Optional[int] = ..., digital_results: _Optional[_Iterable[_Union[DigitalResult, _Mapping]]] = ..., level: _Optional[int] = ..., categories: _Optional[_Iterable[str]] = ..., label: _Optional[_Union[Label, _Mapping]] = ..., prevention: _Optional[bool] = ..., diploma_code: _Optional[str] = ..., school_code: _Optional[str] = ...) -> None: ...

class Label(_message.Message):
    __slots__ = ("text", "level", "scheme", "code", "since")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    SCHEME_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    text: str
    level: int
    scheme: str
    code: str
    since: _date_pb2.Date
    def __init__(self, text: _Optional[str] = ..., level: _Optional[int] = ..., scheme: _Optional[str] = ..., code: _Optional[str] = ..., since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DigitalResult(_message.Message):
    __slots__ = ("domain", "competence", "level")
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    COMPETENCE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    domain: str
    competence: str
    level: int
    def __init__(self, domain: _Optional[str] = ..., competence: _Optional[str] = ..., level: _Optional[int] = ...) -> None: ...

class LanguageDetails(_message.Message):
    __slots__ = ("language", "cefr_level", "listening", "reading", "spoken_interaction", "spoken_production", "writing")
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CEFR_LEVEL_FIELD_NUMBER: _ClassVar[int]
    LISTENING_FIELD_NUMBER: _ClassVar[int]
    READING_FIELD_NUMBER: _ClassVar[int]
    SPOKEN_INTERACTION_FIELD_NUMBER: _ClassVar[int]
    SPOKEN_PRODUCTION_FIELD_NUMBER: _ClassVar[int]
    WRITING_FIELD_NUMBER: _ClassVar[int]
    language: str
    cefr_level: str
    listening: str
    reading: str
    spoken_interaction: str
    spoken_production: str
    writing: str
    def __init__(self, language: _Optional[str] = ..., cefr_level: _Optional[str] = ..., listening: _Optional[str] = ..., reading: _Optional[str] = ..., spoken_interaction: _Optional[str] = ..., spoken_production: _Optional[str] = ..., writing: _Optional[str] = ...) -> None: ...

class TrainingDetails(_message.Message):
    __slots__ = ("hours", "certification_code", "outcome", "label", "funder", "prevention")
    HOURS_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATION_CODE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    FUNDER_FIELD_NUMBER: _ClassVar[int]
    PREVENTION_FIELD_NUMBER: _ClassVar[int]
    hours: int
    certification_code: str
    outcome: str
    label: Label
    funder: str
    prevention: bool
    def __init__(self, hours: _Optional[int] = ..., certification_code: _Optional[str] = ..., outcome: _Optional[str] = ..., label: _Optional[_Union[Label, _Mapping]] = ..., funder: _Optional[str] = ..., prevention: _Optional[bool] = ...) -> None: ...

class DrivingLicenceDetails(_message.Message):
    __slots__ = ("categories",)
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedCompositeFieldContainer[DrivingCategory]
    def __init__(self, categories: _Optional[_Iterable[_Union[DrivingCategory, _Mapping]]] = ...) -> None: ...

class DrivingCategory(_message.Message):
    __slots__ = ("category", "start_date", "end_date")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    category: str
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    def __init__(self, category: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class SkillDetails(_message.Message):
    __slots__ = ("origin", "context", "framework", "label")
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    FRAMEWORK_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    origin: str
    context: str
    framework: str
    label: str
    def __init__(self, origin: _Optional[str] = ..., context: _Optional[str] = ..., framework: _Optional[str] = ..., label: _Optional[str] = ...) -> None: ...

class EngagementDetails(_message.Message):
    __slots__ = ("activity", "role")
    ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    activity: str
    role: str
    def __init__(self, activity: _Optional[str] = ..., role: _Optional[str] = ...) -> None: ...
