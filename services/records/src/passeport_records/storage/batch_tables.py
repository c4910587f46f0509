"""The tables of batches: a file and its bytes, what became of its lines, what waits, and what operators did."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from passeport_records.storage.metadata import metadata

__all__ = ["batch", "batch_file", "batch_item", "item_outcome", "operator_act", "treatment_number", "waiting_item"]

treatment_number = sa.Sequence("treatment_number", metadata=metadata)

batch = sa.Table(
    "batch",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("feed", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("id_client", sa.Text, nullable=False),
    sa.Column("sender_name", sa.Text, nullable=False),
    sa.Column("sender_siret", sa.Text, nullable=False),
    # Whether he declares for every employer; NULL: a version that did not ask took the file.
    sa.Column("every_employer", sa.Boolean),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("format_version", sa.Text, nullable=False),
    sa.Column("flux_id", sa.Text, nullable=False),
    sa.Column("file_id_client", sa.Text, nullable=False),
    sa.Column("late_heads", sa.Boolean, nullable=False),
    sa.Column("treatment_number", sa.BigInteger, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("accepted", sa.BigInteger, nullable=False),
    sa.Column("duplicates", sa.BigInteger, nullable=False),
    sa.Column("unresolved", sa.BigInteger, nullable=False),
    sa.Column("rejected", sa.BigInteger, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True)),
    # NULL once the file is whole: an upload that was cut off is deleted a day later.
    sa.Column("upload_began_at", sa.DateTime(timezone=True), index=True),
    # A worker has it until then; past it, it died.
    sa.Column("taken_until", sa.DateTime(timezone=True)),
    sa.Column("trace", JSONB, nullable=False),
    # Times in a row that a worker took it without getting an item further, and what went wrong the last time.
    sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("last_error", sa.Text, nullable=False, server_default=""),
    # Items that were rejected because they could not be processed, which is no fault of theirs.
    sa.Column("given_up", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    # Before that moment no worker takes it: others get their turn.
    sa.Column("not_before", sa.DateTime(timezone=True)),
    sa.Column("remarks", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    # Transactions that changed what became of items after its end.
    sa.Column("later", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    # How far it is read, and since when.
    sa.Column("begun_at", sa.DateTime(timezone=True)),
    sa.Column("bytes_read", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("lines_read", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    # Its undoing: why, by which operator (none: the partner himself), and the last entry that was looked at.
    sa.Column("rollback_began_at", sa.DateTime(timezone=True)),
    sa.Column("rollback_ended_at", sa.DateTime(timezone=True)),
    sa.Column("rollback_reason", sa.Text, nullable=False, server_default=""),
    sa.Column("rollback_operator", sa.Text, nullable=False, server_default=""),
    sa.Column("rollback_person_id", sa.Uuid),
    sa.Column("rollback_entry_id", sa.Uuid),
    sa.Column("undone", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("kept", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    # Since when its report is no longer told, and since when nothing of it is there (`storage.report_expiry`).
    sa.Column("report_expired_at", sa.DateTime(timezone=True)),
    sa.Column("report_erased_at", sa.DateTime(timezone=True)),
)
sa.Index("batch_finished", batch.c.feed, batch.c.id, postgresql_where=batch.c.state == "finished")
sa.Index("batch_unfinished", batch.c.id, postgresql_where=batch.c.state.in_(["received", "running"]))
sa.Index(
    "batch_stands_once",
    batch.c.client_id,
    batch.c.feed,
    batch.c.file_name,
    batch.c.sha256,
    sa.func.coalesce(batch.c.every_employer, sa.true()),
    unique=True,
    postgresql_where=sa.and_(batch.c.state != "receiving", batch.c.rollback_began_at.is_(None)),
)
sa.Index(
    "batch_rolling_back",
    batch.c.id,
    postgresql_where=sa.and_(batch.c.rollback_began_at.is_not(None), batch.c.rollback_ended_at.is_(None)),
)

# The bytes of a file, kept until every item has its outcome: they name persons.
batch_file = sa.Table(
    "batch_file",
    metadata,
    sa.Column("batch_id", sa.Uuid, sa.ForeignKey("batch.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

# The report, line by line. Its batch is there for sure: asking for it at every row would cost more than the row.
batch_item = sa.Table(
    "batch_item",
    metadata,
    sa.Column("batch_id", sa.Uuid, primary_key=True),
    sa.Column("ordinal", sa.BigInteger, primary_key=True),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("fix", sa.Text, nullable=False),
    info={"append_only": True},
)

# What operators did by command.
operator_act = sa.Table(
    "operator_act",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("operator", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False, index=True),
    info={"append_only": True},
)

# What became of items after the report was written; the last one counts. Nobody changes a report.
item_outcome = sa.Table(
    "item_outcome",
    metadata,
    sa.Column("batch_id", sa.Uuid, primary_key=True),
    sa.Column("ordinal", sa.BigInteger, primary_key=True),
    # Rises with time (UUIDv7).
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("fix", sa.Text, nullable=False),
    info={"append_only": True},
)

# Items that speak of nobody whom identity knows yet. What they say names a person: it is sealed, for its place.
waiting_item = sa.Table(
    "waiting_item",
    metadata,
    sa.Column("batch_id", sa.Uuid, primary_key=True),
    sa.Column("ordinal", sa.BigInteger, primary_key=True),
    # The key that its entry would have, of an award: a source may take it back. That of a contract has a person.
    sa.Column("source", sa.Text),
    sa.Column("sender", sa.Text(collation="C")),
    sa.Column("sender_key", sa.Text(collation="C")),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("tries", sa.Integer, nullable=False),
    # Before that moment nobody tries it: it was tried in vain, or another worker has it.
    sa.Column("not_before", sa.DateTime(timezone=True), nullable=False, index=True),
)
sa.Index(
    "waiting_item_key",
    waiting_item.c.source,
    waiting_item.c.sender,
    waiting_item.c.sender_key,
    postgresql_where=waiting_item.c.source.is_not(None),
)
