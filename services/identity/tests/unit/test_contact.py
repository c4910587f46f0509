"""Addresses of e-mail: which are taken, what is said of the others, and what seals them."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_identity.domain.contact import NotAsciiError, SealedAddress, email_address
from passeport_identity.domain.sealed_nir import SealBroken
from passeport_identity.errors import EmailNotKept
from passeport_identity.vault.address_vault import AddressVault
from passeport_identity.vault.key_ring import KeyRing

SOMEONE, SOMEONE_ELSE = UUID(int=1), UUID(int=2)
OLD, NEW = {"1": b"e" * 32}, {"1": b"e" * 32, "2": b"f" * 32}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("claire.fontanel@example.org", "claire.fontanel@example.org"),
        ("Claire+cpf@EXAMPLE.org", "Claire+cpf@example.org"),
        ("claire@xn--exmple-cua.org", "claire@exämple.org"),
        ("claire@exämple.org", "claire@exämple.org"),
    ],
)
def test_these_are_taken(text: str, kept: str) -> None:
    assert email_address(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "claire",
        "claire@",
        "@example.org",
        "claire@example",
        "claire@localhost",
        "claire@[192.0.2.1]",
        '"claire fontanel"@example.org',
        "Claire <claire@example.org>",
        "claire@example.org, paul@example.org",
        "claire@example.org\r\nBcc: paul@example.org",
        "claire@example..org",
        f"{'c' * 65}@example.org",
        f"claire@{'.'.join(['e' * 60] * 5)}.org",
        "claire@example.org\0",
    ],
)
def test_these_are_not_and_nothing_of_them_is_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$") as refused:
        email_address(text)
    assert not isinstance(refused.value, NotAsciiError)


def test_a_letter_that_is_not_ascii_is_told_by_its_place() -> None:
    with pytest.raises(NotAsciiError, match=r"^$"):
        email_address("hélène@example.org")


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_a_told_mistake(text: str) -> None:
    try:
        kept = email_address(text)
    except ValueError:
        return
    assert len(kept) <= 254
    assert email_address(kept) == kept


async def test_an_address_opens_for_its_person_alone_and_with_its_key() -> None:
    vault = AddressVault(KeyRing("1", OLD))
    sealed = await vault.seal("claire@example.org", SOMEONE)
    assert await vault.open(sealed, SOMEONE) == "claire@example.org"
    assert (await vault.seal("claire@example.org", SOMEONE)).ciphertext != sealed.ciphertext
    assert "claire" not in repr(sealed)
    with pytest.raises(SealBroken):
        await vault.open(sealed, SOMEONE_ELSE)
    with pytest.raises(SealBroken):
        await vault.open(SealedAddress(sealed.ciphertext[:-1] + b"\0", "1"), SOMEONE)
    newer = AddressVault(KeyRing("2", NEW))
    assert await newer.open(sealed, SOMEONE) == "claire@example.org"
    assert (await newer.seal("claire@example.org", SOMEONE)).key_version == "2"


async def test_without_keys_no_address_is_taken() -> None:
    with pytest.raises(EmailNotKept):
        await AddressVault(None).seal("claire@example.org", SOMEONE)
    with pytest.raises(SealBroken):
        await AddressVault(None).open(SealedAddress(b"", "1"), SOMEONE)
