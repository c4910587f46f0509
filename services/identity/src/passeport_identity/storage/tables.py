"""The tables, as the newest migration leaves them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from passeport_chassis.db import audit_table, dead_letter_table, inbox_table, outbox_table
from passeport_identity.trail.tables import trail_tables

__all__ = [
    "access",
    "account",
    "client_assertion",
    "consultation",
    "consultation_day",
    "dead_letter",
    "death",
    "declared_number",
    "former_nir",
    "franceconnect_subject",
    "inbox",
    "metadata",
    "operator_act",
    "outbox",
    "partner_client",
    "partner_token",
    "person",
    "person_merge",
    "person_ntt",
    "professional",
    "professional_attempt",
    "professional_session",
    "registry_import",
    "session",
    "sign_in_attempt",
    "trail",
]

metadata = sa.MetaData()

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

# Temporary numbers of employers (NTT) that were declared beside a NIR, as fingerprints only.
person_ntt = sa.Table(
    "person_ntt",
    metadata,
    sa.Column("ntt_index", sa.LargeBinary, primary_key=True),
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True, index=True),
    sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, index=True),
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
    sa.Column("finished_at", sa.DateTime(timezone=True), index=True),
)
sa.Index(
    "registry_import_under_way",
    registry_import.c.delivery,
    unique=True,
    postgresql_where=registry_import.c.finished_at.is_(None),
)

franceconnect_subject = sa.Table(
    "franceconnect_subject",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
    sa.Column("subject", sa.Text, nullable=False, unique=True),
    sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
)

# Subjects of the platforms beside the first (FranceConnect+), each of one person, who has one at each.
franceconnect_further_subject = sa.Table(
    "franceconnect_further_subject",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
    sa.UniqueConstraint("issuer", "subject", name="franceconnect_further_subject_issuer_subject"),
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
    sa.Column("activated_at", sa.DateTime(timezone=True)),
    sa.Column("failures", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("locked_until", sa.DateTime(timezone=True)),
    # Closed by its holder; closed by a death that was reported.
    sa.Column("closed_at", sa.DateTime(timezone=True)),
    # Sealed, and without an index: nobody is looked for by his address.
    sa.Column("email_sealed", sa.LargeBinary),
    sa.Column("email_key_version", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)

sa.Index(
    "account_email_key_version", account.c.email_key_version, postgresql_where=account.c.email_key_version.is_not(None)
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("session_id", sa.Uuid, primary_key=True),
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), nullable=False, index=True),
    sa.Column("token_digest", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("acr", sa.Text, nullable=False),
    sa.Column("given_names", sa.Text, nullable=False),
    sa.Column("birth_name", sa.Text, nullable=False),
    # FranceConnect wants it back at logout. It expired a minute after it was made and opens nothing.
    sa.Column("id_token", sa.Text, nullable=False),
    # Browser and system in two words; empty for sessions of the revision before.
    sa.Column("device", sa.Text, nullable=False, server_default=""),
    # The platform; empty for the first one.
    sa.Column("issuer", sa.Text, nullable=False, server_default=""),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("idle_expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

sign_in_attempt = sa.Table(
    "sign_in_attempt",
    metadata,
    sa.Column("state_digest", sa.LargeBinary, primary_key=True),
    sa.Column("binding_digest", sa.LargeBinary, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("code_verifier", sa.Text, nullable=False),
    sa.Column("acr", sa.Text, nullable=False),
    sa.Column("return_to", sa.Text, nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("used_at", sa.DateTime(timezone=True)),
    sa.Column("session_id", sa.Uuid),
    # The platform, empty for the first one; the session from which a higher level was asked.
    sa.Column("issuer", sa.Text, nullable=False, server_default=""),
    sa.Column("step_up_of", sa.Uuid),
)

partner_client = sa.Table(
    "partner_client",
    metadata,
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("siret", sa.Text, nullable=False),
    sa.Column("id_client", sa.Text, nullable=False),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    # Empty where the client proves who it is by what it signs; `jwks` where it does by a secret.
    sa.Column("secret_hash", sa.Text, nullable=False),
    sa.Column("jwks", sa.Text, nullable=False, server_default=""),
    # Empty for clients of the revision before, which go on with the scopes that they have.
    sa.Column("role", sa.Text, nullable=False, server_default=""),
    sa.Column("id_contrat", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)

partner_token = sa.Table(
    "partner_token",
    metadata,
    sa.Column("token_digest", sa.LargeBinary, primary_key=True),
    sa.Column("client_id", sa.Text, sa.ForeignKey("partner_client.client_id"), nullable=False, index=True),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

sa.Index("partner_client_siret", partner_client.c.siret)

# A professional as ProConnect and his body know him; no name. He is forgotten 18 months after `habilitated_until`.
professional = sa.Table(
    "professional",
    metadata,
    sa.Column("professional_id", sa.Uuid, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False, unique=True),
    sa.Column("uid", sa.Text, nullable=False),
    sa.Column("siret", sa.Text, nullable=False, index=True),
    sa.Column("habilitated_until", sa.DateTime(timezone=True), nullable=False, index=True),
)

professional_attempt = sa.Table(
    "professional_attempt",
    metadata,
    sa.Column("state_digest", sa.LargeBinary, primary_key=True),
    sa.Column("binding_digest", sa.LargeBinary, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("code_verifier", sa.Text, nullable=False),
    sa.Column("return_to", sa.Text, nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("used_at", sa.DateTime(timezone=True)),
)

professional_session = sa.Table(
    "professional_session",
    metadata,
    sa.Column("session_id", sa.Uuid, primary_key=True),
    sa.Column("professional_id", sa.Uuid, nullable=False),
    sa.Column("token_digest", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("siret", sa.Text, nullable=False, index=True),
    sa.Column("given_names", sa.Text, nullable=False),
    sa.Column("usual_name", sa.Text, nullable=False),
    sa.Column("acr", sa.Text, nullable=False),
    # The provider wants it back at logout.
    sa.Column("id_token", sa.Text, nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("idle_expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

# `person_id` is empty for one that found nobody: only the moment counts then.
consultation = sa.Table(
    "consultation",
    metadata,
    sa.Column("consultation_id", sa.Uuid, primary_key=True),
    sa.Column("professional_id", sa.Uuid, nullable=False),
    sa.Column("person_id", sa.Uuid),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    # The body for which it was opened; empty in one of the revision before.
    sa.Column("siret", sa.Text, nullable=False, server_default=""),
    sa.Index("consultation_lately", "professional_id", "opened_at"),
)

# How many a professional opened on a day for a body, and how many found nobody: of whom is kept nowhere.
consultation_day = sa.Table(
    "consultation_day",
    metadata,
    sa.Column("professional_id", sa.Uuid, primary_key=True),
    sa.Column("siret", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True, index=True),
    sa.Column("opened", sa.Integer, nullable=False),
    sa.Column("missed", sa.Integer, nullable=False),
)

# What operators did by command; `about` is a client or a professional.
operator_act = sa.Table(
    "operator_act",
    metadata,
    sa.Column("act_id", sa.Uuid, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("operator", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False, index=True),
    sa.Column("changes", JSONB, nullable=False),
    info={"append_only": True},
)

# Assertions of clients that have served, until they lapse: each serves once (RFC 7523 section 3).
client_assertion = sa.Table(
    "client_assertion",
    metadata,
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("id_digest", sa.LargeBinary, primary_key=True),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
dead_letter = dead_letter_table(metadata)
access = audit_table(metadata)
trail = trail_tables("identity", access)
