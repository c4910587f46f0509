"""Prevention: the trainings that the holder chose, read with his own caller token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import grpc
import grpc.aio
import structlog
from google.type import date_pb2

from passeport.prevention.v1 import training_pb2, training_service_pb2, training_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_publishing.clients.identity import known_date
from passeport_publishing.clients.refusals import translate
from passeport_publishing.domain.attestation import legal_basis
from passeport_publishing.domain.snapshot import Detail, Item, Kind, Nature, Organisation, Provenance
from passeport_publishing.domain.text import clean_line
from passeport_publishing.errors import EntryNotFound, SourceUnavailable

__all__ = ["PreventionTrainings", "read_training"]

_log = structlog.get_logger(__name__)
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
# What a release says that does not know publishing, or the rpc.
_OF_BEFORE = frozenset({grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNIMPLEMENTED})
# Where a day ends last: by then it is over for prevention as well.
_LAST_OUT_OF_THE_DAY = timezone(timedelta(hours=-12))


# Of what is not known until when it holds, and by prevention of a release before, nothing is said.
_STANDS = {
    training_pb2.VALIDITY_STATE_UPCOMING: "VALIDITY_UPCOMING",
    training_pb2.VALIDITY_STATE_VALID: "VALIDITY_VALID",
    training_pb2.VALIDITY_STATE_EXPIRING: "VALIDITY_EXPIRING",
    training_pb2.VALIDITY_STATE_EXPIRED: "VALIDITY_EXPIRED",
    training_pb2.VALIDITY_STATE_UNLIMITED: "VALIDITY_UNLIMITED",
}


class PreventionTrainings:
    """Implements `passeport_publishing.usecases.ports.PreventionSource` with prevention's TrainingService."""

    def __init__(self, channel: grpc.aio.Channel, clock: Clock) -> None:
        """`channel` must forward the caller token."""
        self._clock = clock
        self._stub = training_service_pb2_grpc.TrainingServiceStub(channel)

    async def trainings(self, training_ids: Sequence[UUID]) -> tuple[Item, ...]:
        """Reads trainings in the order asked; those that were withdrawn are not there. Raises EntryNotFound."""
        wanted, now = {str(training_id) for training_id in training_ids}, self._clock()
        found: dict[str, Item] = {}
        request = training_service_pb2.ListTrainingsRequest(page_size=_PAGE)
        while True:
            try:
                page = await self._stub.ListTrainings(request)
            except grpc.aio.AioRpcError as error:
                raise _translated(error) from None
            # What was declared of a training that came by itself is told with it, and can be attested as well.
            told = (one for training in page.trainings for one in (training, *training.declared_too))
            found |= {training.id: read_training(training, now) for training in told if training.id in wanted}
            if not page.next_page_token or len(found) == len(wanted):
                break
            request.page_token = page.next_page_token
        for training_id in training_ids:
            if str(training_id) not in found:
                raise EntryNotFound(metadata={"id": str(training_id)})
        return tuple(found[str(training_id)] for training_id in training_ids)


def _translated(error: grpc.aio.AioRpcError) -> Exception:
    if error.code() in _OF_BEFORE:
        _log.warning("prevention is of a release that this one cannot ask", code=error.code().name)
        return SourceUnavailable(metadata={"service": "prevention"})
    return translate("prevention", error)


def read_training(training: training_pb2.Training, now: datetime) -> Item:
    """Reads a training as it is at a moment: guaranteed when somebody else than its holder declared it, or it came by
    itself.
    """
    declarant, siret = _DECLARANTS.get(training.declarant), training.declarant_siret
    name = clean_line(training.declarant_name)
    body = name if declarant else clean_line(training.training_body)
    source = f"{declarant} {name}".strip() if declarant else "Déclaré par le titulaire"
    if training.declarant == training_pb2.DECLARANT_AUTOMATIC:
        declarant = source = clean_line(training.arrival.source_label) or "Source officielle"
        siret = training.arrival.siret
    return Item(
        kind=Kind.PREVENTION,
        nature=Nature.GUARANTEED if declarant else Nature.DECLARED,
        title=clean_line(training.title),
        provenance=Provenance(
            source=source,
            registered_at=training.create_time.ToDatetime(tzinfo=UTC),
            record_id=UUID(training.id),
            revision=training.etag,
            changed_at=training.update_time.ToDatetime(tzinfo=UTC),
            revision_number=training.version,
            legal_basis=legal_basis(Kind.PREVENTION, registered=False) if declarant else "",
        ),
        organisation=Organisation(body, siret) if body or siret else None,
        start=known_date(training.start_date) if training.HasField("start_date") else None,
        end=known_date(training.end_date) if training.HasField("end_date") else None,
        details=tuple(Detail(key, value) for key, value in _details(training, now) if value),
    )


def _validity(training: training_pb2.Training) -> Iterator[tuple[str, str]]:
    """Until when it holds, as declared or by the rule that prevention names, and how it stands today."""
    said = training.validity
    by_rule = said.basis == training_pb2.VALIDITY_BASIS_RULE
    yield "validity_end", str(known_date(said.until_date if by_rule else training.validity_end_date) or "")
    yield "validity_source", clean_line(said.rule.source) if by_rule else ""
    yield "validity_state", _STANDS.get(said.state, "")


def _details(training: training_pb2.Training, now: datetime) -> Iterator[tuple[str, str]]:
    yield "proof", _PROOFS.get(training.proof, "")
    yield "category", str(training.particulars.category or "")
    yield "validity_start", str(known_date(training.validity_start_date) or "")
    yield from _validity(training)
    yield "verification", _verified(training.verification, now)


def _verified(said: training_pb2.Verification, now: datetime) -> str:
    """What a document may say of a verification: what nobody can take back. Of one that goes on, or was contested,
    nothing is said, as of disputes: what is declared stands until its declarant changes it.
    """
    if said.state == training_pb2.VERIFICATION_STATE_DEEMED_VERIFIED:
        return "DEEMED_VERIFIED"
    # Until its day is over the employer may say something else.
    confirmed = said.state == training_pb2.VERIFICATION_STATE_CONFIRMED and said.HasField("due_date")
    if not confirmed or now.astimezone(_LAST_OUT_OF_THE_DAY).date() <= _day(said.due_date):
        return ""
    return "VERIFIED_BY_EMPLOYER"


def _day(said: date_pb2.Date) -> date:
    return date(said.year, said.month, said.day)
