"""The tables, as the newest migration leaves them. Everything of a person has `person_id` first, so it shards by it.

Everything of a person is under row-level security, but for `person_merge` and `expired_person`: a transaction sees the
rows of the person that `app.person_id` names, and of those merged into him (`app.person_ids`), and no other; feeds say
`app.feeds` = on. Where neither is said there are no rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from passeport_chassis.db import audit_table, dead_letter_table, inbox_table, outbox_table
from passeport_dossier.storage.tables import expired_person_table, person_merge_table
from passeport_records.referentials.storage.tables import add_referential_tables
from passeport_records.storage.attachment_table import attachment
from passeport_records.storage.batch_tables import (
    batch,
    batch_file,
    batch_item,
    item_outcome,
    operator_act,
    treatment_number,
    waiting_item,
)
from passeport_records.storage.confirmation_table import confirmation
from passeport_records.storage.declared_step_table import declared_step
from passeport_records.storage.dispute_table import dispute
from passeport_records.storage.ground_table import ground
from passeport_records.storage.joining_table import joining
from passeport_records.storage.ledger_tables import (
    LEDGER,
    ledger_key,
    ledger_place,
    ledger_queue,
    ledger_shredded,
)
from passeport_records.storage.metadata import metadata
from passeport_records.storage.replacement_table import replaced_declaration, replacement

__all__ = [
    "LEDGER",
    "access",
    "attachment",
    "batch",
    "batch_file",
    "batch_item",
    "confirmation",
    "dead_letter",
    "declared_step",
    "dispute",
    "entry",
    "entry_source",
    "expired_person",
    "ground",
    "inbox",
    "item_outcome",
    "joining",
    "ledger_key",
    "ledger_place",
    "ledger_queue",
    "ledger_shredded",
    "metadata",
    "operator_act",
    "outbox",
    "person_merge",
    "provenance_step",
    "referential_term",
    "referential_version",
    "replaced_declaration",
    "replacement",
    "request_id",
    "treatment_number",
    "waiting_item",
]

entry = sa.Table(
    "entry",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("nature", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("organisation_name", sa.Text, nullable=False),
    sa.Column("organisation_siret", sa.Text, nullable=False),
    sa.Column("organisation_locality", sa.Text, nullable=False),
    # Dates as precise as they are known: 2024, 2024-05 or 2024-05-03. Compared byte by byte ("C"), they sort by time.
    sa.Column("start_date", sa.Text(collation="C")),
    sa.Column("end_date", sa.Text(collation="C")),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("details", JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("source_label", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    # The day up to which a source has told of an employment; what is older changes nothing.
    sa.Column("known_up_to", sa.Date),
    # Which messages gave what it says (`storage.told`), and the entry that goes on in its stead.
    sa.Column("known", sa.Text),
    sa.Column("told", sa.Text),
    sa.Column("continued_by", sa.Uuid),
    # The batch that was the last to change anything, be it only what is known: who undoes another one looks at it.
    sa.Column("touched_by", sa.Uuid),
    # The order of the list: the kind's rank, then the date it is listed under.
    sa.Column("rank", sa.SmallInteger, nullable=False),
    sa.Column("dated_on", sa.Text(collation="C"), nullable=False),
    # Where the holder put it among those of its kind: 0 nowhere, which comes first, then -1, -2…
    sa.Column("place", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    # Of one that its holder deleted: when it is erased, and what it was before.
    sa.Column("purge_at", sa.DateTime(timezone=True)),
    sa.Column("state_before", sa.Text),
)
sa.Index("entry_deleted", entry.c.purge_at, postgresql_where=entry.c.purge_at.is_not(None))
sa.Index(
    "entry_placed",
    entry.c.person_id,
    entry.c.rank,
    entry.c.place,
    entry.c.dated_on,
    entry.c.id,
    postgresql_where=entry.c.state == "active",
)

# What a source calls an entry: the key that makes a file sent twice harmless. An entry may have several (a contract
# that was renumbered). The key of a contract begins with its person.
entry_source = sa.Table(
    "entry_source",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("sender", sa.Text(collation="C"), primary_key=True),
    sa.Column("sender_key", sa.Text(collation="C"), primary_key=True),
    sa.Column("person_id", sa.Uuid, nullable=False, index=True),
    sa.Column("entry_id", sa.Uuid, nullable=False),
    info={"append_only": True},
)

provenance_step = sa.Table(
    "provenance_step",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("entry_id", sa.Uuid, primary_key=True),
    sa.Column("revision", sa.BigInteger, primary_key=True),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("batch_id", sa.Uuid, nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("sender_key", sa.Text, nullable=False),
    sa.Column("format_version", sa.Text, nullable=False),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    # The version written out, as its leaf in the ledger commits to it (`domain.leaf`); NULL: it has no leaf.
    sa.Column("said", sa.Text),
    # The row of the entry before, to be put back should the batch be undone; null for one that is new.
    sa.Column("before", JSONB),
    # What the line said of this entry (`storage.tellings`); empty: nothing; NULL: a version that did not keep it.
    sa.Column("told", sa.Text),
    # When the entry changed; NULL: a version that did not keep it, and then its receipt stands for it.
    sa.Column("made_at", sa.DateTime(timezone=True)),
    info={"append_only": True},
)
# Steps come in the order of their batches, or nearly: so much as this index costs when they are written is nothing.
sa.Index("provenance_step_batch", provenance_step.c.batch_id, postgresql_using="brin")

request_id = sa.Table(
    "request_id",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("request_id", sa.Text, primary_key=True),
    sa.Column("entry_id", sa.Uuid, nullable=False),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True),
)

# Official lists of codes; nothing of a person.
referential_version, referential_term = add_referential_tables(metadata)

# What `referential_term` has taken over. The release before reads it still; the next one drops it.
sa.Table(
    "award_label",
    metadata,
    sa.Column("code", sa.Text(collation="C"), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
)

# Persons whom identity found to be one, and whose time is over.
person_merge = person_merge_table(metadata)
expired_person = expired_person_table(metadata)

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
dead_letter = dead_letter_table(metadata)
access = audit_table(metadata)
