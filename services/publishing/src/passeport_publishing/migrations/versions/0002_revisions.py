"""Revisions of records, a count of the places taken, accesses by the hour, claims of requests.

Revision: 0002, after 0001. It only adds, and what it adds may be left out: code of 0001 goes on beside it. A row
without a revision was written by that code, and is compared by `changed_at`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("source", sa.Column("revision", sa.BigInteger))
    op.add_column("source_change", sa.Column("revision", sa.BigInteger))
    op.add_column("status_list", sa.Column("taken", sa.Integer, nullable=False, server_default="0"))
    # There is a list for every 65,536 publications.
    op.execute(
        "UPDATE status_list SET taken = (SELECT count(*) FROM status_entry WHERE status_entry.list_id = status_list.id)"
    )
    op.create_table(
        "hourly_access",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("action", sa.Text, primary_key=True),
        sa.Column("hour", _MOMENT, primary_key=True),
    )
    op.create_index("hourly_access_hour", "hourly_access", ["hour"])
    op.create_table(
        "request_claim",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("claim", sa.Uuid, nullable=False),
        sa.Column("claimed_at", _MOMENT, nullable=False, server_default=sa.func.now()),
    )


def downgrade() -> None:
    op.drop_table("request_claim")
    op.drop_table("hourly_access")
    op.drop_column("status_list", "taken")
    op.drop_column("source_change", "revision")
    op.drop_column("source", "revision")
