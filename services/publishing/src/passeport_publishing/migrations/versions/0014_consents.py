"""Consents that platforms pull publications, and what they pulled; `forget_expired` forgets them, too.

Revision: 0014, after 0013. Expanding: code of the revision before neither reads nor writes any of it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# `forget_expired` as it stands, with what is new and without it; the pulls of a consent go with it.
FORGET = """
DO $do$
DECLARE said text := (SELECT prosrc FROM pg_proc WHERE oid = 'forget_expired(uuid[])'::regprocedure);
        consents text := $sql$    DELETE FROM consent USING expired_person
        WHERE consent.person_id = expired_person.person_id AND consent.person_id = ANY (persons);
$sql$;
BEGIN
    EXECUTE 'CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER '
        'SET search_path = pg_catalog, public, pg_temp AS ' || quote_literal({said});
END $do$
"""


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("publication_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("pull_count", sa.Integer, nullable=False),
        sa.Column("last_pulled_at", MOMENT),
        sa.UniqueConstraint("id", name="consent_id_once"),
    )
    op.create_index("consent_listed", "consent", ["person_id", "granted_at", "id"])
    op.create_index(
        "consent_not_withdrawn",
        "consent",
        ["publication_id", "client_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("consent_expiry", "consent", ["expires_at"])
    op.create_table(
        "consent_pull",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("consent_id", sa.Uuid, primary_key=True),
        sa.Column("at", MOMENT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "consent_id"],
            ["consent.person_id", "consent.id"],
            name="consent_pull_consent",
            ondelete="CASCADE",
        ),
    )
    op.create_index("consent_pull_at", "consent_pull", ["at"])
    op.execute(FORGET.format(said="said || consents"))


def downgrade() -> None:
    op.execute(FORGET.format(said="replace(said, consents, '')"))
    op.drop_table("consent_pull")
    op.drop_table("consent")
