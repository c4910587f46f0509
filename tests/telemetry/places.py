"""Everywhere a suite leaves something behind: tables, streams, logs, metrics, spans, files."""

import secrets
from collections.abc import Iterator

import httpx
import nats

from passeport_sandbox.stack.addresses import SERVICES, STORES
from passeport_sandbox.stack.stack import Stack
from passeport_testing.nats import NatsUser
from tests.telemetry.patience import eventually

Place = tuple[str, bytes]
"""Where it is, and what is there."""


def tables(stack: Stack, service: str) -> Iterator[Place]:
    """Give every table of a database as text: what is binary, in hexadecimal."""
    names = stack.sql(service, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
    for name in names.splitlines():
        yield f"table {service}.{name}", stack.sql(service, f"SELECT row::text FROM {name} row").encode()
    objects = "SELECT encode(lo_get(oid), 'hex') FROM pg_largeobject_metadata"
    yield f"large objects of {service}", stack.sql(service, objects).encode()


async def streams(stack: Stack) -> list[Place]:
    """Give every message of every stream, headers included, read by a user who may read all of them."""
    password = secrets.token_urlsafe(16)
    stack.nats.users["auditor"] = NatsUser(password, (">",), (">",))
    stack.restart("nats")
    client = await nats.connect(stack.nats.url("auditor"))
    try:
        js = client.jetstream()
        found = []
        for info in await js.streams_info():
            name = info.config.name or ""
            for sequence in range(info.state.first_seq, info.state.last_seq + 1):
                message = await js.get_msg(name, sequence)
                said = f"{message.subject} {message.headers}".encode()
                found.append((f"message {sequence} of {name}", said + (message.data or b"")))
        return found
    finally:
        await client.close()


def logs(stack: Stack) -> Iterator[Place]:
    """Give all that the programs have printed, PostgreSQL, NATS and the sandbox's providers too."""
    for name in (*SERVICES, "franceconnect", "proconnect", "postgres", "nats"):
        yield f"log of {name}", stack.log(name).encode()


def metrics(stack: Stack) -> Iterator[Place]:
    """Give the metrics page of every process."""
    for service in SERVICES:
        page = httpx.get(f"{stack.addresses.admin_url(service)}/metrics", timeout=10)
        yield f"metrics of {service}", page.content


def settle(stack: Stack) -> None:
    """Wait until every event is on the bus."""
    query = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
    eventually(lambda: all(stack.sql(service, query) == "0" for service in STORES), "empty outboxes")
