"""The persons, by thousands: whatever is asked about however many, it is one statement."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.known_names import IdentifiedPerson
from passeport_identity.domain.matching import Candidate, HolderCriteria, Step
from passeport_identity.domain.person import Person, PersonOrigin
from passeport_identity.domain.registry_decision import KnownPerson
from passeport_identity.domain.sealed_nir import BlindIndex, SealedNir
from passeport_identity.storage.expiry import forget_persons
from passeport_identity.storage.new_persons import add_persons
from passeport_identity.storage.numbers import indexes_of
from passeport_identity.storage.person_rows import PERSON_COLUMNS, identity_values, person_of
from passeport_identity.storage.plans import plan_anew
from passeport_identity.storage.tables import death, former_nir, person
from passeport_identity.usecases.person_ports import KeptNir, RegisteredPerson, RekeyedNir
from passeport_identity.usecases.registry_ports import NumberedPerson

__all__ = ["SqlRegistry"]

# What each step adds. A datum that the feed does not give is not compared; one that it gives must be there and equal.
_CONDITIONS = {
    Step.MANDATORY: """
        p.birth_name_key = q.birth_name_key AND p.first_given_name_key = q.first_given_name_key
        AND p.sex = q.sex AND p.birth_year = q.birth_year""",
    Step.DATE: """
        AND (q.birth_month = 0 OR p.birth_month = q.birth_month)
        AND (q.birth_day = 0 OR p.birth_day = q.birth_day)""",
    Step.PLACE: """
        AND (q.birth_place = '' OR p.birth_place = q.birth_place)
        AND (q.birth_country = '' OR p.birth_country = q.birth_country)
        AND starts_with(p.given_names_key, q.given_names_key)
        AND (q.usage_name_key = '' OR p.usage_name_key = q.usage_name_key)""",
}
_QUERIED: Mapping[str, Any] = {
    "birth_name_key": sa.Text,
    "first_given_name_key": sa.Text,
    "sex": sa.Text,
    "birth_year": sa.SmallInteger,
    "birth_month": sa.SmallInteger,
    "birth_day": sa.SmallInteger,
    "birth_place": sa.Text,
    "birth_country": sa.Text,
    "given_names_key": sa.Text,
    "usage_name_key": sa.Text,
}


def _statement(step: Step) -> sa.TextClause:
    """Looks each of the criteria up in the index person_holder, by itself, and stops at the second hit."""
    conditions = "".join(condition for at, condition in _CONDITIONS.items() if at <= step)
    columns, arrays = ", ".join(_QUERIED), ", ".join(f":{name}" for name in _QUERIED)
    query = f"""
        SELECT q.place, hit.*
        FROM unnest({arrays}) WITH ORDINALITY AS q({columns}, place)
        CROSS JOIN LATERAL (
            SELECT p.person_id, p.birth_month, p.birth_day, p.birth_place
            FROM person AS p WHERE p.origin = 'registry' AND {conditions} LIMIT 2
        ) AS hit
        ORDER BY q.place
        """  # noqa: S608 - made of constants of this module
    return sa.text(query).bindparams(*(sa.bindparam(name, type_=ARRAY(kind)) for name, kind in _QUERIED.items()))


_STATEMENTS = {step: _statement(step) for step in Step}


class SqlRegistry:
    """Implements `usecases.person_ports.Registry`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def candidates(self, step: Step, criteria: Sequence[HolderCriteria]) -> Sequence[tuple[Candidate, ...]]:
        """For each of the criteria, in order, the persons that fit the step: two at most."""
        values: dict[str, list[Any]] = {name: [getattr(each, name) for each in criteria] for name in _QUERIED}
        values["sex"] = [each.sex.value for each in criteria]
        hits: list[tuple[Candidate, ...]] = [()] * len(criteria)
        for row in await self._connection.execute(_STATEMENTS[step], values):
            hits[row.place - 1] += (Candidate(row.person_id, row.birth_month, row.birth_day, row.birth_place),)
        return hits

    async def by_nir(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, NumberedPerson]:
        """The persons whose NIR has one of these fingerprints, by fingerprint."""
        # One row of three arrays: thousands of rows of three values cost several times the search.
        columns = (person.c.nir_index, person.c.person_id, person.c.birth_name_key)
        query = sa.select(*(sa.func.array_agg(column) for column in columns)).where(_has_fingerprint(fingerprints))
        row = (await self._connection.execute(query)).one()
        return dict(zip(row[0] or (), map(NumberedPerson, row[1] or (), row[2] or ()), strict=True))

    async def by_id(self, person_ids: Sequence[UUID]) -> Mapping[UUID, IdentifiedPerson]:
        """Who has these identifiers, or stands for him who had, by identifier."""
        stands = person.alias("stands")
        keys = [(one.c.birth_name_key, one.c.first_given_name_key) for one in (person, stands)]
        query = (
            sa.select(
                person.c.person_id.label("named"),
                stands.c.person_id,
                *(key.label(f"key_{place}") for place, key in enumerate(itertools.chain(*keys))),
            )
            .join(stands, stands.c.person_id == sa.func.coalesce(person.c.replaced_by, person.c.person_id))
            .where(person.c.person_id == sa.any_(sa.literal(list(person_ids), ARRAY(sa.Uuid))))
        )
        return {
            row.named: IdentifiedPerson(row.person_id, ((row.key_0, row.key_1), (row.key_2, row.key_3)))
            for row in await self._connection.execute(query)
        }

    async def lock(self, indexes: Sequence[BlindIndex]) -> None:
        """Locks whom these find, by their own number or a former one, to the end of the transaction."""
        found = sa.union(
            sa.select(person.c.person_id).where(_has_fingerprint([index.value for index in indexes])),
            sa.select(former_nir.c.person_id).where(former_nir.c.nir_index == sa.any_(indexes_of(indexes))),
        )
        query = (
            sa.select(person.c.person_id)
            # As one array: they are few, which no statistic of the table says.
            .where(person.c.person_id == sa.any_(sa.func.array(found.scalar_subquery(), type_=ARRAY(sa.Uuid))))
            # In one order, as the change of keys takes them, so that two transactions never wait for each other; and
            # not against those that only refer to the person, as every sign-in does.
            .order_by(person.c.person_id)
            .with_for_update(key_share=True)
        )
        await plan_anew(self._connection)
        await self._connection.execute(query)

    async def known(self, indexes: Sequence[BlindIndex]) -> Mapping[bytes, KnownPerson]:
        """The same as by_nir in full."""
        query = (
            sa.select(*PERSON_COLUMNS, person.c.nir_index, person.c.import_id, death.c.died_on)
            .outerjoin(death, death.c.person_id == person.c.person_id)
            .where(_has_fingerprint([index.value for index in indexes]))
        )
        await plan_anew(self._connection)
        rows = await self._connection.execute(query)
        return {row.nir_index: KnownPerson(person_of(row), row.import_id, died_on=row.died_on) for row in rows}

    async def add(self, persons: Sequence[RegisteredPerson], import_id: UUID) -> None:
        """Adds persons."""
        await add_persons(self._connection, persons, import_id)

    async def update(self, persons: Sequence[Person], import_id: UUID) -> None:
        """Writes other identities for persons that are there, and notes the import that did."""
        if not persons:
            return
        statement = (
            sa.update(person)
            .where(person.c.person_id == sa.bindparam("of_person"))
            .values(import_id=import_id, updated_at=sa.func.now())
        )
        rows = [{"of_person": each.id, **identity_values(each.identity)} for each in persons]
        await self._connection.execute(statement, rows)

    async def mark_seen(self, person_ids: Sequence[UUID], import_id: UUID) -> None:
        """Notes the import that found persons as they were."""
        if not person_ids:
            return
        await self._connection.execute(
            sa.update(person)
            .where(person.c.person_id == sa.any_(sa.literal(list(person_ids), ARRAY(sa.Uuid))))
            .values(import_id=import_id)
        )

    async def forget(self, person_ids: Sequence[UUID]) -> None:
        """Deletes persons with everything that refers to them, the trail aside."""
        await forget_persons(self._connection, person_ids)

    async def raise_revisions(self, person_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Raises the revisions of persons."""
        if not person_ids:
            return {}
        raised = (
            sa.update(person)
            .where(person.c.person_id == sa.any_(sa.literal(list(person_ids), ARRAY(sa.Uuid))))
            .values(revision=person.c.revision + 1)
            .returning(person.c.person_id, person.c.revision)
        )
        return {row.person_id: row.revision for row in await self._connection.execute(raised)}

    async def kept_with_other_keys(
        self, sealing: str, indexing: str, after: UUID | None, limit: int
    ) -> Sequence[KeptNir]:
        """NIR that another key than these versions sealed or indexed, in the order of persons, locked."""
        columns = (person.c.person_id, person.c.nir_sealed, person.c.nir_key_version, person.c.nir_index_key_version)
        query = (
            sa.select(*columns)
            .where(
                person.c.origin == PersonOrigin.REGISTRY.value,
                sa.or_(person.c.nir_key_version != sealing, person.c.nir_index_key_version != indexing),
            )
            .order_by(person.c.person_id)
            .limit(limit)
            .with_for_update()
        )
        if after is not None:
            query = query.where(person.c.person_id > after)
        rows = await self._connection.execute(query)
        return [KeptNir(each, SealedNir(sealed, version), index) for each, sealed, version, index in rows]

    async def rekey(self, nirs: Sequence[RekeyedNir]) -> None:
        """Writes NIR that were sealed and indexed anew, in one statement."""
        if not nirs:
            return
        values = {
            "of_person": [each.person_id for each in nirs],
            "sealed": [each.nir.ciphertext for each in nirs],
            "sealed_by": [each.nir.key_version for each in nirs],
            "kind": [each.nir.kind.value for each in nirs],
            "indexed": [each.index.value for each in nirs],
            "indexed_by": [each.index.key_version for each in nirs],
        }
        await self._connection.execute(_REKEY, values)


_REKEY = sa.text("""
    UPDATE person AS p
    SET nir_sealed = q.sealed, nir_key_version = q.sealed_by, nir_kind = q.kind,
        nir_index = q.indexed, nir_index_key_version = q.indexed_by
    FROM unnest(:of_person, :sealed, :sealed_by, :kind, :indexed, :indexed_by)
        AS q(of_person, sealed, sealed_by, kind, indexed, indexed_by)
    WHERE p.person_id = q.of_person
    """).bindparams(
    sa.bindparam("of_person", type_=ARRAY(sa.Uuid)),
    sa.bindparam("sealed", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("sealed_by", type_=ARRAY(sa.Text)),
    sa.bindparam("kind", type_=ARRAY(sa.Text)),
    sa.bindparam("indexed", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("indexed_by", type_=ARRAY(sa.Text)),
)


def _has_fingerprint(fingerprints: Sequence[bytes]) -> sa.ColumnElement[bool]:
    # An array and not a list of parameters, of which a statement can have no more than 32,767.
    values = sa.literal(list(fingerprints), ARRAY(sa.LargeBinary))
    return sa.and_(person.c.origin == PersonOrigin.REGISTRY.value, person.c.nir_index == sa.any_(values))
