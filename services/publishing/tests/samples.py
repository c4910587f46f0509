"""Invented people and CVs that the tests publish."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

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

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
CODE = "K7QF2M9XPD4TW6HA"
URL = f"https://passeport.example.fr/verify/{CODE}"
ISSUER = "https://passeport.example.fr"
_NAMESPACE = UUID("0193f1d0-0000-7000-8000-000000000000")


def record_id(name: str) -> UUID:
    return uuid5(_NAMESPACE, name)


def make_item(title: str, *, nature: Nature = Nature.GUARANTEED, kind: Kind = Kind.EMPLOYMENT, **rest: object) -> Item:
    received = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
    source = "Déclaration sociale nominative" if nature is Nature.GUARANTEED else "Déclaré par le titulaire"
    item = Item(kind, nature, title, Provenance(source, received, record_id(title), "r1", received, 1))
    return replace(item, **rest)  # type: ignore[arg-type]


def make_snapshot(*items: Item, **rest: object) -> Snapshot:
    snapshot = Snapshot(
        holder=Holder("Camille Marie", "LEFÈBVRE", "MARTIN-DUBOIS", PartialDate(1991, 5, 14)),
        title="Conductrice de travaux",
        summary="Douze ans sur les chantiers.\nRéhabilitation en site occupé.",
        language=Language.FRENCH,
        taken_at=NOW,
        items=items or SAMPLE_ITEMS,
    )
    return replace(snapshot, **rest)  # type: ignore[arg-type]


SAMPLE_ITEMS = (
    make_item(
        "Conductrice de travaux",
        organisation=Organisation("Bâtisseurs de l’Ouest SAS", "73282932000074", "Nantes"),
        start=PartialDate(2021, 3, 1),
        details=(Detail("contract", "CDI"), Detail("working_time", "full_time")),
    ),
    make_item(
        "Coffreuse-bancheuse intérimaire",
        nature=Nature.DECLARED,
        organisation=Organisation("Diverses entreprises"),
        start=PartialDate(2014),
        end=PartialDate(2016),
        description="Missions de 3 à 8 mois.",
    ),
    make_item(
        "Titre professionnel Conducteur de travaux du bâtiment et du génie civil",
        kind=Kind.CERTIFICATION,
        organisation=Organisation("Ministère du Travail"),
        start=PartialDate(2020, 6, 28),
        end=PartialDate(2030, 6, 28),
        details=(Detail("code", "RNCP41142"), Detail("mention", "MENTION_BIEN"), Detail("level", "6")),
    ),
    make_item("Portugais", nature=Nature.DECLARED, kind=Kind.LANGUAGE, details=(Detail("cefr_level", "C1"),)),
)


def make_attestation(language: Language = Language.FRENCH) -> Snapshot:
    """An attestation of the guaranteed sample items, as sources would have sent them."""
    job, award = (item for item in SAMPLE_ITEMS if item.nature is Nature.GUARANTEED)
    told = "article L. 133-5-3 du code de la sécurité sociale"
    by_certifier = replace(
        award.provenance,
        source="Certificateur Ministère du Travail",
        legal_basis="article L. 6113-8 du code du travail",
    )
    return make_snapshot(
        replace(job, provenance=replace(job.provenance, legal_basis=told, known_until=PartialDate(2026, 9, 30))),
        replace(award, provenance=by_certifier),
        title="Attestation de parcours",
        summary="",
        language=language,
        kind=PublicationKind.ATTESTATION,
    )
