"""Files of the official import, what became of their lines, and what the guide tells of a training besides.

Revision: 0006, after 0005. Expanding: code of the revision before neither reads nor writes it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COUNTS = ("position", "declared", "already_declared", "unresolved", "rejected", "late")


def upgrade() -> None:
    op.add_column("training", sa.Column("declaration", sa.Text, nullable=False, server_default=""), if_not_exists=True)
    op.add_column("training", sa.Column("reference", sa.Text, nullable=False, server_default=""), if_not_exists=True)
    op.add_column("training", sa.Column("particulars", JSONB), if_not_exists=True)
    op.create_table(
        "import_file",
        sa.Column("id", sa.Uuid, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("client_id", "partner_name", "partner_siret", "declarant", "file_name")
        ),
        sa.Column("size", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("sha256", "layout", "state")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in COUNTS),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("upload_began_at", MOMENT),
        sa.Column("taken_until", MOMENT),
        sa.Column("not_before", MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_import_file_upload_began_at", "import_file", ["upload_began_at"], if_not_exists=True)
    op.create_index(
        "import_unfinished",
        "import_file",
        ["id"],
        postgresql_where=sa.text("state IN ('received', 'running')"),
        if_not_exists=True,
    )
    op.create_index(
        "import_stands_once",
        "import_file",
        ["client_id", "file_name", "sha256", "declarant"],
        unique=True,
        postgresql_where=sa.text("state <> 'receiving'"),
        if_not_exists=True,
    )
    op.create_table(
        "import_piece",
        sa.Column("import_id", sa.Uuid, sa.ForeignKey("import_file.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "import_line",
        sa.Column("import_id", sa.Uuid, primary_key=True),
        sa.Column("ordinal", sa.BigInteger, primary_key=True),
        sa.Column("line", sa.BigInteger, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("outcome", "declaration", "key", "column", "rule", "message", "value", "fix")
        ),
        sa.Column("training_id", sa.Uuid),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("further", sa.Boolean, nullable=False),
        if_not_exists=True,
    )


def downgrade() -> None:
    for table in ("import_line", "import_piece", "import_file"):
        op.drop_table(table)
    for column in ("particulars", "reference", "declaration"):
        op.drop_column("training", column)
