"""From values of the domain to messages of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from google.type import date_pb2

from passeport.common.v1 import access_pb2
from passeport.records.v1 import attachment_service_pb2, entry_pb2, passport_service_pb2
from passeport_chassis.access import AccessPage
from passeport_chassis.rpc import write_date
from passeport_records.domain.attachment import Attachment
from passeport_records.domain.causes import cause_code
from passeport_records.domain.contract_natures import CONTRACT_NATURES
from passeport_records.domain.details import (
    AwardDetails,
    DrivingLicenceDetails,
    EmploymentDetails,
    EngagementDetails,
    LanguageDetails,
    SkillDetails,
    TrainingDetails,
)
from passeport_records.domain.entry import Entry, EntryLabels
from passeport_records.domain.leaf import EntryProof
from passeport_records.domain.listing import EntryPage
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.provenance import SOURCE_LABELS, Provenance
from passeport_records.referentials.domain.labels import Label
from passeport_records.rpc.kinds import KINDS, NATURES, STATES
from passeport_records.rpc.parse import ACCESS_PAGES, ENTRY_PAGES

__all__ = ["accesses", "attachment", "entries", "entry", "entry_page", "organisation", "provenance"]


def entry(value: Entry) -> entry_pb2.Entry:
    """One entry."""
    content = value.content
    message = entry_pb2.Entry(
        id=str(value.id),
        nature=NATURES[value.nature],
        kind=KINDS[value.kind],
        title=content.title,
        organisation=organisation(content.organisation),
        start_date=write_date(content.start),
        end_date=write_date(content.end),
        description=content.description,
        state=STATES[value.state],
        etag=value.etag,
        source_label=value.source_label,
        contested=value.contested,
    )
    _set_details(message, value)
    message.create_time.FromDatetime(value.created_at)
    message.update_time.FromDatetime(value.updated_at)
    message.revision = value.revision
    if value.deletion is not None:
        message.purge_time.FromDatetime(value.deletion.purge_at)
    return message


def entries(values: Iterable[Entry]) -> passport_service_pb2.BatchGetEntriesResponse:
    """Several entries."""
    return passport_service_pb2.BatchGetEntriesResponse(entries=[entry(value) for value in values])


def entry_page(page: EntryPage) -> passport_service_pb2.ListEntriesResponse:
    """A page of entries."""
    token = ""
    if page.next is not None:
        token = ENTRY_PAGES.write(page.next.kind.value, str(page.next.place), page.next.dated_on, str(page.next.id))
    return passport_service_pb2.ListEntriesResponse(
        entries=[entry(value) for value in page.entries], next_page_token=token
    )


def provenance(value: Provenance) -> passport_service_pb2.Provenance:
    """Where an entry comes from."""
    message = passport_service_pb2.Provenance(
        entry_id=str(value.entry_id),
        source=value.source.value,
        source_label=SOURCE_LABELS[value.source],
        sender=organisation(value.sender),
    )
    for step in value.steps:
        told = message.steps.add(
            change=step.change.value,
            cause=step.cause,
            batch_id=str(step.batch_id),
            file_name=step.file_name,
            line=step.line,
            sender_key=step.sender_key,
            format_version=step.format_version,
            revision=step.revision,
            cause_code=cause_code(step.cause),
            sender=organisation(step.sender),
            changed_fields=step.fields,
        )
        told.receive_time.FromDatetime(step.received_at)
        told.change_time.FromDatetime(step.made_at)
    for noted in value.holder_steps:
        told = message.steps.add(change=noted.change.value, revision=noted.revision, changed_fields=noted.fields)
        told.receive_time.FromDatetime(noted.at)
        told.change_time.FromDatetime(noted.at)
    return message


def entry_proof(value: EntryProof) -> passport_service_pb2.EntryProof:
    """What proves that an entry is in the ledger."""
    return passport_service_pb2.EntryProof(
        entry_id=str(value.entry_id),
        revision=value.revision,
        said=value.said,
        salt=value.salt,
        index=value.index,
        proof=value.proof,
    )


def attachment(value: Attachment) -> attachment_service_pb2.Attachment:
    """A file of an entry, without its bytes."""
    message = attachment_service_pb2.Attachment(
        id=str(value.id),
        entry_id=str(value.entry_id),
        file_name=value.file_name,
        media_type=value.media_type,
        size=value.size,
        sha256=value.sha256,
    )
    message.create_time.FromDatetime(value.created_at)
    return message


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


def _set_details(message: entry_pb2.Entry, value: Entry) -> None:
    match value.content.details:
        case EmploymentDetails() as job:
            message.employment.CopyFrom(
                entry_pb2.EmploymentDetails(
                    profession=_label(value.labels.profession),
                    pcs_code=job.pcs_code,
                    contract_nature_code=job.contract_nature_code,
                    contract_nature=CONTRACT_NATURES.get(job.contract_nature_code, ""),
                    apprenticeship=job.apprenticeship,
                    working_time=job.working_time.value,
                    workplace_code=job.workplace_code,
                    workplace=_label(value.labels.workplace),
                    known_until=_day(value.known_until),
                )
            )
        case AwardDetails() as award:
            message.award.CopyFrom(_award(award, value.labels))
        case LanguageDetails() as language:
            message.language.CopyFrom(entry_pb2.LanguageDetails(**asdict(language)))
        case TrainingDetails() as training:
            label = _label(value.labels.award)
            prevention = value.labels.prevention
            message.training.CopyFrom(entry_pb2.TrainingDetails(**asdict(training), label=label, prevention=prevention))
        case DrivingLicenceDetails() as licence:
            message.driving_licence.CopyFrom(_driving_licence(licence))
        case SkillDetails() as skill:
            message.skill.CopyFrom(entry_pb2.SkillDetails(**asdict(skill)))
        case EngagementDetails() as engagement:
            message.engagement.CopyFrom(entry_pb2.EngagementDetails(**asdict(engagement)))


def _award(award: AwardDetails, labels: EntryLabels) -> entry_pb2.AwardDetails:
    return entry_pb2.AwardDetails(
        label=_label(labels.award),
        prevention=labels.prevention,
        register=award.register,
        code=award.code,
        option=award.option,
        obtention=award.obtention,
        score=award.score,
        mention=award.mention,
        cefr_level=award.cefr_level,
        access_way=award.access_way,
        digital_score=award.digital_score,
        digital_results=[
            entry_pb2.DigitalResult(domain=one.domain, competence=one.competence, level=one.level)
            for one in award.digital_results
        ],
        level=award.level,
        categories=award.categories,
        diploma_code=award.diploma_code,
        school_code=award.school_code,
    )


def _driving_licence(licence: DrivingLicenceDetails) -> entry_pb2.DrivingLicenceDetails:
    return entry_pb2.DrivingLicenceDetails(
        categories=[
            entry_pb2.DrivingCategory(
                category=one.category, start_date=write_date(one.start), end_date=write_date(one.end)
            )
            for one in licence.categories
        ]
    )


def _day(value: date | None) -> date_pb2.Date | None:
    return None if value is None else date_pb2.Date(year=value.year, month=value.month, day=value.day)


def _label(value: Label | None) -> entry_pb2.Label | None:
    if value is None:
        return None
    scheme, since = value.scheme.value, _day(value.since)
    return entry_pb2.Label(text=value.text, level=value.level, scheme=scheme, code=value.code, since=since)


def organisation(value: Organisation) -> entry_pb2.Organisation | None:
    """A legal person; nothing when nothing is known of it."""
    if not value:
        return None
    return entry_pb2.Organisation(name=value.name, siret=value.siret, locality=value.locality)
