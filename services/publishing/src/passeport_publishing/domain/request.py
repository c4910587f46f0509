"""What a holder asks to publish: a model, under a key of his own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.model import PublicationModel, SaidModel, faults_of, read_model
from passeport_publishing.domain.publication import DraftRef
from passeport_publishing.domain.snapshot import PublicationKind, Snapshot
from passeport_publishing.errors import FieldInvalid

__all__ = ["Chosen", "PublicationRequest", "faults_of_request_id", "read_request"]

REQUEST_ID_LIMIT = 128


@dataclass(frozen=True, slots=True)
class PublicationRequest:
    """A CV or an attestation to publish."""

    request_id: str
    model: PublicationModel
    draft: DraftRef | None = None

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of what is asked, the key of the request apart."""
        model = self.model
        said: list[object] = [model.title, model.summary, model.language.value, *map(str, model.record_ids)]
        # Requests of before there were these say nothing of them, and stay the same requests.
        if later := dict(_later(self)):
            said.append(later)
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a holder asked to publish, as it was read: of this alone the document is made.

    `fingerprint` is that of the request as it was sent, `photo` the JPEG that the document shows.
    """

    person_id: UUID
    request: PublicationRequest
    fingerprint: bytes
    snapshot: Snapshot
    photo: bytes | None = None


def read_request(request_id: str, said: SaidModel) -> PublicationRequest:
    """Reads a request. Raises FieldInvalid naming every field that breaks a rule."""
    if violations := [*faults_of_request_id(request_id), *faults_of(said)]:
        raise FieldInvalid("the publication cannot be made as asked", violations=violations)
    return PublicationRequest(request_id, read_model(said))


def faults_of_request_id(request_id: str) -> Iterator[FieldViolation]:
    """What is wrong with the key of a request."""
    if not 1 <= len(request_id) <= REQUEST_ID_LIMIT or not request_id.isprintable():
        rule = f"must have 1 to {REQUEST_ID_LIMIT} printable characters"
        yield FieldViolation("request_id", rule, "LENGTH")


def _later(request: PublicationRequest) -> Iterator[tuple[str, object]]:
    model = request.model
    if model.kind is not PublicationKind.CV:
        yield "kind", model.kind.value
    if request.draft is not None:
        yield "draft", [str(request.draft.draft_id), request.draft.version]
    if model.template is not Template.CLASSIC:
        yield "template", model.template.value
    if model.entry_set is not None:
        yield "entry_set", [model.entry_set.nature, *model.entry_set.kinds]
    if model.hidden:
        yield "hidden_parts", sorted(model.hidden)
    if model.training_ids:
        yield "training_ids", list(map(str, model.training_ids))
