"""What a holder chooses of his account: an address and a language, which nothing but he changes."""

from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from passeport_chassis.ids import new_id
from passeport_identity.domain.account import Account
from passeport_identity.domain.contact import Language
from passeport_identity.domain.person import Person
from passeport_identity.errors import AccountClosed, AccountNotActive, EmailNotKept, EtagStale, FieldInvalid
from passeport_identity.storage.tables import account as table
from passeport_identity.usecases import rekey_addresses
from passeport_identity.usecases.rekey_addresses import RekeyAddresses
from passeport_identity.usecases.update_account import UpdateAccount
from passeport_identity.vault.address_vault import AddressVault
from passeport_identity.vault.key_ring import KeyRing
from people import CLAIRE, CLAIRE_NIR, THOMAS, THOMAS_NIR, VAULT, register, signed_in
from sql_units import SqlUnits
from usecases.house import Desk, recognised

EMAIL = "claire.fontanel@example.org"
WANTED = {"contact_email": EMAIL, "language": "en"}
BOTH = AddressVault(KeyRing("2", {"1": b"e" * 32, "2": b"f" * 32}))
NEW_ONLY = AddressVault(KeyRing("2", {"2": b"f" * 32}))


async def account_of(desk: Desk, person_id: UUID) -> Account:
    return (await desk.get_account(person_id)).account


async def test_a_holder_gives_an_address_and_a_language_and_takes_them_back(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    etag = (await desk.activate(claire, CLAIRE_NIR)).etag
    view = await desk.update_account(claire, WANTED, ["contact_email", "language"], etag)
    assert (view.email, view.account.language) == (EMAIL, Language.ENGLISH)
    assert await desk.get_account(claire) == view
    assert "identity.account.updated" in await desk.actions(claire)
    erased = await desk.update_account(claire, {"contact_email": " "}, ["contact_email"], view.etag)
    assert (erased.email, erased.account.email, erased.account.language) == ("", None, Language.ENGLISH)
    # Nobody else is told anything of it.
    assert len(await desk.units.events()) == 1


async def test_no_sign_in_touches_them_and_no_sealed_row_shows_them(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    etag = (await desk.activate(claire, CLAIRE_NIR)).etag
    before = await desk.update_account(claire, WANTED, ["contact_email", "language"], etag)
    completed = await desk.door.sign_in(signed_in(CLAIRE))
    assert completed.held.language is Language.ENGLISH
    assert (await desk.door.get(completed.session_token)).language is Language.ENGLISH
    assert await desk.get_account(claire) == before
    if isinstance(desk.units, SqlUnits):
        async with desk.units._engine.connect() as connection:
            row = (await connection.execute(sa.select(table).where(table.c.person_id == claire))).one()
        assert EMAIL.encode() not in row.email_sealed
        assert EMAIL not in str(row)


async def test_of_two_changes_from_one_version_the_second_is_told(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    etag = (await desk.activate(claire, CLAIRE_NIR)).etag
    await desk.update_account(claire, {"language": "fr"}, ["language"], etag)
    with pytest.raises(EtagStale):
        await desk.update_account(claire, {"language": "en"}, ["language"], etag)
    assert (await account_of(desk, claire)).language is Language.FRENCH


async def test_the_etag_is_another_whenever_the_holder_sees_something_else(desk: Desk) -> None:
    await register(desk.units, CLAIRE_NIR, CLAIRE, new_id())
    # Not recognised by his identity alone: the account that he then opens is that of another row.
    stranger = await desk.door.person_of(signed_in(replace(CLAIRE, birth_place="44047")))
    seen = [(await desk.get_account(stranger)).etag]
    assert (await desk.get_account(stranger)).etag == seen[0]
    opened = await desk.activate(stranger, CLAIRE_NIR)
    claire = opened.person.id
    seen.append(opened.etag)
    assert (await desk.get_account(claire)).etag == opened.etag
    seen.append((await desk.update_account(claire, WANTED, ["language"], opened.etag)).etag)
    seen.append((await desk.close_account(claire, "")).etag)
    seen.append((await desk.reopen_account(claire)).etag)
    async with desk.units() as work:
        await work.registry.update([Person(claire, replace(CLAIRE, usage_name="DURAND"))], new_id())
        await work.commit()
    seen.append((await desk.get_account(claire)).etag)
    assert len(set(seen)) == len(seen) == 6
    with pytest.raises(EtagStale):
        await desk.update_account(claire, {"language": "fr"}, ["language"], seen[-2])
    assert (
        await desk.update_account(claire, {"language": "fr"}, ["language"], seen[-1])
    ).account.language is Language.FRENCH


async def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    before = await desk.activate(claire, CLAIRE_NIR)
    wrong = {"contact_email": "claire@", "language": "de"}
    with pytest.raises(FieldInvalid) as refusal:
        await desk.update_account(claire, wrong, ["contact_email", "language", "nir"], before.etag)
    assert [(each.field, each.reason) for each in refusal.value.violations] == [
        ("update_mask", "UNKNOWN_FIELD"),
        ("account.contact_email", "EMAIL"),
        ("account.language", "UNKNOWN_VALUE"),
    ]
    assert "claire@" not in str(refusal.value.violations)
    with pytest.raises(FieldInvalid):
        await desk.update_account(claire, {}, [], before.etag)
    assert await account_of(desk, claire) == before.account


async def test_only_an_active_account_is_changed(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    with pytest.raises(AccountNotActive):
        await desk.update_account(claire, {"language": "fr"}, ["language"], "a0")
    await desk.activate(claire, CLAIRE_NIR)
    closed = await desk.close_account(claire, "")
    with pytest.raises(AccountClosed):
        await desk.update_account(claire, {"language": "fr"}, ["language"], closed.etag)


async def test_without_keys_a_language_is_kept_and_an_address_is_refused(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    etag = (await desk.activate(claire, CLAIRE_NIR)).etag
    without = UpdateAccount(desk.units, VAULT, AddressVault(None), desk.clock)
    with pytest.raises(EmailNotKept):
        await without(claire, WANTED, ["contact_email", "language"], etag)
    assert (await without(claire, WANTED, ["language"], etag)).account.language is Language.ENGLISH


async def test_addresses_are_sealed_anew_and_the_former_key_is_needed_no_longer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekey_addresses, "_CHUNK", 1)
    people = {}
    for identity, nir in ((CLAIRE, CLAIRE_NIR), (THOMAS, THOMAS_NIR)):
        person = await recognised(desk, identity, nir)
        etag = (await desk.activate(person, nir)).etag
        people[person] = await desk.update_account(person, WANTED, ["contact_email"], etag)
    left: list[object] = []
    assert await RekeyAddresses(desk.units, NEW_ONLY)(lambda *each: left.append(each)) == 0
    assert len(left) == 2
    assert await RekeyAddresses(desk.units, BOTH)(lambda *each: left.append(each)) == 2
    assert await RekeyAddresses(desk.units, BOTH)(lambda *each: left.append(each)) == 0
    assert len(left) == 2
    for person, view in people.items():
        async with desk.units() as work:
            account = await work.accounts.ensure(person)
        assert account.email is not None
        assert await NEW_ONLY.open(account.email, person) == EMAIL
        # Its holder sees no change of it.
        assert replace(view, account=account).etag == view.etag
    with pytest.raises(EmailNotKept):
        await RekeyAddresses(desk.units, AddressVault(None))(lambda *each: left.append(each))
