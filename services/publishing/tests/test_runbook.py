"""The commands of docs/runbooks/seal-renewal.md, as they stand there, with a provider of no value."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.settings import Settings

PAGE = Path(__file__).parents[3] / "docs" / "runbooks" / "seal-renewal.md"
FROM = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)


def run(commands: str, environment: dict[str, str]) -> str:
    """Runs a block of the page, in a shell that stops at the first command that fails."""
    bin_first = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", commands],
        env={**os.environ, **environment, "PATH": bin_first},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def play_the_provider(folder: Path, authority: Path) -> None:
    """Signs what the request asks for, as far as it has the profile of a seal."""
    asked = x509.load_pem_x509_csr((folder / "seal.csr").read_bytes())
    issuing, root = x509.load_pem_x509_certificates((authority / "chain.pem").read_bytes())
    key = load_pem_private_key((authority / "issuing.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuing.subject, asked.subject, asked.public_key(), 11, now, now + timedelta(days=9)
    )
    usage = x509.KeyUsage(False, True, *[False] * 7)  # contentCommitment alone
    signed = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    (folder / "seal.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "chain.pem").write_bytes((authority / "chain.pem").read_bytes())


def test_the_commands_lead_from_one_seal_to_the_next(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_keys, trust, tell = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    provider, following = tmp_path / "provider", tmp_path / "next"
    following.mkdir()
    make_test_authority(provider, address="http://127.0.0.1:9")
    told = {"NEXT": str(following), "ORGANISATION": "Caisse fictive", "SIREN": "732829320", "FROM": FROM.isoformat()}
    run(make_keys, told)
    assert (following / "seal.key").stat().st_mode & 0o077 == 0
    play_the_provider(following, provider)
    run(trust, {**environment, **told})
    assert run(tell, {**environment, **told}) == "the settings are right\n"
    for name, value in re.findall(r'export (\w+)="(.*)"', tell):
        monkeypatch.setenv(name, value.replace("$NEXT", str(following)).replace("$FROM", FROM.isoformat()))
    settings = Settings.load()
    seals = settings.seals
    assert (seals.begins, seals.all[1].key) == (FROM, following / "seal.key")
    assert len(x509.load_pem_x509_certificates(settings.seal_trust_file.read_bytes())) == 2
    assert settings.credential_keys.all[1].kid != settings.credential_keys.now.kid
