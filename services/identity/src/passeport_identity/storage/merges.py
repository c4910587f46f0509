"""The merges of persons, and what each took from whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.person import PersonOrigin
from passeport_identity.domain.subject import Subject
from passeport_identity.storage.tables import former_nir, person
from passeport_identity.storage.tables import person_merge as table
from passeport_identity.usecases.registry_ports import Merge, OwnBefore

__all__ = ["SqlMerges"]

_NIR = ("nir_sealed", "nir_key_version", "nir_index", "nir_index_key_version")


class SqlMerges:
    """Implements `usecases.registry_ports.Merges`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, merge_id: UUID) -> Merge | None:
        """A merge, undone or not."""
        return await self._one(table.c.merge_id == merge_id)

    async def of(self, merged_person_id: UUID) -> Merge | None:
        """The merge that stands by which a person went."""
        return await self._one(sa.and_(table.c.merged_person_id == merged_person_id, table.c.split_at.is_(None)))

    async def merged_among(self, person_ids: Sequence[UUID]) -> Collection[UUID]:
        """Those of these persons who went by a merge that stands."""
        stands = sa.and_(table.c.merged_person_id.in_(person_ids), table.c.split_at.is_(None))
        return set((await self._connection.execute(sa.select(table.c.merged_person_id).where(stands))).scalars())

    async def merged_into(self, person_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Everybody who was merged into these persons."""
        query = sa.select(person.c.person_id).where(
            person.c.replaced_by.in_(person_ids), person.c.origin == PersonOrigin.MERGED.value
        )
        return (await self._connection.execute(query)).scalars().all()

    async def merge(self, merge: Merge) -> None:
        """Lets one person stand for another, and for all whom that one stood for. His number must be kept before."""
        run = self._connection.execute
        follow = sa.update(person).where(person.c.replaced_by == merge.merged_person_id)
        followed = await run(follow.values(replaced_by=merge.person_id).returning(person.c.person_id))
        gone = {"origin": PersonOrigin.MERGED.value, "replaced_by": merge.person_id, "updated_at": sa.func.now()}
        went = sa.update(person).where(person.c.person_id == merge.merged_person_id)
        await run(went.values({**gone, **dict.fromkeys(_NIR)}))
        moved = {
            "followed": [str(each) for each in followed.scalars()],
            "subjects": [[each.value, each.issuer] for each in merge.subjects],
            "same_number": merge.same_number,
            "own": _written(merge.own),
        }
        await run(
            sa.insert(table).values(
                merge_id=merge.id,
                person_id=merge.person_id,
                merged_person_id=merge.merged_person_id,
                merged_at=merge.merged_at,
                moved=moved,
            )
        )

    async def split(self, merge: Merge, now: datetime) -> None:
        """Makes a merged person one of his own again, with his number and whom he stood for."""
        run = self._connection.execute
        # The number that he had when he went was kept at that moment.
        kept = sa.and_(former_nir.c.person_id == merge.merged_person_id, former_nir.c.noted_at == merge.merged_at)
        back = {"origin": PersonOrigin.REGISTRY.value, "replaced_by": None, "updated_at": sa.func.now()}
        restored = sa.update(person).where(person.c.person_id == former_nir.c.person_id, kept)
        await run(restored.values({**back, **{name: former_nir.c[name] for name in _NIR}}))
        await run(sa.delete(former_nir).where(kept))
        moved = (await run(sa.select(table.c.moved).where(table.c.merge_id == merge.id))).scalar_one()
        followed = [UUID(each) for each in moved["followed"]]
        if followed:
            follow = sa.update(person).where(person.c.person_id.in_(followed))
            await run(follow.values(replaced_by=merge.merged_person_id))
        await run(sa.update(table).where(table.c.merge_id == merge.id).values(split_at=now))

    async def _one(self, which: sa.ColumnElement[bool]) -> Merge | None:
        row: Any = (await self._connection.execute(sa.select(table).where(which))).one_or_none()
        if row is None:
            return None
        subjects = tuple(Subject(value, issuer) for value, issuer in row.moved["subjects"])
        same_number, own = bool(row.moved["same_number"]), _own(row.moved.get("own"))
        return Merge(
            row.merge_id, row.person_id, row.merged_person_id, row.merged_at, subjects, same_number, row.split_at, own
        )


def _written(own: OwnBefore | None) -> dict[str, Any] | None:
    if own is None:
        return None
    return {
        "subjects": [[each.value, each.issuer] for each in own.subjects],
        "consultations": [str(each) for each in own.consultations],
        "activated_at": own.activated_at.isoformat() if own.activated_at is not None else None,
    }


def _own(written: Mapping[str, Any] | None) -> OwnBefore | None:
    if written is None:
        return None
    activated_at = written["activated_at"]
    return OwnBefore(
        tuple(Subject(value, issuer) for value, issuer in written["subjects"]),
        tuple(UUID(each) for each in written["consultations"]),
        datetime.fromisoformat(activated_at) if activated_at is not None else None,
    )
