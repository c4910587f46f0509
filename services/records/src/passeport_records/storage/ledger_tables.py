"""The tables of the ledger (decision 27). What is of a person is under row-level security, as `tables` has it."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_logbook.tables import log_tables
from passeport_records.storage.metadata import metadata

__all__ = ["LEDGER", "ledger_key", "ledger_place", "ledger_queue", "ledger_shredded"]

# The key of which the salts of a person are made.
ledger_key = sa.Table(
    "ledger_key",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("key", sa.LargeBinary, nullable=False),
    # The version of the master key: one that is in no row of a backup either may be destroyed.
    sa.Column("made_with", sa.Text, nullable=False),
    info={"append_only": True},
)
# Where versions stand.
ledger_place = sa.Table(
    "ledger_place",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("entry_id", sa.Uuid, primary_key=True),
    sa.Column("revision", sa.BigInteger, primary_key=True),
    sa.Column("index", sa.BigInteger, nullable=False, unique=True),
    info={"append_only": True},
)
# Leaves that wait for their place, in the order that they will have. Without a person: shredded before they got there.
ledger_queue = sa.Table(
    "ledger_queue",
    metadata,
    sa.Column("treatment_number", sa.BigInteger, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("person_id", sa.Uuid),
    sa.Column("entry_id", sa.Uuid),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("commitment", sa.LargeBinary, nullable=False),
    sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)
# What is nobody's: whole tiles (level -1: entry bundles), the right edge, what was signed, and what others saw signed.
LEDGER = log_tables(metadata, "ledger")
# Leaves whose person is forgotten: nobody can tell any more what they stand for.
ledger_shredded = sa.Table(
    "ledger_shredded",
    metadata,
    sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
    info={"append_only": True},
)
