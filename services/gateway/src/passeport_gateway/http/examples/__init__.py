"""Examples of every answer and request, about one invented person; the description shows them.

A test holds them to what the whole suite answers (`tests/e2e/test_examples.py`), another to themselves: identifiers as
old as what they name, numbers with their keys.
"""

from __future__ import annotations

from passeport_gateway.http.examples.entries import (
    ENTRY,
    ENTRY_CHANGED,
    ENTRY_DECLARED,
    ENTRY_DRAFT,
    ENTRY_PAGE,
    ENTRY_PATCH,
    PREVENTION,
    PROVENANCE,
    TRAINING,
    TRAINING_DECLARED,
    TRAINING_DRAFT,
    TRAINING_PAGE,
)
from passeport_gateway.http.examples.holder import (
    ACCESS_LOG,
    ACCOUNT,
    ACCOUNT_CHANGED,
    ACCOUNT_CLOSED,
    ACCOUNT_PATCH,
    ACCOUNT_REOPENED,
    ACTIVATION,
    ENCRYPTION_JWKS,
    SESSION,
    SESSIONS,
    SIGNED_OUT,
)
from passeport_gateway.http.examples.partners import (
    BATCH,
    BATCH_RECEIVED,
    DECLARATION,
    DECLARATION_ANSWER,
    REPORT,
    TOKEN,
    TOKEN_REFUSED,
)
from passeport_gateway.http.examples.professionals import (
    CONSULTATION,
    CONSULTATION_ASKED,
    PROFESSIONAL_SESSION,
    PROFESSIONAL_SIGNED_OUT,
)
from passeport_gateway.http.examples.publications import (
    JWKS,
    PASSPORT,
    PUBLICATION,
    PUBLICATION_DRAFT,
    PUBLICATION_PAGE,
    PUBLICATION_WITHDRAWN,
    VERDICT,
    VERDICT_OF_CODE,
    VERIFICATION_CODE,
)

__all__ = [
    "ACCESS_LOG",
    "ACCOUNT",
    "ACCOUNT_CHANGED",
    "ACCOUNT_CLOSED",
    "ACCOUNT_PATCH",
    "ACCOUNT_REOPENED",
    "ACTIVATION",
    "BATCH",
    "BATCH_RECEIVED",
    "CONSULTATION",
    "CONSULTATION_ASKED",
    "DECLARATION",
    "DECLARATION_ANSWER",
    "ENCRYPTION_JWKS",
    "ENTRY",
    "ENTRY_CHANGED",
    "ENTRY_DECLARED",
    "ENTRY_DRAFT",
    "ENTRY_PAGE",
    "ENTRY_PATCH",
    "JWKS",
    "PASSPORT",
    "PREVENTION",
    "PROFESSIONAL_SESSION",
    "PROFESSIONAL_SIGNED_OUT",
    "PROVENANCE",
    "PUBLICATION",
    "PUBLICATION_DRAFT",
    "PUBLICATION_PAGE",
    "PUBLICATION_WITHDRAWN",
    "REPORT",
    "SESSION",
    "SESSIONS",
    "SIGNED_OUT",
    "TOKEN",
    "TOKEN_REFUSED",
    "TRAINING",
    "TRAINING_DECLARED",
    "TRAINING_DRAFT",
    "TRAINING_PAGE",
    "VERDICT",
    "VERDICT_OF_CODE",
    "VERIFICATION_CODE",
]
