"""A consultation is of a person who is there, and goes with him.

Revision: 0019, after 0018. Expanding: a foreign key and an index; code of the revision before deletes a person without
naming his consultations, and the key then does.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What expired persons left behind until now: two hours later it would have gone by itself.
    op.execute(
        "DELETE FROM consultation AS left_behind WHERE person_id IS NOT NULL "
        "AND NOT EXISTS (SELECT FROM person WHERE person.person_id = left_behind.person_id)"
    )
    op.execute("ALTER TABLE consultation DROP CONSTRAINT IF EXISTS consultation_person_id_fkey")
    op.execute(
        "ALTER TABLE consultation ADD CONSTRAINT consultation_person_id_fkey "
        "FOREIGN KEY (person_id) REFERENCES person (person_id) ON DELETE CASCADE NOT VALID"
    )
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE consultation VALIDATE CONSTRAINT consultation_person_id_fkey")
    add_index("consultation_person_id", "consultation (person_id) WHERE person_id IS NOT NULL")


def downgrade() -> None:
    op.drop_index("consultation_person_id", "consultation")
    op.drop_constraint("consultation_person_id_fkey", "consultation")
