"""The tables, as the newest migration leaves them."""

from passeport_identity.storage.tables.authorizations import authorization_code, platform_token, pushed_request
from passeport_identity.storage.tables.holders import (
    account,
    franceconnect_further_subject,
    franceconnect_subject,
    session,
    sign_in_attempt,
)
from passeport_identity.storage.tables.house import access, dead_letter, inbox, operator_act, outbox, trail
from passeport_identity.storage.tables.metadata import metadata
from passeport_identity.storage.tables.partners import client_assertion, partner_client, partner_token
from passeport_identity.storage.tables.persons import (
    death,
    declared_number,
    former_nir,
    person,
    person_merge,
    person_ntt,
    registry_import,
)
from passeport_identity.storage.tables.professionals import (
    consultation,
    consultation_day,
    professional,
    professional_attempt,
    professional_session,
)

__all__ = [
    "access",
    "account",
    "authorization_code",
    "client_assertion",
    "consultation",
    "consultation_day",
    "dead_letter",
    "death",
    "declared_number",
    "former_nir",
    "franceconnect_further_subject",
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
    "platform_token",
    "professional",
    "professional_attempt",
    "professional_session",
    "pushed_request",
    "registry_import",
    "session",
    "sign_in_attempt",
    "trail",
]
