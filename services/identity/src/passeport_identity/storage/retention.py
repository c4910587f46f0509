"""How long rows are kept once they have served. Persons, accounts and accesses are not among them (R6323-39, -40)."""

from __future__ import annotations

from datetime import timedelta

from passeport_chassis.db import Retention
from passeport_identity.storage.tables import (
    authorization_code,
    client_assertion,
    consultation,
    consultation_day,
    declared_number,
    outbox,
    partner_token,
    person_ntt,
    platform_token,
    professional,
    professional_attempt,
    professional_session,
    pushed_request,
    registry_import,
    session,
    sign_in_attempt,
)

__all__ = ["KEPT_AS_FINGERPRINTS", "RETENTIONS"]

KEPT_AS_FINGERPRINTS = timedelta(days=366)
"""For how long a temporary or a declared number is kept after it was last declared."""

RETENTIONS = (
    Retention(session, "expires_at", timedelta()),
    Retention(session, "idle_expires_at", timedelta()),
    # A double callback may come a while after the attempt has lapsed, and must still be known for one.
    Retention(sign_in_attempt, "expires_at", timedelta(hours=1)),
    Retention(professional_session, "expires_at", timedelta()),
    Retention(professional_session, "idle_expires_at", timedelta()),
    Retention(professional_attempt, "expires_at", timedelta(hours=1)),
    # Longer than the hour in which they count.
    Retention(consultation, "expires_at", timedelta(hours=2)),
    # As long as an access of that day may be asked about, and as the professional may be told of.
    Retention(consultation_day, "day", timedelta(days=548)),
    # Eighteen months after the end of the habilitation (R6323-39).
    Retention(professional, "habilitated_until", timedelta(days=548)),
    # A NTT serves for three months at most, an INE from one session to the next; corrections of what was declared by
    # it come later.
    Retention(person_ntt, "declared_at", KEPT_AS_FINGERPRINTS),
    # What neither the registers nor an operator took up by then, nobody will.
    Retention(declared_number, "declared_at", KEPT_AS_FINGERPRINTS),
    Retention(partner_token, "expires_at", timedelta()),
    # For a day after it has served a code that is shown again gives away who stole it.
    Retention(authorization_code, "expires_at", timedelta(days=1)),
    # Used refresh tokens too, until they would have lapsed.
    Retention(platform_token, "expires_at", timedelta()),
    Retention(pushed_request, "expires_at", timedelta()),
    Retention(client_assertion, "expires_at", timedelta()),
    # Finished or not: one that was stopped is taken up again until then.
    Retention(registry_import, "begun_at", timedelta(days=366)),
    # Long enough to rebuild the stream from.
    Retention(outbox, "published_at", timedelta(days=30)),
)
