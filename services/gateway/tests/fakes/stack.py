"""The four fakes behind their servers; each server can be stopped and started again."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fakes.drafts import FakeDrafts
from fakes.identity import FakeIdentity
from fakes.photos import FakePhotos
from fakes.platforms import FakePlatforms
from fakes.prevention import FakePrevention
from fakes.prevention_services import PREVENTION_SERVICES
from fakes.publishing import FakePublishing
from fakes.queue import FakeQueue
from fakes.records import FakeRecords
from fakes.shares import FakeShares
from fakes.wallets import FakeWallets
from passeport.identity.v1 import (
    account_service_pb2,
    account_service_pb2_grpc,
    authorization_service_pb2,
    authorization_service_pb2_grpc,
    body_service_pb2,
    body_service_pb2_grpc,
    professional_service_pb2,
    professional_service_pb2_grpc,
    sign_in_service_pb2,
    sign_in_service_pb2_grpc,
    token_service_pb2,
    token_service_pb2_grpc,
)
from passeport.identity.v1 import consultation_service_pb2 as identity_consultations
from passeport.identity.v1 import consultation_service_pb2_grpc as identity_consultations_grpc
from passeport.publishing.v1 import (
    addressed_share_service_pb2,
    addressed_share_service_pb2_grpc,
    consent_service_pb2,
    consent_service_pb2_grpc,
    draft_service_pb2,
    draft_service_pb2_grpc,
    log_service_pb2,
    log_service_pb2_grpc,
    opening_service_pb2,
    opening_service_pb2_grpc,
    photo_service_pb2,
    photo_service_pb2_grpc,
    publication_service_pb2,
    publication_service_pb2_grpc,
    queue_service_pb2,
    queue_service_pb2_grpc,
    share_service_pb2,
    share_service_pb2_grpc,
    verification_service_pb2,
    verification_service_pb2_grpc,
    wallet_service_pb2,
    wallet_service_pb2_grpc,
)
from passeport.records.v1 import (
    attachment_service_pb2,
    attachment_service_pb2_grpc,
    declared_entry_service_pb2,
    declared_entry_service_pb2_grpc,
    dispute_service_pb2,
    dispute_service_pb2_grpc,
    feed_service_pb2,
    feed_service_pb2_grpc,
    joining_service_pb2,
    joining_service_pb2_grpc,
    ledger_service_pb2,
    ledger_service_pb2_grpc,
    passport_service_pb2,
    passport_service_pb2_grpc,
    referential_service_pb2,
    referential_service_pb2_grpc,
    source_service_pb2,
    source_service_pb2_grpc,
)
from passeport.records.v1 import consultation_service_pb2 as records_consultations
from passeport.records.v1 import consultation_service_pb2_grpc as records_consultations_grpc
from passeport_chassis.errors import DomainError
from passeport_chassis.rpc import CallerKeys, Policy, RpcServer, TlsFiles
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import accepts_connections, free_ports

__all__ = ["FakeStack"]

_BETWEEN = Policy.service("gateway")
_READ = Policy.holder("passport:read", "gateway")
_WRITE = Policy.holder("passport:write", "gateway")
_PUBLISH = Policy.holder("passport:publish", "gateway")
_FEED = Policy.partner("", "gateway")

# Service descriptor -> (function that registers it, its policy, policies of single methods that differ).
_Registration = tuple[Any, Callable[[Any, Any], None], Policy, Mapping[str, Policy]]
_SERVICES: dict[str, list[_Registration]] = {
    "identity": [
        (
            professional_service_pb2,
            professional_service_pb2_grpc.add_ProfessionalSignInServiceServicer_to_server,
            _BETWEEN,
            {},
        ),
        (
            identity_consultations,
            identity_consultations_grpc.add_ConsultationServiceServicer_to_server,
            _BETWEEN,
            {},
        ),
        (
            authorization_service_pb2,
            authorization_service_pb2_grpc.add_AuthorizationServiceServicer_to_server,
            _BETWEEN,
            {"GrantAuthorization": _PUBLISH, "EndAuthorization": _PUBLISH},
        ),
        (body_service_pb2, body_service_pb2_grpc.add_BodyServiceServicer_to_server, _PUBLISH, {}),
        (sign_in_service_pb2, sign_in_service_pb2_grpc.add_SignInServiceServicer_to_server, _BETWEEN, {}),
        (token_service_pb2, token_service_pb2_grpc.add_TokenServiceServicer_to_server, _BETWEEN, {}),
        (token_service_pb2, token_service_pb2_grpc.add_KeyServiceServicer_to_server, _BETWEEN, {}),
        (
            account_service_pb2,
            account_service_pb2_grpc.add_AccountServiceServicer_to_server,
            Policy.holder("account:activate", "gateway"),
            dict.fromkeys(
                ("GetAccount", "CloseAccount", "ReopenAccount"),
                Policy.holder("account:activate account:reopen", "gateway"),
            ),
        ),
    ],
    "records": [
        (passport_service_pb2, passport_service_pb2_grpc.add_PassportServiceServicer_to_server, _READ, {}),
        (
            declared_entry_service_pb2,
            declared_entry_service_pb2_grpc.add_DeclaredEntryServiceServicer_to_server,
            _WRITE,
            {},
        ),
        (
            records_consultations,
            records_consultations_grpc.add_ConsultationServiceServicer_to_server,
            Policy(frozenset({"gateway"}), frozenset({"professional"}), "passport:consult"),
            {},
        ),
        (
            joining_service_pb2,
            joining_service_pb2_grpc.add_JoiningServiceServicer_to_server,
            _WRITE,
            {"ListOffers": _READ},
        ),
        (
            attachment_service_pb2,
            attachment_service_pb2_grpc.add_AttachmentServiceServicer_to_server,
            Policy.holder("passport:read", "gateway"),
            {"AddAttachment": _WRITE, "DeleteAttachment": _WRITE},
        ),
        (
            dispute_service_pb2,
            dispute_service_pb2_grpc.add_DisputeServiceServicer_to_server,
            _READ,
            {"OpenDispute": _WRITE, "TakeBackDispute": _WRITE},
        ),
        (
            dispute_service_pb2,
            dispute_service_pb2_grpc.add_SourceDisputeServiceServicer_to_server,
            Policy.partner("disputes:answer", "gateway"),
            {},
        ),
        (feed_service_pb2, feed_service_pb2_grpc.add_FeedServiceServicer_to_server, _FEED, {}),
        (
            referential_service_pb2,
            referential_service_pb2_grpc.add_ReferentialServiceServicer_to_server,
            _READ,
            {},
        ),
        (source_service_pb2, source_service_pb2_grpc.add_SourceServiceServicer_to_server, _READ, {}),
        (ledger_service_pb2, ledger_service_pb2_grpc.add_LedgerServiceServicer_to_server, _BETWEEN, {}),
    ],
    "publishing": [
        (
            publication_service_pb2,
            publication_service_pb2_grpc.add_PublicationServiceServicer_to_server,
            _READ,
            {"CreatePublication": _PUBLISH, "WithdrawPublication": _PUBLISH},
        ),
        (
            verification_service_pb2,
            verification_service_pb2_grpc.add_VerificationServiceServicer_to_server,
            _BETWEEN,
            {},
        ),
        (verification_service_pb2, verification_service_pb2_grpc.add_TrustServiceServicer_to_server, _BETWEEN, {}),
        (log_service_pb2, log_service_pb2_grpc.add_LogServiceServicer_to_server, _BETWEEN, {}),
        (
            share_service_pb2,
            share_service_pb2_grpc.add_ShareServiceServicer_to_server,
            _PUBLISH,
            dict.fromkeys(("ListShares", "GetShare", "ListShareAccesses", "ListRecentShareAccesses"), _READ),
        ),
        (
            draft_service_pb2,
            draft_service_pb2_grpc.add_DraftServiceServicer_to_server,
            _PUBLISH,
            dict.fromkeys(("ListDrafts", "GetDraft", "ListDraftVersions"), _READ),
        ),
        (
            queue_service_pb2,
            queue_service_pb2_grpc.add_QueueServiceServicer_to_server,
            _PUBLISH,
            dict.fromkeys(("ListQueuedPublications", "GetQueuedPublication", "ListRecentOutcomes"), _READ),
        ),
        (
            photo_service_pb2,
            photo_service_pb2_grpc.add_PhotoServiceServicer_to_server,
            _PUBLISH,
            {"GetPhoto": _READ},
        ),
        (
            consent_service_pb2,
            consent_service_pb2_grpc.add_ConsentServiceServicer_to_server,
            _PUBLISH,
            dict.fromkeys(("ListConsents", "GetConsent", "ListPulls"), _READ),
        ),
        (
            consent_service_pb2,
            consent_service_pb2_grpc.add_PullServiceServicer_to_server,
            Policy(frozenset({"gateway"}), frozenset({"platform"}), ""),
            {},
        ),
        (opening_service_pb2, opening_service_pb2_grpc.add_OpeningServiceServicer_to_server, _BETWEEN, {}),
        (
            addressed_share_service_pb2,
            addressed_share_service_pb2_grpc.add_AddressedShareServiceServicer_to_server,
            Policy(frozenset({"gateway"}), frozenset({"professional"}), "passport:shared"),
            {},
        ),
        (
            wallet_service_pb2,
            wallet_service_pb2_grpc.add_WalletServiceServicer_to_server,
            _BETWEEN,
            {"CreateCredentialOffer": _PUBLISH, "ListCredentialOffers": _READ, "EndCredentialOffer": _PUBLISH},
        ),
    ],
    "prevention": PREVENTION_SERVICES,
}


@dataclass(slots=True)
class _Refusing:
    """A fake whose methods refuse, for as long as somebody wants them to, whatever they are asked."""

    fake: Any
    refusals: Mapping[str, DomainError]

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.fake, name)
        if not inspect.iscoroutinefunction(method):
            return method

        async def handle(request: Any, context: Any) -> Any:
            if name in self.refusals:
                raise self.refusals[name]
            return await method(request, context)

        return handle


@dataclass(slots=True)
class FakeStack:
    files: Callable[[str], LeafFiles]
    identity: FakeIdentity = field(default_factory=FakeIdentity)
    records: FakeRecords = field(default_factory=FakeRecords)
    publishing: FakePublishing = field(default_factory=FakePublishing)
    prevention: FakePrevention = field(default_factory=FakePrevention)
    shares: FakeShares = field(default_factory=FakeShares)
    drafts: FakeDrafts = field(default_factory=FakeDrafts)
    photos: FakePhotos = field(default_factory=FakePhotos)
    wallets: FakeWallets = field(default_factory=FakeWallets)
    platforms: FakePlatforms = field(default_factory=FakePlatforms)
    queue: FakeQueue = field(init=False)
    ports: dict[str, int] = field(default_factory=lambda: dict(zip(_SERVICES, free_ports(len(_SERVICES)), strict=True)))
    refusals: dict[str, DomainError] = field(default_factory=dict)
    running: dict[str, tuple[asyncio.Event, asyncio.Task[None]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.queue = FakeQueue(self.publishing)

    def target(self, service: str) -> str:
        return f"dns:///localhost:{self.ports[service]}"

    async def start(self, service: str) -> None:
        own = self.files(service)
        policies: dict[str, Policy] = {}
        added = []
        for module, register, policy, others in _SERVICES[service]:
            name = register.__name__.removeprefix("add_").removesuffix("Servicer_to_server")
            descriptor = module.DESCRIPTOR.services_by_name[name]
            for method in descriptor.methods:
                policies[f"/{descriptor.full_name}/{method.name}"] = others.get(method.name, policy)
            added.append((register, descriptor))
        fakes = [
            getattr(self, service),
            self.identity.professionals,
            self.shares,
            self.drafts,
            self.photos,
            self.wallets,
            self.platforms,
            self.queue,
        ]
        server = RpcServer(
            f"127.0.0.1:{self.ports[service]}",
            TlsFiles(own.certificate, own.key, own.authority),
            policies,
            caller_keys=CallerKeys(service, self.identity.jwks),
            grace=0.2,
        )
        for register, descriptor in added:
            fake = next(one for one in fakes if hasattr(one, descriptor.methods[0].name))
            server.add(register, _Refusing(fake, self.refusals), descriptor)
        stop = asyncio.Event()
        task = asyncio.create_task(server.run(stop))
        self.running[service] = (stop, task)
        async with asyncio.timeout(5):
            while not accepts_connections(self.ports[service]):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    @contextmanager
    def refusing(self, method: str, error: DomainError) -> Iterator[None]:
        """Lets a method refuse, for a while."""
        self.refusals[method] = error
        try:
            yield
        finally:
            del self.refusals[method]

    async def stop(self, service: str) -> None:
        stop, task = self.running.pop(service)
        stop.set()
        await task

    async def start_all(self) -> None:
        for service in _SERVICES:
            await self.start(service)

    async def stop_all(self) -> None:
        for service in list(self.running):
            await self.stop(service)
