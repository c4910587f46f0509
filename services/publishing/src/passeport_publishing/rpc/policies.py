"""Who may call what; a server with an rpc that is not here does not start."""

from __future__ import annotations

from passeport_chassis.rpc import Policy

__all__ = ["POLICIES"]

_READ = Policy.holder("passport:read", "gateway")
_PUBLISH = Policy.holder("passport:publish", "gateway")
# Anyone may verify, without an account: the gateway asks for nobody.
_ANYONE = Policy.service("gateway")

POLICIES: dict[str, Policy] = {
    "/passeport.publishing.v1.PublicationService/CreatePublication": _PUBLISH,
    "/passeport.publishing.v1.PublicationService/ListPublications": _READ,
    "/passeport.publishing.v1.PublicationService/GetPublication": _READ,
    "/passeport.publishing.v1.PublicationService/GetDocument": _READ,
    "/passeport.publishing.v1.PublicationService/GetCredential": _READ,
    "/passeport.publishing.v1.PublicationService/WithdrawPublication": _PUBLISH,
    "/passeport.publishing.v1.PublicationService/ListAccesses": _READ,
    "/passeport.publishing.v1.VerificationService/VerifyDocument": _ANYONE,
    "/passeport.publishing.v1.VerificationService/VerifyCredential": _ANYONE,
    "/passeport.publishing.v1.VerificationService/VerifyCode": _ANYONE,
    "/passeport.publishing.v1.TrustService/GetCredentialKeys": _ANYONE,
    "/passeport.publishing.v1.TrustService/GetStatusList": _ANYONE,
    "/passeport.publishing.v1.TrustService/GetSealChain": _ANYONE,
}
