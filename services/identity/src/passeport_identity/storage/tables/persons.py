"""The tables of persons: who they are, their numbers, their deaths and merges, and the imports they came by."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from passeport_identity.storage.tables.metadata import metadata

__all__ = ["death", "declared_number", "former_nir", "person", "person_merge", "person_ntt", "registry_import"]

# The columns whose names end in `_key` hold names as they are compared (domain/names.py); they follow from the others.
person = sa.Table(
    "person",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("given_names", ARRAY(sa.Text), nullable=False),
    sa.Column("birth_name", sa.Text, nullable=False),
    sa.Column("usage_name", sa.Text, nullable=False),
    sa.Column("sex", sa.Text, nullable=False),
    sa.Column("birth_year", sa.SmallInteger, nullable=False),
    sa.Column("birth_month", sa.SmallInteger, nullable=False),
    sa.Column("birth_day", sa.SmallInteger, nullable=False),
    sa.Column("birth_place", sa.Text, nullable=False),
    sa.Column("birth_country", sa.Text, nullable=False),
    sa.Column("birth_name_key", sa.Text, nullable=False),
    sa.Column("first_given_name_key", sa.Text, nullable=False),
    sa.Column("given_names_key", sa.Text, nullable=False),
    sa.Column("usage_name_key", sa.Text, nullable=False),
    sa.Column("nir_sealed", sa.LargeBinary),
    sa.Column("nir_key_version", sa.Text),
    sa.Column("nir_index", sa.LargeBinary),
    sa.Column("nir_index_key_version", sa.Text),
    # Whether the number is a NIR or a waiting number (NIA).
    sa.Column("nir_kind", sa.Text, nullable=False, server_default="nir"),
    # The import that last found the person, so that a NIR that stands twice in one file is noticed.
    sa.Column("import_id", sa.Uuid),
    # The person of the registry that a provisional one turned out to be, or that one was merged into.
    sa.Column("replaced_by", sa.Uuid, sa.ForeignKey("person.person_id")),
    # Raised by every event about his state, for who hears two of them out of order.
    sa.Column("revision", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.CheckConstraint("origin IN ('registry', 'provisional', 'merged')", name="person_origin"),
    # A person of the registry has a NIR, sealed and indexed; a provisional one has none, that of one merged lies in
    # former_nir.
    sa.CheckConstraint(
        "num_nonnulls(nir_sealed, nir_key_version, nir_index, nir_index_key_version) "
        "= CASE origin WHEN 'registry' THEN 4 ELSE 0 END",
        name="person_nir",
    ),
)
_registered = sa.text("origin = 'registry'")
sa.Index("person_nir_index", person.c.nir_index, unique=True, postgresql_where=_registered)
# Serves the three steps of the certifiers' rule: each step compares a longer beginning of it.
sa.Index(
    "person_holder",
    person.c.birth_name_key,
    person.c.first_given_name_key,
    person.c.sex,
    person.c.birth_year,
    person.c.birth_month,
    person.c.birth_day,
    person.c.birth_place,
    postgresql_where=_registered,
)
sa.Index("person_replaced_by", person.c.replaced_by, postgresql_where=sa.text("replaced_by IS NOT NULL"))
# Serve the check at start that no key in use is missing.
for _column in (person.c.nir_key_version, person.c.nir_index_key_version):
    sa.Index(f"person_{_column.name}", _column, postgresql_where=_column.is_not(None))
# Serves the recognition of an identité pivot at sign-in.
sa.Index(
    "person_pivot",
    person.c.birth_name_key,
    person.c.given_names_key,
    person.c.birth_year,
    postgresql_where=_registered,
)

# Numbers that senders know persons by, as fingerprints only: NTT that were declared beside a NIR, INE beside a civil
# identity. The table is named for the first of them.
person_ntt = sa.Table(
    "person_ntt",
    metadata,
    sa.Column("ntt_index", sa.LargeBinary, primary_key=True),
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True, index=True),
    sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, index=True),
    # Empty in a row of the revision before.
    sa.Column("index_key_version", sa.Text),
)

# Numbers that find a person beside his own: those he had before, and that of a person merged into another. The birth
# name is the one that he had with it, as it is compared.
former_nir = sa.Table(
    "former_nir",
    metadata,
    sa.Column("nir_index", sa.LargeBinary, primary_key=True),
    sa.Column("nir_index_key_version", sa.Text, nullable=False),
    sa.Column("nir_sealed", sa.LargeBinary, nullable=False),
    sa.Column("nir_key_version", sa.Text, nullable=False),
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), nullable=False, index=True),
    sa.Column("birth_name_key", sa.Text, nullable=False),
    sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
)

# Changes of numbers that employers declare: whom the former number finds, the other one as a fingerprint, and whom that
# one finds as soon as it finds anybody.
declared_number = sa.Table(
    "declared_number",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
    sa.Column("nir_index", sa.LargeBinary, primary_key=True, index=True),
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("other_person_id", sa.Uuid, sa.ForeignKey("person.person_id"), index=True),
    # Empty in a row of the revision before.
    sa.Column("index_key_version", sa.Text),
)

for _column in (former_nir.c.nir_key_version, former_nir.c.nir_index_key_version):
    sa.Index(f"former_nir_{_column.name}", _column, postgresql_where=_column.is_not(None))

# Deaths that the civil registers report, each until it is withdrawn.
death = sa.Table(
    "death",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
    sa.Column("died_on", sa.Date, nullable=False),
    sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=False),
)
sa.Index("death_died_on", death.c.died_on, death.c.person_id)

# What a merge took from the merged person beside his number, until it is undone.
person_merge = sa.Table(
    "person_merge",
    metadata,
    sa.Column("merge_id", sa.Uuid, primary_key=True),
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), nullable=False, index=True),
    sa.Column("merged_person_id", sa.Uuid, sa.ForeignKey("person.person_id"), nullable=False, index=True),
    sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("moved", JSONB, nullable=False),
    sa.Column("split_at", sa.DateTime(timezone=True)),
)

# How far the imports of deliveries of the civil registers have come; by its delivery one that stopped goes on.
registry_import = sa.Table(
    "registry_import",
    metadata,
    sa.Column("import_id", sa.Uuid, primary_key=True),
    sa.Column("delivery", sa.LargeBinary, nullable=False),
    sa.Column("read_to", sa.BigInteger, nullable=False),
    sa.Column("counts", JSONB, nullable=False),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True)),
)
sa.Index("registry_import_begun_at", registry_import.c.begun_at)
sa.Index(
    "registry_import_under_way",
    registry_import.c.delivery,
    unique=True,
    postgresql_where=registry_import.c.finished_at.is_(None),
)
