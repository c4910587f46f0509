"""Accesses by whoever checks what a person published, as the person may read them (Code du travail R6323-40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.domain.wallet_grant import WalletGrant

__all__ = ["YOURS", "by_anyone", "by_platform", "by_recipient", "by_wallet"]

YOURS = {PublicationKind.CV: "votre CV", PublicationKind.ATTESTATION: "votre attestation"}
"""What a purpose calls a publication that its holder reads about."""


def by_anyone(person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str) -> Access:
    """An access by somebody who showed what the holder had published; nobody asked who."""
    return Access(person_id, at, "verifier", "", action, purpose, resource_id=resource_id)


def by_recipient(
    person_id: UUID,
    at: datetime,
    action: str,
    purpose: str,
    share_id: UUID,
    organisation: str = "",
    professional_id: str = "",
) -> Access:
    """An access by whoever has the link of a share, or by a professional of the body that it is addressed to; the
    organisation is that of a professional who is signed in. The holder showed it: no exception of the law is used.
    """
    return Access(
        person_id,
        at,
        "verifier",
        professional_id,
        action,
        purpose,
        organisation=organisation,
        resource_id=str(share_id),
    )


def by_platform(person_id: UUID, at: datetime, client_id: str, platform: str, purpose: str, consent_id: UUID) -> Access:
    """A pull by the software of a platform, with the name and the purpose that the holder consented to."""
    action = "publishing.consent.pull"
    return Access(
        person_id, at, "platform", client_id, action, purpose, organisation=platform, resource_id=str(consent_id)
    )


def by_wallet(
    person_id: UUID, at: datetime, action: str, purpose: str, publication_id: UUID, grant: WalletGrant | None = None
) -> Access:
    """An access by a wallet: by the one that the holder let take it, under the name that he read; or by whatever wallet
    has the code of an offer, which he gave it, and of which nobody asked whose it is.
    """
    client_id, name = (grant.client_id, grant.wallet) if grant else ("", "")
    return Access(
        person_id, at, "wallet", client_id, action, purpose, organisation=name, resource_id=str(publication_id)
    )
