"""The table of this programme, as its newest revision leaves it."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["training_symbol"]

# Has-a: a training of the service is named here, and nothing of the service's own is changed.
training_symbol = sa.Table(
    "training_symbol",
    sa.MetaData(),
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("training_id", sa.Uuid, primary_key=True),
    sa.Column("symbol", sa.Text, primary_key=True),
    sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
)
