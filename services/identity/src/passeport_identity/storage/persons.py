"""The persons, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.person import Person, PersonOrigin
from passeport_identity.domain.sealed_nir import BlindIndex, SealedNir
from passeport_identity.domain.wanted_person import WantedPerson
from passeport_identity.storage.numbers import indexes_of
from passeport_identity.storage.person_rows import PERSON_COLUMNS, identity_values, person_of
from passeport_identity.storage.tables import (
    access,
    account,
    former_nir,
    franceconnect_further_subject,
    franceconnect_subject,
    person,
    session,
)

__all__ = ["SqlPersons"]

# Homonyms of one birth year with the same given names, all of them: nobody has more than a handful.
_MOST_ALIKE = 100


class SqlPersons:
    """Implements `usecases.person_ports.Persons`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, person_id: UUID) -> Person | None:
        """A person by id, or the one that replaced it."""
        asked = person.alias("asked")
        stands_for_it = sa.select(sa.func.coalesce(asked.c.replaced_by, asked.c.person_id)).where(
            asked.c.person_id == person_id
        )
        query = sa.select(*PERSON_COLUMNS).where(person.c.person_id == stands_for_it.scalar_subquery())
        row = (await self._connection.execute(query)).one_or_none()
        return person_of(row) if row is not None else None

    async def find_like(self, identity: CivilIdentity) -> Sequence[Person]:
        """Persons of the registry with the same names and birth year (index person_pivot)."""
        query = (
            sa.select(*PERSON_COLUMNS)
            .where(
                person.c.origin == PersonOrigin.REGISTRY.value,
                person.c.birth_name_key == identity.birth_name_key,
                person.c.given_names_key == identity.given_names_key,
                person.c.birth_year == identity.birth_date.year,
            )
            .limit(_MOST_ALIKE)
        )
        return [person_of(row) for row in await self._connection.execute(query)]

    async def find_wanted(self, wanted: WantedPerson, limit: int) -> Sequence[Person]:
        """Persons of the registry who fit a name and a date of birth (index person_holder)."""
        born = wanted.birth_date
        conditions = [
            person.c.origin == PersonOrigin.REGISTRY.value,
            person.c.birth_name_key == wanted.birth_name_key,
            person.c.first_given_name_key == wanted.first_given_name_key,
            person.c.birth_year == born.year,
            sa.or_(
                sa.func.starts_with(person.c.given_names_key, wanted.given_names_key),
                sa.func.starts_with(wanted.given_names_key, person.c.given_names_key),
            ),
        ]
        for column, part in ((person.c.birth_month, born.month), (person.c.birth_day, born.day)):
            if part:
                conditions.append(column.in_((0, part)))
        query = sa.select(*PERSON_COLUMNS).where(*conditions).order_by(person.c.person_id).limit(limit)
        return [person_of(row) for row in await self._connection.execute(query)]

    async def find_by_nir(self, indexes: Sequence[BlindIndex]) -> Person | None:
        """The person of the registry whose NIR has one of these indexes (index person_nir_index), or had."""
        numbered = sa.select(*PERSON_COLUMNS).where(person.c.nir_index == sa.any_(indexes_of(indexes)))
        numbered = numbered.where(person.c.origin == PersonOrigin.REGISTRY.value)
        # Two only where processes with different keys added him at once (`rekey-nirs` tells them): the first one then.
        row = (await self._connection.execute(numbered.order_by(person.c.person_id).limit(1))).one_or_none()
        if row is None:
            named = person.alias("named")
            stands_for_it = (
                sa.select(sa.func.coalesce(named.c.replaced_by, named.c.person_id))
                .join(former_nir, former_nir.c.person_id == named.c.person_id)
                .where(former_nir.c.nir_index == sa.any_(indexes_of(indexes)))
                .limit(1)
            )
            query = sa.select(*PERSON_COLUMNS).where(person.c.person_id == stands_for_it.scalar_subquery())
            row = (await self._connection.execute(query)).one_or_none()
        return person_of(row) if row is not None else None

    async def add_provisional(self, provisional: Person) -> None:
        """Adds a provisional person."""
        values = {"person_id": provisional.id, "origin": provisional.origin.value}
        await self._connection.execute(sa.insert(person).values(values | identity_values(provisional.identity)))

    async def update_provisional(self, provisional: Person) -> None:
        """Writes what FranceConnect now says of a provisional person."""
        await self._connection.execute(
            sa.update(person)
            .where(person.c.person_id == provisional.id, person.c.origin == PersonOrigin.PROVISIONAL.value)
            .values(identity_values(provisional.identity) | {"updated_at": sa.func.now()})
        )

    async def replace_provisional(self, provisional_id: UUID, person_id: UUID) -> None:
        """Makes a person of the registry stand for a provisional one."""
        run = self._connection.execute
        # The trail is only ever added to: its rows are written again under the person who may read them from now on.
        kept = [column for column in access.c if column.name != "person_id"]
        copied = sa.select(sa.literal(person_id), *kept).where(access.c.person_id == provisional_id)
        await run(sa.insert(access).from_select(["person_id", *(column.name for column in kept)], copied))
        await run(sa.update(session).where(session.c.person_id == provisional_id).values(person_id=person_id))
        for linked in (franceconnect_subject, franceconnect_further_subject):
            await run(sa.delete(linked).where(linked.c.person_id == provisional_id))
        await run(sa.delete(account).where(account.c.person_id == provisional_id))
        # The row stays, so that a caller token made a moment ago still finds its person.
        await run(
            sa.update(person)
            .where(person.c.person_id == provisional_id, person.c.origin == PersonOrigin.PROVISIONAL.value)
            .values(replaced_by=person_id, updated_at=sa.func.now())
        )

    async def sealed_nir(self, person_id: UUID) -> SealedNir | None:
        """The sealed NIR of a person, if it has one."""
        query = sa.select(person.c.nir_sealed, person.c.nir_key_version).where(person.c.person_id == person_id)
        row = (await self._connection.execute(query)).one_or_none()
        return SealedNir(row.nir_sealed, row.nir_key_version) if row is not None and row.nir_sealed else None
