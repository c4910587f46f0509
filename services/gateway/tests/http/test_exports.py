"""What the holder takes out: all of it by its schema, what counts on a CV in the forms of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI

from conftest import browser, stopped
from fakes.identity import SignedIn
from fakes.provenances import of_holder
from fakes.records import guaranteed_entry
from fakes.stack import FakeStack
from passeport.common.v1.access_pb2 import Access
from passeport.publishing.v1.consent_service_pb2 import CONSENT_STATE_LIVE
from passeport.records.v1 import entry_pb2
from passeport.records.v1.attachment_service_pb2 import Attachment
from passeport.records.v1.entry_pb2 import Entry
from passeport_chassis.ids import new_id
from passeport_gateway.http import examples
from passeport_gateway.http.schemas.export import ExportShown

PATH = "/api/v1/passport/export"
SCHEMA = "/schemas/passport-export/v1"
ACCESSES = 450
DECLARED: dict[str, dict[str, Any]] = {
    "employment": {"employment": {"working_time": "full_time"}, "description": "Salle et bar"},
    "training": {"training": {"hours": 14}},
    "diploma": {"award": {"level": 3, "mention": "Bien"}},
    "habilitation": {"award": {"categories": ["B0"]}},
    "driving_licence": {"driving_licence": {"categories": [{"category": "B"}, {"category": "AM"}]}},
    "language": {"language": {"language": "br", "cefr_level": "B1", "listening": "C1"}},
    "skill": {"skill": {"framework": "ROME", "label": "Souder à l'arc"}},
    "engagement": {"engagement": {"activity": "benevolat_associatif", "role": "Trésorière"}},
}


def declared(kind: str, said: dict[str, Any]) -> Entry:
    entry = Entry(id=str(new_id()), etag="r1", title=f"Titre {kind}", source_label="Déclaré par le titulaire", **said)
    number: Any = entry_pb2.Kind.Value(f"KIND_{kind.upper()}")
    entry.kind = number
    entry.nature, entry.state = entry_pb2.NATURE_DECLARED, entry_pb2.ENTRY_STATE_ACTIVE
    entry.organisation.name, entry.organisation.locality = f"Organisme {kind}", "Brest"
    entry.start_date.year, entry.start_date.month = 2018, 6
    entry.create_time.FromSeconds(1_795_000_000)
    entry.update_time.FromSeconds(1_795_000_100)
    return entry


def access(at: int) -> Access:
    made = Access(actor="holder", action="records.entry.read", purpose="Consultation", resource_id=str(at))
    made.at.seconds = at
    return made


@pytest.fixture
def passport(stack: FakeStack, holder: SignedIn) -> Iterator[list[Entry]]:
    """A guaranteed award, what a holder declared of every kind, and a draft to which he attached a file."""
    records = stack.records
    draft = declared("skill", {})
    draft.state = entry_pb2.ENTRY_STATE_DRAFT
    entries = [guaranteed_entry(), *(declared(kind, said) for kind, said in DECLARED.items()), draft]
    records.give(holder.person_id, *entries)
    records.stories |= {entry.id: of_holder(entry.id, ("declared", ())) for entry in entries[1:]}
    file = Attachment(id=str(new_id()), entry_id=draft.id, file_name="a.pdf", media_type="application/pdf", size=3)
    file.sha256 = "a" * 64
    file.create_time.FromSeconds(1_795_000_000)
    records.attached[file.id] = (file, b"%PD")
    records.accesses[holder.person_id] = [access(at) for at in range(ACCESSES, 0, -1)]
    yield entries
    records.attached.clear()
    records.export_page_size, records.export_ends_at = 100, None


async def valid(client: httpx.AsyncClient, answer: httpx.Response) -> dict[str, Any]:
    """An export that keeps to the schema that it names, and to no more."""
    assert answer.status_code == 200, answer.text
    export: dict[str, Any] = answer.json()
    assert export["$schema"].endswith(SCHEMA)
    schema = (await client.get(SCHEMA)).json()
    assert schema["$id"] == export["$schema"]
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(export)
    ExportShown.model_validate(export, extra="forbid")
    return export


async def test_it_is_all_that_is_held_by_a_schema_that_is_served(
    client: httpx.AsyncClient, stack: FakeStack, passport: list[Entry]
) -> None:
    stack.records.export_page_size = 3
    answer = await client.get(PATH, headers={"Accept-Language": "en"})
    export = await valid(client, answer)
    assert answer.headers["content-disposition"].startswith('attachment; filename="passeport.json"')
    assert [entry["id"] for entry in export["entries"]] == [entry.id for entry in passport]
    assert [entry["state"] for entry in export["entries"]][-2:] == ["active", "draft"]
    assert export["entries"][1]["provenance"]["told"].startswith("You declared this entry yourself")
    assert (export["shares"], export["drafts"], export["photos"]) == ([], [], [])
    [file] = export["entries"][-1]["attachments"]
    assert file["url"].endswith(f"/api/v1/passport/records/{passport[-1].id}/attachments/{file['id']}")
    assert [line["resource_id"] for line in export["accesses"]] == [str(at) for at in range(ACCESSES, 0, -1)]
    assert (export["complete"], export["gaps"]) == (True, [])
    assert export["account"]["state"] in {"active", "inactive"}


async def test_shares_drafts_and_the_photo_are_in_it(client: httpx.AsyncClient) -> None:
    asked = {"title": "CV", "entry_ids": [str(new_id())]}
    made = (await client.post("/api/v1/publications", json=asked, headers={"Idempotency-Key": "1"})).json()
    share = await client.post(
        f"/api/v1/publications/{made['id']}/shares", json={"recipient": "Agence"}, headers={"Idempotency-Key": "2"}
    )
    draft = await client.post("/api/v1/publications/drafts", json={"name": "Un"}, headers={"Idempotency-Key": "3"})
    jpeg = b"\xff\xd8 a photo"
    await client.put("/api/v1/publications/photo", content=jpeg, headers={"Content-Type": "image/jpeg"})
    answer = await client.get(PATH)
    export = await valid(client, answer)
    assert [one["id"] for one in export["shares"]] == [share.json()["id"]]
    assert [(one["id"], one["title"]) for one in export["drafts"]] == [(draft.json()["id"], None)]
    assert [one["size"] for one in export["photos"]] == [len(jpeg)]
    assert share.json()["link"].rpartition("/")[2] not in answer.text


async def test_what_waits_in_line_is_in_it(client: httpx.AsyncClient) -> None:
    asked, later = {"title": "CV", "entry_ids": [str(new_id())]}, {"Idempotency-Key": "1", "Prefer": "respond-async"}
    put = (await client.post("/api/v1/publications", json=asked, headers=later)).json()
    export = await valid(client, await client.get(PATH))
    assert [(one["id"], one["state"]) for one in export["queued_publications"]] == [(put["id"], "pending")]


async def test_what_employers_may_read_is_in_it(client: httpx.AsyncClient) -> None:
    said = await client.put("/api/v1/passport/prevention/consents/73282932000074", json={"scope": "total"})
    export = await valid(client, await client.get(PATH))
    assert export["employer_consents"] == [said.json()]


async def test_consents_pulls_and_offers_are_in_it(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    stack.platforms.pull_now(holder.person_id)
    (consent,) = stack.platforms.consents[holder.person_id].values()
    consent.grant_time.FromSeconds(1_795_000_000)
    consent.expire_time.FromSeconds(1_811_000_000)
    consent.state, consent.publication_id = CONSENT_STATE_LIVE, str(new_id())
    made = await client.post(f"/api/v1/publications/{new_id()}/credential-offers", json={})
    export = await valid(client, await client.get(PATH))
    assert [one["id"] for one in export["consents"]] == [consent.id]
    assert export["consents"][0]["pulls"][0]["form"] == "europass"
    assert export["credential_offers"][0]["id"] == made.json()["id"]


async def test_the_schema_would_notice(client: httpx.AsyncClient, passport: list[Entry]) -> None:
    export = (await client.get(PATH)).json()
    validator = jsonschema_rs.validator_for((await client.get(SCHEMA)).json())
    assert validator.is_valid(export)
    entries = export["entries"]
    for spoilt in (
        {"entries": [{name: said for name, said in entries[0].items() if name != "provenance"}]},
        {"entries": [entries[1] | {"kind": "other"}]},
        {"complete": "yes"},
        {"account": None},
    ):
        assert not validator.is_valid(export | spoilt)


async def test_the_schema_is_for_anybody_and_may_be_kept(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get(SCHEMA)
    assert answer.headers["content-type"] == "application/schema+json"
    again = await anyone.get(SCHEMA, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    jsonschema_rs.meta.validate(answer.json())


async def test_a_service_that_is_away_is_a_gap(
    client: httpx.AsyncClient, stack: FakeStack, passport: list[Entry]
) -> None:
    async with stopped(stack, "prevention"):
        answer = await client.get(PATH)
    export = await valid(client, answer)
    assert (export["complete"], export["gaps"]) == (False, [{"service": "prevention", "code": "unavailable"}])
    assert export["trainings"] == []
    assert len(export["entries"]) == len(passport)
    assert len(export["accesses"]) == ACCESSES


async def test_who_stops_answering_in_the_middle_is_a_gap_too(
    client: httpx.AsyncClient, stack: FakeStack, passport: list[Entry]
) -> None:
    stack.records.export_page_size, stack.records.export_ends_at = 3, 6
    export = await valid(client, await client.get(PATH))
    assert [entry["id"] for entry in export["entries"]] == [entry.id for entry in passport[:6]]
    assert (export["complete"], export["gaps"]) == (False, [{"service": "records", "code": "unavailable"}])


async def test_without_records_there_is_no_export(
    client: httpx.AsyncClient, stack: FakeStack, passport: list[Entry]
) -> None:
    stack.records.export_ends_at = 0
    answer = await client.get(PATH)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


@pytest.mark.parametrize("form", ["", "/json-resume", "/europass"])
async def test_exports_are_counted(
    make_app: Callable[..., FastAPI], holder: SignedIn, passport: list[Entry], form: str
) -> None:
    async with browser(make_app(rate_export="1/hour"), holder) as client:
        assert (await client.get(f"{PATH}{form}")).status_code == 200
        refused = await client.get(PATH)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert int(refused.headers["retry-after"]) > 60


TEXT, TEXTS = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
DATE = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
OURS = {
    "type": "object",
    "required": ["id", "guaranteed", "source"],
    "properties": {"id": TEXT, "guaranteed": {"type": "boolean"}, "source": TEXT},
}


def section(**members: Any) -> dict[str, Any]:
    """A list of JSON Resume whose items have these members at most, and ours."""
    properties = {**members, "x_passeport": OURS}
    item = {"type": "object", "properties": properties, "additionalProperties": False, "required": ["x_passeport"]}
    return {"type": "array", "minItems": 1, "items": item}


# The members that JSON Resume 1.0.0 names in the sections that we write, in our own words.
JSON_RESUME = {
    "type": "object",
    "additionalProperties": False,
    "required": ["$schema", "basics", "meta"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "basics": {"type": "object", "properties": {"name": TEXT, "email": TEXT}, "additionalProperties": False},
        "work": section(name=TEXT, location=TEXT, position=TEXT, startDate=DATE, endDate=DATE, summary=TEXT),
        "volunteer": section(organization=TEXT, position=TEXT, startDate=DATE, endDate=DATE, summary=TEXT),
        "education": section(institution=TEXT, area=TEXT, studyType=TEXT, startDate=DATE, endDate=DATE, score=TEXT),
        "certificates": section(name=TEXT, date=DATE, issuer=TEXT),
        "languages": section(language=TEXT, fluency=TEXT),
        "skills": section(name=TEXT, keywords=TEXTS),
        "meta": {
            "type": "object",
            "properties": {"canonical": TEXT, "version": {"const": "v1.0.0"}, "lastModified": TEXT},
            "additionalProperties": False,
        },
    },
}


async def test_json_resume_has_what_counts_on_a_cv(client: httpx.AsyncClient, passport: list[Entry]) -> None:
    answer = await client.get(f"{PATH}/json-resume")
    resume = answer.json()
    jsonschema_rs.validator_for(JSON_RESUME).validate(resume)
    assert resume.keys() == JSON_RESUME["properties"].keys()  # type: ignore[attr-defined]
    titles = [one["x_passeport"]["id"] for name in resume if isinstance(resume[name], list) for one in resume[name]]
    assert sorted(titles) == sorted(entry.id for entry in passport[:-1])
    [work] = resume["work"]
    assert (work["position"], work["name"], work["startDate"]) == (
        "Titre employment",
        "Organisme employment",
        "2018-06",
    )
    assert [one["x_passeport"]["guaranteed"] for one in resume["certificates"]] == [True, False, False]
    assert resume["volunteer"][0]["position"] == "Trésorière"
    assert resume["education"][1] == {
        "institution": "Organisme diploma",
        "studyType": "Titre diploma",
        "endDate": "2018-06",
        "score": "Bien",
        "x_passeport": resume["education"][1]["x_passeport"],
    }
    again = await client.get(f"{PATH}/json-resume", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    diploma = next(entry for entry in passport if entry.kind == entry_pb2.KIND_DIPLOMA)
    for code, words in (("MENTION_TRES_BIEN", "très bien"), ("SANS_MENTION", None)):
        diploma.award.mention, diploma.award.option = code, "Énergie"
        told = (await client.get(f"{PATH}/json-resume")).json()["education"][1]
        assert (told.get("score"), told["area"]) == (words, "Énergie")
    passport[1].title = "Autre"
    changed = await client.get(f"{PATH}/json-resume", headers={"If-None-Match": answer.headers["etag"]})
    assert changed.status_code == 200


async def test_europass_has_the_same_in_its_own_words(client: httpx.AsyncClient, passport: list[Entry]) -> None:
    answer = await client.get(f"{PATH}/europass", headers={"Accept-Language": "fr"})
    cv = answer.json()["SkillsPassport"]
    assert (cv["Locale"], cv["DocumentInfo"]["DocumentType"], cv["DocumentInfo"]["XSDVersion"]) == ("fr", "ECV", "V3.4")
    learner = cv["LearnerInfo"]
    assert learner["Identification"]["PersonName"]["FirstName"]
    assert learner["WorkExperience"] == [
        {
            "Period": {"From": {"Year": 2018, "Month": 6}, "Current": True},
            "Position": {"Label": "Titre employment"},
            "Activities": "Salle et bar",
            "Employer": {
                "Name": "Organisme employment",
                "ContactInfo": {"Address": {"Contact": {"Municipality": "Brest"}}},
            },
        }
    ]
    assert [one["Title"] for one in learner["Education"]][1:] == [
        "Titre training",
        "Titre diploma",
        "Titre habilitation",
    ]
    assert learner["Education"][2]["Level"] == {"Label": "EQF 3"}
    assert learner["Education"][2]["Period"] == {"To": {"Year": 2018, "Month": 6}}
    [language] = learner["Skills"]["Linguistic"]["ForeignLanguage"]
    assert language["Description"] == {"Code": "br", "Label": "Titre language"}
    levels = language["ProficiencyLevel"]
    assert (levels["Listening"], levels["Writing"], len(levels)) == ("C1", "B1", 5)
    # The schema has a list of categories, which is older than AM.
    assert learner["Skills"]["Driving"] == {"Description": ["B"]}
    assert learner["Skills"]["Other"] == {"Description": "Permis de conduire : AM"}
    assert learner["Skills"]["JobRelated"] == {"Description": "Titre skill"}
    assert learner["Achievement"][0]["Description"] == "Trésorière, Organisme engagement"
    # What is not known is left out, whatever it would hold.
    assert not re.search(r":(null|\"\"|\{\}|\[\])", answer.text)


async def test_an_empty_passport_can_be_taken_out(client: httpx.AsyncClient) -> None:
    export = await valid(client, await client.get(PATH))
    assert (export["entries"], export["complete"]) == ([], True)
    assert "work" not in (await client.get(f"{PATH}/json-resume")).json()
    assert "Education" not in (await client.get(f"{PATH}/europass")).json()["SkillsPassport"]["LearnerInfo"]


def test_the_example_keeps_to_its_shape() -> None:
    ExportShown.model_validate(examples.EXPORT, extra="forbid")
    jsonschema_rs.validator_for(JSON_RESUME).validate(examples.JSON_RESUME)
