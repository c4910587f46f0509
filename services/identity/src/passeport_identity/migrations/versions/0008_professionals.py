"""Professionals of the bodies that read without consent: who they are, their attempts to sign in, their sessions.

Revision: 0008, after 0007. Expanding: tables and an index, which the code of the revision before leaves alone.
"""

import sqlalchemy as sa
from alembic import op

from passeport_chassis.db import add_index

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "professional",
        sa.Column("professional_id", sa.Uuid, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False, unique=True),
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("siret", sa.Text, nullable=False, index=True),
        sa.Column("habilitated_until", moment, nullable=False, index=True),
        if_not_exists=True,
    )
    op.create_table(
        "professional_attempt",
        sa.Column("state_digest", sa.LargeBinary, primary_key=True),
        sa.Column("binding_digest", sa.LargeBinary, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("code_verifier", sa.Text, nullable=False),
        sa.Column("return_to", sa.Text, nullable=False),
        sa.Column("expires_at", moment, nullable=False, index=True),
        sa.Column("used_at", moment),
        if_not_exists=True,
    )
    op.create_table(
        "professional_session",
        sa.Column("session_id", sa.Uuid, primary_key=True),
        sa.Column("professional_id", sa.Uuid, nullable=False),
        sa.Column("token_digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("siret", sa.Text, nullable=False, index=True),
        sa.Column("given_names", sa.Text, nullable=False),
        sa.Column("usual_name", sa.Text, nullable=False),
        sa.Column("acr", sa.Text, nullable=False),
        sa.Column("id_token", sa.Text, nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("idle_expires_at", moment, nullable=False, index=True),
        sa.Column("expires_at", moment, nullable=False, index=True),
        if_not_exists=True,
    )
    add_index("partner_client_siret", "partner_client (siret)")


def downgrade() -> None:
    op.drop_index("partner_client_siret", "partner_client")
    op.drop_table("professional_session")
    op.drop_table("professional_attempt")
    op.drop_table("professional")
