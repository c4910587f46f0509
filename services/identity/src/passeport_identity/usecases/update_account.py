"""Changes how a holder wants to be reached: his e-mail address, his language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.contact import Language, NotAsciiError, email_address
from passeport_identity.errors import EtagStale, FieldInvalid, SessionInvalid
from passeport_identity.usecases.get_account import AccountView, hint_of, view_of
from passeport_identity.usecases.outside import AddressVault, NirVault
from passeport_identity.usecases.ports import OpenWork

__all__ = ["UpdateAccount"]

_EMAIL, _LANGUAGE = "contact_email", "language"
_LANGUAGES = {each.value: each for each in Language}


@dataclass(frozen=True, slots=True)
class UpdateAccount:
    """A field that is empty is erased; a field that is not named stays."""

    open_work: OpenWork
    vault: NirVault
    addresses: AddressVault
    clock: Clock

    async def __call__(
        self, person_id: UUID, values: Mapping[str, str], fields: Sequence[str], etag: str
    ) -> AccountView:
        """Writes `fields` of `values`.

        Raises FieldInvalid, AccountNotActive, AccountClosed, EtagStale, EmailNotKept.
        """
        email, language = _checked(values, fields)
        async with self.open_work() as work:
            person = await work.persons.get(person_id)
            if person is None:
                raise SessionInvalid
            account = await work.accounts.ensure(person.id)
            account.check_change()
            hint = await hint_of(work, self.vault, account)
            if etag != AccountView(account, person, hint).etag:
                raise EtagStale
            sealed = account.email
            if _EMAIL in fields:
                sealed = await self.addresses.seal(email, person.id) if email else None
            chosen = language if _LANGUAGE in fields else account.language
            account = account.changed(email=sealed, language=chosen)
            await work.accounts.save(account)
            purpose = "Modification de vos coordonnées"
            await work.accesses.record(by_holder(person.id, self.clock(), "identity.account.updated", purpose))
            view = await view_of(work, self.vault, self.addresses, account, person)
            await work.commit()
        return view


def _checked(values: Mapping[str, str], fields: Sequence[str]) -> tuple[str, Language | None]:
    """The address and the language, each empty unless it is to be written. Raises FieldInvalid with all faults."""
    wrong = [
        FieldViolation("update_mask", f"{name!r} cannot be changed", "UNKNOWN_FIELD")
        for name in fields
        if name not in (_EMAIL, _LANGUAGE)
    ]
    if not fields:
        wrong.append(FieldViolation("update_mask", "names no field", "EMPTY"))
    email, language = "", None
    if _EMAIL in fields and (text := values[_EMAIL].strip()):
        try:
            email = email_address(text)
        except NotAsciiError:
            told = "has a letter before the @ that is not ASCII: mail servers do not agree on it"
            wrong.append(FieldViolation(f"account.{_EMAIL}", told, "EMAIL_ASCII"))
        except ValueError:
            told = "is not an e-mail address: write it as name@domain.example"
            wrong.append(FieldViolation(f"account.{_EMAIL}", told, "EMAIL"))
    if _LANGUAGE in fields and (text := values[_LANGUAGE]):
        language = _LANGUAGES.get(text)
        if language is None:
            allowed = ", ".join(_LANGUAGES)
            wrong.append(FieldViolation(f"account.{_LANGUAGE}", f"must be one of {allowed}", "UNKNOWN_VALUE"))
    if wrong:
        raise FieldInvalid(wrong)
    return email, language
