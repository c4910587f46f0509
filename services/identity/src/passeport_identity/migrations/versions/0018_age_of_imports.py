"""Imports are kept for a year after they began, finished or not: found by when they began.

Revision: 0018, after 0017. Expanding: an index in place of another. Code of the revision before finds finished imports
without it, among few.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_registry_import_finished_at")
    add_index("registry_import_begun_at", "registry_import (begun_at)")


def downgrade() -> None:
    op.drop_index("registry_import_begun_at", "registry_import")
    op.create_index("ix_registry_import_finished_at", "registry_import", ["finished_at"])
