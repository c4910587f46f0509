"""The pytest plugin: a real PostgreSQL and a real NATS for the session, and mutual TLS files for any service.

It spares the session the search for garbage among what was loaded.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from passeport_testing import commands
from passeport_testing.certificates import CertificateAuthority, LeafFiles
from passeport_testing.nats import NatsServer
from passeport_testing.postgres import PostgresServer


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """What is loaded for the tests stays: to look through all of it for garbage, again and again, finds none."""
    gc.disable()
    # Whoever is forked begins with the main program of who asks for it: here, that is pytest.
    commands.load("pytest")


def pytest_collection_finish() -> None:
    """From here on garbage is collected, among what the tests make."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL that forgets on a power cut, for speed; `create_database` makes a database with its two roles."""
    server = PostgresServer(tmp_path_factory.mktemp("postgres"), fast=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """A NATS with JetStream, open to anybody on loopback."""
    server = NatsServer(tmp_path_factory.mktemp("nats"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def tls_files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], LeafFiles]:
    """Makes the certificate, key and authority files of a service; all leaves come from one authority."""
    authority = CertificateAuthority.create()
    folder: Path = tmp_path_factory.mktemp("tls")
    made: dict[str, LeafFiles] = {}

    def files_of(service: str) -> LeafFiles:
        if service not in made:
            made[service] = authority.write_leaf(folder / service, service)
        return made[service]

    return files_of
