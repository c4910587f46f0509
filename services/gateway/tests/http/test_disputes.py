"""«C'est faux»: a holder contests what a source guarantees, and a partner answers for that source."""

from __future__ import annotations

import httpx
import pytest

from fakes.identity import SignedIn
from fakes.records import guaranteed_entry
from fakes.stack import FakeStack
from passeport_gateway.domain.coverage import NOT_COVERED
from passeport_gateway.domain.dispute_words import told_of_dispute
from passeport_gateway.http.schemas.disputes import DisputeShown, SourceDisputeShown

PATH = "/api/v1/passport/disputes"
ASKED = {"ground": "dates", "text": "Je l'ai obtenu le 4 juin 2023."}
KEY = {"Idempotency-Key": "k"}


@pytest.fixture
def of_entry(stack: FakeStack, holder: SignedIn) -> str:
    entry = guaranteed_entry()
    stack.records.give(holder.person_id, entry)
    return f"/api/v1/passport/records/{entry.id}"


async def test_an_entry_is_contested_and_that_is_given_up(client: httpx.AsyncClient, of_entry: str) -> None:
    opened = await client.post(f"{of_entry}/disputes", json=ASKED, headers=KEY)
    dispute = opened.json()
    DisputeShown.model_validate(dispute, extra="forbid")
    assert (opened.status_code, dispute["state"], dispute["overdue"]) == (201, "opened", False)
    assert opened.headers["location"] == f"{PATH}/{dispute['id']}"
    assert (opened.headers["etag"], opened.headers["content-language"]) == ('"r1"', "fr")
    assert "jusqu'au 20 février 2027" in dispute["told"]
    assert "publications" in dispute["meanwhile"]
    assert (await client.get(of_entry)).json()["contested"] is True
    twice = await client.post(f"{of_entry}/disputes", json=ASKED, headers={"Idempotency-Key": "other"})
    assert (twice.status_code, twice.json()["code"]) == (409, "dispute_open")
    for path in (PATH, f"{of_entry}/disputes"):
        assert [each["id"] for each in (await client.get(path)).json()["items"]] == [dispute["id"]]
    english = await client.get(f"{PATH}/{dispute['id']}", headers={"Accept-Language": "en"})
    assert (
        english.json()["told"] == "Ministère du Travail has not read it yet, and has until 20 February 2027 to answer."
    )
    away = f"{PATH}/{dispute['id']}/withdrawal"
    for headers, status in (({}, 428), ({"If-Match": '"r7"'}, 412), ({"If-Match": '"r1"'}, 200)):
        answer = await client.post(away, headers=headers)
        assert answer.status_code == status
    assert (answer.json()["state"], answer.json()["meanwhile"]) == ("taken_back", None)
    assert (await client.get(of_entry)).json()["contested"] is False


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"ground": "whim", "text": "x"}, "#/ground"),
        ({"ground": "dates"}, "#/text"),
        ({"ground": "dates", "text": ""}, "#/text"),
        ({"ground": "dates", "text": "x" * 2001}, "#/text"),
        (ASKED | {"nir": "1"}, "#/nir"),
    ],
)
async def test_what_is_wrong_with_a_dispute_is_pointed_at(
    client: httpx.AsyncClient, of_entry: str, body: dict[str, str], pointer: str
) -> None:
    answer = await client.post(f"{of_entry}/disputes", json=body, headers=KEY)
    assert (answer.status_code, [fault["pointer"] for fault in answer.json()["errors"]]) == (422, [pointer])


async def test_what_the_holder_declared_is_not_contested(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/passport/records", json={"kind": "skill", "title": "Tricot"}, headers=KEY)
    answer = await client.post(
        f"/api/v1/passport/records/{made.json()['id']}/disputes", json=ASKED, headers={"Idempotency-Key": "d"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "entry_not_disputable")
    assert (await client.get(f"{PATH}/nothing")).json()["code"] == "dispute_not_found"


async def test_a_source_reads_and_answers(client: httpx.AsyncClient, of_entry: str, partner: httpx.AsyncClient) -> None:
    dispute = (await client.post(f"{of_entry}/disputes", json=ASKED, headers=KEY)).json()
    listed = (await partner.get("/partners/v1/disputes", params={"open_only": "true"})).json()["items"]
    found = next(each for each in listed if each["id"] == dispute["id"])
    SourceDisputeShown.model_validate(found, extra="forbid")
    assert (found["text"], found["entry"], found["sender_key"]) == (None, None, "PASSAGE-000042")
    one = f"/partners/v1/disputes/{dispute['id']}"
    read = (await partner.get(one)).json()
    assert (read["text"], read["entry"]["id"]) == (ASKED["text"], dispute["entry_id"])
    said = {"answer": "Nous corrigeons."}
    assert (await partner.post(f"{one}/acceptance", json=said)).status_code == 428
    accepted = await partner.post(f"{one}/acceptance", json=said, headers={"If-Match": '"r1"'})
    assert (accepted.json()["state"], accepted.headers["etag"]) == ("accepted", '"r2"')
    refused = await partner.post(f"{one}/refusal", json={"answer": "Non."}, headers={"If-Match": '"r2"'})
    assert (refused.json()["state"], refused.json()["answered_by"]) == ("refused", "source")
    late = await partner.post(f"{one}/refusal", json={"answer": "Si."}, headers={"If-Match": '"r3"'})
    assert (late.status_code, late.json()["code"]) == (409, "dispute_closed")
    assert (await client.get(f"{PATH}/{dispute['id']}")).json()["answer"] == "Non."
    assert (await partner.get("/partners/v1/disputes/nothing")).json()["code"] == "dispute_not_found"


async def test_who_may_not_answer_sees_no_dispute(
    client: httpx.AsyncClient, of_entry: str, partner: httpx.AsyncClient, stack: FakeStack
) -> None:
    await client.post(f"{of_entry}/disputes", json=ASKED, headers=KEY)
    for registered in stack.identity.partners.values():
        registered["scopes"] = "feed:certifications"
    assert (await partner.get("/partners/v1/disputes")).status_code == 403


async def test_what_was_contested_is_in_the_export(
    client: httpx.AsyncClient, of_entry: str, stack: FakeStack, holder: SignedIn
) -> None:
    dispute = (await client.post(f"{of_entry}/disputes", json=ASKED, headers=KEY)).json()
    [exported] = (await client.get("/api/v1/passport/export")).json()["entries"]
    assert exported["disputes"] == [dispute]


def test_that_a_time_is_over_is_said() -> None:
    told = told_of_dispute("seen", "", "20 février 2027", overdue=True, language="fr")
    assert told.startswith("La source de l'élément a lu")
    assert told.endswith("Ce délai est dépassé.")


async def test_what_no_source_tells_is_said_in_the_passport(client: httpx.AsyncClient) -> None:
    for language, word in (("fr", "indépendant"), ("en", "self-employed")):
        answer = await client.get("/api/v1/passport", headers={"Accept-Language": language})
        told = {each["code"]: each for each in answer.json()["not_covered"]}
        assert answer.headers["content-language"] == language
        assert [*told] == [each.code for each in NOT_COVERED]
        assert word in told["self_employment"]["told"]
        assert (told["private_jobs_before_dsn"]["source"], told["private_jobs_before_dsn"]["since"]) == (
            "dsn",
            "2017-01",
        )
        assert (told["jobs_abroad"]["source"], told["jobs_abroad"]["since"]) == (None, None)
