"""From values of the domain to messages of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from passeport.common.v1 import access_pb2
from passeport.prevention.v1 import consent_service_pb2, training_pb2, training_service_pb2, verification_service_pb2
from passeport_chassis.access import AccessPage
from passeport_chassis.rpc import write_date
from passeport_prevention.domain.expiry import Reminder
from passeport_prevention.domain.particulars import NO_PARTICULARS, Particulars
from passeport_prevention.domain.training import Arrival, Proof, Training, TrainingPage
from passeport_prevention.domain.verification import Verification
from passeport_prevention.rpc.days import write_day
from passeport_prevention.rpc.parse import ACCESS_PAGES, TRAINING_PAGES, VERIFICATION_PAGES
from passeport_prevention.rpc.training_types import Standing
from passeport_prevention.usecases.ports import VerificationPage

__all__ = ["accesses", "reminders", "training", "trainings", "verifications", "worker"]

_PROOFS = {
    Proof.ATTESTATION: training_pb2.PROOF_ATTESTATION,
    Proof.JUSTIFICATIF: training_pb2.PROOF_JUSTIFICATIF,
}


def training(value: Training, standing: Standing | None) -> training_pb2.Training:
    """One training, and how it stands; None: it is a version that no longer counts."""
    content = value.content
    message = training_pb2.Training(
        id=str(value.id),
        title=content.title,
        declarant=f"DECLARANT_{value.declarer.declarant.name}",
        declarant_name=value.declarer.name,
        declarant_siret=value.declarer.siret,
        proof=_PROOFS[content.proof],
        start_date=write_date(content.start),
        end_date=write_date(content.end),
        validity_start_date=write_date(content.validity_start),
        validity_end_date=write_date(content.validity_end),
        training_body=content.training_body,
        training_type=content.type_name,
        refresher=content.refresher,
        due_date=write_day(value.due_on),
        late=value.late,
        declaration_id=value.declaration,
        reference=value.reference,
        etag=value.etag,
        version=value.version,
        change_reason=value.reason,
        withdrawn=value.withdrawn,
    )
    if value.particulars != NO_PARTICULARS:
        message.particulars.CopyFrom(_particulars(value.particulars))
    if value.verification is not None:
        message.verification.CopyFrom(_verification(value, value.verification))
    if standing is not None and not value.withdrawn:
        message.validity.CopyFrom(standing.of(value))
    if value.arrival is not None:
        message.arrival.CopyFrom(_arrival(value.arrival))
    message.declared_too.extend(training(each, standing) for each in value.declared_too)
    message.create_time.FromDatetime(value.created_at)
    message.update_time.FromDatetime(value.changed_at or value.created_at)
    return message


def _verification(value: Training, said: Verification) -> training_pb2.Verification:
    message = training_pb2.Verification(
        state=f"VERIFICATION_STATE_{said.state.name}",
        due_date=write_day(said.due_on),
        employer_siret=said.employer_siret,
        comment=said.comment,
        etag=value.verification_etag,
    )
    if said.changed_at is not None:
        message.update_time.FromDatetime(said.changed_at)
    return message


def _arrival(value: Arrival) -> training_pb2.Arrival:
    return training_pb2.Arrival(
        entry_id=str(value.entry_id),
        certification_code=value.code,
        source_label=value.source,
        siret=value.siret,
        funder=value.funder,
        contested=value.contested,
    )


def _particulars(value: Particulars) -> training_pb2.Particulars:
    told = value.justificatif
    return training_pb2.Particulars(
        mode=value.mode,
        skills=value.skills,
        trainer=value.trainer,
        certification=value.certification,
        formacodes=value.fields,
        specialities=value.specialities,
        employer_siret=value.employer_siret,
        employer_reference=value.employer_reference,
        category=value.category,
        justificatif=None if told is None else training_pb2.Justificatif(**asdict(told)),
    )


def trainings(page: TrainingPage, standing: Standing) -> training_service_pb2.ListTrainingsResponse:
    """A page of trainings."""
    return training_service_pb2.ListTrainingsResponse(
        trainings=[training(value, standing) for value in page.trainings],
        next_page_token=""
        if page.next is None
        else TRAINING_PAGES.write(str(page.next.dated_on), str(page.next.training_id)),
    )


def worker(page: TrainingPage, standing: Standing) -> consent_service_pb2.ReadWorkerResponse:
    """What an employer reads of a worker: it changes none of it, so there is no state to send back."""
    shown = trainings(page, standing)
    for top in shown.trainings:
        for each in (top, *top.declared_too):
            each.ClearField("etag")
            if each.HasField("verification"):
                each.verification.ClearField("etag")
    return consent_service_pb2.ReadWorkerResponse(trainings=shown.trainings, next_page_token=shown.next_page_token)


def verifications(page: VerificationPage, standing: Standing) -> verification_service_pb2.ListVerificationsResponse:
    """A page of trainings that employers verify."""
    return verification_service_pb2.ListVerificationsResponse(
        trainings=[training(value, standing) for value in page.trainings],
        next_page_token="" if page.next is None else VERIFICATION_PAGES.write(str(page.next)),
    )


def reminders(found: Iterable[Reminder]) -> training_service_pb2.ListRecentRemindersResponse:
    """What a holder was reminded of."""
    response = training_service_pb2.ListRecentRemindersResponse()
    for one in found:
        message = response.reminders.add(
            id=str(one.id), training_id=str(one.training_id), until_date=write_day(one.until), days=one.days
        )
        message.tell_time.FromDatetime(one.at)
    return response


def accesses(page: AccessPage) -> access_pb2.ListAccessesResponse:
    """A page of accesses; who exactly acted for a partner stays here."""
    response = access_pb2.ListAccessesResponse(
        next_page_token="" if page.next is None else ACCESS_PAGES.write_moment(page.next.at, page.next.id),
    )
    for value in page.accesses:
        message = response.accesses.add(
            actor=value.actor,
            organisation=value.organisation,
            action=value.action,
            purpose=value.purpose,
            resource_id=value.resource_id,
        )
        message.at.FromDatetime(value.at)
    return response
