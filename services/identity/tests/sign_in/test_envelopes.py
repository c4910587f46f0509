"""What FranceConnect+ encrypts: honest envelopes are opened, and every other one is refused by a check with a name."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import ECKey, KeySet, RSAKey

from passeport_identity.domain.assurance import Assurance
from passeport_identity.errors import LoginNotTrusted
from passeport_identity.franceconnect.client import FranceConnect
from passeport_identity.franceconnect.envelopes import EnvelopeOpener
from passeport_identity.vault.decryption_keys import DecryptionKeys, load_decryption_keys
from passeport_identity.vault.key_ring import KeyFileError
from sign_in.forge import ISSUER, NONCE, SUBJECT, Provider

EC_KEY, RSA_KEY = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)


def pem(*keys: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return "".join(key.private_bytes(*form).decode() for key in keys)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> DecryptionKeys:
    """Read once: to read one of RSA is to see whether its factors are prime."""
    path = tmp_path_factory.mktemp("keys") / "encryption.pem"
    path.write_text(pem(EC_KEY, RSA_KEY))
    return load_decryption_keys(path)


@pytest.fixture
def published(keys: DecryptionKeys) -> dict[str, ECKey | RSAKey]:
    """What FranceConnect+ has: public parts only."""
    return {str(key.key_type): key for key in KeySet.import_key_set(json.loads(keys.jwks)).keys}  # type: ignore[misc]


@pytest.fixture
def provider() -> Provider:
    made = Provider()
    made.id_token["acr"] = "eidas2"
    return made


@pytest.fixture
def client(provider: Provider, keys: DecryptionKeys) -> FranceConnect:
    return provider.client(envelopes=EnvelopeOpener(keys))


def envelope(inside: str, key: ECKey | RSAKey, **changes: Any) -> str:
    header = {
        "alg": "ECDH-ES" if key.key_type == "EC" else "RSA-OAEP-256",
        "enc": "A256GCM",
        "cty": "JWT",
        "kid": key.kid,
        "iss": ISSUER,
        "aud": "passeport",
        **changes,
    }
    header = {name: value for name, value in header.items() if value is not None}
    algorithms = [str(header["alg"]), str(header["enc"]), "DEF"]
    registry = jwe.JWERegistry(algorithms=algorithms, strict_check_header=False)
    return jwe.encrypt_compact(header, inside.encode(), key, registry=registry)


async def sign_in(client: FranceConnect) -> Any:
    return await client.sign_in(code="c", code_verifier="v" * 43, nonce=NONCE, asked=Assurance.EIDAS2)


@pytest.mark.parametrize(("kind", "alg"), [("EC", "ECDH-ES"), ("RSA", "RSA-OAEP"), ("RSA", "RSA-OAEP-256")])
async def test_a_nested_token_is_opened_and_believed_for_its_signature(
    provider: Provider, client: FranceConnect, published: dict[str, ECKey | RSAKey], kind: str, alg: str
) -> None:
    provider.wrap = lambda token: envelope(token, published[kind], alg=alg)
    signed_in = await sign_in(client)
    assert (signed_in.subject, signed_in.assurance) == (SUBJECT, Assurance.EIDAS2)
    # FranceConnect+ wants back, at logout, what it signed and not what it encrypted.
    assert signed_in.id_token.count(".") == 2


async def test_an_envelope_does_not_make_its_content_true(
    provider: Provider, client: FranceConnect, published: dict[str, ECKey | RSAKey]
) -> None:
    provider.wrap = lambda token: envelope(token, published["EC"])
    provider.id_token["iss"] = "https://imposteur.example.org/api/v2"
    with pytest.raises(LoginNotTrusted) as refusal:
        await sign_in(client)
    assert refusal.value.check == "issuer"


def stranger(key: ECKey | RSAKey) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": str(key.kid), "use": "enc"})


def broken(token: str) -> str:
    header, _, *rest = token.split(".")
    return ".".join([header, "", *rest[:-1], "A" * 22])


FAULTS: dict[str, tuple[str, Callable[[str, ECKey | RSAKey, ECKey | RSAKey], str]]] = {
    "plaintext": ("not_encrypted", lambda token, ec_key, rsa_key: token),
    "no token": ("format", lambda token, ec_key, rsa_key: "a.b.c.d.e"),
    "a header that is a list": ("format", lambda token, ec_key, rsa_key: "W10.b.c.d.e"),
    "too long": ("format", lambda token, ec_key, rsa_key: "x" * 70_000),
    "another enc": ("encryption_algorithm", lambda token, ec_key, rsa_key: envelope(token, ec_key, enc="A128GCM")),
    "wrapped key": (
        "encryption_algorithm",
        lambda token, ec_key, rsa_key: envelope(token, ec_key, alg="ECDH-ES+A256KW"),
    ),
    "compressed": ("encryption_algorithm", lambda token, ec_key, rsa_key: envelope(token, ec_key, zip="DEF")),
    "unknown kid": ("encryption_key", lambda token, ec_key, rsa_key: envelope(token, ec_key, kid="inconnu")),
    "no kid": ("encryption_key", lambda token, ec_key, rsa_key: envelope(token, ec_key, kid=None)),
    "kid of another kind": ("encryption_key", lambda token, ec_key, rsa_key: envelope(token, ec_key, kid=rsa_key.kid)),
    "to another's key": ("decryption", lambda token, ec_key, rsa_key: envelope(token, stranger(ec_key))),
    "tampered": ("decryption", lambda token, ec_key, rsa_key: broken(envelope(token, ec_key))),
    "not nested": ("nested", lambda token, ec_key, rsa_key: envelope('{"sub": "a"}', ec_key)),
    "not text": ("nested", lambda token, ec_key, rsa_key: envelope("é.é.é", ec_key)),
    "not said to be nested": ("nested", lambda token, ec_key, rsa_key: envelope(token, ec_key, cty=None)),
    "signed nonsense": ("format", lambda token, ec_key, rsa_key: envelope("a.b.c", ec_key)),
    "twice": ("nested", lambda token, ec_key, rsa_key: envelope(envelope(token, ec_key), ec_key)),
}


@pytest.mark.parametrize("part", ["id_token", "userinfo"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_is_caught_for_what_it_is(
    provider: Provider, client: FranceConnect, published: dict[str, ECKey | RSAKey], fault: str, part: str
) -> None:
    check, make = FAULTS[fault]
    honest = envelope
    turns = iter(["id_token", "userinfo"])

    def wrap(token: str) -> str:
        if next(turns) == part:
            return make(token, published["EC"], published["RSA"])
        return honest(token, published["EC"])

    provider.wrap = wrap
    with pytest.raises(LoginNotTrusted) as refusal:
        await sign_in(client)
    assert refusal.value.metadata == {"check": check}


async def test_an_encrypted_token_where_none_is_agreed_is_refused(
    provider: Provider, published: dict[str, ECKey | RSAKey]
) -> None:
    provider.wrap = lambda token: envelope(token, published["EC"])
    with pytest.raises(LoginNotTrusted) as refusal:
        await sign_in(provider.client())
    assert refusal.value.check == "format"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_ODD = DecryptionKeys([ECKey.import_key(EC_KEY, {"kid": "ec"}), RSAKey.import_key(RSA_KEY, {"kid": "rsa"})])


@given(
    changes=st.dictionaries(st.sampled_from(["kid", "epk", "apu", "apv", "cty", "crit", "typ", "p2c", "x"]), _json),
    alg=st.sampled_from(["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"]),
    parts=st.lists(st.binary(max_size=20), min_size=4, max_size=4),
)
def test_whatever_a_stranger_writes_is_refused_and_breaks_nothing(
    changes: dict[str, Any], alg: str, parts: list[bytes]
) -> None:
    header = {"alg": alg, "enc": "A256GCM", "kid": "ec" if alg == "ECDH-ES" else "rsa", **changes}
    encoded = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (json.dumps(header).encode(), *parts)]
    with pytest.raises(LoginNotTrusted):
        EnvelopeOpener(_ODD).open(".".join(encoded))


@given(st.text(max_size=60))
def test_whatever_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(LoginNotTrusted):
        EnvelopeOpener(_ODD).open(text)


def test_what_is_published_is_public_and_the_first_key_comes_first(keys: DecryptionKeys) -> None:
    first, second = json.loads(keys.jwks)["keys"]
    assert (first["kty"], first["crv"], first["use"], first["alg"]) == ("EC", "P-256", "enc", "ECDH-ES")
    assert (second["kty"], second["use"]) == ("RSA", "enc")
    assert first.keys() | second.keys() <= {"kty", "crv", "x", "y", "n", "e", "kid", "use", "alg"}
    assert first["kid"] != second["kid"]


def test_the_former_key_opens_what_was_encrypted_before_the_change(tmp_path: Path) -> None:
    path = tmp_path / "encryption.pem"
    path.write_text(pem(EC_KEY))
    before = KeySet.import_key_set(json.loads(load_decryption_keys(path).jwks)).keys[0]
    path.write_text(pem(ec.generate_private_key(ec.SECP256R1()), EC_KEY))
    after = load_decryption_keys(path)
    assert json.loads(after.jwks)["keys"][1]["kid"] == before.kid
    assert EnvelopeOpener(after).open(envelope("a.b.c", before)) == "a.b.c"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "nonsense",
        pem(EC_KEY)[:60] + pem(EC_KEY)[-60:],
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(EC_KEY, rsa.generate_private_key(65537, 1024)),  # noqa: S505 - too short on purpose
    ],
    ids=["empty", "nonsense", "broken", "another curve", "short"],
)
def test_a_file_that_will_not_do_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "encryption.pem"
    path.write_text(content)
    with pytest.raises(KeyFileError, match=r"encryption\.pem"):
        load_decryption_keys(path)
