"""oidc-provider, which others wrote for node: started on loopback, ended by its own pid."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import httpx

from passeport_sandbox.personas import load
from passeport_testing.process import ChildProcess
from tests.conformance.parties import CALLBACK, GOODBYE, SECRET, SERVICES, Party
from tests.node import NODE, installed

PROVIDER = Path(__file__).parent / "oidc_provider"
_START_SECONDS = 30.0


@contextmanager
def oidc_provider(folder: Path, jwks_uri: str) -> Iterator[Party]:
    """Run it until the end of the block; `folder` takes its log and what it is told."""
    registered, addresses = folder / "registered.json", folder / "addresses.json"
    clients = [
        {"client_id": name, "client_secret": SECRET, "encryption": encryption} for name, encryption in SERVICES.items()
    ]
    told = {
        "clients": clients,
        "people": [asdict(persona) for persona in load()],
        "redirect_uris": [CALLBACK],
        "post_logout_redirect_uris": [GOODBYE],
        "jwks_uri": jwks_uri,
    }
    registered.write_text(json.dumps(told), encoding="utf-8")
    command: list[str | Path] = [NODE or "node", "serve.mjs", registered, addresses]
    environment = {"PATH": os.environ["PATH"], "NODE_ENV": "production"}
    child = ChildProcess(
        "oidc-provider", command, log=folder / "oidc-provider.log", environment=environment, folder=installed(PROVIDER)
    )
    child.start()
    try:
        child.wait_until(addresses.exists, timeout=_START_SECONDS)
        issuers = json.loads(addresses.read_text())
        with httpx.Client(base_url=issuers["franceconnect"].removesuffix("/api/v2"), timeout=5.0) as http:

            def control(**wanted: object) -> None:
                http.post("/control", data=wanted).raise_for_status()

            def move_to(ahead: timedelta) -> None:
                control(ahead=ahead.total_seconds())

            yield Party(issuers, move_to, lambda kid: control(kid=kid))
    finally:
        child.stop()
