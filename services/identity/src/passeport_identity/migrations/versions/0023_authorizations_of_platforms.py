"""Platforms: where browsers are sent back to, what they want the data for, and the codes and tokens of consents.

Revision: 0023, after 0022. Expanding: code of the revision before neither reads nor writes any of it; a client or a
person that it deletes takes the rows along.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def of_platform(*own: sa.Column[Any]) -> list[sa.Column[Any]]:
    return [
        *own,
        sa.Column("client_id", sa.Text, sa.ForeignKey("partner_client.client_id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id", ondelete="CASCADE"), nullable=False),
        sa.Column("consent_id", sa.Uuid, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    ]


def upgrade() -> None:
    op.add_column("partner_client", sa.Column("redirect_uris", ARRAY(sa.Text), nullable=False, server_default="{}"))
    op.add_column("partner_client", sa.Column("purpose", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "authorization_code",
        *of_platform(
            sa.Column("code_digest", sa.LargeBinary, primary_key=True),
            sa.Column("redirect_uri", sa.Text, nullable=False),
            sa.Column("challenge", sa.Text, nullable=False),
        ),
    )
    op.create_table(
        "platform_token",
        *of_platform(
            sa.Column("token_digest", sa.LargeBinary, primary_key=True),
            sa.Column("kind", sa.Text, nullable=False),
            sa.Column("proof", sa.Text, nullable=False),
        ),
    )
    for table in ("authorization_code", "platform_token"):
        for column in ("client_id", "person_id", "consent_id", "expires_at"):
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    op.drop_table("platform_token")
    op.drop_table("authorization_code")
    op.drop_column("partner_client", "purpose")
    op.drop_column("partner_client", "redirect_uris")
