"""Trainings in PostgreSQL: what was first declared, what was said later on, and where each stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import ids_of
from passeport_prevention.domain.consent import Sight
from passeport_prevention.domain.once import told_once
from passeport_prevention.domain.training import Declarant, Position, Training, TrainingPage
from passeport_prevention.domain.verification import SIREN_DIGITS
from passeport_prevention.storage.tables import arrival, partner_key, verification
from passeport_prevention.storage.tables import training as table
from passeport_prevention.storage.tables import training_state as state
from passeport_prevention.storage.tables import training_version as version
from passeport_prevention.storage.training_inserts import insert_trainings
from passeport_prevention.storage.training_rows import CONTENT, content_row, read_training, verification_row

__all__ = ["SELECT", "STANDS", "SqlTrainings"]

_FIRST = (
    table.c.person_id,
    table.c.id,
    table.c.declarant,
    table.c.declarant_name,
    table.c.declarant_siret,
    table.c.created_at,
    table.c.declaration,
)
_OF_VERSION = sa.and_(version.c.person_id == table.c.person_id, version.c.training_id == table.c.id)
_OF_STATE = sa.and_(state.c.person_id == table.c.person_id, state.c.training_id == table.c.id)
_OF_VERIFICATION = sa.and_(verification.c.person_id == table.c.person_id, verification.c.training_id == table.c.id)
_OF_ARRIVAL = sa.and_(
    # Of nearly all it need not be looked for.
    table.c.declarant == sa.literal_column(f"'{Declarant.AUTOMATIC.value}'"),
    arrival.c.person_id == table.c.person_id,
    arrival.c.training_id == table.c.id,
)
# Nearly all are as they were first declared: then neither of the two has a row.
_CORRECTED = version.c.number.is_not(None)


def _later(name: str) -> sa.ColumnElement[Any]:
    if name == "training_body":
        # Corrections of earlier versions did not keep it.
        return sa.func.coalesce(version.c.training_body, table.c.training_body).label(name)
    return version.c[name]


def _now(name: str) -> sa.ColumnElement[Any]:
    return sa.case((_CORRECTED, _later(name)), else_=table.c[name])


_DATED_ON = _now("dated_on").collate("C")
SELECT = sa.select(
    *_FIRST,
    *(_now(name).label(name) for name in CONTENT),
    sa.func.coalesce(state.c.revision, 1).label("revision"),
    sa.func.coalesce(state.c.version, 1).label("version"),
    sa.func.coalesce(state.c.withdrawn, sa.false()).label("withdrawn"),
    sa.func.coalesce(state.c.reason, "").label("reason"),
    state.c.changed_at,
    verification.c.due_on.label("verify_by"),
    verification.c.employer_siret,
    verification.c.state.label("verification"),
    verification.c.comment,
    verification.c.changed_at.label("verified_at"),
    verification.c.revision.label("verification_revision"),
    arrival.c.entry_id,
    arrival.c.code,
    arrival.c.is_award,
    arrival.c.source,
    arrival.c.siret.label("source_siret"),
    arrival.c.funder,
    arrival.c.contested,
).select_from(
    table.outerjoin(state, _OF_STATE)
    .outerjoin(version, sa.and_(_OF_VERSION, version.c.number == state.c.version))
    .outerjoin(verification, _OF_VERIFICATION)
    .outerjoin(arrival, _OF_ARRIVAL)
)
"""Trainings as they are by now: `storage.training_rows.read_training` reads its rows."""
STANDS = sa.func.coalesce(state.c.withdrawn, sa.false()).is_(sa.false())
# Made once: to put such a statement together takes longer than to run it.
_PAGE = (
    SELECT.where(table.c.person_id.in_(sa.bindparam("person_ids", expanding=True)))
    .order_by(_DATED_ON.desc(), table.c.id.desc())
    .limit(sa.bindparam("rows", type_=sa.Integer))
)
_ANY_ARRIVED = (
    sa.select(sa.literal(1))
    .where(arrival.c.person_id.in_(sa.bindparam("person_ids", expanding=True)), arrival.c.training_id.is_not(None))
    .limit(1)
)
_ALL_STANDING = SELECT.where(table.c.person_id.in_(sa.bindparam("person_ids", expanding=True)), STANDS).order_by(
    table.c.id
)
_OF_PARTNER = SELECT.where(
    sa.exists().where(
        partner_key.c.person_id == table.c.person_id,
        partner_key.c.training_id == table.c.id,
        partner_key.c.client_id == sa.bindparam("client_id", type_=sa.Text),
    )
)
_ONE_OF_PARTNER = _OF_PARTNER.where(
    table.c.id == sa.bindparam("training_id", type_=sa.Uuid),
    # By the index of keys: there is none on the identifier of a training alone.
    table.c.person_id.in_(
        sa.select(partner_key.c.person_id).where(
            partner_key.c.training_id == sa.bindparam("training_id", type_=sa.Uuid)
        )
    ),
)
_OF_DECLARATION = (
    _OF_PARTNER.where(
        table.c.declaration == sa.bindparam("declaration", type_=sa.Text),
        table.c.declaration != sa.literal_column("''"),
    )
    .order_by(table.c.id)
    .limit(sa.bindparam("rows", type_=sa.Integer))
)
_FIRST_VERSION = sa.select(
    *_FIRST,
    *(table.c[name] for name in CONTENT),
    sa.literal(1).label("revision"),
    sa.literal(1).label("version"),
    sa.false().label("withdrawn"),
    sa.literal("").label("reason"),
    sa.cast(sa.null(), version.c.made_at.type).label("changed_at"),
    sa.cast(sa.null(), sa.Date).label("verify_by"),
    sa.cast(sa.null(), sa.Uuid).label("entry_id"),
)
_LATER_VERSIONS = sa.select(
    *_FIRST,
    *(_later(name) for name in CONTENT),
    version.c.number.label("revision"),
    version.c.number.label("version"),
    sa.false().label("withdrawn"),
    version.c.reason,
    version.c.made_at.label("changed_at"),
    sa.cast(sa.null(), sa.Date).label("verify_by"),
    sa.cast(sa.null(), sa.Uuid).label("entry_id"),
).select_from(table.join(version, _OF_VERSION))


def _in_sight(sight: Sight) -> sa.ColumnElement[bool]:
    """What `Sight.includes` says, of the version that counts by now."""
    category = _now("particulars")["category"].astext
    return sa.or_(
        sa.and_(
            table.c.declarant.not_in((Declarant.HOLDER.value, Declarant.AUTOMATIC.value)),
            sa.func.left(table.c.declarant_siret, SIREN_DIGITS) == sight.siren,
        ),
        table.c.id.in_(sight.training_ids),
        category.in_([str(each) for each in sight.categories]),
    )


def _state_row(training: Training) -> dict[str, Any]:
    return {
        "revision": training.revision,
        "version": training.version,
        "changed_at": training.changed_at,
        "reason": training.reason,
        "withdrawn": training.withdrawn,
    }


class SqlTrainings:
    """Implements `passeport_prevention.usecases.ports.Trainings`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, *trainings: Training) -> None:
        """Adds trainings."""
        await insert_trainings(self._connection, trainings)

    async def get(self, person_id: UUID, training_id: UUID) -> Training:
        """Gets a training known to exist."""
        ids = await ids_of(self._connection, person_id)
        query = SELECT.where(table.c.person_id.in_(ids), table.c.id == training_id)
        return read_training((await self._connection.execute(query)).one())

    async def page(
        self,
        person_id: UUID,
        limit: int,
        after: Position | None,
        *,
        withdrawn: bool = False,
        sight: Sight | None = None,
    ) -> TrainingPage:
        """One page of a worker's trainings, the latest first, from the position `after`; or those taken back, too.

        With a `sight` those alone that it includes. What is told with another of them is there with that one alone.
        """
        ids = await ids_of(self._connection, person_id)
        told_with = await self._told_with(ids, sight)
        query = _PAGE if withdrawn else _PAGE.where(STANDS)
        if sight is not None and not sight.everything:
            query = query.where(_in_sight(sight))
        if after is not None:
            query = query.where(
                sa.tuple_(_DATED_ON, table.c.id)
                < sa.tuple_(sa.literal(str(after.dated_on)), sa.literal(after.training_id))
            )
        if told_with:
            query = query.where(table.c.id.not_in([one.id for several in told_with.values() for one in several]))
        rows = await self._connection.execute(query, {"person_ids": ids, "rows": limit + 1})
        found = tuple(
            replace(one, declared_too=told_with.get(one.id, ())) for one in (read_training(row) for row in rows)
        )
        if len(found) <= limit:
            return TrainingPage(found, None)
        last = found[limit - 1]
        return TrainingPage(found[:limit], Position(last.dated_on, last.id))

    async def _told_with(self, person_ids: list[UUID], sight: Sight | None) -> Mapping[UUID, tuple[Training, ...]]:
        """The trainings that are told with others, by the one that leads, among those that stand and are in sight."""
        his = {"person_ids": person_ids}
        if await self._connection.scalar(_ANY_ARRIVED, his) is None:
            return {}
        standing = [read_training(row) for row in await self._connection.execute(_ALL_STANDING, his)]
        seen = {one.id: one for one in standing if sight is None or sight.includes(one)}
        told: dict[UUID, tuple[Training, ...]] = {}
        for one, leader in told_once(list(seen.values())).items():
            told[leader] = (*told.get(leader, ()), seen[one])
        return told

    async def his_among(self, person_id: UUID, training_ids: Collection[UUID]) -> Collection[UUID]:
        """Those of some trainings that are in a worker's passport, withdrawn ones too."""
        ids = await ids_of(self._connection, person_id)
        query = sa.select(table.c.id).where(table.c.person_id.in_(ids), table.c.id.in_(training_ids))
        return set(await self._connection.scalars(query))

    async def versions(self, person_id: UUID, training_id: UUID) -> Sequence[Training]:
        """What was declared of a training of a worker, the first version first; empty when it is not his."""
        ids = await ids_of(self._connection, person_id)
        his = sa.and_(table.c.person_id.in_(ids), table.c.id == training_id)
        rows = await self._connection.execute(_FIRST_VERSION.where(his).union_all(_LATER_VERSIONS.where(his)))
        return sorted((read_training(row) for row in rows), key=lambda one: one.version)

    async def of_partner(self, client_id: str, training_id: UUID) -> Training | None:
        """A training that a partner declared; None where there is none of his."""
        asked = {"client_id": client_id, "training_id": training_id}
        row = (await self._connection.execute(_ONE_OF_PARTNER, asked)).one_or_none()
        return None if row is None else read_training(row)

    async def of_declaration(self, client_id: str, declaration: str, limit: int) -> Sequence[Training]:
        """Trainings that a partner declared under one ID_DECLARATION, by identifier, the first of them."""
        asked = {"client_id": client_id, "declaration": declaration, "rows": limit}
        return [read_training(row) for row in await self._connection.execute(_OF_DECLARATION, asked)]

    async def withdrawn_among(self, training_ids: Mapping[UUID, UUID]) -> Collection[UUID]:
        """Those of some trainings, given with their persons, that their declarants took back."""
        persons = sa.bindparam("persons", list(training_ids.values()), ARRAY(sa.Uuid))
        ids = sa.bindparam("ids", list(training_ids), ARRAY(sa.Uuid))
        given = sa.func.unnest(persons, ids).table_valued("person_id", "training_id", name="given").render_derived()
        query = sa.select(state.c.training_id).where(
            state.c.withdrawn,
            sa.tuple_(state.c.person_id, state.c.training_id).in_(sa.select(given.c.person_id, given.c.training_id)),
        )
        return set(await self._connection.scalars(query))

    async def withdraw(self, taken: Sequence[Training]) -> Collection[UUID]:
        """Puts trainings that were taken back in place of their revisions before, and ends their verifications.

        Gives those of which that is not the current one any more: with any, the transaction is not to be committed.
        """
        if not taken:
            return ()
        # In one order, as whoever locks several rows must.
        keys = {(one.person_id, one.id): one for one in sorted(taken, key=lambda one: (one.person_id, one.id))}
        put = insert(state).values(
            [{"person_id": key[0], "training_id": key[1], **_state_row(one)} for key, one in keys.items()]
        )
        put = put.on_conflict_do_update(
            index_elements=["person_id", "training_id"],
            set_={name: put.excluded[name] for name in _state_row(taken[0])},
            where=state.c.revision == put.excluded.revision - 1,
        )
        changed = await self._connection.scalars(put.returning(state.c.training_id))
        his = sa.tuple_(verification.c.person_id, verification.c.training_id).in_(list(keys))
        await self._connection.execute(sa.delete(verification).where(his))
        return {one.id for one in taken} - set(changed)

    async def replace(self, after: Training) -> bool:
        """Puts a training in place of its revision before; False where that is not the current one any more."""
        values = _state_row(after)
        key = {"person_id": after.person_id, "training_id": after.id}
        # Who comes second waits here for the first, and then finds another revision than his.
        put = insert(state).values(**key, **values)
        put = put.on_conflict_do_update(
            index_elements=list(key), set_=values, where=state.c.revision == after.revision - 1
        )
        if (await self._connection.execute(put.returning(state.c.revision, state.c.version))).first() is None:
            return False
        if after.version > 1:
            made = {"number": after.version, "reason": after.reason, "made_at": after.changed_at}
            kept = insert(version).values(**key, **made, **content_row(after))
            await self._connection.execute(kept.on_conflict_do_nothing())
        return await self._verified(after)

    async def _verified(self, after: Training) -> bool:
        """Of what is corrected, the verification is another or there is none any more; of what is withdrawn, none.

        False where the employer answered meanwhile: what it said was not read.
        """
        if after.verification is None:
            his = (verification.c.person_id == after.person_id, verification.c.training_id == after.id)
            await self._connection.execute(sa.delete(verification).where(*his))
            return True
        row = verification_row(after)
        anew = {**row, "reminded_at": None}
        put = insert(verification).values(row)
        put = put.on_conflict_do_update(
            index_elements=["person_id", "training_id"],
            set_=anew,
            where=verification.c.revision == row["revision"] - 1,
        )
        return (await self._connection.execute(put.returning(verification.c.revision))).first() is not None
