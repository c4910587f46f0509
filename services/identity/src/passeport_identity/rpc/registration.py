"""Puts the services of the contract on a server, each over its use cases, each use case over its ports."""

from __future__ import annotations

from dataclasses import dataclass

from passeport.identity.v1 import account_service_pb2 as accounts_pb
from passeport.identity.v1 import account_service_pb2_grpc as accounts
from passeport.identity.v1 import authorization_service_pb2 as authorizations_pb
from passeport.identity.v1 import authorization_service_pb2_grpc as authorizations
from passeport.identity.v1 import body_service_pb2 as bodies_pb
from passeport.identity.v1 import body_service_pb2_grpc as bodies
from passeport.identity.v1 import consultation_service_pb2 as consultations_pb
from passeport.identity.v1 import consultation_service_pb2_grpc as consultations
from passeport.identity.v1 import declared_number_service_pb2 as declared_pb
from passeport.identity.v1 import declared_number_service_pb2_grpc as declared
from passeport.identity.v1 import person_resolution_service_pb2 as resolution_pb
from passeport.identity.v1 import person_resolution_service_pb2_grpc as resolution
from passeport.identity.v1 import professional_service_pb2 as professionals_pb
from passeport.identity.v1 import professional_service_pb2_grpc as professionals
from passeport.identity.v1 import sign_in_service_pb2 as sign_in_pb
from passeport.identity.v1 import sign_in_service_pb2_grpc as sign_in
from passeport.identity.v1 import token_service_pb2 as tokens_pb
from passeport.identity.v1 import token_service_pb2_grpc as tokens
from passeport_chassis.clock import Clock
from passeport_chassis.rpc import RpcServer
from passeport_identity.domain.partner import authentication_methods
from passeport_identity.rpc.account_service import AccountServicer, CivilIdentityServicer
from passeport_identity.rpc.authorization_service import AuthorizationServicer
from passeport_identity.rpc.body_service import BodyServicer
from passeport_identity.rpc.consultation_outcomes import note_outcome
from passeport_identity.rpc.consultation_service import ConsultationServicer
from passeport_identity.rpc.declared_number_service import DeclaredNumberServicer
from passeport_identity.rpc.person_resolution_service import PersonResolutionServicer
from passeport_identity.rpc.professional_service import ProfessionalSignInServicer
from passeport_identity.rpc.sign_in_service import SignInServicer
from passeport_identity.rpc.token_service import KeyServicer, TokenServicer
from passeport_identity.usecases.activate_account import ActivateAccount
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner
from passeport_identity.usecases.begin_login import BeginLogin
from passeport_identity.usecases.begin_professional_login import BeginProfessionalLogin
from passeport_identity.usecases.close_account import CloseAccount
from passeport_identity.usecases.complete_login import CompleteLogin
from passeport_identity.usecases.complete_professional_login import CompleteProfessionalLogin
from passeport_identity.usecases.declare_numbers import DeclareNumbers
from passeport_identity.usecases.describe_authorization import DescribeAuthorization
from passeport_identity.usecases.end_authorization import EndAuthorization
from passeport_identity.usecases.end_other_sessions import EndOtherSessions
from passeport_identity.usecases.end_professional_session import EndProfessionalSession
from passeport_identity.usecases.end_session import EndSession
from passeport_identity.usecases.get_account import GetAccount
from passeport_identity.usecases.get_civil_identity import GetCivilIdentity
from passeport_identity.usecases.get_professional_session import GetProfessionalSession
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.grant_authorization import GrantAuthorization
from passeport_identity.usecases.issue_caller_token import IssueCallerToken
from passeport_identity.usecases.issue_partner_token import IssuePartnerToken
from passeport_identity.usecases.issue_platform_tokens import IssuePlatformTokens
from passeport_identity.usecases.limits import Limits
from passeport_identity.usecases.list_accesses import ListAccesses
from passeport_identity.usecases.list_bodies import GetBody, ListBodies
from passeport_identity.usecases.list_sessions import ListSessions
from passeport_identity.usecases.open_consultation import OpenConsultation
from passeport_identity.usecases.outside import (
    AddressVault,
    CallerTokenSigner,
    ClientAssertions,
    EmploymentFacts,
    IdentityProvider,
    NirVault,
    ProfessionalProvider,
    SecretHasher,
)
from passeport_identity.usecases.platforms import Platform, Platforms
from passeport_identity.usecases.ports import OpenWork
from passeport_identity.usecases.push_authorization import PushAuthorization, TakePushed
from passeport_identity.usecases.reopen_account import ReopenAccount
from passeport_identity.usecases.resolve_persons import ResolvePersons
from passeport_identity.usecases.revoke_partner_token import RevokePartnerToken
from passeport_identity.usecases.update_account import UpdateAccount

__all__ = ["Outside", "register"]


@dataclass(frozen=True, slots=True)
class Outside:
    """What the use cases reach for: one adapter for each port."""

    units: OpenWork
    provider: IdentityProvider
    professionals: ProfessionalProvider
    employment: EmploymentFacts
    vault: NirVault
    addresses: AddressVault
    signer: CallerTokenSigner
    encryption_jwks: str
    hasher: SecretHasher
    assertions: ClientAssertions
    token_audiences: tuple[str, ...]
    clock: Clock
    # Platforms beside that of `provider`, for higher levels.
    beside: tuple[Platform, ...] = ()


def register(server: RpcServer, outside: Outside, limits: Limits) -> RpcServer:
    """Adds every service and returns the server."""
    units, vault, clock = outside.units, outside.vault, outside.clock
    platforms = Platforms(Platform(outside.provider, limits.assurance), outside.beside)
    addresses = outside.addresses
    get_session = GetSession(units, clock, limits.session)
    pro = outside.professionals
    get_professional = GetProfessionalSession(units, pro, clock, limits.professional_session)
    issue_caller_token = IssueCallerToken(units, get_session, get_professional, outside.signer, clock)
    authenticate = AuthenticatePartner(
        units, outside.hasher, outside.assertions, clock, outside.token_audiences, limits.partner_secrets
    )
    issue_partner_token = IssuePartnerToken(units, authenticate, clock, limits.partner_token)
    get_account = GetAccount(units, vault, addresses, clock)
    activate = ActivateAccount(units, vault, addresses, outside.employment, clock, limits.activation)
    server.add(
        sign_in.add_SignInServiceServicer_to_server,
        SignInServicer(
            BeginLogin(units, platforms, clock, limits.login),
            CompleteLogin(units, platforms, clock, limits.session),
            get_session,
            EndSession(units, platforms, clock),
            ListSessions(units, get_session, clock),
            EndOtherSessions(units, get_session, clock),
        ),
        sign_in_pb.DESCRIPTOR.services_by_name["SignInService"],
    )
    server.add(
        professionals.add_ProfessionalSignInServiceServicer_to_server,
        ProfessionalSignInServicer(
            BeginProfessionalLogin(units, pro, clock, limits.login),
            CompleteProfessionalLogin(units, pro, clock, limits.professional_session),
            get_professional,
            EndProfessionalSession(units, pro),
        ),
        professionals_pb.DESCRIPTOR.services_by_name["ProfessionalSignInService"],
    )
    server.add(
        consultations.add_ConsultationServiceServicer_to_server,
        ConsultationServicer(
            OpenConsultation(units, get_professional, vault, clock, limits.consultation, note_outcome)
        ),
        consultations_pb.DESCRIPTOR.services_by_name["ConsultationService"],
    )
    server.add(
        tokens.add_TokenServiceServicer_to_server,
        TokenServicer(
            issue_caller_token,
            issue_partner_token,
            RevokePartnerToken(units, authenticate),
            authentication_methods(secrets=limits.partner_secrets),
        ),
        tokens_pb.DESCRIPTOR.services_by_name["TokenService"],
    )
    server.add(
        authorizations.add_AuthorizationServiceServicer_to_server,
        AuthorizationServicer(
            DescribeAuthorization(units),
            GrantAuthorization(units, clock),
            EndAuthorization(units),
            IssuePlatformTokens(units, authenticate, clock, limits.platform_token),
            PushAuthorization(units, authenticate, clock),
            TakePushed(units, clock),
        ),
        authorizations_pb.DESCRIPTOR.services_by_name["AuthorizationService"],
    )
    server.add(
        bodies.add_BodyServiceServicer_to_server,
        BodyServicer(ListBodies(units), GetBody(units)),
        bodies_pb.DESCRIPTOR.services_by_name["BodyService"],
    )
    server.add(
        tokens.add_KeyServiceServicer_to_server,
        KeyServicer(outside.signer, outside.encryption_jwks),
        tokens_pb.DESCRIPTOR.services_by_name["KeyService"],
    )
    server.add(
        accounts.add_AccountServiceServicer_to_server,
        AccountServicer(
            get_account,
            activate,
            UpdateAccount(units, vault, addresses, clock),
            CloseAccount(units, vault, addresses, clock),
            ReopenAccount(units, vault, addresses, clock),
            ListAccesses(units, clock),
        ),
        accounts_pb.DESCRIPTOR.services_by_name["AccountService"],
    )
    server.add(
        accounts.add_CivilIdentityServiceServicer_to_server,
        CivilIdentityServicer(GetCivilIdentity(units, clock)),
        accounts_pb.DESCRIPTOR.services_by_name["CivilIdentityService"],
    )
    server.add(
        declared.add_DeclaredNumberServiceServicer_to_server,
        DeclaredNumberServicer(DeclareNumbers(units, vault, clock)),
        declared_pb.DESCRIPTOR.services_by_name["DeclaredNumberService"],
    )
    return server.add(
        resolution.add_PersonResolutionServiceServicer_to_server,
        PersonResolutionServicer(ResolvePersons(units, vault, clock)),
        resolution_pb.DESCRIPTOR.services_by_name["PersonResolutionService"],
    )
