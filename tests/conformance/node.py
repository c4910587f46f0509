"""What others wrote for node, installed once under build/; oidc-provider started on loopback, ended by its own pid."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import httpx

from passeport_sandbox.personas import load
from passeport_testing.process import ChildProcess, LaunchError
from tests.conformance.parties import CALLBACK, GOODBYE, SECRET, SERVICES, Party
from tools.distributions import ROOT

NODE = shutil.which("node")
PROVIDER = Path(__file__).parent / "oidc_provider"
BUILT = ROOT / "build" / "conformance"
_INSTALL_SECONDS = 240
_START_SECONDS = 30.0
# Scripts of packages are not run: nothing here needs any, and they are where attacks on registries come in.
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error")


def installed(source: Path = PROVIDER) -> Path:
    """The folder of a program and what it needs, made when it is not there or the lock says something else."""
    sources = sorted(source.iterdir())
    known_by = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    folder = BUILT / known_by
    if folder.exists():
        return folder
    BUILT.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=BUILT, prefix="making-"))
    try:
        for path in sources:
            shutil.copy(path, making)
        _install(source.name, making)
        # Whole or not at all; who came second throws his away.
        try:
            making.rename(folder)
        except OSError:
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def _install(name: str, folder: Path) -> None:
    fix = "see that npm works and reaches its registry, then run the tests again"
    npm = shutil.which("npm")
    if npm is None:
        raise LaunchError(name, "there is node, but no npm to install it with", fix="install npm")
    try:
        done = subprocess.run(
            (npm, *_INSTALL), cwd=folder, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise LaunchError(name, f"npm did not end in {_INSTALL_SECONDS} s", fix=fix) from None
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise LaunchError(name, "npm could not install it", fix=fix, log_tail=said)


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
        "oidc-provider", command, log=folder / "oidc-provider.log", environment=environment, folder=installed()
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
