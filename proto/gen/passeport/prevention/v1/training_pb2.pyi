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

class ValidityState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VALIDITY_STATE_UNSPECIFIED: _ClassVar[ValidityState]
    VALIDITY_STATE_UPCOMING: _ClassVar[ValidityState]
    VALIDITY_STATE_VALID: _ClassVar[ValidityState]
    VALIDITY_STATE_EXPIRING: _ClassVar[ValidityState]
    VALIDITY_STATE_EXPIRED: _ClassVar[ValidityState]
    VALIDITY_STATE_UNLIMITED: _ClassVar[ValidityState]
    VALIDITY_STATE_UNKNOWN: _ClassVar[ValidityState]

class ValidityBasis(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VALIDITY_BASIS_UNSPECIFIED: _ClassVar[ValidityBasis]
    VALIDITY_BASIS_DECLARED: _ClassVar[ValidityBasis]
    VALIDITY_BASIS_RULE: _ClassVar[ValidityBasis]

class PeriodStart(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PERIOD_START_UNSPECIFIED: _ClassVar[PeriodStart]
    PERIOD_START_TRAINING_END: _ClassVar[PeriodStart]
    PERIOD_START_VALIDITY_START: _ClassVar[PeriodStart]

class RuleForce(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RULE_FORCE_UNSPECIFIED: _ClassVar[RuleForce]
    RULE_FORCE_LAW: _ClassVar[RuleForce]
    RULE_FORCE_RECOMMENDATION: _ClassVar[RuleForce]

class VerificationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERIFICATION_STATE_UNSPECIFIED: _ClassVar[VerificationState]
    VERIFICATION_STATE_AWAITING: _ClassVar[VerificationState]
    VERIFICATION_STATE_CONFIRMED: _ClassVar[VerificationState]
    VERIFICATION_STATE_CORRECTION_ASKED: _ClassVar[VerificationState]
    VERIFICATION_STATE_CONTESTED: _ClassVar[VerificationState]
    VERIFICATION_STATE_DEEMED_VERIFIED: _ClassVar[VerificationState]
    VERIFICATION_STATE_ENDED: _ClassVar[VerificationState]

class Declarant(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECLARANT_UNSPECIFIED: _ClassVar[Declarant]
    DECLARANT_HOLDER: _ClassVar[Declarant]
    DECLARANT_TRAINING_BODY: _ClassVar[Declarant]
    DECLARANT_EMPLOYER: _ClassVar[Declarant]
    DECLARANT_TEMPORARY_WORK_COMPANY: _ClassVar[Declarant]
    DECLARANT_AUTOMATIC: _ClassVar[Declarant]

class Proof(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROOF_UNSPECIFIED: _ClassVar[Proof]
    PROOF_ATTESTATION: _ClassVar[Proof]
    PROOF_JUSTIFICATIF: _ClassVar[Proof]
VALIDITY_STATE_UNSPECIFIED: ValidityState
VALIDITY_STATE_UPCOMING: ValidityState
VALIDITY_STATE_VALID: ValidityState
VALIDITY_STATE_EXPIRING: ValidityState
VALIDITY_STATE_EXPIRED: ValidityState
VALIDITY_STATE_UNLIMITED: ValidityState
VALIDITY_STATE_UNKNOWN: ValidityState
VALIDITY_BASIS_UNSPECIFIED: ValidityBasis
VALIDITY_BASIS_DECLARED: ValidityBasis
VALIDITY_BASIS_RULE: ValidityBasis
PERIOD_START_UNSPECIFIED: PeriodStart
PERIOD_START_TRAINING_END: PeriodStart
PERIOD_START_VALIDITY_START: PeriodStart
RULE_FORCE_UNSPECIFIED: RuleForce
RULE_FORCE_LAW: RuleForce
RULE_FORCE_RECOMMENDATION: RuleForce
VERIFICATION_STATE_UNSPECIFIED: VerificationState
VERIFICATION_STATE_AWAITING: VerificationState
VERIFICATION_STATE_CONFIRMED: VerificationState
VERIFICATION_STATE_CORRECTION_ASKED: VerificationState
VERIFICATION_STATE_CONTESTED: VerificationState
VERIFICATION_STATE_DEEMED_VERIFIED: VerificationState
VERIFICATION_STATE_ENDED: VerificationState
DECLARANT_UNSPECIFIED: Declarant
DECLARANT_HOLDER: Declarant
DECLARANT_TRAINING_BODY: Declarant
DECLARANT_EMPLOYER: Declarant
DECLARANT_TEMPORARY_WORK_COMPANY: Declarant
DECLARANT_AUTOMATIC: Declarant
PROOF_UNSPECIFIED: Proof
PROOF_ATTESTATION: Proof
PROOF_JUSTIFICATIF: Proof

class Training(_message.Message):
    __slots__ = ("id", "title", "declarant", "declarant_name", "declarant_siret", "proof", "start_date", "end_date", "validity_start_date", "validity_end_date", "training_body", "create_time", "due_date", "late", "declaration_id", "reference", "particulars", "etag", "version", "update_time", "change_reason", "withdrawn", "verification", "training_type", "refresher", "validity", "arrival", "declared_too")
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
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    PARTICULARS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CHANGE_REASON_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    TRAINING_TYPE_FIELD_NUMBER: _ClassVar[int]
    REFRESHER_FIELD_NUMBER: _ClassVar[int]
    VALIDITY_FIELD_NUMBER: _ClassVar[int]
    ARRIVAL_FIELD_NUMBER: _ClassVar[int]
    DECLARED_TOO_FIELD_NUMBER: _ClassVar[int]
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
    declaration_id: str
    reference: str
    particulars: Particulars
    etag: str
    version: int
    update_time: _timestamp_pb2.Timestamp
    change_reason: str
    withdrawn: bool
    verification: Verification
    training_type: str
    refresher: bool
    validity: Validity
    arrival: Arrival
    declared_too: _containers.RepeatedCompositeFieldContainer[Training]
    def __init__(self, id: _Optional[str] = ..., title: _Optional[str] = ..., declarant: _Optional[_Union[Declarant, str]] = ..., declarant_name: _Optional[str] = ..., declarant_siret: _Optional[str] = ..., proof: _Optional[_Union[Proof, str]] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., validity_start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., validity_end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., training_body: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., late: _Optional[bool] = ..., declaration_id: _Optional[str] = ..., reference: _Optional[str] = ..., particulars: _Optional[_Union[Particulars, _Mapping]] = ..., etag: _Optional[str] = ..., version: _Optional[int] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., change_reason: _Optional[str] = ..., withdrawn: _Optional[bool] = ..., verification: _Optional[_Union[Verification, _Mapping]] = ..., training_type: _Optional[str] = ..., refresher: _Optional[bool] = ..., validity: _Optional[_Union[Validity, _Mapping]] = ..., arrival: _Optional[_Union[Arrival, _Mapping]] = ..., declared_too: _Optional[_Iterable[_Union[Training, _Mapping]]] = ...) -> None: ...

class Validity(_message.Message):
    __slots__ = ("state", "from_date", "until_date", "basis", "as_of_date", "training_type", "training_type_title", "rule")
    STATE_FIELD_NUMBER: _ClassVar[int]
    FROM_DATE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    TRAINING_TYPE_FIELD_NUMBER: _ClassVar[int]
    TRAINING_TYPE_TITLE_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    state: ValidityState
    from_date: _date_pb2.Date
    until_date: _date_pb2.Date
    basis: ValidityBasis
    as_of_date: _date_pb2.Date
    training_type: str
    training_type_title: str
    rule: ValidityRule
    def __init__(self, state: _Optional[_Union[ValidityState, str]] = ..., from_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., basis: _Optional[_Union[ValidityBasis, str]] = ..., as_of_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., training_type: _Optional[str] = ..., training_type_title: _Optional[str] = ..., rule: _Optional[_Union[ValidityRule, _Mapping]] = ...) -> None: ...

class ValidityRule(_message.Message):
    __slots__ = ("since_date", "until_date", "period", "refresher_period", "unlimited", "counts_from", "force", "source")
    SINCE_DATE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    REFRESHER_PERIOD_FIELD_NUMBER: _ClassVar[int]
    UNLIMITED_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FROM_FIELD_NUMBER: _ClassVar[int]
    FORCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    since_date: _date_pb2.Date
    until_date: _date_pb2.Date
    period: str
    refresher_period: str
    unlimited: bool
    counts_from: PeriodStart
    force: RuleForce
    source: str
    def __init__(self, since_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., period: _Optional[str] = ..., refresher_period: _Optional[str] = ..., unlimited: _Optional[bool] = ..., counts_from: _Optional[_Union[PeriodStart, str]] = ..., force: _Optional[_Union[RuleForce, str]] = ..., source: _Optional[str] = ...) -> None: ...

class Arrival(_message.Message):
    __slots__ = ("entry_id", "certification_code", "source_label", "siret", "funder", "contested")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATION_CODE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_LABEL_FIELD_NUMBER: _ClassVar[int]
    SIRET_FIELD_NUMBER: _ClassVar[int]
    FUNDER_FIELD_NUMBER: _ClassVar[int]
    CONTESTED_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    certification_code: str
    source_label: str
    siret: str
    funder: str
    contested: bool
    def __init__(self, entry_id: _Optional[str] = ..., certification_code: _Optional[str] = ..., source_label: _Optional[str] = ..., siret: _Optional[str] = ..., funder: _Optional[str] = ..., contested: _Optional[bool] = ...) -> None: ...

class Verification(_message.Message):
    __slots__ = ("state", "due_date", "employer_siret", "comment", "update_time", "etag")
    STATE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_SIRET_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    state: VerificationState
    due_date: _date_pb2.Date
    employer_siret: str
    comment: str
    update_time: _timestamp_pb2.Timestamp
    etag: str
    def __init__(self, state: _Optional[_Union[VerificationState, str]] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., employer_siret: _Optional[str] = ..., comment: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ...) -> None: ...

class Particulars(_message.Message):
    __slots__ = ("mode", "skills", "trainer", "certification", "formacodes", "specialities", "employer_siret", "employer_reference", "category", "justificatif")
    MODE_FIELD_NUMBER: _ClassVar[int]
    SKILLS_FIELD_NUMBER: _ClassVar[int]
    TRAINER_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATION_FIELD_NUMBER: _ClassVar[int]
    FORMACODES_FIELD_NUMBER: _ClassVar[int]
    SPECIALITIES_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_SIRET_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_REFERENCE_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    JUSTIFICATIF_FIELD_NUMBER: _ClassVar[int]
    mode: str
    skills: _containers.RepeatedScalarFieldContainer[str]
    trainer: str
    certification: str
    formacodes: _containers.RepeatedScalarFieldContainer[str]
    specialities: _containers.RepeatedScalarFieldContainer[str]
    employer_siret: str
    employer_reference: str
    category: int
    justificatif: Justificatif
    def __init__(self, mode: _Optional[str] = ..., skills: _Optional[_Iterable[str]] = ..., trainer: _Optional[str] = ..., certification: _Optional[str] = ..., formacodes: _Optional[_Iterable[str]] = ..., specialities: _Optional[_Iterable[str]] = ..., employer_siret: _Optional[str] = ..., employer_reference: _Optional[str] = ..., category: _Optional[int] = ..., justificatif: _Optional[_Union[Justificatif, _Mapping]] = ...) -> None: ...

class Justificatif(_message.Message):
    __slots__ = ("kind", "option", "obtained", "training_title", "result", "mention", "link", "identifier")
    KIND_FIELD_NUMBER: _ClassVar[int]
    OPTION_FIELD_NUMBER: _ClassVar[int]
    OBTAINED_FIELD_NUMBER: _ClassVar[int]
    TRAINING_TITLE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    MENTION_FIELD_NUMBER: _ClassVar[int]
    LINK_FIELD_NUMBER: _ClassVar[int]
    IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    kind: str
    option: str
    obtained: str
    training_title: str
    result: str
    mention: str
    link: str
    identifier: str
    def __init__(self, kind: _Optional[str] = ..., option: _Optional[str] = ..., obtained: _Optional[str] = ..., training_title: _Optional[str] = ..., result: _Optional[str] = ..., mention: _Optional[str] = ..., link: _Optional[str] = ..., identifier: _Optional[str] = ...) -> None: ...
