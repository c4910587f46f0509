"""Who may call what. The server refuses to start when a method is missing here."""

from __future__ import annotations

from passeport_chassis.rpc import Policy

__all__ = ["POLICIES"]

_GATEWAY = Policy.service("gateway")
_PUBLISHES = Policy.holder("passport:publish", "gateway")
_HOLDER = Policy.holder("account:activate", "gateway")
# His account stays the holder's to see, and to open again, once he has closed it; closing it twice is no fault.
_HOLDER_OF_ANY = Policy.holder("account:activate account:reopen", "gateway")

POLICIES = {
    "/passeport.identity.v1.SignInService/BeginLogin": _GATEWAY,
    "/passeport.identity.v1.SignInService/CompleteLogin": _GATEWAY,
    "/passeport.identity.v1.SignInService/EndSession": _GATEWAY,
    "/passeport.identity.v1.SignInService/GetSession": _GATEWAY,
    "/passeport.identity.v1.SignInService/ListSessions": _GATEWAY,
    "/passeport.identity.v1.SignInService/EndOtherSessions": _GATEWAY,
    "/passeport.identity.v1.ProfessionalSignInService/BeginProfessionalLogin": _GATEWAY,
    "/passeport.identity.v1.ProfessionalSignInService/CompleteProfessionalLogin": _GATEWAY,
    "/passeport.identity.v1.ProfessionalSignInService/GetProfessionalSession": _GATEWAY,
    "/passeport.identity.v1.ProfessionalSignInService/EndProfessionalSession": _GATEWAY,
    "/passeport.identity.v1.ConsultationService/OpenConsultation": _GATEWAY,
    "/passeport.identity.v1.TokenService/IssueCallerToken": _GATEWAY,
    "/passeport.identity.v1.TokenService/IssuePartnerToken": _GATEWAY,
    "/passeport.identity.v1.TokenService/RevokePartnerToken": _GATEWAY,
    "/passeport.identity.v1.TokenService/GetPartnerAuthentication": _GATEWAY,
    "/passeport.identity.v1.AuthorizationService/DescribeAuthorization": _GATEWAY,
    "/passeport.identity.v1.AuthorizationService/PushAuthorization": _GATEWAY,
    "/passeport.identity.v1.AuthorizationService/GetPushedAuthorization": _GATEWAY,
    "/passeport.identity.v1.AuthorizationService/GrantAuthorization": _PUBLISHES,
    "/passeport.identity.v1.AuthorizationService/EndAuthorization": _PUBLISHES,
    "/passeport.identity.v1.AuthorizationService/ExchangeCode": _GATEWAY,
    "/passeport.identity.v1.AuthorizationService/RefreshTokens": _GATEWAY,
    "/passeport.identity.v1.BodyService/ListBodies": _PUBLISHES,
    "/passeport.identity.v1.BodyService/GetBody": _PUBLISHES,
    "/passeport.identity.v1.KeyService/GetCallerTokenKeys": Policy.service(
        "gateway", "records", "publishing", "prevention"
    ),
    "/passeport.identity.v1.KeyService/GetEncryptionKeys": _GATEWAY,
    "/passeport.identity.v1.AccountService/GetAccount": _HOLDER_OF_ANY,
    "/passeport.identity.v1.AccountService/ActivateAccount": _HOLDER,
    "/passeport.identity.v1.AccountService/UpdateAccount": _HOLDER,
    "/passeport.identity.v1.AccountService/CloseAccount": _HOLDER_OF_ANY,
    "/passeport.identity.v1.AccountService/ReopenAccount": _HOLDER_OF_ANY,
    "/passeport.identity.v1.AccountService/ListAccesses": _HOLDER,
    "/passeport.identity.v1.CivilIdentityService/GetCivilIdentity": Policy.holder(
        "passport:read", "gateway", "publishing"
    ),
    "/passeport.identity.v1.PersonResolutionService/ResolvePersons": Policy.service("records", "prevention"),
    "/passeport.identity.v1.PersonResolutionService/StreamResolvePersons": Policy.service("records", "prevention"),
    "/passeport.identity.v1.DeclaredNumberService/DeclareNumbers": Policy.service("records"),
}
