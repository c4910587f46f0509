import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CredentialOfferState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CREDENTIAL_OFFER_STATE_UNSPECIFIED: _ClassVar[CredentialOfferState]
    CREDENTIAL_OFFER_STATE_OPEN: _ClassVar[CredentialOfferState]
    CREDENTIAL_OFFER_STATE_REDEEMED: _ClassVar[CredentialOfferState]
    CREDENTIAL_OFFER_STATE_ISSUED: _ClassVar[CredentialOfferState]
    CREDENTIAL_OFFER_STATE_EXPIRED: _ClassVar[CredentialOfferState]
    CREDENTIAL_OFFER_STATE_LOCKED: _ClassVar[CredentialOfferState]
    CREDENTIAL_OFFER_STATE_ENDED: _ClassVar[CredentialOfferState]
CREDENTIAL_OFFER_STATE_UNSPECIFIED: CredentialOfferState
CREDENTIAL_OFFER_STATE_OPEN: CredentialOfferState
CREDENTIAL_OFFER_STATE_REDEEMED: CredentialOfferState
CREDENTIAL_OFFER_STATE_ISSUED: CredentialOfferState
CREDENTIAL_OFFER_STATE_EXPIRED: CredentialOfferState
CREDENTIAL_OFFER_STATE_LOCKED: CredentialOfferState
CREDENTIAL_OFFER_STATE_ENDED: CredentialOfferState

class CredentialOffer(_message.Message):
    __slots__ = ("id", "publication_id", "state", "needs_tx_code", "create_time", "expire_time", "redeem_time", "issue_count", "issue_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    NEEDS_TX_CODE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REDEEM_TIME_FIELD_NUMBER: _ClassVar[int]
    ISSUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    ISSUE_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    publication_id: str
    state: CredentialOfferState
    needs_tx_code: bool
    create_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    redeem_time: _timestamp_pb2.Timestamp
    issue_count: int
    issue_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., publication_id: _Optional[str] = ..., state: _Optional[_Union[CredentialOfferState, str]] = ..., needs_tx_code: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., redeem_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., issue_count: _Optional[int] = ..., issue_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateCredentialOfferRequest(_message.Message):
    __slots__ = ("publication_id", "tx_code")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    TX_CODE_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    tx_code: bool
    def __init__(self, publication_id: _Optional[str] = ..., tx_code: _Optional[bool] = ...) -> None: ...

class CreateCredentialOfferResponse(_message.Message):
    __slots__ = ("offer", "uri", "qr_svg", "tx_code")
    OFFER_FIELD_NUMBER: _ClassVar[int]
    URI_FIELD_NUMBER: _ClassVar[int]
    QR_SVG_FIELD_NUMBER: _ClassVar[int]
    TX_CODE_FIELD_NUMBER: _ClassVar[int]
    offer: CredentialOffer
    uri: str
    qr_svg: str
    tx_code: str
    def __init__(self, offer: _Optional[_Union[CredentialOffer, _Mapping]] = ..., uri: _Optional[str] = ..., qr_svg: _Optional[str] = ..., tx_code: _Optional[str] = ...) -> None: ...

class ListCredentialOffersRequest(_message.Message):
    __slots__ = ("publication_id",)
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    def __init__(self, publication_id: _Optional[str] = ...) -> None: ...

class ListCredentialOffersResponse(_message.Message):
    __slots__ = ("offers",)
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[CredentialOffer]
    def __init__(self, offers: _Optional[_Iterable[_Union[CredentialOffer, _Mapping]]] = ...) -> None: ...

class EndCredentialOfferRequest(_message.Message):
    __slots__ = ("publication_id", "id")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    id: str
    def __init__(self, publication_id: _Optional[str] = ..., id: _Optional[str] = ...) -> None: ...

class RedeemCodeRequest(_message.Message):
    __slots__ = ("pre_authorized_code", "tx_code")
    PRE_AUTHORIZED_CODE_FIELD_NUMBER: _ClassVar[int]
    TX_CODE_FIELD_NUMBER: _ClassVar[int]
    pre_authorized_code: str
    tx_code: str
    def __init__(self, pre_authorized_code: _Optional[str] = ..., tx_code: _Optional[str] = ...) -> None: ...

class RedeemCodeResponse(_message.Message):
    __slots__ = ("access_token", "lifetime", "configuration_id")
    ACCESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_FIELD_NUMBER: _ClassVar[int]
    CONFIGURATION_ID_FIELD_NUMBER: _ClassVar[int]
    access_token: str
    lifetime: _duration_pb2.Duration
    configuration_id: str
    def __init__(self, access_token: _Optional[str] = ..., lifetime: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., configuration_id: _Optional[str] = ...) -> None: ...

class GetWalletInvitationRequest(_message.Message):
    __slots__ = ("publication_id",)
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    def __init__(self, publication_id: _Optional[str] = ...) -> None: ...

class WalletInvitation(_message.Message):
    __slots__ = ("uri", "qr_svg")
    URI_FIELD_NUMBER: _ClassVar[int]
    QR_SVG_FIELD_NUMBER: _ClassVar[int]
    uri: str
    qr_svg: str
    def __init__(self, uri: _Optional[str] = ..., qr_svg: _Optional[str] = ...) -> None: ...

class AuthorizeWalletRequest(_message.Message):
    __slots__ = ("publication_id", "client_id", "wallet", "redirect_uri", "code_challenge")
    PUBLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    WALLET_FIELD_NUMBER: _ClassVar[int]
    REDIRECT_URI_FIELD_NUMBER: _ClassVar[int]
    CODE_CHALLENGE_FIELD_NUMBER: _ClassVar[int]
    publication_id: str
    client_id: str
    wallet: str
    redirect_uri: str
    code_challenge: str
    def __init__(self, publication_id: _Optional[str] = ..., client_id: _Optional[str] = ..., wallet: _Optional[str] = ..., redirect_uri: _Optional[str] = ..., code_challenge: _Optional[str] = ...) -> None: ...

class AuthorizeWalletResponse(_message.Message):
    __slots__ = ("code",)
    CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    def __init__(self, code: _Optional[str] = ...) -> None: ...

class RedeemAuthorizationRequest(_message.Message):
    __slots__ = ("client_id", "code", "redirect_uri", "code_verifier")
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    REDIRECT_URI_FIELD_NUMBER: _ClassVar[int]
    CODE_VERIFIER_FIELD_NUMBER: _ClassVar[int]
    client_id: str
    code: str
    redirect_uri: str
    code_verifier: str
    def __init__(self, client_id: _Optional[str] = ..., code: _Optional[str] = ..., redirect_uri: _Optional[str] = ..., code_verifier: _Optional[str] = ...) -> None: ...

class GetNonceRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetNonceResponse(_message.Message):
    __slots__ = ("c_nonce",)
    C_NONCE_FIELD_NUMBER: _ClassVar[int]
    c_nonce: str
    def __init__(self, c_nonce: _Optional[str] = ...) -> None: ...

class IssueToWalletRequest(_message.Message):
    __slots__ = ("access_token", "proofs", "configuration_id")
    ACCESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PROOFS_FIELD_NUMBER: _ClassVar[int]
    CONFIGURATION_ID_FIELD_NUMBER: _ClassVar[int]
    access_token: str
    proofs: _containers.RepeatedScalarFieldContainer[str]
    configuration_id: str
    def __init__(self, access_token: _Optional[str] = ..., proofs: _Optional[_Iterable[str]] = ..., configuration_id: _Optional[str] = ...) -> None: ...

class IssueToWalletResponse(_message.Message):
    __slots__ = ("credentials",)
    CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    credentials: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, credentials: _Optional[_Iterable[str]] = ...) -> None: ...
