"""An invented CV, as the service would publish it, for the programs by which others read it."""

from datetime import datetime
from uuid import UUID

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.documents.cv import CvJob, CvRenderer
from passeport_publishing.documents.model import document_model
from passeport_publishing.domain.snapshot import Detail, Holder, Item, Kind, Language, Nature, Provenance, Snapshot

ISSUER = "https://passeport.example.fr"
PUBLICATION = UUID("0193f1d0-0000-7000-8000-00000000cafe")
TITLES = ("Conductrice de travaux", "Élagueuse", "Portugais")
_CODE = "K7QF2M9XPD4TW6HA"


def snapshot(at: datetime) -> Snapshot:
    """The CV as data."""
    source = Provenance("Déclaration sociale nominative", at, PUBLICATION, "r1", at, 1)
    items = tuple(Item(Kind.EMPLOYMENT, Nature.GUARANTEED, title, source) for title in TITLES)
    holder = Holder("Camille Marie", "LEFÈBVRE", "", PartialDate(1991, 5, 14))
    return Snapshot(holder, "CV", "", Language.FRENCH, at, items)


def award(at: datetime, *, end: PartialDate | None = None) -> Item:
    """A certification that an official source vouches for."""
    source = Provenance("Certificateur Exemple", at, PUBLICATION, "r1", at, 1)
    details = (Detail("code", "RNCP37674"),)
    return Item(Kind.CERTIFICATION, Nature.GUARANTEED, "Développeuse web", source, end=end, details=details)


def render(at: datetime, credential: str) -> bytes:
    """Its PDF, before the seal."""
    model = document_model(snapshot(at), _CODE, f"{ISSUER}/verify/{_CODE}")
    return CvRenderer().render(CvJob(model, credential, int(at.timestamp())))
