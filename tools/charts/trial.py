"""Secrets for a trial on one machine: every password and key made anew, and a seal of no value."""

import secrets
import tempfile
from pathlib import Path
from typing import Any

from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_sandbox.stack.addresses import STORES, Addresses
from passeport_sandbox.stack.safe import Safe
from passeport_sandbox.stack.table import service_programs
from passeport_testing.postgres import Database
from tools.charts.examples import NATS_SECRET, ROLES, bus_users, chart_secrets, quoted, urls, variable

_PORTS = 20_000  # of nobody: only files are taken of what the table says


def trial_secrets() -> list[dict[str, Any]]:
    """The Secrets that charts and examples ask for."""
    passwords = {f"{service}-{role}": secrets.token_urlsafe(24) for service in STORES for role in ROLES}
    users = {name: secrets.token_urlsafe(24) for name in (*bus_users(), "admin")}
    with tempfile.TemporaryDirectory() as folder:
        files = _files(Path(folder), users)
        found = []
        for name, keys in chart_secrets().items():
            service = name.split("-")[1]
            addresses = {
                setting: url.format(
                    **{f"database-{role}": passwords[f"{service}-{role}"] for role in ROLES},
                    **{"scheme": "nats", "nats": users[service], "nats-provision": users[f"{service}-provision"]},
                )
                for setting, url in urls(service).items()
            }
            found.append(_secret(name, {key: addresses.get(of) or files[service][of] for key, of in keys.items()}))
    for service in STORES:
        for role in ROLES:
            login = {"username": f"{service}_{role}", "password": passwords[f"{service}-{role}"]}
            found.append(_secret(f"passeport-db-{service}-{role}", login, kind="kubernetes.io/basic-auth"))
    found.append(_secret(NATS_SECRET, {variable(name): quoted(password) for name, password in users.items()}))
    return found


def _files(folder: Path, users: dict[str, str]) -> dict[str, dict[str, str]]:
    """What is in the files that the settings of each service name, as the local stack makes them."""
    safe = Safe(folder)
    with safe.unfinished_seal() as place:
        if place is not None:
            make_test_authority(place)
    databases = {service: Database(service, _PORTS, "", "") for service in STORES}
    programs = service_programs(Addresses.block(_PORTS), safe, databases, dict.fromkeys(users, ""), {})
    return {
        service: {
            setting: Path(value).read_text(encoding="utf-8")
            for variable_, value in program.environment.items()
            if variable_.startswith("PASSEPORT_") and variable_.endswith("_FILE")
            for setting in (variable_, variable_.removesuffix("_FILE"))
        }
        for service, program in programs.items()
    }


def _secret(name: str, data: dict[str, str], kind: str = "Opaque") -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/part-of": "passeport"}},
        "type": kind,
        "stringData": data,
    }
