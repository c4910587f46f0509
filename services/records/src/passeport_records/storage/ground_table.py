"""The table of what expired batches told of the contracts of a person, all of it together."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from passeport_records.storage.metadata import metadata

__all__ = ["ground"]

# Written by the owner of the tables alone, who takes the tellings away.
ground = sa.Table(
    "ground",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    # The last treatment whose tellings are in it.
    sa.Column("turn", sa.BigInteger, nullable=False),
    sa.Column("contracts", JSONB, nullable=False),
    info={"read_only": True},
)
