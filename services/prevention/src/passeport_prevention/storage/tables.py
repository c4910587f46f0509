"""The tables, as the newest migration leaves them. Everything of a worker has `person_id` first, so it shards by it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from passeport_chassis.db import audit_table, dead_letter_table, inbox_table, outbox_table
from passeport_dossier.storage.tables import expired_person_table, person_merge_table
from passeport_prevention.storage.arrival_table import arrival
from passeport_prevention.storage.import_tables import import_file, import_line, import_piece
from passeport_prevention.storage.metadata import metadata

__all__ = [
    "access",
    "arrival",
    "consent",
    "dead_letter",
    "expired_person",
    "expiry",
    "expiry_walk",
    "holder_state",
    "import_file",
    "import_line",
    "import_piece",
    "inbox",
    "metadata",
    "outbox",
    "partner_key",
    "person_merge",
    "reminder",
    "request_id",
    "training",
    "training_state",
    "training_version",
    "verification",
]

training = sa.Table(
    "training",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("declarant", sa.Text, nullable=False),
    sa.Column("declarant_name", sa.Text, nullable=False),
    sa.Column("declarant_siret", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("proof", sa.Text, nullable=False),
    # Dates as precise as they are known: 2024, 2024-05 or 2024-05-03. Compared byte by byte ("C"), they sort by time.
    sa.Column("start_date", sa.Text(collation="C")),
    sa.Column("end_date", sa.Text(collation="C")),
    sa.Column("validity_start_date", sa.Text(collation="C")),
    sa.Column("validity_end_date", sa.Text(collation="C")),
    sa.Column("dated_on", sa.Text(collation="C"), nullable=False),
    sa.Column("training_body", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    # The last day on which its declaration was in time; NULL: nobody owed it, or a version that did not keep it.
    sa.Column("due_on", sa.Date),
    # The declarant's own names of it, and what the official declaration tells besides (`storage.particulars`).
    sa.Column("declaration", sa.Text, nullable=False, server_default=""),
    sa.Column("reference", sa.Text, nullable=False, server_default=""),
    sa.Column("particulars", JSONB),
    # What it is a training for, and whether it renews another; NULL where the declaration does not say so.
    sa.Column("training_type", sa.Text),
    sa.Column("refresher", sa.Boolean),
    info={"append_only": True},
)
sa.Index("training_listed", training.c.person_id, training.c.dated_on, training.c.id)

# Of a partner's declaration, found by its own name whoever the trainees are.
sa.Index(
    "ix_training_declaration",
    training.c.declaration,
    postgresql_where=training.c.declaration != sa.literal_column("''"),
)

# What was declared of a training later on: each correction is a row, and the first version stays in `training`.
training_version = sa.Table(
    "training_version",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("training_id", sa.Uuid, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("proof", sa.Text, nullable=False),
    sa.Column("start_date", sa.Text(collation="C")),
    sa.Column("end_date", sa.Text(collation="C")),
    sa.Column("validity_start_date", sa.Text(collation="C")),
    sa.Column("validity_end_date", sa.Text(collation="C")),
    sa.Column("dated_on", sa.Text(collation="C"), nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("particulars", JSONB),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    # NULL: a version that did not keep it; then that of `training` holds.
    sa.Column("training_body", sa.Text),
    sa.Column("training_type", sa.Text),
    sa.Column("refresher", sa.Boolean),
    info={"append_only": True},
)

# Where a training stands that was changed: without a row it is as it was declared, revision and version 1.
training_state = sa.Table(
    "training_state",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("training_id", sa.Uuid, primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
)

# What the employer whom a training body names says of it. It is there as long as the training is not withdrawn.
verification = sa.Table(
    "verification",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("training_id", sa.Uuid, primary_key=True),
    sa.Column("employer_siren", sa.Text(collation="C"), nullable=False),
    sa.Column("employer_siret", sa.Text, nullable=False),
    sa.Column("declarant_siren", sa.Text(collation="C"), nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True)),
    sa.Column("revision", sa.Integer, nullable=False),
    # When it was told that its day comes near; NULL: it was not, or it began anew since.
    sa.Column("reminded_at", sa.DateTime(timezone=True)),
)
sa.Index("verification_of_employer", verification.c.employer_siren, verification.c.training_id)
sa.Index(
    "verification_to_answer",
    verification.c.declarant_siren,
    verification.c.training_id,
    postgresql_where=sa.text("state IN ('correction_asked', 'contested')"),
)
sa.Index("verification_awaited", verification.c.due_on, postgresql_where=sa.text("state = 'awaiting'"))
sa.Index(
    "verification_awaited_of_employer",
    verification.c.employer_siren,
    verification.c.due_on,
    postgresql_where=sa.text("state = 'awaiting'"),
)
# Without those that were told: else each batch walks over all that the batches before it told.
sa.Index(
    "verification_to_remind",
    verification.c.due_on,
    postgresql_where=sa.text("state = 'awaiting' AND reminded_at IS NULL"),
)

# The last day of a training that is to come, and the day from which its holder is to be reminded of it next; NULL: he
# was for the last time. It follows from the training and the rules, and is made anew when these are others.
expiry = sa.Table(
    "expiry",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("training_id", sa.Uuid, primary_key=True),
    sa.Column("until_on", sa.Date, nullable=False),
    sa.Column("remind_on", sa.Date),
)
# Without those that were told for the last time; whoever tells moves a row on, out of his own way.
sa.Index("expiry_to_remind", expiry.c.remind_on, postgresql_where=sa.text("remind_on IS NOT NULL"))
# How far the planning of all trainings by some rules is: after which one, or that it is done.
expiry_walk = sa.Table(
    "expiry_walk",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Uuid),
    sa.Column("training_id", sa.Uuid),
    sa.Column("done_at", sa.DateTime(timezone=True)),
)
# What holders were reminded of, for a page of theirs that is open.
reminder = sa.Table(
    "reminder",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("training_id", sa.Uuid, nullable=False),
    sa.Column("until_on", sa.Date, nullable=False),
    sa.Column("days", sa.SmallInteger, nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
# Told once, even if its row was planned anew.
sa.Index(
    "reminder_once", reminder.c.person_id, reminder.c.training_id, reminder.c.until_on, reminder.c.days, unique=True
)

# What a worker lets an enterprise read: the last that he said of it.
consent = sa.Table(
    "consent",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("employer_siren", sa.Text, primary_key=True),
    sa.Column("employer_siret", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("training_ids", ARRAY(sa.Uuid), nullable=False),
    sa.Column("categories", ARRAY(sa.SmallInteger), nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
)

# What keeps employers from reading by a consent, each with the revision of the person that told it.
holder_state = sa.Table(
    "holder_state",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("closed", sa.Boolean),
    sa.Column("closed_revision", sa.BigInteger),
    sa.Column("dead", sa.Boolean),
    sa.Column("dead_revision", sa.BigInteger),
)

request_id = sa.Table(
    "request_id",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("request_id", sa.Text, primary_key=True),
    sa.Column("training_id", sa.Uuid, nullable=False),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True),
)

# Rows outlive the trainings that they name: a partner's key is used once, for ever.
partner_key = sa.Table(
    "partner_key",
    metadata,
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("partner_key", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Uuid, nullable=False, index=True),
    sa.Column("training_id", sa.Uuid, nullable=False, index=True),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    info={"append_only": True},
)

# Persons whom identity found to be one, and whose time is over.
person_merge = person_merge_table(metadata)
expired_person = expired_person_table(metadata)

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
dead_letter = dead_letter_table(metadata)
access = audit_table(metadata)
