"""Where an entry comes from: in words, French and English, and for machines as a library of others reads it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from prov.model import ProvAssociation, ProvDocument, ProvGeneration, ProvInvalidation, ProvRelation

from fakes.identity import SignedIn
from fakes.provenances import AT, of_certifier, of_holder, sent
from fakes.records import guaranteed_entry
from fakes.stack import FakeStack
from passeport.records.v1.passport_service_pb2 import Provenance
from passeport_gateway.domain.vocabulary import vocabulary_document
from passeport_gateway.http import examples
from passeport_gateway.http.render.prov_document import PROV_JSON, prov_document
from passeport_gateway.http.render.values import to_json
from passeport_gateway.http.schemas.entries import ProvenanceShown

TAKEN_BACK = sent(
    "withdrawn", 2, code="award_taken_back", cause="Retrait demandé par le certificateur", sender="Renommé"
)


@pytest.fixture
def path(stack: FakeStack, holder: SignedIn) -> str:
    """The address of the provenance of an award that its certifier took back."""
    entry = guaranteed_entry()
    stack.records.give(holder.person_id, entry)
    stack.records.stories[entry.id] = of_certifier(entry.id, TAKEN_BACK)
    return f"/api/v1/passport/records/{entry.id}/provenance"


async def told(client: httpx.AsyncClient, path: str, language: str) -> tuple[str, list[str]]:
    answer = await client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "Accept, Accept-Language")
    ProvenanceShown.model_validate(answer.json(), extra="forbid")
    return answer.json()["told"], [step["told"] for step in answer.json()["steps"]]


async def test_it_tells_in_french_who_sent_what_when_and_why(client: httpx.AsyncClient, path: str) -> None:
    whole, steps = await told(client, path, "fr")
    assert whole == (
        "Cet élément est garanti par une source officielle. Ministère (SIRET 11000007200014) l'a transmis "
        "(Certificateur) le 18 novembre 2026. La source l'a retiré le 19 novembre 2026."
    )
    assert steps == [
        (
            "Ajouté à votre passeport le 18 novembre 2026 : Délivrance déclarée par le certificateur (transmis par "
            "Ministère (SIRET 11000007200014), fichier flux.xml, ligne 42, référence T-42, norme 1.1.5)."
        ),
        (
            "Retiré de votre passeport le 19 novembre 2026 : Retrait demandé par le certificateur (transmis par "
            "Renommé (SIRET 11000007200014), fichier flux.xml, ligne 42, référence T-42, norme 1.1.5)."
        ),
    ]


async def test_it_tells_the_same_in_english(client: httpx.AsyncClient, path: str) -> None:
    whole, steps = await told(client, path, "en")
    assert whole.endswith(
        "sent it (feed of certifiers) on 18 November 2026. The source took it back on 19 November 2026."
    )
    assert steps[1].startswith(
        "Taken out of your passport on 19 November 2026: the certifier took the award back (sent by"
    )


@pytest.mark.parametrize(("language", "told_why"), [("fr", "envoi annulé : Erreur"), ("en", "who sent the file")])
async def test_what_is_undone_later_is_told_on_its_day_and_by_whom(
    client: httpx.AsyncClient, stack: FakeStack, path: str, language: str, told_why: str
) -> None:
    entry_id = path.split("/")[-2]
    undone = sent("withdrawn", 2, code="batch_undone_by_sender", cause="Envoi annulé : Erreur", days_later=9)
    undone.changed_fields.extend(("start_date", "details"))
    stack.records.stories[entry_id] = of_certifier(entry_id, undone)
    whole, (_, step) = await told(client, path, language)
    day, received, what = {
        "fr": ("28 novembre 2026", "reçu le 19 novembre 2026", "date de début, précisions ; "),
        "en": ("28 November 2026", "received on 19 November 2026", "start date, details; "),
    }[language]
    assert whole.endswith(f"{day}.")
    assert f"{day}{' : ' if language == 'fr' else ': '}{what}{told_why}" in step
    assert step.endswith(f", {received}).")


async def test_what_its_sender_undoes_is_an_act_of_his_at_its_moment(
    client: httpx.AsyncClient, stack: FakeStack, path: str
) -> None:
    entry_id = path.split("/")[-2]
    first = sent("registered", 1, code="award_declared", days_later=0)
    undone = sent("withdrawn", 2, code="batch_undone_by_sender", days_later=9)
    undone.batch_id, undone.receive_time.seconds = first.batch_id, first.receive_time.seconds
    story = of_certifier(entry_id, undone)
    story.steps[0].CopyFrom(first)
    stack.records.stories[entry_id] = story
    document = await prov(client, path)
    [invalidated] = [attributes(one) for one in document.get_records(ProvInvalidation)]
    assert str(invalidated["prov:activity"]) == f"batch:{first.batch_id}#undoing"
    assert invalidated["prov:time"] == datetime.fromtimestamp(AT, UTC) + timedelta(days=10)
    assert {
        tuple(str(end) for _, end in one.formal_attributes[:2]) for one in document.get_records(ProvAssociation)
    } == {(f"batch:{first.batch_id}#{act}", f"batch:{first.batch_id}#sender") for act in ("processing", "undoing")}


async def test_what_this_gateway_does_not_know_yet_is_told_all_the_same(
    client: httpx.AsyncClient, stack: FakeStack, path: str
) -> None:
    story = stack.records.stories[path.split("/")[-2]]
    story.source, story.source_label = "newer", "Établissement"
    story.steps[1].change, story.steps[1].cause_code = "renamed", "new_cause"
    whole, steps = await told(client, path, "en")
    assert "(Établissement)" in whole
    answer = await client.get(path, headers={"Accept-Language": "en"})
    assert answer.json()["source_label"] == "Institution"
    assert steps[1].startswith("Changed on 19 November 2026 (sent by")


@pytest.mark.parametrize(
    ("code", "french", "english"),
    [
        (
            "batch_undone_by_service",
            "Le service l'a retiré le 19 novembre 2026.",
            "The service took it out on 19 November 2026.",
        ),
        (
            "contracts_united",
            "Il est réuni depuis le 19 novembre 2026 avec l'autre élément du même contrat.",
            "Since 19 November 2026 it is joined with the other entry of the same contract.",
        ),
    ],
)
async def test_what_the_service_did_of_itself_is_told_of_nobody_else(
    client: httpx.AsyncClient, stack: FakeStack, path: str, code: str, french: str, english: str
) -> None:
    entry_id = path.split("/")[-2]
    stack.records.stories[entry_id] = of_certifier(entry_id, sent("withdrawn", 2, code=code))
    for language, expected in (("fr", french), ("en", english)):
        whole, steps = await told(client, path, language)
        assert whole.endswith(expected)
        assert ("transmis par" in steps[1] or "sent by" in steps[1]) is (code == "contracts_united")
    document = await prov(client, path)
    made = {str(attributes(one)["prov:entity"]): one for one in document.get_records(ProvGeneration)}
    activity = str(attributes(made[f"entry:{entry_id}#r2"])["prov:activity"])
    done_by = [attributes(one) for one in document.get_records(ProvAssociation)]
    agents = {str(one["prov:agent"]) for one in done_by if str(one["prov:activity"]) == activity}
    assert agents == {f"entry:{entry_id}#service"}


@pytest.mark.parametrize(
    ("language", "whole", "steps"),
    [
        (
            "fr",
            "Vous avez déclaré cet élément vous-même, le 18 novembre 2026. Aucune source officielle ne le garantit.",
            ["Ajouté par vous le 18 novembre 2026.", "Modifié par vous le 19 novembre 2026 : intitulé, date de fin."],
        ),
        (
            "en",
            "You declared this entry yourself, on 18 November 2026. No official source guarantees it.",
            ["Added by you on 18 November 2026.", "Changed by you on 19 November 2026: title, end date."],
        ),
    ],
)
async def test_a_declared_entry_tells_what_its_holder_did(
    client: httpx.AsyncClient, stack: FakeStack, path: str, language: str, whole: str, steps: list[str]
) -> None:
    entry_id = path.split("/")[-2]
    stack.records.stories[entry_id] = of_holder(entry_id, ("declared", ()), ("edited", ("title", "end_date", "new")))
    assert await told(client, path, language) == (whole, steps)


async def prov(client: httpx.AsyncClient, path: str) -> ProvDocument:
    answer = await client.get(path, headers={"Accept": f"{PROV_JSON}, application/json;q=0.5"})
    assert (answer.status_code, answer.headers["content-type"], answer.headers["vary"]) == (200, PROV_JSON, "Accept")
    return ProvDocument.deserialize(content=answer.content, format="json")


def attributes(record: Any) -> dict[str, Any]:
    return {str(name): value for name, value in record.attributes}


async def test_machines_read_it_as_prov(client: httpx.AsyncClient, stack: FakeStack, path: str) -> None:
    document = await prov(client, path)
    # Whoever writes what it read gives the same again: nothing of it was left aside.
    assert ProvDocument.deserialize(content=document.serialize(format="json"), format="json") == document
    entry_id = path.split("/")[-2]
    first, second = (attributes(document.get_record(f"entry:{entry_id}#r{number}")[0]) for number in (1, 2))
    assert (first["passeport:change"], second["passeport:change"]) == ("registered", "withdrawn")
    [made, unmade] = [attributes(one) for one in document.get_records(ProvGeneration)]
    assert [made["prov:time"], unmade["prov:time"]] == [
        datetime.fromtimestamp(AT, UTC),
        datetime.fromtimestamp(AT, UTC) + timedelta(days=1),
    ]
    [invalidated] = document.get_records(ProvInvalidation)
    assert str(attributes(invalidated)["prov:entity"]) == f"entry:{entry_id}#r1"
    agents = [attributes(one) for one in document.records if str(one.get_type()) == "prov:Agent"]
    assert [one["prov:label"] for one in agents] == ["Ministère", "Renommé"]
    names = {str(one.identifier) for one in document.records if one.is_element()}
    pointed = {str(value) for one in document.get_records(ProvRelation) for _, value in one.formal_attributes[:2]}
    assert pointed == names
    [entry] = document.get_record(f"entry:{entry_id}")
    assert entry.identifier is not None
    assert entry.identifier.uri.endswith(f"/api/v1/passport/records/{entry_id}")


async def test_what_a_holder_did_is_prov_too_and_names_nobody(
    client: httpx.AsyncClient, stack: FakeStack, path: str
) -> None:
    entry_id = path.split("/")[-2]
    story = of_holder(entry_id, ("declared", ()), ("edited", ("title", "description")))
    stack.records.stories[entry_id] = story
    document = await prov(client, path)
    second = document.get_record(f"entry:{entry_id}#r2")[0]
    assert sorted(second.get_attribute("passeport:changedField")) == ["description", "title"]
    [holder] = [one for one in document.records if str(one.get_type()) == "prov:Agent"]
    assert attributes(holder).keys() == {"prov:type"}


async def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(
    client: httpx.AsyncClient, path: str
) -> None:
    refused = await client.get(path, headers={"Accept": "text/turtle"})
    assert (refused.status_code, refused.json()["code"]) == (406, "not_acceptable")
    assert PROV_JSON in refused.json()["detail"]


def test_every_attribute_of_ours_is_in_the_vocabulary() -> None:
    terms = {term["@id"].partition("#")[2] for term in vocabulary_document("https://passeport.example")["@graph"]}
    stories = [of_certifier("a"), of_holder("b", ("edited", ("title",)))]
    documents = [prov_document(story, "") for story in stories]
    elements = [said for one in documents for sort in ("entity", "agent", "activity") for said in one[sort].values()]
    ours = {name.partition(":")[2] for said in elements for name in said if name.startswith("passeport:")}
    assert ours <= terms
    assert {"line", "changedField"} <= ours


def test_the_example_is_what_is_answered() -> None:
    shown = examples.PROVENANCE
    [step] = shown["steps"]
    story = Provenance(entry_id=shown["entry_id"], source=shown["source"])
    said = {name: step[name] for name in ("change", "cause", "batch_id", "file_name", "line", "sender_key")}
    added = story.steps.add(**said, format_version=step["format_version"], revision=step["revision"])
    for sender in (story.sender, added.sender):
        sender.name, sender.siret = step["sender"]["name"], step["sender"]["siret"]
    added.receive_time.FromJsonString(step["receive_time"])
    added.change_time.FromJsonString(step["change_time"])
    document = json.loads(to_json(prov_document(story, "https://passeport.example")))
    assert document == examples.PROVENANCE_PROV
