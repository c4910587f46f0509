"""Documents that are in a store and not in the database.

Revision: 0016, after 0015. Expanding: code of the revision before writes every document here, and reads those; where a
store is set, it would find no document in rows of newer code, so that the setting waits until all run this.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whoever reads it is this service alone, and none of its rows is without one before the setting.
    op.execute(
        """
        -- squawk-ignore ban-drop-not-null
        ALTER TABLE content ALTER COLUMN document DROP NOT NULL
        """
    )


def downgrade() -> None:
    op.execute("ALTER TABLE content ALTER COLUMN document SET NOT NULL")
