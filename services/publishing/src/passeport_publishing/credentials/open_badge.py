"""One award as an Open Badge (1EdTech Open Badges 3.0, final): the payload is the credential, with the claims of a JWT.

All terms are those of the specification, so that no context of ours is needed. It says who earned what, of whom, and
which source told us; neither the date of birth nor anything else of the CV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from passeport_publishing.credentials.badge_key import BadgeKey
from passeport_publishing.credentials.items import ISSUER_NAME, present, write_moment
from passeport_publishing.credentials.status_list import status_list_credential
from passeport_publishing.credentials.terms import BASE_CONTEXT
from passeport_publishing.domain.days import start_in_paris, write_day
from passeport_publishing.domain.snapshot import Item, Kind, Language, Organisation, Snapshot
from passeport_publishing.domain.status import StatusEntry, award_entry

__all__ = ["OPEN_BADGE_TYPE", "OpenBadges", "badge_address"]

OPEN_BADGE_TYPE = "OpenBadgeCredential"
_REVOCATION = "revocation"
_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
_TYPES = {Kind.CERTIFICATION: "Certification", Kind.DIPLOMA: "Diploma"}
# The two national registers (Code du travail, L6113-1).
_CODE = re.compile(r"(RNCP|RS)([0-9]{1,6})")
_REGISTERS = {
    "RNCP": "Répertoire national des certifications professionnelles (RNCP)",
    "RS": "Répertoire spécifique (RS)",
}
_SHEET = "https://www.francecompetences.fr/recherche/{register}/{number}/"
_WORDS = {
    Language.FRENCH: {
        Kind.CERTIFICATION: "Certification « {title} »{by}.",
        Kind.DIPLOMA: "Diplôme « {title} »{by}.",
        "by": " ({organisation})",
        "criteria": "Remplir les conditions de délivrance de « {title} »{by}.",
        "sheet": " La fiche {code} de France compétences dit les compétences attestées et comment elles sont évaluées.",
        "source": "Source de l’information",
        "evidence": "Information garantie, reçue de {source} le {day}.",
    },
    Language.ENGLISH: {
        Kind.CERTIFICATION: "Certification “{title}”{by}.",
        Kind.DIPLOMA: "Diploma “{title}”{by}.",
        "by": " ({organisation})",
        "criteria": "To meet the conditions for the award of “{title}”{by}.",
        "sheet": " Sheet {code} of France compétences says which skills it attests and how they are assessed.",
        "source": "Source of the information",
        "evidence": "Guaranteed information, received from {source} on {day}.",
    },
}


def badge_address(issuer: str, publication_id: UUID, record_id: UUID) -> str:
    """The `id` of a badge: a name, at which there is nothing to fetch."""
    return f"{issuer}/badges/{publication_id}/{record_id}"


class OpenBadges:
    """Implements `passeport_publishing.usecases.badge_ports.Badges`."""

    def __init__(self, key: BadgeKey, issuer: str) -> None:
        self._key = key
        self._issuer = issuer

    @property
    def public_jwk(self) -> Mapping[str, Any]:
        """The public half of the key."""
        return self._key.public_jwk

    def issue(self, publication_id: UUID, snapshot: Snapshot, item: Item, status: Sequence[StatusEntry]) -> str:
        """Issues the badge of one award of a publication; the same one, whenever it is asked for."""
        credential = self._credential(publication_id, snapshot, item)
        credential["credentialStatus"] = self._status(
            award_entry(status, snapshot.record_ids.index(item.provenance.record_id))
        )
        until = None if item.end is None else start_in_paris(item.end.latest + timedelta(days=1))
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "jti": credential["id"],
            "nbf": _seconds(snapshot.taken_at),
            "sub": credential["credentialSubject"]["id"],
        }
        if until is not None:
            credential["validUntil"] = write_moment(until)
            claims["exp"] = _seconds(until)
        return self._key.sign(credential | claims)

    def issue_status_list(self, list_id: str, indices: Iterable[int], now: datetime) -> str:
        """Issues a list of awards, with the key of badges: displayers need not know another, nor its algorithm."""
        listed = status_list_credential(self._issuer, list_id, _REVOCATION, indices, now)
        return self._key.sign(listed, "vc+jwt", cty="vc")

    def _credential(self, publication_id: UUID, snapshot: Snapshot, item: Item) -> dict[str, Any]:
        words = _WORDS[snapshot.language]
        source = item.provenance
        awarded = start_in_paris(item.start.earliest).isoformat() if item.start and item.start.complete else ""
        return present(
            **{"@context": [BASE_CONTEXT, _CONTEXT]},
            id=badge_address(self._issuer, publication_id, source.record_id),
            type=["VerifiableCredential", OPEN_BADGE_TYPE],
            issuer={"id": self._issuer, "type": ["Profile"], "name": ISSUER_NAME, "url": self._issuer},
            name=item.title,
            validFrom=write_moment(snapshot.taken_at),
            awardedDate=awarded,
            credentialSubject=present(
                # Of this publication alone: badges of two of them are not seen to be of one person.
                id=uuid5(publication_id, "holder").urn,
                type=["AchievementSubject"],
                identifier=[
                    {
                        "type": "IdentityObject",
                        "hashed": False,
                        "identityHash": snapshot.holder.full_name,
                        "identityType": "name",
                    }
                ],
                source=item.organisation and self._profile(item.organisation),
                achievement=self._achievement(item, words),
            ),
            evidence=[
                {
                    "type": ["Evidence"],
                    "name": words["source"],
                    "genre": item.nature.value,
                    "narrative": words["evidence"].format(
                        source=source.source, day=write_day(source.registered_at, snapshot.language)
                    ),
                }
            ],
            credentialSchema=[{"id": _SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        )

    def _achievement(self, item: Item, words: Mapping[Any, str]) -> dict[str, Any]:
        code = next((detail.value for detail in item.details if detail.key == "code"), "")
        organisation = item.organisation.name if item.organisation else ""
        told = {"title": item.title, "by": words["by"].format(organisation=organisation) if organisation else ""}
        narrative = words["criteria"].format(**told)
        listed = _CODE.fullmatch(code)
        sheet = _SHEET.format(register=listed[1].lower(), number=listed[2]) if listed else ""
        return present(
            id=self._name("achievements", code if listed else f"{organisation}\n{item.title}"),
            type=["Achievement"],
            achievementType=_TYPES[item.kind],
            name=item.title,
            description=words[item.kind].format(**told),
            humanCode=code,
            criteria=present(id=sheet, narrative=narrative + (words["sheet"].format(code=code) if listed else "")),
            alignment=listed
            and [
                {
                    "type": ["Alignment"],
                    "targetCode": code,
                    "targetFramework": _REGISTERS[listed[1]],
                    "targetName": item.title,
                    "targetType": "ceterms:Credential",
                    "targetUrl": sheet,
                }
            ],
        )

    def _profile(self, organisation: Organisation) -> dict[str, Any]:
        siret = organisation.siret
        return present(
            id=self._name("organisations", siret or organisation.name),
            type=["Profile"],
            name=organisation.name,
            otherIdentifier=siret and [{"type": "IdentifierEntry", "identifier": siret, "identifierType": "ext:siret"}],
        )

    def _name(self, what: str, of: str) -> str:
        """A name that two badges have in common when they are of the same thing."""
        return uuid5(NAMESPACE_URL, f"{self._issuer}/{what}/{of}").urn

    def _status(self, entry: StatusEntry) -> dict[str, str]:
        """The one entry that a badge may have: its bit says that it must no longer be used, whatever the reason."""
        address = f"{self._issuer}/status-lists/{entry.list_id}"
        return {
            "id": f"{address}#{entry.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": _REVOCATION,
            "statusListIndex": str(entry.index),
            "statusListCredential": address,
        }


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
