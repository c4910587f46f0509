"""The real server on loopback with mutual TLS, PostgreSQL and FranceConnect behind it, a small records beside it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import grpc.aio
import httpx
import pytest

from passeport.identity.v1 import (
    account_service_pb2_grpc,
    authorization_service_pb2_grpc,
    declared_number_service_pb2_grpc,
    person_resolution_service_pb2_grpc,
    sign_in_service_pb2,
    sign_in_service_pb2_grpc,
    token_service_pb2,
    token_service_pb2_grpc,
)
from passeport.records.v1 import passport_service_pb2, passport_service_pb2_grpc
from passeport_chassis.clock import system_clock
from passeport_chassis.rpc import Policy, RemoteError, RpcServer, TlsFiles, open_channel, use_caller_token
from passeport_identity.clients.records import RecordsEmploymentFacts
from passeport_identity.franceconnect.client import FranceConnect
from passeport_identity.proconnect.client import ProConnectOff
from passeport_identity.rpc.registration import Outside
from passeport_identity.settings import Settings
from passeport_identity.vault.caller_token_signer import load_caller_token_signer
from passeport_identity.vault.client_assertions import ClientAssertions
from passeport_identity.vault.secret_hasher import SecretHasher
from passeport_identity.wiring import build_server
from passeport_sandbox.openid import sign_in
from passeport_sandbox.openid.authorities import trusted_authorities
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import free_port
from passeport_testing.services import serving
from people import ADDRESSES, VAULT
from sandbox import BASE_URL, SECRET, Sandbox, query_of
from sql_units import SqlUnits

A = TypeVar("A")
Q = TypeVar("Q")
Files = Callable[[str], LeafFiles]
ENCRYPTION_JWKS = '{"keys":[{"kid":"2026"}]}'


@dataclass
class Records(passport_service_pb2_grpc.EmploymentFactServiceServicer):
    """Answers the one question that identity has; None: it fails."""

    answer: bool | None = True
    asked: list[str] = field(default_factory=list)

    async def HasApprenticeshipContract(  # noqa: N802
        self, request: passport_service_pb2.HasApprenticeshipContractRequest, context: Any
    ) -> passport_service_pb2.HasApprenticeshipContractResponse:
        self.asked.append(request.person_id)
        if self.answer is None:
            raise RuntimeError
        return passport_service_pb2.HasApprenticeshipContractResponse(has_apprenticeship_contract=self.answer)


@pytest.fixture
def records() -> Records:
    return Records()


@pytest.fixture
async def records_target(records: Records, tls_files: Files) -> AsyncIterator[str]:
    own, listen = tls_files("records"), f"127.0.0.1:{free_port()}"
    method = "/passeport.records.v1.EmploymentFactService/HasApprenticeshipContract"
    tls = TlsFiles(own.certificate, own.key, own.authority)
    server = RpcServer(listen, tls, {method: Policy.service("identity")}, caller_keys=None, grace=0.5)
    server.add(
        passport_service_pb2_grpc.add_EmploymentFactServiceServicer_to_server,
        records,
        passport_service_pb2.DESCRIPTOR.services_by_name["EmploymentFactService"],
    )
    async with serving(server, listen) as target:
        yield target


@pytest.fixture
def settings(tls_files: Files, key_files: dict[str, Path], sandbox: Sandbox, records_target: str) -> Settings:
    own = tls_files("identity")
    values: dict[str, Any] = {
        "grpc_listen": f"127.0.0.1:{free_port()}",
        "tls_cert_file": own.certificate,
        "tls_key_file": own.key,
        "tls_ca_file": own.authority,
        "records_target": records_target,
        "public_base_url": BASE_URL,
        "franceconnect_issuer": sandbox.issuer,
        "franceconnect_client_id": "passeport",
        "franceconnect_client_secret": SECRET,
        "database_url": "postgresql://not-used",
        "nats_url": "nats://not-used",
        "shutdown_grace": 0.5,
    }
    return Settings(**values | key_files)


@pytest.fixture
async def target(settings: Settings, sql_units: SqlUnits, sandbox: Sandbox) -> AsyncIterator[str]:
    """Identity, served."""
    tls = TlsFiles(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file)
    channel = open_channel(settings.records_target, "passeport.records.v1", tls, forward_caller=False)
    async with channel, httpx.AsyncClient(verify=trusted_authorities()) as http:
        provider = FranceConnect(http, sandbox.registration, patience=1.0)
        outside = Outside(
            units=sql_units,
            provider=provider,
            professionals=ProConnectOff(),
            employment=RecordsEmploymentFacts(channel),
            vault=VAULT,
            addresses=ADDRESSES,
            signer=load_caller_token_signer(settings.caller_token_key_file),
            encryption_jwks=ENCRYPTION_JWKS,
            hasher=SecretHasher(n=2**4),
            assertions=ClientAssertions(),
            token_audiences=(BASE_URL,),
            clock=system_clock,
        )
        async with serving(build_server(settings, outside), settings.grpc_listen) as target:
            yield target
        await provider.close()


class Peer:
    """A service that calls identity; every refusal becomes a RemoteError."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self.sign_in = sign_in_service_pb2_grpc.SignInServiceStub(channel)
        self.tokens = token_service_pb2_grpc.TokenServiceStub(channel)
        self.authorizations = authorization_service_pb2_grpc.AuthorizationServiceStub(channel)
        self.keys = token_service_pb2_grpc.KeyServiceStub(channel)
        self.accounts = account_service_pb2_grpc.AccountServiceStub(channel)
        self.civil_identities = account_service_pb2_grpc.CivilIdentityServiceStub(channel)
        self.declared = declared_number_service_pb2_grpc.DeclaredNumberServiceStub(channel)
        self.persons = person_resolution_service_pb2_grpc.PersonResolutionServiceStub(channel)

    async def enter(
        self, browser: httpx.AsyncClient, login: str, *, acr: str = "", session_token: str = ""
    ) -> sign_in_service_pb2.CompleteLoginResponse:
        """Signs a persona in, from BeginLogin to CompleteLogin."""
        callback = await self.callback(browser, login, acr=acr, session_token=session_token)
        return await told(self.sign_in.CompleteLogin(callback))

    async def callback(
        self, browser: httpx.AsyncClient, login: str, *, acr: str = "", session_token: str = ""
    ) -> sign_in_service_pb2.CompleteLoginRequest:
        """What the gateway passes on when a persona comes back from FranceConnect."""
        asked = sign_in_service_pb2.BeginLoginRequest(return_to="/passeport", acr=acr, session_token=session_token)
        begun = await told(self.sign_in.BeginLogin(asked))
        back = query_of(await sign_in(browser, begun.authorization_url, login))
        return sign_in_service_pb2.CompleteLoginRequest(
            state=back["state"],
            code=back.get("code", ""),
            iss=back.get("iss", ""),
            error=back.get("error", ""),
            browser_binding=begun.browser_binding,
            session_token=session_token,
        )

    async def caller_token(self, session_token: str, *audiences: str) -> str:
        request = token_service_pb2.IssueCallerTokenRequest(session_token=session_token, audiences=audiences)
        return (await told(self.tokens.IssueCallerToken(request))).caller_token

    async def as_holder(self, session_token: str, call: Callable[[Q], Awaitable[A]], request: Q) -> A:
        """Calls on behalf of a holder."""
        with use_caller_token(await self.caller_token(session_token, "identity")):
            return await told(call(request))


async def told(call: Awaitable[A]) -> A:
    """Awaits a call; raises what was refused with its meaning."""
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        raise RemoteError(error) from None


@pytest.fixture
async def peer_of(target: str, tls_files: Files) -> AsyncIterator[Callable[[str], Peer]]:
    """Peers by name, each with its own certificate."""
    channels: list[grpc.aio.Channel] = []

    def make(name: str) -> Peer:
        own = tls_files(name)
        tls = TlsFiles(own.certificate, own.key, own.authority)
        channels.append(open_channel(target, "passeport.identity.v1", tls))
        return Peer(channels[-1])

    yield make
    for channel in channels:
        await channel.close()


@pytest.fixture
def gateway(peer_of: Callable[[str], Peer]) -> Peer:
    return peer_of("gateway")
