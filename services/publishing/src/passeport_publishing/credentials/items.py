"""How an item and a moment are written in every form of credential."""

from datetime import UTC, datetime
from typing import Any

from passeport_publishing.domain.snapshot import Item

ISSUER_NAME = "Passeport d’orientation, de formation et de compétences"


def write_item(item: Item) -> dict[str, Any]:
    """One line of a CV or an attestation with its provenance."""
    organisation = item.organisation
    provenance = item.provenance
    return present(
        kind=item.kind.value,
        nature=item.nature.value,
        label=item.title,
        organisation=organisation
        and present(organisationName=organisation.name, siret=organisation.siret, locality=organisation.locality),
        startDate=str(item.start or ""),
        endDate=str(item.end or ""),
        details=[{"key": detail.key, "value": detail.value} for detail in item.details],
        text=item.description,
        provenance={
            "source": provenance.source,
            "registeredAt": write_moment(provenance.registered_at),
            "recordId": provenance.record_id.urn,
            "revision": provenance.revision,
            **present(legalBasis=provenance.legal_basis, knownUntil=str(provenance.known_until or "")),
        },
    )


def present(**members: Any) -> dict[str, Any]:
    """The members that say something."""
    return {name: value for name, value in members.items() if value}


def write_moment(at: datetime) -> str:
    """A moment in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
