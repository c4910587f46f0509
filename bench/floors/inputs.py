"""What Typst is given for a CV that was published, told from its credential: the floor prints the same document."""

import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.floors.documents import Documents
from passeport_chassis.partial_date import PartialDate
from passeport_publishing import documents as package
from passeport_publishing.documents.fonts import (
    ARABIC_FAMILY,
    MAIN_FAMILY,
    all_glyphs,
    fallback_families,
    load_fonts,
    printable,
)
from passeport_publishing.documents.model import document_model
from passeport_publishing.documents.qr import qr_svg
from passeport_publishing.domain.snapshot import (
    Detail,
    Holder,
    Item,
    Kind,
    Language,
    Nature,
    Organisation,
    Provenance,
    Snapshot,
)

_TEMPLATE = Path(str(package.__file__)).parent / "template" / "classic.typ"


def snapshot_of(credential: Mapping[str, Any]) -> Snapshot:
    """Read back what was printed from what was signed."""
    subject = credential["credentialSubject"]
    return Snapshot(
        holder=Holder(
            subject.get("givenName", ""),
            subject.get("familyName", ""),
            subject.get("usageName", ""),
            _day(subject.get("birthDate")),
        ),
        title=subject["title"],
        summary=subject.get("summary", ""),
        language=Language(subject["inLanguage"]),
        taken_at=datetime.fromisoformat(credential["validFrom"]),
        items=tuple(_item(item) for item in subject["items"]),
    )


def documents_of(snapshot: Snapshot, credential: str, base_url: str) -> Documents:
    """Give the inputs of any number of documents that differ in code and QR, as publications of one CV do."""
    return Documents(
        _TEMPLATE, load_fonts(), _inputs(snapshot, credential, base_url), int(snapshot.taken_at.timestamp())
    )


def _inputs(snapshot: Snapshot, credential: str, base_url: str) -> Iterator[Mapping[str, str]]:
    glyphs, families = all_glyphs(), [MAIN_FAMILY, *fallback_families()]
    while True:
        code = secrets.token_hex(8).upper()
        url = f"{base_url}/{code}"
        model = printable(document_model(snapshot, code, url), glyphs)
        yield {
            "cv": json.dumps({**model, "fonts": families, "arabic": ARABIC_FAMILY}),
            "qr": qr_svg(url),
            "credential": credential,
        }


def _item(item: Mapping[str, Any]) -> Item:
    organisation, provenance = item.get("organisation"), item["provenance"]
    registered = datetime.fromisoformat(provenance["registeredAt"])
    return Item(
        kind=Kind(item["kind"]),
        nature=Nature(item["nature"]),
        title=item["label"],
        provenance=Provenance(
            provenance["source"], registered, UUID(provenance["recordId"]), provenance["revision"], registered
        ),
        organisation=organisation
        and Organisation(
            organisation.get("organisationName", ""), organisation.get("siret", ""), organisation.get("locality", "")
        ),
        start=_day(item.get("startDate")),
        end=_day(item.get("endDate")),
        details=tuple(Detail(one["key"], one["value"]) for one in item.get("details", ())),
        description=item.get("text", ""),
    )


def _day(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None
