"""Terms are found by their index from the moment they are imported.

Revision: 0015, after 0014. An import writes all terms at once, and PostgreSQL keeps what comes to such an index in a
list beside it until the next vacuum; every search would read that list, or the whole table in its stead. Code of the
revision before does not notice.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER INDEX referential_term_words SET (fastupdate = off)")


def downgrade() -> None:
    op.execute("ALTER INDEX referential_term_words RESET (fastupdate)")
