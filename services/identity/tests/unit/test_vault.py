"""The vault: seals that open for one person only, fingerprints that outlive their key, files that are refused."""

import asyncio
import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import KeySet

from passeport_identity.domain.account import AccountState
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.caller_token import CallerToken
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.sealed_nir import SealBroken
from passeport_identity.vault.caller_token_signer import CallerTokenSigner, load_caller_token_signer
from passeport_identity.vault.key_ring import KeyFileError, KeyRing, load_key_ring
from passeport_identity.vault.nir_vault import NirVault, load_nir_vault
from passeport_identity.vault.secret_hasher import SecretHasher

NIR = Nir.parse("2810444109021")
SOMEONE, SOMEONE_ELSE = uuid4(), uuid4()


def ring(*versions: str, use: str = "seal") -> KeyRing:
    return KeyRing(versions[0], {version: f"{use:>16}{version:>16}".encode() for version in versions})


VAULT = NirVault(ring("1"), ring("1", use="index"))


async def test_what_is_sealed_opens_for_its_person() -> None:
    sealed = await VAULT.seal(NIR, SOMEONE)
    assert await VAULT.open(sealed, SOMEONE) == NIR
    assert NIR.value.encode() not in sealed.ciphertext
    assert (await VAULT.seal(NIR, SOMEONE)).ciphertext != sealed.ciphertext


async def test_it_opens_for_nobody_else() -> None:
    with pytest.raises(SealBroken):
        await VAULT.open(await VAULT.seal(NIR, SOMEONE), SOMEONE_ELSE)


@given(st.data())
async def test_one_flipped_bit_is_noticed(data: st.DataObject) -> None:
    sealed = await VAULT.seal(NIR, SOMEONE)
    position = data.draw(st.integers(0, len(sealed.ciphertext) * 8 - 1))
    changed = bytearray(sealed.ciphertext)
    changed[position // 8] ^= 1 << position % 8
    with pytest.raises(SealBroken):
        await VAULT.open(replace(sealed, ciphertext=bytes(changed)), SOMEONE)


async def test_after_a_change_of_keys_old_seals_open_and_old_fingerprints_are_found() -> None:
    later = NirVault(ring("2", "1"), ring("2", "1", use="index"))
    assert await later.open(await VAULT.seal(NIR, SOMEONE), SOMEONE) == NIR
    assert (await later.seal(NIR, SOMEONE)).key_version == "2"
    assert later.index(NIR) != VAULT.index(NIR)
    assert VAULT.index(NIR) in later.indexes(NIR)
    assert later.indexes(NIR)[0] == later.index(NIR)


async def test_a_key_that_is_gone_is_said_by_its_version() -> None:
    with pytest.raises(SealBroken, match="version 1"):
        await NirVault(ring("2"), ring("1", use="index")).open(await VAULT.seal(NIR, SOMEONE), SOMEONE)


async def test_a_key_that_wraps_seals_data_keys_and_old_rows_still_open() -> None:
    keys = ring("2", "1").keys
    enveloped = NirVault(KeyRing("2", keys, frozenset({"2"})), ring("1", use="index"))
    sealed = [await enveloped.seal(NIR, SOMEONE) for _ in range(2)]
    assert [await enveloped.open(each, SOMEONE) for each in sealed] == [NIR, NIR]
    # One data key for many, wrapped; another process has another, and opens this one's.
    assert sealed[0].ciphertext[:62] == sealed[1].ciphertext[:62]
    other = NirVault(KeyRing("2", keys, frozenset({"2"})), ring("1", use="index"))
    assert (await other.seal(NIR, SOMEONE)).ciphertext[:62] != sealed[0].ciphertext[:62]
    assert await other.open(sealed[0], SOMEONE) == NIR
    assert await enveloped.open(await VAULT.seal(NIR, SOMEONE), SOMEONE) == NIR
    for position in (0, 1, 5, 40, 70, len(sealed[0].ciphertext) - 1):
        changed = bytearray(sealed[0].ciphertext)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            await other.open(replace(sealed[0], ciphertext=bytes(changed)), SOMEONE)
    with pytest.raises(SealBroken):
        await other.open(sealed[0], SOMEONE_ELSE)
    with pytest.raises(SealBroken):
        await VAULT.open(sealed[0], SOMEONE)


@dataclass(frozen=True)
class FarKeys:
    """A key of keys that is far away: it answers when it is let."""

    near: KeyRing
    answers: asyncio.Event
    current: str = "2"
    versions: tuple[str, ...] = ("2", "1")

    def key(self, version: str) -> bytes:
        return self.near.key(version)

    def wraps(self, version: str) -> bool:
        return self.near.wraps(version)

    async def wrap(self, version: str, data_key: bytes) -> bytes:
        await self.answers.wait()
        return await self.near.wrap(version, data_key)

    async def unwrap(self, version: str, wrapped: bytes) -> bytes:
        await self.answers.wait()
        return await self.near.unwrap(version, wrapped)


async def test_a_provider_that_is_slow_holds_up_only_those_who_wait_for_it() -> None:
    near, answers = KeyRing("2", ring("2", "1").keys, frozenset({"2"})), asyncio.Event()
    sealed = await NirVault(near, ring("1", use="index")).seal(NIR, SOMEONE)
    far = NirVault(FarKeys(near, answers), ring("1", use="index"))
    async with asyncio.timeout(10):
        waiting = [asyncio.create_task(far.open(sealed, SOMEONE)), asyncio.create_task(far.open(sealed, SOMEONE))]
        sealing = [asyncio.create_task(far.seal(NIR, SOMEONE)) for _ in range(2)]
        # A row that was sealed by itself needs no answer.
        assert await far.open(await VAULT.seal(NIR, SOMEONE), SOMEONE) == NIR
        assert not any(task.done() for task in (*waiting, *sealing))
        answers.set()
        assert await asyncio.gather(*waiting) == [NIR, NIR]
        for each in await asyncio.gather(*sealing):
            assert await far.open(each, SOMEONE) == NIR


def test_equal_numbers_have_equal_fingerprints_and_others_do_not() -> None:
    assert VAULT.index(NIR) == VAULT.index(Nir.parse("2810444109021"))
    assert VAULT.index(NIR) != VAULT.index(Nir.parse("2810444109022"))


def test_one_key_has_one_use() -> None:
    with pytest.raises(KeyFileError, match="must not index"):
        NirVault(ring("1"), ring("1"))


def test_a_key_that_wraps_is_given_to_nobody_and_indexes_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        KeyRing("1", ring("1").keys, frozenset({"1"})).key("1")
    sealing, indexing = tmp_path / "sealing.json", tmp_path / "indexing.json"
    wrapping = {"current": "1", "keys": {"1": encoded(1)}, "wraps": ["1"]}
    sealing.write_text(json.dumps(wrapping))
    indexing.write_text(json.dumps(wrapping | {"keys": {"1": encoded(2)}}))
    with pytest.raises(KeyFileError, match="wraps nothing"):
        load_nir_vault(sealing, indexing)
    indexing.write_text(json.dumps({"current": "1", "keys": {"1": encoded(1)}}))
    with pytest.raises(KeyFileError, match="must not index"):
        load_nir_vault(sealing, indexing)


async def test_nothing_secret_is_in_a_repr() -> None:
    sealed, index = await VAULT.seal(NIR, SOMEONE), VAULT.index(NIR)
    assert repr(sealed) == "SealedNir(key_version='1')"
    assert repr(index) == "BlindIndex(key_version='1')"
    assert repr(ring("1")) == "KeyRing(current='1')"


@pytest.fixture
def key_file(tmp_path: Path) -> Callable[[object], Path]:
    def write(content: object) -> Path:
        path = tmp_path / "keys.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def encoded(byte: int, length: int = 32) -> str:
    return base64.b64encode(bytes([byte]) * length).decode()


def test_a_file_of_keys_is_read(key_file: Callable[[object], Path]) -> None:
    read = load_key_ring(key_file({"current": "2", "keys": {"1": encoded(1), "2": encoded(2), "3": encoded(3)}}))
    assert read.versions == ("2", "1", "3")
    assert read.key("1") == b"\x01" * 32


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "must be"),
        ([], "must be"),
        ({"keys": {}}, "must be"),
        ({"current": "1", "keys": {"1": encoded(1)}, "wraps": ["2"]}, "no key"),
        ({"current": "1", "keys": {"1": "***"}}, "must be"),
        ({"current": "1", "keys": {"1": 12}}, "must be"),
        ({"current": "1", "keys": {"1": encoded(1, 16)}}, "key 1 has 16 bytes"),
        ({"current": "2", "keys": {"1": encoded(1)}}, "no key for the current version"),
        ({"current": "1", "keys": {"1": encoded(1), "2": encoded(1)}}, "the same key"),
        ({"current": "a|b", "keys": {"a|b": encoded(1)}}, "a version is"),
    ],
)
def test_a_file_that_will_not_do_is_named(key_file: Callable[[object], Path], content: object, said: str) -> None:
    path = key_file(content)
    with pytest.raises(KeyFileError, match=said) as refusal:
        load_key_ring(path)
    assert str(path) in str(refusal.value)
    assert encoded(1) not in str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be read"):
        load_key_ring(tmp_path / "none.json")
    with pytest.raises(KeyFileError, match="cannot be read"):
        load_caller_token_signer(tmp_path / "none.pem")


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def token() -> CallerToken:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return CallerToken.for_holder(
        SOMEONE, Assurance.EIDAS1, state=AccountState.INACTIVE, audiences=("records",), now=now, token_id=UUID(int=7)
    )


def test_a_caller_token_verifies_with_the_published_key() -> None:
    signer = CallerTokenSigner(ec.generate_private_key(ec.SECP256R1()))
    keys = json.loads(signer.jwks)
    signed = jws.deserialize_compact(signer.sign(token()), KeySet.import_key_set(keys), algorithms=["ES256"])
    assert signed.headers() == {"alg": "ES256", "typ": "caller+jwt", "kid": keys["keys"][0]["kid"]}
    assert json.loads(signed.payload) == token().claims()


def test_only_public_parts_are_published_with_the_neighbours(tmp_path: Path) -> None:
    present, past = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "key.pem").write_bytes(pem(present))
    (tmp_path / "past.pem").write_bytes(public_pem(past) + public_pem(ec.generate_private_key(ec.SECP256R1())))
    keys = json.loads(load_caller_token_signer(tmp_path / "key.pem", tmp_path / "past.pem").jwks)["keys"]
    assert len(keys) == 3
    assert all("d" not in key and key["alg"] == "ES256" and key["use"] == "sig" for key in keys)
    assert keys[1]["kid"] == json.loads(CallerTokenSigner(past).jwks)["keys"][0]["kid"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nonsense", "private key in PEM"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "curve P-256"),
        (pem(rsa.generate_private_key(65537, 2048)), "curve P-256"),
    ],
    ids=["nonsense", "P-384", "RSA"],
)
def test_a_signing_key_that_will_not_do_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(KeyFileError, match=said):
        load_caller_token_signer(path)


def test_neighbours_are_public_keys_and_nothing_else(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "key.pem").write_bytes(pem(key))
    for content in (b"", pem(key), b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"):
        (tmp_path / "others.pem").write_bytes(content)
        with pytest.raises(KeyFileError, match=r"others\.pem"):
            load_caller_token_signer(tmp_path / "key.pem", tmp_path / "others.pem")


async def test_a_secret_fits_its_hash_only() -> None:
    hasher = SecretHasher(n=2**4)
    kept = await hasher.hash("un secret")
    assert kept.startswith("scrypt$16$8$1$")
    assert await hasher.verify("un secret", kept)
    assert not await hasher.verify("un autre", kept)
    assert not await hasher.verify("", kept)
    assert kept != await hasher.hash("un secret")


async def test_without_a_hash_nothing_fits() -> None:
    assert not await SecretHasher(n=2**4).verify("un secret", None)


async def test_a_hash_made_at_another_cost_still_fits() -> None:
    kept = await SecretHasher(n=2**4).hash("un secret")
    assert await SecretHasher(n=2**5).verify("un secret", kept)


async def test_an_endless_secret_is_not_hashed_whole() -> None:
    hasher = SecretHasher(n=2**4)
    kept = await hasher.hash("a" * 256)
    assert not await hasher.verify("a" * 257, kept)


async def test_a_flood_of_secrets_takes_two_threads_and_leaves_the_others_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running, most = 0, 0

    def slow(secret: str, kept: str) -> bool:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.02)
        running -= 1
        return False

    monkeypatch.setattr("passeport_identity.vault.secret_hasher._fits", slow)
    hasher = SecretHasher(n=2**4)
    flood = [asyncio.create_task(hasher.verify("faux", "a hash")) for _ in range(200)]
    await asyncio.sleep(0.03)
    assert await asyncio.wait_for(asyncio.to_thread(lambda: "a sign-in"), 1) == "a sign-in"
    for call in flood:
        call.cancel()
    await asyncio.gather(*flood, return_exceptions=True)
    assert await asyncio.wait_for(hasher.verify("un autre", "a hash"), 1) is False, "who gave up left no work behind"
    assert most == 2


async def test_an_unknown_client_is_never_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = SecretHasher(n=2**4)
    kept = await hasher.hash("un secret")
    monkeypatch.setattr("passeport_identity.vault.secret_hasher._scrypt", lambda *_: pytest.fail("hashed"))
    assert not await hasher.verify("un secret", None)
    assert not await hasher.verify("x" * 257, kept)
