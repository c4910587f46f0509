"""Puts the services of the contract on a server."""

from __future__ import annotations

from passeport.identity.v1 import account_service_pb2 as accounts_pb
from passeport.identity.v1 import account_service_pb2_grpc as accounts
from passeport.identity.v1 import person_resolution_service_pb2 as resolution_pb
from passeport.identity.v1 import person_resolution_service_pb2_grpc as resolution
from passeport.identity.v1 import sign_in_service_pb2 as sign_in_pb
from passeport.identity.v1 import sign_in_service_pb2_grpc as sign_in
from passeport.identity.v1 import token_service_pb2 as tokens_pb
from passeport.identity.v1 import token_service_pb2_grpc as tokens
from passeport_chassis.rpc import RpcServer
from passeport_identity.rpc.account_service import AccountServicer, CivilIdentityServicer
from passeport_identity.rpc.person_resolution_service import PersonResolutionServicer
from passeport_identity.rpc.sign_in_service import SignInServicer
from passeport_identity.rpc.token_service import KeyServicer, TokenServicer

__all__ = ["register"]


def register(
    server: RpcServer,
    *,
    sign_in_servicer: SignInServicer,
    token_servicer: TokenServicer,
    key_servicer: KeyServicer,
    account_servicer: AccountServicer,
    civil_identity_servicer: CivilIdentityServicer,
    resolution_servicer: PersonResolutionServicer,
) -> RpcServer:
    """Adds every service, each with its descriptor, and returns the server."""
    for add, servicer, file, name in (
        (sign_in.add_SignInServiceServicer_to_server, sign_in_servicer, sign_in_pb, "SignInService"),
        (tokens.add_TokenServiceServicer_to_server, token_servicer, tokens_pb, "TokenService"),
        (tokens.add_KeyServiceServicer_to_server, key_servicer, tokens_pb, "KeyService"),
        (accounts.add_AccountServiceServicer_to_server, account_servicer, accounts_pb, "AccountService"),
        (
            accounts.add_CivilIdentityServiceServicer_to_server,
            civil_identity_servicer,
            accounts_pb,
            "CivilIdentityService",
        ),
        (
            resolution.add_PersonResolutionServiceServicer_to_server,
            resolution_servicer,
            resolution_pb,
            "PersonResolutionService",
        ),
    ):
        server.add(add, servicer, file.DESCRIPTOR.services_by_name[name])
    return server
