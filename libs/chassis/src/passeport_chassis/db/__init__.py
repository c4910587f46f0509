"""PostgreSQL: engine, unit of work, outbox, inbox, dead letters, audit of accesses, migrations."""

from passeport_chassis.db.audit import AccessTrail, audit_table
from passeport_chassis.db.dead_letters import (
    DeadLetter,
    begin_attempt,
    dead_letter_table,
    keep_dead_letter,
    list_dead_letters,
    mark_replayed,
)
from passeport_chassis.db.engine import create_engine, is_outage, ping
from passeport_chassis.db.housekeeping import Retention, keep_house
from passeport_chassis.db.inbox import first_time, inbox_table
from passeport_chassis.db.migrations import add_index, check_revision, migrate, run_migrations
from passeport_chassis.db.outbox import OutboxEvent, OutboxRelay, add_events, outbox_table, republish
from passeport_chassis.db.probe import DatabaseProbe
from passeport_chassis.db.unit_of_work import CommitWithEvents

__all__ = [
    "AccessTrail",
    "CommitWithEvents",
    "DatabaseProbe",
    "DeadLetter",
    "OutboxEvent",
    "OutboxRelay",
    "Retention",
    "add_events",
    "add_index",
    "audit_table",
    "begin_attempt",
    "check_revision",
    "create_engine",
    "dead_letter_table",
    "first_time",
    "inbox_table",
    "is_outage",
    "keep_dead_letter",
    "keep_house",
    "list_dead_letters",
    "mark_replayed",
    "migrate",
    "outbox_table",
    "ping",
    "republish",
    "run_migrations",
]
