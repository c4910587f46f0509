"""Alembic's entry point: the chassis does the work."""

from passeport_chassis.db import run_migrations
from passeport_records.storage.tables import metadata

run_migrations(metadata)
