"""Who may call what; a server with an rpc that is not here does not start."""

from __future__ import annotations

from dataclasses import dataclass, fields

from passeport_chassis.rpc import Caller, Policy
from passeport_publishing.domain.assurance import NO_LEVEL, reaches
from passeport_publishing.domain.consent import DataScope
from passeport_publishing.errors import AssuranceTooLow

__all__ = ["POLICIES", "policies_at"]

_READ = Policy.holder("passport:read", "gateway")
_PUBLISH = Policy.holder("passport:publish", "gateway")
# Software of a platform, under the consent of a holder; which of these scopes it has says what it sees.
_PLATFORM = Policy(
    frozenset({"gateway"}),
    frozenset({"platform"}),
    " ".join(DataScope),
)
# A professional, for the body that the token names.
_BODY = Policy(frozenset({"gateway"}), frozenset({"professional"}), "passport:shared")
# Anyone may verify, or open a link or take an offer that he was given, without an account: the gateway asks for nobody.
_ANYONE = Policy.service("gateway")

POLICIES: dict[str, Policy] = {
    "/passeport.publishing.v1.PublicationService/CreatePublication": _PUBLISH,
    "/passeport.publishing.v1.PublicationService/PreviewPublication": _PUBLISH,
    "/passeport.publishing.v1.PublicationService/ListPublications": _READ,
    "/passeport.publishing.v1.PublicationService/GetPublication": _READ,
    "/passeport.publishing.v1.PublicationService/GetDocument": _READ,
    "/passeport.publishing.v1.PublicationService/GetCredential": _READ,
    "/passeport.publishing.v1.PublicationService/IssueCredential": _READ,
    "/passeport.publishing.v1.PublicationService/GetBadge": _READ,
    "/passeport.publishing.v1.PublicationService/GetTwoDDoc": _READ,
    "/passeport.publishing.v1.PublicationService/GetProof": _READ,
    "/passeport.publishing.v1.PublicationService/WithdrawPublication": _PUBLISH,
    "/passeport.publishing.v1.PublicationService/ListAccesses": _READ,
    "/passeport.publishing.v1.ShareService/CreateShare": _PUBLISH,
    "/passeport.publishing.v1.ShareService/ListShares": _READ,
    "/passeport.publishing.v1.ShareService/GetShare": _READ,
    "/passeport.publishing.v1.ShareService/RevokeShare": _PUBLISH,
    "/passeport.publishing.v1.ShareService/ExtendShare": _PUBLISH,
    "/passeport.publishing.v1.ShareService/AskDeletion": _PUBLISH,
    "/passeport.publishing.v1.ShareService/ListShareAccesses": _READ,
    "/passeport.publishing.v1.ShareService/ListRecentShareAccesses": _READ,
    "/passeport.publishing.v1.ShareService/ReportShare": _PUBLISH,
    "/passeport.publishing.v1.ConsentService/GrantConsent": _PUBLISH,
    "/passeport.publishing.v1.ConsentService/ListConsents": _READ,
    "/passeport.publishing.v1.ConsentService/GetConsent": _READ,
    "/passeport.publishing.v1.ConsentService/WithdrawConsent": _PUBLISH,
    "/passeport.publishing.v1.ConsentService/ListPulls": _READ,
    "/passeport.publishing.v1.ConsentService/ListRecentPulls": _READ,
    "/passeport.publishing.v1.PullService/PullPublication": _PLATFORM,
    "/passeport.publishing.v1.AddressedShareService/ListAddressedShares": _BODY,
    "/passeport.publishing.v1.AddressedShareService/OpenAddressedShare": _BODY,
    "/passeport.publishing.v1.AddressedShareService/GetAddressedDocument": _BODY,
    "/passeport.publishing.v1.AddressedShareService/GetAddressedCredential": _BODY,
    "/passeport.publishing.v1.OpeningService/ReportLink": _ANYONE,
    "/passeport.publishing.v1.OpeningService/DescribeLink": _ANYONE,
    "/passeport.publishing.v1.OpeningService/OpenLink": _ANYONE,
    "/passeport.publishing.v1.OpeningService/GetSharedPublication": _ANYONE,
    "/passeport.publishing.v1.OpeningService/GetSharedDocument": _ANYONE,
    "/passeport.publishing.v1.OpeningService/GetSharedCredential": _ANYONE,
    "/passeport.publishing.v1.PhotoService/PutPhoto": _PUBLISH,
    "/passeport.publishing.v1.PhotoService/GetPhoto": _READ,
    "/passeport.publishing.v1.PhotoService/DeletePhoto": _PUBLISH,
    "/passeport.publishing.v1.DraftService/CreateDraft": _PUBLISH,
    "/passeport.publishing.v1.DraftService/ListDrafts": _READ,
    "/passeport.publishing.v1.DraftService/GetDraft": _READ,
    "/passeport.publishing.v1.DraftService/UpdateDraft": _PUBLISH,
    "/passeport.publishing.v1.DraftService/DeleteDraft": _PUBLISH,
    "/passeport.publishing.v1.DraftService/RestoreDraft": _PUBLISH,
    "/passeport.publishing.v1.DraftService/ListDraftVersions": _READ,
    "/passeport.publishing.v1.DraftService/RestoreDraftVersion": _PUBLISH,
    "/passeport.publishing.v1.DraftService/PublishDraft": _PUBLISH,
    "/passeport.publishing.v1.QueueService/QueuePublication": _PUBLISH,
    "/passeport.publishing.v1.QueueService/QueueDraft": _PUBLISH,
    "/passeport.publishing.v1.QueueService/ListQueuedPublications": _READ,
    "/passeport.publishing.v1.QueueService/GetQueuedPublication": _READ,
    "/passeport.publishing.v1.QueueService/RetryQueuedPublication": _PUBLISH,
    "/passeport.publishing.v1.QueueService/DeleteQueuedPublication": _PUBLISH,
    "/passeport.publishing.v1.QueueService/ListRecentOutcomes": _READ,
    "/passeport.publishing.v1.WalletService/CreateCredentialOffer": _PUBLISH,
    "/passeport.publishing.v1.WalletService/ListCredentialOffers": _READ,
    "/passeport.publishing.v1.WalletService/EndCredentialOffer": _PUBLISH,
    "/passeport.publishing.v1.WalletService/GetWalletInvitation": _READ,
    "/passeport.publishing.v1.WalletService/AuthorizeWallet": _PUBLISH,
    "/passeport.publishing.v1.WalletService/RedeemCode": _ANYONE,
    "/passeport.publishing.v1.WalletService/RedeemAuthorization": _ANYONE,
    "/passeport.publishing.v1.WalletService/GetNonce": _ANYONE,
    "/passeport.publishing.v1.WalletService/IssueToWallet": _ANYONE,
    "/passeport.publishing.v1.VerificationService/VerifyDocument": _ANYONE,
    "/passeport.publishing.v1.VerificationService/VerifyCredential": _ANYONE,
    "/passeport.publishing.v1.VerificationService/VerifyCode": _ANYONE,
    "/passeport.publishing.v1.VerificationService/VerifyStatus": _ANYONE,
    "/passeport.publishing.v1.TrustService/GetCredentialKeys": _ANYONE,
    "/passeport.publishing.v1.TrustService/GetStatusList": _ANYONE,
    "/passeport.publishing.v1.TrustService/ListStatusLists": _ANYONE,
    "/passeport.publishing.v1.TrustService/GetSealChain": _ANYONE,
    "/passeport.publishing.v1.LogService/GetCheckpoint": _ANYONE,
    "/passeport.publishing.v1.LogService/GetTile": _ANYONE,
}

# What makes something to show, and what hands it out. Taking back and looking at one's own list ask for no level.
_PUBLISHING = frozenset(
    {"CreatePublication", "PublishDraft", "QueuePublication", "QueueDraft", "RetryQueuedPublication"}
)
_SHARING = frozenset(
    {
        "GetDocument",
        "GetCredential",
        "IssueCredential",
        "GetBadge",
        "GetTwoDDoc",
        "CreateCredentialOffer",
        "AuthorizeWallet",
        "CreateShare",
        "GrantConsent",
    }
)


@dataclass(frozen=True, slots=True)
class _AtLevel(Policy):
    """A policy that also wants the holder signed in at a level."""

    level: str = NO_LEVEL

    def check_caller(self, caller: Caller) -> None:
        """Raises CallerNotAllowed as any policy, and AssuranceTooLow."""
        Policy.check_caller(self, caller)
        if not reaches(caller.acr, self.level):
            raise AssuranceTooLow(self.level, caller.acr)


def policies_at(*, publish: str, share: str) -> dict[str, Policy]:
    """The policies with the levels that the operator wants for publishing and for sharing."""

    def raised(rpc: str, policy: Policy) -> Policy:
        name = rpc.rpartition("/")[2]
        level = publish if name in _PUBLISHING else share if name in _SHARING else NO_LEVEL
        if level == NO_LEVEL:
            return policy
        return _AtLevel(**{one.name: getattr(policy, one.name) for one in fields(policy)}, level=level)

    return {rpc: raised(rpc, policy) for rpc, policy in POLICIES.items()}
