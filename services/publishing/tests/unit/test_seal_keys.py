"""The key of the seal in a file, in a device behind PKCS#11, with a service that signs digests: the same seals."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.documents.seal import Sealer, SealFiles
from passeport_publishing.documents.seal_keys import RemoteKey, SealKeyUnavailableError, TokenKey
from passeport_publishing.documents.seal_profile import faults_of_seal
from passeport_testing.further import further_case
from passeport_testing.ports import free_port
from samples import NOW, make_snapshot
from sealed import is_accepted, openssl_verifies
from workshop import Workshop

PIN, TOKEN, LABEL = "5678", "essai", "cachet"
# As Debian's softhsm2 has it; elsewhere the variable says where.
_MODULES = (os.environ.get("SOFTHSM2_MODULE", ""), "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so")
MODULE = next((path for path in _MODULES if path and Path(path).is_file()), None)
UTIL = os.environ.get("SOFTHSM2_UTIL") or shutil.which("softhsm2-util")


@pytest.fixture(scope="module")
def bare(workshop: Workshop, credential: str) -> bytes:
    return workshop.render(make_snapshot(), credential)


@dataclass
class Service:
    """A service that signs; `key` may be another than that of the certificate."""

    address: str
    key: ec.EllipticCurvePrivateKey
    bearer: str = "sesame"
    answer: Callable[[bytes], object] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def service(workshop: Workshop) -> Iterator[Service]:
    key = load_pem_private_key((workshop.folder / "seal.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    port = free_port()
    found = Service(f"http://127.0.0.1:{port}/sign", key)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked.append(asked)
            is_let_in = self.headers.get("Authorization") == f"Bearer {found.bearer}"
            digest = base64.b64decode(asked["digest"])
            signature = found.key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
            said: object = {"signature": base64.b64encode(signature).decode()}
            self.send_response(200 if is_let_in else 401)
            self.end_headers()
            self.wfile.write(json.dumps(said if found.answer is None else found.answer(digest)).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def sealer_with(workshop: Workshop, key: Path | TokenKey | RemoteKey) -> Sealer:
    return Sealer(SealFiles(key, workshop.folder / "seal.pem", workshop.folder / "chain.pem"))


def test_a_service_signs_a_digest_and_sees_nothing_else(
    workshop: Workshop, bare: bytes, service: Service, tmp_path: Path
) -> None:
    sealer = sealer_with(workshop, RemoteKey(service.address, service.bearer, 2))
    pdf = sealer.seal(bare, reason="Cachet")
    assert is_accepted(workshop.examiner.examine(pdf, seconds=5))
    assert openssl_verifies(workshop.folder, pdf, tmp_path)
    (asked,) = service.asked
    assert (sorted(asked), asked["algorithm"]) == (["algorithm", "digest"], "ecdsa-sha256")
    assert len(base64.b64decode(asked["digest"])) == 32


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("another key", "not by the key of the certificate"),
        ("another token", "401"),
        ("no signature", "KeyError"),
        ("no text", "TypeError"),
        ("nobody", "refused"),
    ],
)
def test_a_service_that_does_not_sign_is_told_and_is_asked_again(
    workshop: Workshop, bare: bytes, service: Service, what: str, said: str
) -> None:
    right, address = service.key, service.address
    sealer = sealer_with(workshop, RemoteKey(service.address, service.bearer, 2))
    match what:
        case "another key":
            service.key = ec.generate_private_key(ec.SECP256R1())
        case "another token":
            service.bearer = "other"
        case "no signature":
            service.answer = lambda _: {}
        case "no text":
            service.answer = lambda _: []
        case _:
            address = f"http://127.0.0.1:{free_port()}/sign"
            sealer = sealer_with(workshop, RemoteKey(address, service.bearer, 2))
    with pytest.raises(SealKeyUnavailableError, match=said) as refused:
        sealer.seal(bare, reason="Cachet")
    assert "sesame" not in str(refused.value)
    service.key, service.bearer, service.answer = right, "sesame", None
    if what != "nobody":
        assert is_accepted(workshop.examiner.examine(sealer.seal(bare, reason="Cachet"), seconds=5))


def in_a_file(workshop: Workshop, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return workshop.folder / "seal.key"


def in_a_token(workshop: Workshop, folder: Path, monkeypatch: pytest.MonkeyPatch) -> TokenKey:
    """A token of SoftHSM that holds the key of the seal."""
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    util = [str(UTIL), "--module", str(MODULE)]
    for arguments in (
        ["--init-token", "--free", "--label", TOKEN, "--so-pin", "1234", "--pin", PIN],
        ["--import", str(workshop.folder / "seal.key"), "--token", TOKEN, "--label", LABEL, "--id", "01", "--pin", PIN],
    ):
        subprocess.run([*util, *arguments], check=True, capture_output=True)
    return TokenKey(Path(str(MODULE)), TOKEN, LABEL, PIN)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(in_a_file, id="a file"),
        further_case(in_a_token, at_hand=bool(MODULE and UTIL), missing="SoftHSM is not installed (Debian: softhsm2)"),
    ],
)
def test_a_seal_is_the_same_wherever_its_key_is(
    workshop: Workshop,
    bare: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: Callable[[Workshop, Path, pytest.MonkeyPatch], Path | TokenKey],
) -> None:
    key = place(workshop, tmp_path, monkeypatch)
    pdf = sealer_with(workshop, key).seal(bare, reason="Cachet")
    assert is_accepted(workshop.examiner.examine(pdf, seconds=5))
    assert openssl_verifies(workshop.folder, pdf, tmp_path)
    if isinstance(key, TokenKey):
        assert PIN not in repr(key)
        for wrong in (TokenKey(key.module, TOKEN, "autre", PIN), TokenKey(key.module, "autre", LABEL, PIN)):
            with pytest.raises(SealKeyUnavailableError):
                sealer_with(workshop, wrong).seal(bare, reason="Cachet")


def test_a_device_that_is_not_there_is_told_when_it_is_wanted(workshop: Workshop, bare: bytes, tmp_path: Path) -> None:
    sealer = sealer_with(workshop, TokenKey(tmp_path / "none.so", TOKEN, LABEL, PIN))
    with pytest.raises(SealKeyUnavailableError, match=r"none\.so"):
        sealer.seal(bare, reason="Cachet")


def certificate(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, **changes: object) -> x509.Certificate:
    """One of the profile, but for the changes."""
    names = {
        x509.NameOID.ORGANIZATION_NAME: "Caisse fictive",
        x509.NameOID.ORGANIZATION_IDENTIFIER: "NTRFR-732829320",
        **changes.get("names", {}),  # type: ignore[dict-item]
    }
    subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in names.items() if value])
    signer = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder(subject, subject, key, 7, NOW, NOW + timedelta(days=1))
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign"), False)
    usage |= dict.fromkeys(("crl_sign", "encipher_only", "decipher_only", "digital_signature"), False)
    commits = bool(changes.get("commits", True))
    builder = builder.add_extension(x509.KeyUsage(content_commitment=commits, **usage), critical=True)
    constraints = x509.BasicConstraints(ca=bool(changes.get("ca", False)), path_length=None)
    return builder.add_extension(constraints, critical=True).sign(signer, hashes.SHA256())


@pytest.mark.parametrize("curve", [ec.SECP256R1, ec.SECP384R1, ec.SECP521R1])
def test_the_profile_of_a_seal_is_known(curve: type[ec.EllipticCurve], tmp_path: Path) -> None:
    assert faults_of_seal(certificate(ec.generate_private_key(curve()).public_key())) == []
    make_test_authority(tmp_path)
    assert faults_of_seal(x509.load_pem_x509_certificate((tmp_path / "seal.pem").read_bytes())) == []
    authority, root = x509.load_pem_x509_certificates((tmp_path / "chain.pem").read_bytes())
    assert faults_of_seal(authority) == faults_of_seal(root) != []


def test_what_a_certificate_lacks_is_all_said() -> None:
    key = rsa.generate_private_key(65537, 2048).public_key()
    names = {x509.NameOID.ORGANIZATION_NAME: None, x509.NameOID.ORGANIZATION_IDENTIFIER: "VATFR-1"}
    assert faults_of_seal(certificate(key, names=names, commits=False, ca=True)) == [
        "organizationIdentifier must be NTRFR- and a SIREN, not VATFR-1",
        "organizationName is missing",
        "lacks the key usage contentCommitment",
        "is that of an authority",
        "its key must be P-256, P-384 or P-521",
    ]
    small = ec.generate_private_key(ec.SECP224R1()).public_key()
    bare = certificate(small, names={x509.NameOID.ORGANIZATION_IDENTIFIER: None})
    assert [fault.rpartition(" ")[2] for fault in faults_of_seal(bare)] == ["missing", "P-521"]
