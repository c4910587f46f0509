"""The environment in which alembic runs the revisions of programmes; they bring the revisions alone."""
