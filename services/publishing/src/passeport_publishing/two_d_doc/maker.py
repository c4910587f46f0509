"""Makes the 2D-Doc of one entry of an attestation."""

from __future__ import annotations

from prometheus_client import Gauge

from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris
from passeport_publishing.domain.birth import Birth
from passeport_publishing.domain.snapshot import Item, Nature, PublicationKind, Snapshot
from passeport_publishing.errors import TwoDDocNotPossible, TwoDDocsNotOffered
from passeport_publishing.two_d_doc.kinds import TYPES, fields_of
from passeport_publishing.two_d_doc.message import signed_part, whole
from passeport_publishing.two_d_doc.seal import TwoDDocSeal
from passeport_publishing.two_d_doc.symbol import symbol_svg
from passeport_publishing.usecases.two_d_doc_ports import TwoDDoc, TwoDDocField

__all__ = ["TwoDDocMaker"]

# With labels it is there only where 2D-Docs are.
_expiry = Gauge(
    "two_d_doc_expiry_timestamp_seconds",
    "When the certificate of 2D-Docs expires, in seconds since 1970.",
    ["authority", "certificate"],
)


class TwoDDocMaker:
    """Implements `passeport_publishing.usecases.two_d_doc_ports.TwoDDocs`."""

    def __init__(self, seal: TwoDDocSeal, clock: Clock) -> None:
        self._seal = seal
        self._clock = clock
        _expiry.labels(seal.authority, seal.certificate).set(seal.ends.timestamp())

    def check(self, snapshot: Snapshot, item: Item) -> None:
        """Raises TwoDDocsNotOffered while the certificate does not hold, TwoDDocNotPossible for what has no type."""
        if not self._seal.is_valid_at(self._clock()):
            raise TwoDDocsNotOffered
        if snapshot.kind is not PublicationKind.ATTESTATION:
            raise TwoDDocNotPossible(metadata={"missing": "attestation"})
        if item.kind not in TYPES or item.nature is not Nature.GUARANTEED:
            raise TwoDDocNotPossible(metadata={"missing": "document_type"})

    def make(self, snapshot: Snapshot, item: Item, birth: Birth, code: str) -> TwoDDoc:
        """Makes it. Raises what `check` raises, and TwoDDocNotPossible where it lacks what is obligatory."""
        self.check(snapshot, item)
        seal, of_type = self._seal, TYPES[item.kind]
        fields = fields_of(snapshot.holder, item, birth, code)
        issued, signed = day_in_paris(snapshot.taken_at), day_in_paris(self._clock())
        part = signed_part(seal.authority, seal.certificate, issued, signed, of_type, fields)
        text = whole(part, seal.sign(part))
        told = tuple(TwoDDocField(field.identifier, field.label, field.value) for field in fields)
        return TwoDDoc(of_type, text, symbol_svg(text), told)
