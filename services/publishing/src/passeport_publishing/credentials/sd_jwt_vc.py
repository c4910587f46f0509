"""A publication as an SD-JWT VC (RFC 9901, draft-ietf-oauth-sd-jwt-vc): each item and each name shown or kept back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from passeport_publishing.credentials.items import present, write_item
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.credentials.sd_jwt import HASH_NAME, Concealer
from passeport_publishing.domain.snapshot import PublicationKind, Snapshot
from passeport_publishing.domain.status import TokenEntry

TYPE = "dc+sd-jwt"
# How many claims there are hides who has a usage name, a date of birth, a summary.
_CLAIMS = 8
# The number of items is told up to so many only.
_ITEMS_ROUNDED_TO = 8


def type_address(issuer: str, kind: PublicationKind) -> str:
    """The `vct` of what we publish, for good: what is at this address says which claims there are."""
    return f"{issuer}/credential-types/{kind}/v1"


def issue_sd_jwt_vc(
    key: SigningKey,
    issuer: str,
    publication_id: UUID,
    snapshot: Snapshot,
    status: Mapping[str, Any],
    holder_key: Mapping[str, str] | None,
    now: datetime,
) -> str:
    """Issues one, with all its disclosures. `status` and the key that binds it can never be kept back."""
    concealer = Concealer()
    holder = snapshot.holder
    claims = present(
        given_name=holder.given_names,
        family_name=holder.family_name,
        usage_name=holder.usage_name,
        birthdate=str(holder.birth_date or ""),
        title=snapshot.title,
        summary=snapshot.summary,
    )
    items = [write_item(item) for item in snapshot.items]
    payload = {
        "iss": issuer,
        "iat": int(now.timestamp()),
        "vct": type_address(issuer, snapshot.kind),
        "publication": publication_id.urn,
        "published_at": int(snapshot.taken_at.timestamp()),
        "language": snapshot.language.value,
        "status": dict(status),
        **({"cnf": {"jwk": dict(holder_key)}} if holder_key else {}),
        "_sd_alg": HASH_NAME,
        "_sd": concealer.members(claims, at_least=_CLAIMS),
        "items": concealer.elements(items, decoys=_ITEMS_ROUNDED_TO - len(items) % _ITEMS_ROUNDED_TO),
    }
    # An SD-JWT without a KB-JWT ends with a tilde.
    return "~".join((key.sign(TYPE, payload), *concealer.disclosures, ""))


def token_status(address: str, entry: TokenEntry) -> dict[str, Any]:
    """The `status` claim that points to a place in a Token Status List (section 6.2)."""
    return {"status_list": {"idx": entry.index, "uri": address}}
