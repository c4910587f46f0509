"""What an authorization of a holder bound an offer to a wallet to.

Revision: 0020, after 0019. Expanding: code of the revision before neither reads nor writes any of it, and cannot redeem
such an offer, whose own code nobody has.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wallet_grant",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("offer_id", sa.Uuid, primary_key=True),
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("redirect_uri", sa.Text, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.UniqueConstraint("code_hash", name="wallet_grant_code_once"),
        sa.ForeignKeyConstraint(
            ["person_id", "offer_id"],
            ["credential_offer.person_id", "credential_offer.id"],
            name="wallet_grant_offer",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.drop_table("wallet_grant")
