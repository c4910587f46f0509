"""The tables, as the newest migration leaves them. What is a holder's has `person_id` first, so it shards by it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from passeport_chassis.db import audit_table, dead_letter_table, inbox_table, outbox_table
from passeport_dossier.storage.tables import expired_person_table, person_merge_table
from passeport_publishing.storage.consent_tables import consent, consent_pull
from passeport_publishing.storage.draft_tables import draft, draft_version
from passeport_publishing.storage.metadata import metadata
from passeport_publishing.storage.offer_tables import credential_offer, wallet_grant
from passeport_publishing.storage.photo_table import photo
from passeport_publishing.storage.queue_tables import queued_publication
from passeport_publishing.storage.tlog_tables import TLOG, tlog_leaf, tlog_place, tlog_proof, tlog_queue, tlog_shredded

__all__ = [
    "TLOG",
    "access",
    "consent",
    "consent_pull",
    "content",
    "credential_offer",
    "dead_letter",
    "draft",
    "draft_version",
    "expired_person",
    "forgotten_publication",
    "holder_state",
    "hourly_access",
    "inbox",
    "issuer_key",
    "metadata",
    "outbox",
    "person_merge",
    "photo",
    "publication",
    "queued_publication",
    "request_claim",
    "seal_chain",
    "share",
    "share_access",
    "share_opening",
    "share_report",
    "source",
    "source_change",
    "status_entry",
    "status_list",
    "tlog_leaf",
    "tlog_place",
    "tlog_proof",
    "tlog_queue",
    "tlog_shredded",
    "wallet_grant",
]

publication = sa.Table(
    "publication",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("record_ids", ARRAY(sa.Uuid), nullable=False),
    sa.Column("changed_record_ids", ARRAY(sa.Uuid), nullable=False),
    sa.Column("document_sha256", sa.Text, nullable=False),
    sa.Column("document_size", sa.BigInteger, nullable=False),
    sa.Column("template", sa.Text, nullable=False, server_default="classic"),
    sa.Column("kind", sa.Text, nullable=False, server_default="cv"),
    sa.Column("draft_id", sa.Uuid),
    sa.Column("draft_version", sa.Integer),
    # When each of these came about, for as long as it did not: code of before revision 0012 leaves them out.
    sa.Column("superseded_at", sa.DateTime(timezone=True)),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    # Of what is revoked the state is withdrawn, too.
    sa.Column("revoked_at", sa.DateTime(timezone=True)),
    sa.Column("revocation_reason", sa.Text),
    sa.UniqueConstraint("person_id", "request_id", name="publication_request_once"),
    sa.UniqueConstraint("id", name="publication_id_once"),
    sa.UniqueConstraint("code", name="publication_code_once"),
)
sa.Index("publication_listed", publication.c.person_id, publication.c.published_at, publication.c.id)

# What the publication is made of, apart: lists never read it.
content = sa.Table(
    "content",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("publication_id", sa.Uuid, primary_key=True),
    sa.Column("snapshot", JSONB, nullable=False),
    sa.Column("credential", sa.Text, nullable=False),
    # None: it is in the store of documents.
    sa.Column("document", sa.LargeBinary),
    info={"append_only": True},
)

# Which publications show which record, and which version of it. Rows without a revision are of before revision 0002.
source = sa.Table(
    "source",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("publication_id", sa.Uuid, primary_key=True),
    sa.Column("record_id", sa.Uuid, primary_key=True),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("revision", sa.BigInteger),
    info={"append_only": True},
)
sa.Index("source_record", source.c.record_id)

# Changes heard of lately: a publication being made of what a record was just before must not miss them.
source_change = sa.Table(
    "source_change",
    metadata,
    sa.Column("record_id", sa.Uuid, primary_key=True),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("revision", sa.BigInteger),
)
sa.Index("source_change_heard", source_change.c.heard_at)

status_list = sa.Table(
    "status_list",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    # How many places are taken, so that nobody has to count them.
    sa.Column("taken", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("purpose", "number", name="status_list_once"),
)

status_entry = sa.Table(
    "status_entry",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("index", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Uuid, nullable=False),
    sa.Column("publication_id", sa.Uuid, nullable=False, index=True),
    info={"append_only": True},
)

issuer_key = sa.Table(
    "issuer_key",
    metadata,
    sa.Column("kid", sa.Text, primary_key=True),
    sa.Column("jwk", JSONB, nullable=False),
    sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    info={"append_only": True},
)

# Whose certificates seals chain to.
seal_chain = sa.Table(
    "seal_chain",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("pem", sa.Text, nullable=False),
    sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    info={"append_only": True},
)

# Which accesses by anyone are in the trail already for their hour.
hourly_access = sa.Table(
    "hourly_access",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("resource_id", sa.Text, primary_key=True),
    sa.Column("action", sa.Text, primary_key=True),
    sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
)
sa.Index("hourly_access_hour", hourly_access.c.hour)

# Requests being carried out, and by whom; a claim that is not renewed lapses.
request_claim = sa.Table(
    "request_claim",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("request_id", sa.Text, primary_key=True),
    sa.Column("claim", sa.Uuid, nullable=False),
    sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True),
)

# Persons whom identity found to be one, and whose time is over.
person_merge = person_merge_table(metadata)
expired_person = expired_person_table(metadata)

# What shuts the pages of a holder, each with the revision of the person that told it.
holder_state = sa.Table(
    "holder_state",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("closed", sa.Boolean),
    sa.Column("closed_revision", sa.BigInteger),
    sa.Column("dead", sa.Boolean),
    sa.Column("dead_revision", sa.BigInteger),
)

# What is left of publications of those whose time is over: that there was one, and its status bits. Nothing of anybody.
forgotten_publication = sa.Table(
    "forgotten_publication",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("refresh", sa.Boolean, nullable=False),
    sa.Column("revocation", sa.Boolean, nullable=False),
    sa.Column("superseded_at", sa.DateTime(timezone=True)),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    sa.Column("revoked_at", sa.DateTime(timezone=True)),
    sa.UniqueConstraint("code", name="forgotten_publication_code_once"),
    info={"append_only": True},
)

# Links are kept as hashes only; more than one where a request was sent again, since none can be told twice.
share = sa.Table(
    "share",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("publication_id", sa.Uuid, nullable=False),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("token_hashes", ARRAY(sa.LargeBinary), nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("parts", ARRAY(sa.Text), nullable=False),
    sa.Column("single_use", sa.Boolean, nullable=False),
    sa.Column("pin_hash", sa.Text, nullable=False),
    sa.Column("pin_failures", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("revoked_at", sa.DateTime(timezone=True)),
    sa.Column("used_at", sa.DateTime(timezone=True)),
    sa.Column("deletion_asked_at", sa.DateTime(timezone=True)),
    sa.Column("open_count", sa.Integer, nullable=False),
    sa.Column("last_opened_at", sa.DateTime(timezone=True)),
    sa.Column("revision", sa.Integer, nullable=False),
    # Empty for a share by a link.
    sa.Column("addressee_siret", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("person_id", "request_id", name="share_request_once"),
)
sa.Index("share_listed", share.c.person_id, share.c.created_at, share.c.id)
sa.Index(
    "share_addressed",
    share.c.addressee_siret,
    share.c.created_at,
    share.c.id,
    postgresql_where=share.c.addressee_siret != "",
)
sa.Index("share_link", share.c.token_hashes, postgresql_using="gin")
sa.Index("share_expiry", share.c.expires_at)

# What was done by the links of a share.
share_access = sa.Table(
    "share_access",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("share_id", sa.Uuid, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("client", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
)
sa.Index("share_access_at", share_access.c.at)
sa.Index("share_access_recent", share_access.c.person_id, share_access.c.at)

# Who opened a share a moment ago may read and download for a while.
share_opening = sa.Table(
    "share_opening",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("share_id", sa.Uuid, primary_key=True),
    sa.Column("secret_hash", sa.LargeBinary, primary_key=True),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("client", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
)
sa.Index("share_opening_expiry", share_opening.c.expires_at)

# What somebody told the operators of a share; it goes with the share, however that goes.
share_report = sa.Table(
    "share_report",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("share_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("by_holder", sa.Boolean, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(
        ["person_id", "share_id"], ["share.person_id", "share.id"], name="share_report_share", ondelete="CASCADE"
    ),
)
sa.Index("share_report_at", share_report.c.at)

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
dead_letter = dead_letter_table(metadata)
access = audit_table(metadata)
