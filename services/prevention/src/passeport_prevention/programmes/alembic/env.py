"""Alembic's entry point, for revisions of a programme: in its schema, in the transaction that `migrate` opened."""

from alembic import context

attributes = context.config.attributes
context.configure(connection=attributes["connection"], version_table_schema=attributes["schema"])
with context.begin_transaction():
    context.run_migrations()
