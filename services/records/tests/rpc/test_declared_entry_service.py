"""DeclaredEntryService over a real server and a real database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import grpc
import grpc.aio
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.type import date_pb2

from passeport.records.v1 import declared_entry_service_pb2 as declared_pb2
from passeport.records.v1 import declared_entry_service_pb2_grpc, entry_pb2, passport_service_pb2_grpc
from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.storage.unit_of_work import UnitsOfWork
from port_suite import put
from rpc_calls import refused
from support import CERTIFIER, guaranteed, holder_token, sender_token

Stub = declared_entry_service_pb2_grpc.DeclaredEntryServiceStub


@pytest.fixture
def stub(gateway: grpc.aio.Channel) -> Stub:
    return Stub(gateway)


@pytest.fixture
def reading(gateway: grpc.aio.Channel) -> passport_service_pb2_grpc.PassportServiceStub:
    return passport_service_pb2_grpc.PassportServiceStub(gateway)


def entry(**changes: object) -> entry_pb2.Entry:
    fields: dict[str, object] = {
        "kind": entry_pb2.KIND_EMPLOYMENT,
        "title": "Cheffe de rang",
        "organisation": entry_pb2.Organisation(name="Auberge du Port", siret="35600000000048", locality="Nantes"),
        "start_date": date_pb2.Date(year=2019, month=5),
        "end_date": date_pb2.Date(year=2021),
        "description": "Service en salle,\néquipe de six",
        "employment": entry_pb2.EmploymentDetails(pcs_code="561a", contract_nature_code="01", working_time="part_time"),
        **changes,
    }
    return entry_pb2.Entry(**fields)  # type: ignore[arg-type]


def create(request_id: str = "r-1", **changes: object) -> declared_pb2.CreateEntryRequest:
    return declared_pb2.CreateEntryRequest(entry=entry(**changes), request_id=request_id)


def update(
    made: entry_pb2.Entry, *paths: str, etag: str | None = None, **changes: object
) -> declared_pb2.UpdateEntryRequest:
    return declared_pb2.UpdateEntryRequest(
        entry=entry_pb2.Entry(**changes),  # type: ignore[arg-type]
        id=made.id,
        etag=etag or made.etag,
        update_mask=FieldMask(paths=paths),
    )


async def test_what_is_declared_is_in_the_passport_and_in_nobody_elses(
    stub: Stub, reading: passport_service_pb2_grpc.PassportServiceStub
) -> None:
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateEntry(create())
        listed = await reading.ListEntries(passport_pb2.ListEntriesRequest())
        assert await reading.GetEntry(passport_pb2.GetEntryRequest(id=made.id)) == made
    assert list(listed.entries) == [made]
    assert (made.nature, made.state) == (entry_pb2.NATURE_DECLARED, entry_pb2.ENTRY_STATE_ACTIVE)
    assert (made.source_label, made.employment.contract_nature) == ("Déclaré par le titulaire", "CDI de droit privé")
    assert made.create_time == made.update_time
    said = entry_pb2.Entry()
    said.CopyFrom(made)
    for field in ("id", "nature", "state", "etag", "revision", "source_label", "create_time", "update_time"):
        said.ClearField(field)
    said.employment.ClearField("contract_nature")
    assert said == entry()
    with use_caller_token(holder_token(new_id())):
        assert list((await reading.ListEntries(passport_pb2.ListEntriesRequest())).entries) == []
        error = await refused(reading.GetEntry(passport_pb2.GetEntryRequest(id=made.id)))
    assert (error.code, error.reason, error.metadata) == (
        grpc.StatusCode.NOT_FOUND,
        "ENTRY_NOT_FOUND",
        {"id": made.id},
    )


async def test_what_only_the_server_may_write_is_ignored(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateEntry(
            create(
                id="mine",
                nature=entry_pb2.NATURE_GUARANTEED,
                state=entry_pb2.ENTRY_STATE_WITHDRAWN,
                source_label="Le ministère",
                employment=entry_pb2.EmploymentDetails(apprenticeship=True, contract_nature="Roi"),
            )
        )
    assert made.id != "mine"
    assert (made.nature, made.state) == (entry_pb2.NATURE_DECLARED, entry_pb2.ENTRY_STATE_ACTIVE)
    assert made.source_label == "Déclaré par le titulaire"
    assert made.employment == entry_pb2.EmploymentDetails()


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("KIND_CERTIFICATION", {"award": entry_pb2.AwardDetails(register="RNCP", code="RNCP19117", level=5)}),
        ("KIND_DIPLOMA", {"award": entry_pb2.AwardDetails(mention="MENTION_BIEN", option="Anglais")}),
        ("KIND_LANGUAGE", {"language": entry_pb2.LanguageDetails(language="pt-BR", cefr_level="B2")}),
        ("KIND_TRAINING", {"training": entry_pb2.TrainingDetails(hours=35)}),
        ("KIND_HABILITATION", {"award": entry_pb2.AwardDetails(score="894")}),
        ("KIND_DRIVING_LICENCE", {"driving_licence": entry_pb2.DrivingLicenceDetails()}),
        ("KIND_SKILL", {"skill": entry_pb2.SkillDetails()}),
        ("KIND_ENGAGEMENT", {"engagement": entry_pb2.EngagementDetails()}),
    ],
)
async def test_every_kind_keeps_its_details(stub: Stub, kind: str, details: dict[str, object]) -> None:
    message = entry_pb2.Entry(kind=kind, title="Un titre", **details)  # type: ignore[arg-type]
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateEntry(declared_pb2.CreateEntryRequest(entry=message, request_id="r"))
    assert made.kind == message.kind
    assert made.WhichOneof("details") == (next(iter(details), None))
    for name, value in details.items():
        assert getattr(made, name) == value


async def test_a_repeated_request_gives_the_same_entry_and_another_one_is_refused(stub: Stub) -> None:
    person_id = new_id()
    with use_caller_token(holder_token(person_id)):
        first = await stub.CreateEntry(create("r-1"))
        assert await stub.CreateEntry(create("r-1")) == first
        error = await refused(stub.CreateEntry(create("r-1", title="Autre")))
    assert (error.code, error.reason, error.domain) == (
        grpc.StatusCode.ALREADY_EXISTS,
        "REQUEST_ID_REUSED",
        "records.passeport",
    )
    with use_caller_token(holder_token(new_id())):
        assert (await stub.CreateEntry(create("r-1"))).id != first.id
    with use_caller_token(holder_token(person_id)):
        await stub.DeleteEntry(declared_pb2.DeleteEntryRequest(id=first.id, etag=first.etag))
        assert (await refused(stub.CreateEntry(create("r-1")))).reason == "ENTRY_NOT_FOUND"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": ""}, {"entry.title"}),
        ({"title": "a" * 251, "description": "b" * 2001}, {"entry.title", "entry.description"}),
        ({"title": "Nul\0"}, {"entry.title"}),
        ({"kind": entry_pb2.KIND_UNSPECIFIED}, {"entry.kind"}),
        ({"kind": 77}, {"entry.kind"}),
        ({"start_date": date_pb2.Date(year=2019, month=2, day=30)}, {"entry.start_date"}),
        ({"start_date": date_pb2.Date(month=2)}, {"entry.start_date"}),
        ({"start_date": date_pb2.Date(year=2019, day=3)}, {"entry.start_date"}),
        (
            {"start_date": date_pb2.Date(year=-5), "end_date": date_pb2.Date(year=2019, month=13)},
            {"entry.start_date", "entry.end_date"},
        ),
        ({"start_date": date_pb2.Date(year=2199), "end_date": None}, {"entry.start_date"}),
        ({"end_date": date_pb2.Date(year=2018)}, {"entry.end_date"}),
        ({"organisation": entry_pb2.Organisation(siret="123")}, {"entry.organisation.siret"}),
        ({"employment": entry_pb2.EmploymentDetails(working_time="sometimes")}, {"entry.employment.working_time"}),
        ({"employment": entry_pb2.EmploymentDetails(pcs_code="?")}, {"entry.employment.pcs_code"}),
        ({"employment": None, "training": entry_pb2.TrainingDetails(hours=3)}, {"entry.details"}),
    ],
)
async def test_wrong_fields_are_named(stub: Stub, changes: dict[str, Any], fields: set[str]) -> None:
    with use_caller_token(holder_token(new_id())):
        error = await refused(stub.CreateEntry(create(**changes)))
    assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID")
    assert {violation[0] for violation in error.violations} == fields


@pytest.mark.parametrize("request_id", ["x" * 129, "a\nb"])
async def test_a_wrong_request_id_is_named(stub: Stub, request_id: str) -> None:
    with use_caller_token(holder_token(new_id())):
        error = await refused(stub.CreateEntry(create(request_id)))
    assert [violation[0] for violation in error.violations] == ["request_id"]


async def test_an_update_writes_the_fields_of_the_mask_and_no_other(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateEntry(create())
        after = await stub.UpdateEntry(
            update(
                made,
                *("title", "end_date", "organisation", "employment"),
                title="Maîtresse d’hôtel",
                description="pas dans le masque",
                employment=entry_pb2.EmploymentDetails(working_time="full_time"),
            )
        )
    assert (after.id, after.create_time, after.kind) == (made.id, made.create_time, made.kind)
    assert (after.title, after.description) == ("Maîtresse d’hôtel", made.description)
    assert not after.HasField("end_date")
    assert not after.HasField("organisation")
    assert after.start_date == made.start_date
    assert after.employment == entry_pb2.EmploymentDetails(working_time="full_time")
    assert after.etag != made.etag
    assert (made.revision, after.revision) == (1, 2)
    assert after.update_time.ToNanoseconds() > made.update_time.ToNanoseconds()


async def test_an_update_that_changes_nothing_is_no_revision(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateEntry(create())
        assert await stub.UpdateEntry(update(made, "title", title=made.title)) == made


async def test_an_old_etag_is_refused(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateEntry(create())
        after = await stub.UpdateEntry(update(made, "title", title="Une autre"))
        stale = await refused(stub.UpdateEntry(update(made, "title", title="Encore une autre")))
        gone = await refused(stub.DeleteEntry(declared_pb2.DeleteEntryRequest(id=made.id, etag=made.etag)))
        for error in (stale, gone):
            assert (error.code, error.reason) == (grpc.StatusCode.ABORTED, "ETAG_STALE")
        await stub.DeleteEntry(declared_pb2.DeleteEntryRequest(id=made.id, etag=after.etag))
        again = await refused(stub.DeleteEntry(declared_pb2.DeleteEntryRequest(id=made.id, etag=after.etag)))
    assert (again.code, again.reason) == (grpc.StatusCode.NOT_FOUND, "ENTRY_NOT_FOUND")


@pytest.mark.parametrize(
    ("paths", "changes", "field"),
    [
        (("kind",), {"kind": entry_pb2.KIND_SKILL}, "update_mask"),
        (("state",), {}, "update_mask"),
        (("award",), {"award": entry_pb2.AwardDetails(level=3)}, "entry.award"),
        (("award",), {}, "entry.award"),
        (("title",), {"title": " "}, "entry.title"),
        (("start_date",), {}, "entry.start_date"),
        (("start_date",), {"start_date": date_pb2.Date(year=2022)}, "entry.end_date"),
    ],
)
async def test_an_update_that_breaks_a_rule_is_refused(
    stub: Stub, paths: tuple[str, ...], changes: dict[str, Any], field: str
) -> None:
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateEntry(create())
        error = await refused(stub.UpdateEntry(update(made, *paths, **changes)))
    assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID")
    assert [violation[0] for violation in error.violations] == [field]


async def test_a_guaranteed_entry_is_not_its_holders_to_edit(stub: Stub, open_work: UnitsOfWork) -> None:
    kept = guaranteed(new_id())
    await put(open_work, kept)
    message = entry_pb2.Entry(id=str(kept.id), etag=kept.etag)
    with use_caller_token(holder_token(kept.person_id)):
        for call in (
            stub.UpdateEntry(update(message, "title", title="Meilleur")),
            stub.DeleteEntry(declared_pb2.DeleteEntryRequest(id=message.id, etag=message.etag)),
        ):
            error = await refused(call)
            assert (error.code, error.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "ENTRY_GUARANTEED")


async def test_nobody_edits_the_entries_of_another(stub: Stub) -> None:
    with use_caller_token(holder_token(new_id())):
        made = await stub.CreateEntry(create())
    with use_caller_token(holder_token(new_id())):
        for call in (
            stub.UpdateEntry(update(made, "title", title="À moi")),
            stub.DeleteEntry(declared_pb2.DeleteEntryRequest(id=made.id, etag=made.etag)),
            stub.DeleteEntry(declared_pb2.DeleteEntryRequest(id="not-a-uuid", etag="r1")),
        ):
            error = await refused(call)
            assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "ENTRY_NOT_FOUND")


@pytest.mark.parametrize("scope", ["passport:read", "account:activate", ""])
async def test_writing_needs_its_scope(stub: Stub, scope: str) -> None:
    person_id: UUID = new_id()
    with use_caller_token(holder_token(person_id, scope)):
        error = await refused(stub.CreateEntry(create()))
    assert (error.code, error.reason) == (grpc.StatusCode.PERMISSION_DENIED, "CALLER_NOT_ALLOWED")


async def test_a_partner_declares_nothing(stub: Stub) -> None:
    with use_caller_token(sender_token(CERTIFIER, "passport:write")):
        error = await refused(stub.CreateEntry(create()))
    assert error.code is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.parametrize(
    ("kind", "field", "details"),
    [
        (
            entry_pb2.KIND_DRIVING_LICENCE,
            "driving_licence",
            entry_pb2.DrivingLicenceDetails(
                categories=[
                    entry_pb2.DrivingCategory(
                        category="B", start_date=date_pb2.Date(year=2012), end_date=date_pb2.Date(year=2033, month=5)
                    ),
                    entry_pb2.DrivingCategory(category="AM"),
                ]
            ),
        ),
        (
            entry_pb2.KIND_LANGUAGE,
            "language",
            entry_pb2.LanguageDetails(language="pt-BR", cefr_level="B2", listening="C1", spoken_interaction="B1"),
        ),
        (
            entry_pb2.KIND_SKILL,
            "skill",
            entry_pb2.SkillDetails(origin="practice", context="Club", framework="ESCO", label="mener une équipe"),
        ),
        (
            entry_pb2.KIND_ENGAGEMENT,
            "engagement",
            entry_pb2.EngagementDetails(activity="service_civique", role="Ambassadrice du tri"),
        ),
        (entry_pb2.KIND_HABILITATION, "award", entry_pb2.AwardDetails(categories=["B1V", "H0"])),
    ],
)
async def test_the_details_of_each_kind_come_back_as_they_were_given_and_may_be_emptied(
    stub: Stub, reading: passport_service_pb2_grpc.PassportServiceStub, kind: entry_pb2.Kind, field: str, details: Any
) -> None:
    with use_caller_token(holder_token(new_id())):
        said = entry_pb2.Entry(kind=kind, title="x", **{field: details})
        made = await stub.CreateEntry(declared_pb2.CreateEntryRequest(entry=said, request_id="r-1"))
        assert getattr(made, field) == details
        assert await reading.GetEntry(passport_pb2.GetEntryRequest(id=made.id)) == made
        if field != "language":
            changed = await stub.UpdateEntry(update(made, field))
            assert getattr(changed, field) == type(details)()


async def test_a_fault_below_a_category_says_which(stub: Stub) -> None:
    licence = entry_pb2.DrivingLicenceDetails(
        categories=[
            entry_pb2.DrivingCategory(category="B"),
            entry_pb2.DrivingCategory(category="C", start_date=date_pb2.Date(year=2020, month=2, day=30)),
        ]
    )
    said = entry_pb2.Entry(kind=entry_pb2.KIND_DRIVING_LICENCE, title="x", driving_licence=licence)
    with use_caller_token(holder_token(new_id())):
        error = await refused(stub.CreateEntry(declared_pb2.CreateEntryRequest(entry=said, request_id="r-1")))
    assert [(field, reason) for field, _, reason in error.violations] == [
        ("entry.driving_licence.categories[1].start_date", "DATE")
    ]
