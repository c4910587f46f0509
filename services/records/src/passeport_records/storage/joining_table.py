"""The table of what holders decided of two entries that seem to say the same. It is under row-level security."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_records.storage.metadata import metadata

__all__ = ["joining"]

# Under the person of the entry that is left out, declared as a rule, and deleted with it; who was merged may have the
# guaranteed one that stays.
joining = sa.Table(
    "joining",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("declared_id", sa.Uuid, primary_key=True),
    sa.Column("guaranteed_id", sa.Uuid, primary_key=True),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(
        ["person_id", "declared_id"], ["entry.person_id", "entry.id"], ondelete="CASCADE", name="joining_of_entry"
    ),
)
