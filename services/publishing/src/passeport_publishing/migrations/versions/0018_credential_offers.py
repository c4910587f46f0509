"""Offers of publications to wallets.

Revision: 0018, after 0017. Expanding: code of the revision before neither reads nor writes any of it. An offer goes
with its publication, so that forgetting a person need not know of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "credential_offer",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("publication_id", sa.Uuid, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("tx_code_hash", sa.Text, nullable=False),
        sa.Column("tx_code_failures", sa.Integer, nullable=False),
        sa.Column("redeemed_at", MOMENT),
        sa.Column("token_hash", sa.LargeBinary),
        sa.Column("token_expires_at", MOMENT),
        sa.Column("issue_count", sa.Integer, nullable=False),
        sa.Column("issued_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.UniqueConstraint("code_hash", name="credential_offer_code_once"),
        sa.UniqueConstraint("token_hash", name="credential_offer_token_once"),
        sa.ForeignKeyConstraint(
            ["person_id", "publication_id"],
            ["publication.person_id", "publication.id"],
            name="credential_offer_publication",
            ondelete="CASCADE",
        ),
    )
    op.create_index("credential_offer_listed", "credential_offer", ["person_id", "publication_id", "created_at"])
    op.create_index("credential_offer_expiry", "credential_offer", ["expires_at"])


def downgrade() -> None:
    op.drop_table("credential_offer")
