"""The tables of imports: a file, its bytes while it waits, and what became of its lines."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_prevention.storage.metadata import metadata

__all__ = ["import_file", "import_line", "import_piece"]

_COUNTS = ("position", "declared", "already_declared", "unresolved", "rejected", "late")

import_file = sa.Table(
    "import_file",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("partner_name", sa.Text, nullable=False),
    sa.Column("partner_siret", sa.Text, nullable=False),
    sa.Column("declarant", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    # But the header and blank ones; 0: a version that did not count them took the file.
    sa.Column("lines", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    # Whether no declaration is refused whole; false, too, where a version took the file that did not tell.
    sa.Column("is_sound", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("layout", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in _COUNTS),
    # The line up to which each has its outcome.
    sa.Column("last_line", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True)),
    # NULL once the file is whole: an upload that was cut off is deleted a day later.
    sa.Column("upload_began_at", sa.DateTime(timezone=True), index=True),
    # A worker has it until then; past it, it died.
    sa.Column("taken_until", sa.DateTime(timezone=True)),
    # Before that moment no worker takes it: others get their turn.
    sa.Column("not_before", sa.DateTime(timezone=True)),
    # Times in a row that a worker took it without getting further, and what went wrong the last time.
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_error", sa.Text, nullable=False),
    # Since when its result is no longer told (`storage.result_expiry`).
    sa.Column("result_expired_at", sa.DateTime(timezone=True)),
)
sa.Index("import_unfinished", import_file.c.id, postgresql_where=import_file.c.state.in_(["received", "running"]))
sa.Index("import_failed", import_file.c.finished_at, postgresql_where=import_file.c.state == "failed")
sa.Index(
    "import_stands_once",
    import_file.c.client_id,
    import_file.c.file_name,
    import_file.c.sha256,
    import_file.c.declarant,
    unique=True,
    postgresql_where=import_file.c.state != "receiving",
)

# The bytes of a file, kept sealed until every line has its outcome: they name persons.
import_piece = sa.Table(
    "import_piece",
    metadata,
    sa.Column("import_id", sa.Uuid, sa.ForeignKey("import_file.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

# Its import is there for sure: asking for it at every row would cost more than the row.
import_line = sa.Table(
    "import_line",
    metadata,
    sa.Column("import_id", sa.Uuid, primary_key=True),
    sa.Column("ordinal", sa.BigInteger, primary_key=True),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("declaration", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("column", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("fix", sa.Text, nullable=False),
    # Written by versions that did not read it by the key, and by no other since.
    sa.Column("training_id", sa.Uuid),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("further", sa.Boolean, nullable=False),
    info={"append_only": True},
)
