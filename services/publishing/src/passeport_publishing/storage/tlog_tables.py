"""The tables of the log of publications (decision 38). What opens a leaf is of a person; the log itself is nobody's."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_logbook.tables import log_tables
from passeport_publishing.storage.metadata import metadata

__all__ = ["TLOG", "tlog_leaf", "tlog_place", "tlog_proof", "tlog_queue", "tlog_shredded"]

TLOG = log_tables(metadata, "tlog")

tlog_leaf = sa.Table(
    "tlog_leaf",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("publication_id", sa.Uuid, primary_key=True),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    info={"append_only": True},
)
# Leaves that wait for their place. Without a person: shredded before they got there.
tlog_queue = sa.Table(
    "tlog_queue",
    metadata,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("person_id", sa.Uuid),
    sa.Column("publication_id", sa.Uuid),
    sa.Column("commitment", sa.LargeBinary, nullable=False),
    sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)
tlog_place = sa.Table(
    "tlog_place",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("publication_id", sa.Uuid, primary_key=True),
    sa.Column("index", sa.BigInteger, nullable=False, unique=True),
    info={"append_only": True},
)
# The first proof there was of a publication, with the checkpoint that it leads to: it needs the log no more.
tlog_proof = sa.Table(
    "tlog_proof",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("publication_id", sa.Uuid, primary_key=True),
    sa.Column("proof", sa.Text, nullable=False),
    info={"append_only": True},
)
# Leaves whose person is forgotten: nobody can tell any more what they stand for.
tlog_shredded = sa.Table(
    "tlog_shredded",
    metadata,
    sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
    info={"append_only": True},
)
