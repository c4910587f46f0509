"""What the command signs: right for one client and one gateway, never twice the same, and only by the right key."""

import json
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc import jws
from joserfc.jwk import KeySet

from passeport_sandbox.__main__ import main
from passeport_sandbox.assertion import SigningKey
from passeport_sandbox.stack.safe import Safe

GATEWAY = "http://localhost:8080"


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def command(key: Path, audience: str = GATEWAY) -> int:
    return main(["assertion", "--client-id", "vendeur", "--key", str(key), "--audience", audience])


def test_what_is_printed_is_fresh_and_signed_by_the_key_that_is_registered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Safe(tmp_path).signing_key("vendeur")
    assert (command(key), command(key)) == (0, 0)
    registered = json.loads(SigningKey.read(key).jwks)
    assert [each.keys() & {"d", "kid"} for each in registered["keys"]] == [{"kid"}]
    first, second = (
        jws.deserialize_compact(line, KeySet.import_key_set(registered), algorithms=["ES256"])
        for line in capsys.readouterr().out.splitlines()
    )
    assert first.headers() == {"alg": "ES256", "kid": registered["keys"][0]["kid"]}
    claims, others = json.loads(first.payload), json.loads(second.payload)
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("vendeur", "vendeur", GATEWAY)
    assert time.time() < claims["exp"] <= time.time() + 300
    assert claims["jti"] != others["jti"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key",
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(rsa.generate_private_key(65537, 2048)),
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
    ids=["empty", "text", "P-384", "RSA", "public"],
)
def test_a_file_without_such_a_key_is_told(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "vendeur.key"
    path.write_bytes(content)
    assert command(path) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"--key: {path}: holds no private key of the curve P-256 in PEM; `make run` prints")
    assert told.out == ""


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(tmp_path / "none.key") == 2
    assert capsys.readouterr().err.startswith(f"--key: {tmp_path / 'none.key'}: No such file or directory; ")


@pytest.mark.parametrize("audience", ["", "localhost:8080", "http://", "http:// x"])
def test_an_audience_that_is_no_address_is_told(
    audience: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        command(Safe(tmp_path).signing_key("vendeur"), audience)
    assert f"--audience: {audience!r} is no address" in capsys.readouterr().err
