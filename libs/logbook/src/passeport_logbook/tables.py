"""The tables of a log: nothing in them is of a person."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

__all__ = ["LogTables", "log_tables"]


@dataclass(frozen=True, slots=True)
class LogTables:
    """Whole tiles (level -1: entry bundles), the right edge, what was signed, and what others saw signed."""

    tile: sa.Table
    head: sa.Table
    checkpoint: sa.Table
    witness: sa.Table


def log_tables(metadata: sa.MetaData, prefix: str) -> LogTables:
    """The tables of the log of a service; its own migrations create them."""
    return LogTables(
        tile=sa.Table(
            f"{prefix}_tile",
            metadata,
            sa.Column("level", sa.SmallInteger, primary_key=True),
            sa.Column("number", sa.BigInteger, primary_key=True),
            sa.Column("data", sa.LargeBinary, nullable=False),
            info={"append_only": True},
        ),
        head=sa.Table(
            f"{prefix}_head",
            metadata,
            sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
            sa.Column("size", sa.BigInteger, nullable=False),
            sa.Column("levels", ARRAY(sa.LargeBinary), nullable=False),
            sa.Column("entries", sa.LargeBinary, nullable=False),
        ),
        checkpoint=sa.Table(
            f"{prefix}_checkpoint",
            metadata,
            sa.Column("size", sa.BigInteger, primary_key=True),
            sa.Column("signed_at", sa.DateTime(timezone=True), primary_key=True),
            sa.Column("root", sa.LargeBinary, nullable=False),
            sa.Column("note", sa.Text, nullable=False),
            info={"append_only": True},
        ),
        witness=sa.Table(
            f"{prefix}_witness",
            metadata,
            sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("root", sa.LargeBinary, nullable=False),
            info={"append_only": True},
        ),
    )
