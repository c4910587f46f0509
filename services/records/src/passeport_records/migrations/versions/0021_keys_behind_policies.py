"""Row-level security on the keys of entries and on the request ids of holders, as on everything else of a person.

Revision: 0021, after 0020. Expanding: code of the revision before says already whose rows it wants, or that it is one
of feeds.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

POLICIES = {
    "of_person": "person_id = (SELECT nullif(current_setting('app.person_id', true), '')::uuid)",
    "of_merged": "person_id = ANY ((SELECT "
    "string_to_array(nullif(current_setting('app.person_ids', true), ''), ',')::uuid[])::uuid[])",
    "of_feeds": "(SELECT current_setting('app.feeds', true)) = 'on'",
}
TABLES = {
    "entry_source": POLICIES,
    # Who deletes what has served its time (`storage.retention`) names nobody.
    "request_id": POLICIES | {"that_served": "claimed_at < now() - interval '90 days'"},
}


def upgrade() -> None:
    for table, policies in TABLES.items():
        for name, condition in policies.items():
            op.execute(f"CREATE POLICY {table}_{name} ON {table} USING ({condition})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    for table, policies in TABLES.items():
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        for name in policies:
            op.execute(f"DROP POLICY {table}_{name} ON {table}")
