"""The tables of authorizations: the codes and tokens of platforms, each of one consent that publishing keeps."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from passeport_identity.storage.tables.metadata import metadata

__all__ = ["authorization_code", "platform_token", "pushed_request"]

_MOMENT = sa.DateTime(timezone=True)

# A code that has served is kept for a day: shown again, it ends the tokens that came of it.
authorization_code = sa.Table(
    "authorization_code",
    metadata,
    sa.Column("code_digest", sa.LargeBinary, primary_key=True),
    # Gone with the client, also where code of before takes it away.
    sa.Column(
        "client_id",
        sa.Text,
        sa.ForeignKey("partner_client.client_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("redirect_uri", sa.Text, nullable=False),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    sa.Column("challenge", sa.Text, nullable=False),
    # Gone with the person, also where code of before deletes him, which does not know of it.
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("consent_id", sa.Uuid, nullable=False, index=True),
    sa.Column("expires_at", _MOMENT, nullable=False, index=True),
    sa.Column("ends_at", _MOMENT, nullable=False),
    sa.Column("used_at", _MOMENT),
    # Looked for among the rows of one consent, which are few. Null in rows of code of before 0024.
    sa.Column("grant_id", sa.Uuid),
)

# Access and refresh tokens. A refresh token that was used is kept until it would have lapsed, for the same reason.
platform_token = sa.Table(
    "platform_token",
    metadata,
    sa.Column("token_digest", sa.LargeBinary, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column(
        "client_id",
        sa.Text,
        sa.ForeignKey("partner_client.client_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("consent_id", sa.Uuid, nullable=False, index=True),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    sa.Column("expires_at", _MOMENT, nullable=False, index=True),
    sa.Column("ends_at", _MOMENT, nullable=False),
    sa.Column("proof", sa.Text, nullable=False),
    sa.Column("used_at", _MOMENT),
    # Looked for among the rows of one consent, which are few. Null in rows of code of before 0024.
    sa.Column("grant_id", sa.Uuid),
)

# Requests that clients pushed, for as long as the browser has to come (RFC 9126). Nothing of a person is in them.
pushed_request = sa.Table(
    "pushed_request",
    metadata,
    sa.Column("request_digest", sa.LargeBinary, primary_key=True),
    sa.Column(
        "client_id",
        sa.Text,
        sa.ForeignKey("partner_client.client_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("parameters", JSONB, nullable=False),
    sa.Column("expires_at", _MOMENT, nullable=False, index=True),
)
