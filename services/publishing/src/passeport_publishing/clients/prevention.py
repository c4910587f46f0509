"""Prevention: the trainings that the holder chose, read with his own caller token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from uuid import UUID

import grpc.aio
from google.type import date_pb2

from passeport.prevention.v1 import training_pb2, training_service_pb2, training_service_pb2_grpc
from passeport_publishing.clients.identity import known_date
from passeport_publishing.clients.refusals import translate
from passeport_publishing.domain.attestation import legal_basis
from passeport_publishing.domain.snapshot import Detail, Item, Kind, Nature, Organisation, Provenance
from passeport_publishing.domain.text import clean_line
from passeport_publishing.errors import EntryNotFound

__all__ = ["PreventionTrainings", "read_training"]

# The most that prevention gives at once.
_PAGE = 300
# Who vouches for a training, in the words under which documents name it; the holder is nobody to vouch.
_DECLARANTS = {
    training_pb2.DECLARANT_TRAINING_BODY: "Organisme de formation",
    training_pb2.DECLARANT_EMPLOYER: "Employeur",
    training_pb2.DECLARANT_TEMPORARY_WORK_COMPANY: "Entreprise de travail temporaire",
}
_PROOFS = {
    training_pb2.PROOF_ATTESTATION: "PROOF_ATTESTATION",
    training_pb2.PROOF_JUSTIFICATIF: "PROOF_JUSTIFICATIF",
}
# Of one that goes on, or was contested, nothing is said, as of disputes: what is declared stands until its declarant
# changes it.
_VERIFIED = {
    training_pb2.VERIFICATION_STATE_CONFIRMED: "VERIFIED_BY_EMPLOYER",
    training_pb2.VERIFICATION_STATE_DEEMED_VERIFIED: "DEEMED_VERIFIED",
}


class PreventionTrainings:
    """Implements `passeport_publishing.usecases.ports.PreventionSource` with prevention's TrainingService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        """`channel` must forward the caller token."""
        self._stub = training_service_pb2_grpc.TrainingServiceStub(channel)

    async def trainings(self, training_ids: Sequence[UUID]) -> tuple[Item, ...]:
        """Reads trainings in the order asked; those that were withdrawn are not there. Raises EntryNotFound."""
        wanted = {str(training_id) for training_id in training_ids}
        found: dict[str, Item] = {}
        request = training_service_pb2.ListTrainingsRequest(page_size=_PAGE)
        while True:
            try:
                page = await self._stub.ListTrainings(request)
            except grpc.aio.AioRpcError as error:
                raise translate("prevention", error) from None
            found |= {training.id: read_training(training) for training in page.trainings if training.id in wanted}
            if not page.next_page_token or len(found) == len(wanted):
                break
            request.page_token = page.next_page_token
        for training_id in training_ids:
            if str(training_id) not in found:
                raise EntryNotFound(metadata={"id": str(training_id)})
        return tuple(found[str(training_id)] for training_id in training_ids)


def read_training(training: training_pb2.Training) -> Item:
    """Reads a training: guaranteed when somebody else than its holder declared it."""
    declarant = _DECLARANTS.get(training.declarant)
    name = clean_line(training.declarant_name)
    body = name if declarant else clean_line(training.training_body)
    return Item(
        kind=Kind.PREVENTION,
        nature=Nature.GUARANTEED if declarant else Nature.DECLARED,
        title=clean_line(training.title),
        provenance=Provenance(
            source=f"{declarant} {name}".strip() if declarant else "Déclaré par le titulaire",
            registered_at=training.create_time.ToDatetime(tzinfo=UTC),
            record_id=UUID(training.id),
            revision=training.etag,
            changed_at=training.update_time.ToDatetime(tzinfo=UTC),
            revision_number=training.version,
            legal_basis=legal_basis(Kind.PREVENTION, registered=False) if declarant else "",
        ),
        organisation=Organisation(body, training.declarant_siret) if body or training.declarant_siret else None,
        start=known_date(training.start_date) if training.HasField("start_date") else None,
        end=known_date(training.end_date) if training.HasField("end_date") else None,
        details=tuple(Detail(key, value) for key, value in _details(training) if value),
    )


def _details(training: training_pb2.Training) -> Iterator[tuple[str, str]]:
    yield "proof", _PROOFS.get(training.proof, "")
    yield "category", str(training.particulars.category or "")
    for name in ("validity_start", "validity_end"):
        day: date_pb2.Date = getattr(training, f"{name}_date")
        yield name, str(known_date(day) or "")
    yield "verification", _VERIFIED.get(training.verification.state, "")
