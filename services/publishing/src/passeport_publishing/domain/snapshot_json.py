"""The snapshot as plain JSON values: one form for the database, the worker processes and the credential's reader."""

from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.domain.snapshot import (
    Detail,
    Holder,
    Item,
    Kind,
    Language,
    Nature,
    Organisation,
    Provenance,
    PublicationKind,
    Snapshot,
)

Json: TypeAlias = dict[str, Any]


def snapshot_to_json(snapshot: Snapshot) -> Json:
    """Writes a snapshot; absent values are left out."""
    holder = snapshot.holder
    return {
        "holder": _present(
            given_names=holder.given_names,
            family_name=holder.family_name,
            usage_name=holder.usage_name,
            birth_date=_text(holder.birth_date),
        ),
        "kind": snapshot.kind.value,
        "title": snapshot.title,
        "summary": snapshot.summary,
        "language": snapshot.language.value,
        "taken_at": snapshot.taken_at.isoformat(),
        "items": [_item_to_json(item) for item in snapshot.items],
    }


def snapshot_from_json(value: Json) -> Snapshot:
    """Reads what `snapshot_to_json` wrote."""
    holder = value["holder"]
    return Snapshot(
        holder=Holder(
            given_names=holder.get("given_names", ""),
            family_name=holder.get("family_name", ""),
            usage_name=holder.get("usage_name", ""),
            birth_date=_date(holder.get("birth_date")),
        ),
        title=value["title"],
        summary=value["summary"],
        language=Language(value["language"]),
        taken_at=datetime.fromisoformat(value["taken_at"]),
        items=tuple(_item_from_json(item) for item in value["items"]),
        # Before there were attestations all were of CVs.
        kind=PublicationKind(value.get("kind", PublicationKind.CV)),
    )


def _item_to_json(item: Item) -> Json:
    organisation = item.organisation
    provenance = item.provenance
    return _present(
        kind=item.kind.value,
        nature=item.nature.value,
        title=item.title,
        organisation=organisation
        and _present(name=organisation.name, siret=organisation.siret, locality=organisation.locality),
        start=_text(item.start),
        end=_text(item.end),
        details=[{"key": detail.key, "value": detail.value} for detail in item.details],
        description=item.description,
        provenance={
            "source": provenance.source,
            "registered_at": provenance.registered_at.isoformat(),
            "record_id": str(provenance.record_id),
            "revision": provenance.revision,
            "changed_at": provenance.changed_at.isoformat(),
            "revision_number": provenance.revision_number,
            **_present(legal_basis=provenance.legal_basis, known_until=_text(provenance.known_until)),
        },
    )


def _item_from_json(value: Json) -> Item:
    organisation = value.get("organisation")
    provenance = value["provenance"]
    return Item(
        kind=Kind(value["kind"]),
        nature=Nature(value["nature"]),
        title=value["title"],
        organisation=Organisation(
            organisation.get("name", ""), organisation.get("siret", ""), organisation.get("locality", "")
        )
        if organisation
        else None,
        start=_date(value.get("start")),
        end=_date(value.get("end")),
        details=tuple(Detail(detail["key"], detail["value"]) for detail in value.get("details", ())),
        description=value.get("description", ""),
        provenance=Provenance(
            source=provenance["source"],
            registered_at=datetime.fromisoformat(provenance["registered_at"]),
            record_id=UUID(provenance["record_id"]),
            revision=provenance["revision"],
            changed_at=datetime.fromisoformat(provenance["changed_at"]),
            # Snapshots of before say none.
            revision_number=provenance.get("revision_number", 0),
            legal_basis=provenance.get("legal_basis", ""),
            known_until=_date(provenance.get("known_until")),
        ),
    )


def _present(**members: Any) -> Json:
    return {name: value for name, value in members.items() if value}


def _text(value: PartialDate | None) -> str:
    return str(value) if value else ""


def _date(value: str | None) -> PartialDate | None:
    return PartialDate.parse(value) if value else None
