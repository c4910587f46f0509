"""Why publishing refuses: one class per reason of the contract."""

from passeport_chassis.errors import Kind
from passeport_publishing.errors.base import PublishingError as PublishingError
from passeport_publishing.errors.queue import AlreadyPublished as AlreadyPublished
from passeport_publishing.errors.queue import DocumentNotMade as DocumentNotMade
from passeport_publishing.errors.queue import EntriesChanged as EntriesChanged
from passeport_publishing.errors.queue import HolderAway as HolderAway
from passeport_publishing.errors.queue import PublicationQueued as PublicationQueued
from passeport_publishing.errors.queue import QueueFull as QueueFull
from passeport_publishing.errors.queue import WaitedTooLong as WaitedTooLong


class PublicationNotFound(PublishingError):
    """There is no such publication of the holder."""

    kind = Kind.NOT_FOUND
    reason = "PUBLICATION_NOT_FOUND"


class EntryNotFound(PublishingError):
    """An entry is not in the holder's passport."""

    kind = Kind.NOT_FOUND
    reason = "ENTRY_NOT_FOUND"


class RequestIdReused(PublishingError):
    """The request id was used for another request."""

    kind = Kind.ALREADY_EXISTS
    reason = "REQUEST_ID_REUSED"


class FieldInvalid(PublishingError):
    """A field of the request is wrong."""

    kind = Kind.INVALID
    reason = "FIELD_INVALID"


class PublicationNotInLog(PublishingError):
    """No checkpoint of the log vouches for the publication yet."""

    kind = Kind.NOT_FOUND
    reason = "PUBLICATION_NOT_IN_LOG"


class CheckpointNotFound(PublishingError):
    """There is no log, or nothing of it was signed yet."""

    kind = Kind.NOT_FOUND
    reason = "CHECKPOINT_NOT_FOUND"


class TileNotFound(PublishingError):
    """There is no such tile of the log."""

    kind = Kind.NOT_FOUND
    reason = "TILE_NOT_FOUND"


class CodeNotFound(PublishingError):
    """The verification code is not known."""

    kind = Kind.NOT_FOUND
    reason = "CODE_NOT_FOUND"


class PageShut(PublishingError):
    """What was published under the code is not shown for now."""

    kind = Kind.NOT_FOUND
    reason = "PAGE_SHUT"


class StatusListNotFound(PublishingError):
    """There is no such status list."""

    kind = Kind.NOT_FOUND
    reason = "STATUS_LIST_NOT_FOUND"


class SourceUnavailable(PublishingError):
    """Records or identity does not answer."""

    kind = Kind.UNAVAILABLE
    reason = "SOURCE_UNAVAILABLE"


class RenderingBusy(PublishingError):
    """All rendering workers are busy."""

    kind = Kind.EXHAUSTED
    reason = "RENDERING_BUSY"


class DocumentTooLarge(PublishingError):
    """The document is larger than what can be verified."""

    kind = Kind.OUT_OF_RANGE
    reason = "DOCUMENT_TOO_LARGE"


class AssuranceTooLow(PublishingError):
    """The holder signed in at a level below the one that this asks for."""

    kind = Kind.DENIED
    reason = "ASSURANCE_TOO_LOW"

    def __init__(self, asked: str, reached: str) -> None:
        super().__init__(metadata={"asked": asked, "reached": reached})


class SealNotValid(PublishingError):
    """The certificate of the seal is outside its dates; nothing can be published until it is renewed."""

    kind = Kind.UNAVAILABLE
    reason = "SEAL_NOT_VALID"


class SealUnavailable(PublishingError):
    """The device or the service that holds the key of the seal does not answer; nothing was published."""

    kind = Kind.UNAVAILABLE
    reason = "SEAL_UNAVAILABLE"


class ArtefactsUnavailable(PublishingError):
    """The store of documents does not answer, or not with what it was given."""

    kind = Kind.UNAVAILABLE
    reason = "ARTEFACTS_UNAVAILABLE"


class TimestampUnavailable(PublishingError):
    """The time-stamp authority, or who tells of revocations, does not answer; nothing was published."""

    kind = Kind.UNAVAILABLE
    reason = "TIMESTAMP_UNAVAILABLE"


class PublicationConflict(PublishingError):
    """The same request is being carried out, or others got in the way; ask again with the same request id."""

    kind = Kind.CONFLICT
    reason = "PUBLICATION_CONFLICT"


class ShareNotFound(PublishingError):
    """There is no such share of the holder."""

    kind = Kind.NOT_FOUND
    reason = "SHARE_NOT_FOUND"


class TooManyShares(PublishingError):
    """The holder has as many live shares as he may."""

    kind = Kind.PRECONDITION
    reason = "TOO_MANY_SHARES"


class PublicationWithdrawn(PublishingError):
    """The publication was withdrawn: nothing of it can be shared."""

    kind = Kind.PRECONDITION
    reason = "PUBLICATION_WITHDRAWN"


class ShareEnded(PublishingError):
    """The share is over and cannot be changed any more."""

    kind = Kind.PRECONDITION
    reason = "SHARE_ENDED"


class AwardNotFound(PublishingError):
    """The publication shows no such award: a certification or a diploma that an official source guarantees."""

    kind = Kind.NOT_FOUND
    reason = "AWARD_NOT_FOUND"


class AwardSuperseded(PublishingError):
    """The source corrected the award, or took it back, since it was published."""

    kind = Kind.PRECONDITION
    reason = "AWARD_SUPERSEDED"


class BadgesNotOffered(PublishingError):
    """There is no key for badges here."""

    kind = Kind.PRECONDITION
    reason = "BADGES_NOT_OFFERED"


class EntrySuperseded(PublishingError):
    """A source changed the entry since it was published, or took it back."""

    kind = Kind.PRECONDITION
    reason = "ENTRY_SUPERSEDED"


class TwoDDocsNotOffered(PublishingError):
    """There is no key for 2D-Docs here, or its certificate does not hold."""

    kind = Kind.PRECONDITION
    reason = "TWO_D_DOCS_NOT_OFFERED"


class TwoDDocNotPossible(PublishingError):
    """No 2D-Doc can be made of the entry: `missing` is what it would take."""

    kind = Kind.PRECONDITION
    reason = "TWO_D_DOC_NOT_POSSIBLE"


class OfferCodeInvalid(PublishingError):
    """The code of an offer is unknown, over or used; no more is said."""

    kind = Kind.INVALID
    reason = "OFFER_CODE_INVALID"


class CredentialOfferNotFound(PublishingError):
    """There is no such offer of this publication of the holder."""

    kind = Kind.NOT_FOUND
    reason = "CREDENTIAL_OFFER_NOT_FOUND"


class TxCodeInvalid(PublishingError):
    """The transaction code is missing, not asked for, or wrong."""

    kind = Kind.INVALID
    reason = "TX_CODE_INVALID"


class WalletTokenInvalid(PublishingError):
    """The access token of a wallet is unknown or over."""

    kind = Kind.UNAUTHENTICATED
    reason = "WALLET_TOKEN_INVALID"


class WalletProofInvalid(PublishingError):
    """A proof of a wallet proves no key."""

    kind = Kind.INVALID
    reason = "WALLET_PROOF_INVALID"


class WalletNonceInvalid(PublishingError):
    """The nonce of a proof is none of ours, or over."""

    kind = Kind.INVALID
    reason = "WALLET_NONCE_INVALID"


class OfferExhausted(PublishingError):
    """As many credentials were issued of an offer as may be."""

    kind = Kind.PRECONDITION
    reason = "OFFER_EXHAUSTED"


class EtagStale(PublishingError):
    """The share, or the draft, was changed since the version that the caller saw."""

    kind = Kind.CONFLICT
    reason = "ETAG_STALE"


class LinkNotFound(PublishingError):
    """Nothing opens by this link, or not any more; no more is said."""

    kind = Kind.NOT_FOUND
    reason = "LINK_NOT_FOUND"


class PinWrong(PublishingError):
    """The PIN is not the one of the share."""

    kind = Kind.DENIED
    reason = "PIN_WRONG"


class DraftNotFound(PublishingError):
    """There is no such draft of the holder, or he deleted it."""

    kind = Kind.NOT_FOUND
    reason = "DRAFT_NOT_FOUND"


class DraftVersionNotFound(PublishingError):
    """The draft has no such version, or no longer."""

    kind = Kind.NOT_FOUND
    reason = "DRAFT_VERSION_NOT_FOUND"


class TooManyDrafts(PublishingError):
    """The holder has as many drafts as he may."""

    kind = Kind.PRECONDITION
    reason = "TOO_MANY_DRAFTS"


class ConsentNotFound(PublishingError):
    """There is no such consent of the holder, or of the platform that names it."""

    kind = Kind.NOT_FOUND
    reason = "CONSENT_NOT_FOUND"


class ConsentWithdrawn(PublishingError):
    """The holder withdrew the consent."""

    kind = Kind.DENIED
    reason = "CONSENT_WITHDRAWN"


class ConsentExpired(PublishingError):
    """The time of the consent is over."""

    kind = Kind.DENIED
    reason = "CONSENT_EXPIRED"


class ConsentOutdated(PublishingError):
    """The platform goes by another name, or wants the data for something else, than its holder read."""

    kind = Kind.DENIED
    reason = "CONSENT_OUTDATED"


class ConsentSuspended(PublishingError):
    """What the holder published is not shown for now."""

    kind = Kind.DENIED
    reason = "CONSENT_SUSPENDED"


class PublicationGone(PublishingError):
    """What the consent is for was withdrawn or revoked."""

    kind = Kind.PRECONDITION
    reason = "PUBLICATION_GONE"


class ScopeNotGranted(PublishingError):
    """The holder did not grant what this form needs."""

    kind = Kind.DENIED
    reason = "SCOPE_NOT_GRANTED"


class PhotoNotFound(PublishingError):
    """The holder keeps no photo."""

    kind = Kind.NOT_FOUND
    reason = "PHOTO_NOT_FOUND"
