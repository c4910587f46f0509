"""Dead letters told apart by their events, events that wait after a refusal, indexes for what housekeeping deletes.

Revision: 0003, after 0002. Expanding: it adds, and takes one constraint back, which the code of the revision before can
do without: at worst it keeps a dead letter twice, and the inbox makes the second replay harmless.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = {
    "outbox_published": "outbox (published_at) WHERE published_at IS NOT NULL",
    "ix_inbox_received_at": "inbox (received_at)",
    "ix_dead_letter_replayed_at": "dead_letter (replayed_at)",
    "ix_request_claim_claimed_at": "request_claim (claimed_at)",
}


def upgrade() -> None:
    # What every transaction of the service needs is locked last and for a moment.
    op.execute("ALTER TABLE dead_letter DROP CONSTRAINT IF EXISTS dead_letter_once")
    op.execute("ALTER TABLE dead_letter ADD COLUMN IF NOT EXISTS attempts integer NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE outbox ADD COLUMN IF NOT EXISTS not_before timestamptz")
    for name, on in INDEXES.items():
        add_index(name, on)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name)
    op.drop_column("outbox", "not_before")
    op.drop_column("dead_letter", "attempts")
    op.create_unique_constraint("dead_letter_once", "dead_letter", ["consumer", "stream", "sequence"])
