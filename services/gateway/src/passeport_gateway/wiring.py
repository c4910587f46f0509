"""The parts of the gateway, top to bottom: channels, clients, application, admin port."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import fields

import structlog

from passeport_chassis.admin import AdminServer, serve_asgi
from passeport_chassis.lifecycle import Part, supervise
from passeport_chassis.rpc import TlsFiles, open_channel
from passeport_gateway.clients.consents import ConsentsClient
from passeport_gateway.clients.drafts import DraftsClient
from passeport_gateway.clients.identity import IdentityClient
from passeport_gateway.clients.photos import PhotosClient
from passeport_gateway.clients.prevention import PreventionClient
from passeport_gateway.clients.professionals import ProfessionalsClient
from passeport_gateway.clients.publishing import PublishingClient
from passeport_gateway.clients.queue import QueueClient
from passeport_gateway.clients.records import RecordsClient
from passeport_gateway.clients.shares import SharesClient
from passeport_gateway.clients.wallets import WalletsClient
from passeport_gateway.http.app import create_app
from passeport_gateway.http.door import Door, Options
from passeport_gateway.http.ports import Services
from passeport_gateway.http.wire import BoundedProtocol
from passeport_gateway.settings import Settings

__all__ = ["open_services", "options_of", "serve"]

_log = structlog.get_logger(__name__)
# Longer than the idle time of the usual load balancers, so that they close first.
_KEEP_ALIVE = 65


def options_of(settings: Settings) -> Options:
    """The plain values that the routes go by; all but two have the names of their settings."""
    others = {
        "cors_origins": tuple(settings.cors_origin_list),
        "max_concurrent": settings.http_max_concurrent,
    }
    named = {one.name: getattr(settings, one.name) for one in fields(Options) if one.name not in others}
    return Options(**named, **others)  # type: ignore[arg-type]


async def open_services(settings: Settings, stack: AsyncExitStack) -> Services:
    """One channel to each service, closed with the stack; a service that is down is waited for by nobody."""
    tls = TlsFiles(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file)
    identity = await stack.enter_async_context(open_channel(settings.identity_target, "passeport.identity.v1", tls))
    records = await stack.enter_async_context(open_channel(settings.records_target, "passeport.records.v1", tls))
    publishing = await stack.enter_async_context(
        open_channel(settings.publishing_target, "passeport.publishing.v1", tls)
    )
    prevention = await stack.enter_async_context(
        open_channel(settings.prevention_target, "passeport.prevention.v1", tls)
    )
    return Services(
        IdentityClient(identity),
        RecordsClient(records),
        PublishingClient(publishing),
        PreventionClient(prevention),
        ProfessionalsClient(identity, records),
        SharesClient(publishing),
        DraftsClient(publishing),
        PhotosClient(publishing),
        WalletsClient(publishing),
        ConsentsClient(identity, publishing),
        QueueClient(publishing),
    )


async def serve(settings: Settings) -> None:
    """Runs the gateway until it is told to stop."""
    proxies = settings.trusted_proxy_list
    if not settings.trusted_proxies.strip():
        _log.warning(
            "all clients of a proxy count as one address, for want of a setting", set="PASSEPORT_TRUSTED_PROXIES"
        )
    async with AsyncExitStack() as stack:
        services = await open_services(settings, stack)
        app = create_app(Door.of(services, options_of(settings)))

        async def listening() -> None:
            # Ready means only that: while a service is down the rest of the door stays open.
            host, _, port = settings.http_listen.rpartition(":")
            reachable = "127.0.0.1" if host == "0.0.0.0" else host.strip("[]")  # noqa: S104
            _, writer = await asyncio.open_connection(reachable, int(port))
            writer.close()

        async def http(stop: asyncio.Event) -> None:
            await serve_asgi(
                app,
                settings.http_listen,
                stop,
                grace=settings.shutdown_grace,
                http=BoundedProtocol,
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=proxies,
            )

        admin = AdminServer(settings.admin_listen, {"http": listening})

        async def drain() -> None:
            admin.draining = True

        await supervise(
            [Part("admin", admin.run), Part("http", http)], on_drain=drain, grace=settings.shutdown_grace + 2
        )
