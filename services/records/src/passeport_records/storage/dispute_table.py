"""The table of what holders contest. It is under row-level security, and a feed or a source's partner sees it all."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_records.storage.metadata import metadata

__all__ = ["dispute"]

_MOMENT = sa.DateTime(timezone=True)

# Under the person of the entry, and deleted with it: merges and splits need do nothing.
dispute = sa.Table(
    "dispute",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("entry_id", sa.Uuid, nullable=False),
    sa.Column("entry_revision", sa.BigInteger, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    # By what its source finds the entry.
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("sender_name", sa.Text, nullable=False),
    sa.Column("sender_siret", sa.Text(collation="C"), nullable=False),
    sa.Column("sender_siren", sa.Text(collation="C"), sa.Computed("left(sender_siret, 9)", persisted=True)),
    sa.Column("employer_name", sa.Text, nullable=False),
    sa.Column("employer_siret", sa.Text(collation="C"), nullable=False),
    sa.Column("employer_siren", sa.Text(collation="C"), sa.Computed("left(employer_siret, 9)", persisted=True)),
    sa.Column("employer_locality", sa.Text, nullable=False),
    sa.Column("batch_id", sa.Uuid, nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("sender_key", sa.Text, nullable=False),
    sa.Column("opened_at", _MOMENT, nullable=False),
    # The last day on which an answer is in time, by the calendar in Paris.
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("seen_at", _MOMENT),
    sa.Column("answered_at", _MOMENT),
    sa.Column("answered_by", sa.Text),
    sa.Column("answer", sa.Text, nullable=False),
    # NULL while the entry is contested.
    sa.Column("closed_at", _MOMENT),
    # The batch whose line ended it: undoing that one opens it again.
    sa.Column("settled_by", sa.Uuid),
    sa.ForeignKeyConstraint(
        ["person_id", "entry_id"], ["entry.person_id", "entry.id"], ondelete="CASCADE", name="dispute_of_entry"
    ),
)
sa.Index(
    "dispute_open_once",
    dispute.c.person_id,
    dispute.c.entry_id,
    unique=True,
    postgresql_where=dispute.c.closed_at.is_(None),
)
sa.Index("dispute_due", dispute.c.due_on, postgresql_where=dispute.c.closed_at.is_(None))
# Not of an expression: under row-level security the planner uses no function that is not leakproof, as left() is not.
sa.Index("dispute_of_sender", dispute.c.sender_siren, dispute.c.id)
sa.Index("dispute_of_employer", dispute.c.employer_siren, dispute.c.id)
sa.Index("dispute_id", dispute.c.id, unique=True)
sa.Index("dispute_of_entry_in_time", dispute.c.person_id, dispute.c.entry_id)
