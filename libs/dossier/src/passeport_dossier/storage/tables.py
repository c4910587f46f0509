"""The tables of who is who. Their columns are described here; the migrations of each service make them."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["expired_person_table", "person_merge_table"]


def person_merge_table(metadata: sa.MetaData) -> sa.Table:
    """Persons whom identity found to be one.

    A merge holds from the moment it is told to the moment it is undone; either may be heard of first.
    """
    return sa.Table(
        "person_merge",
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False, index=True),
        sa.Column("merged_person_id", sa.Uuid, nullable=False, index=True),
        sa.Column("merged_at", sa.DateTime(timezone=True)),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
    )


def expired_person_table(metadata: sa.MetaData) -> sa.Table:
    """Whose time is over.

    The service's own function `forget_expired(uuid[])` deletes what is of these and of nobody else.
    """
    return sa.Table(
        "expired_person",
        metadata,
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=False),
        info={"append_only": True},
    )
