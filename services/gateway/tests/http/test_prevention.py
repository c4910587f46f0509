"""Trainings: of the holder, and declared by partners."""

from __future__ import annotations

import secrets
from typing import Any

import httpx
import pytest

from fakes.stack import FakeStack
from passeport.prevention.v1.training_pb2 import (
    VERIFICATION_STATE_CONTESTED,
    VERIFICATION_STATE_CORRECTION_ASKED,
    Justificatif,
    Particulars,
)
from passeport.prevention.v1.verification_service_pb2 import VERIFICATION_SIDE_DECLARANT
from passeport_gateway.http.schemas.prevention import PreventionShown, TrainingDeclared
from passeport_gateway.http.schemas.prevention_duties import DutiesShown
from passeport_gateway.http.schemas.training_types import TrainingTypesShown

PATH = "/api/v1/passport/prevention"
DRAFT = {"title": "Gestes et postures", "proof": "attestation", "end_date": "2025-01-14", "training_body": "Ergo"}
DECLARATIONS = "/partners/v1/prevention/declarations"


def declaration(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Sauveteur secouriste du travail",
        "proof": "justificatif",
        "declarant": "training_body",
        "nir": "2940599999017",
        "birth_name": "EXEMPLE",
        "partner_key": secrets.token_hex(8),
        "validity_end_date": "2028-03-03",
    } | changes


async def test_a_training_is_declared_and_shown(client: httpx.AsyncClient) -> None:
    created = await client.post(f"{PATH}/trainings", json=DRAFT, headers={"Idempotency-Key": "1"})
    assert created.status_code == 201, created.text
    TrainingDeclared.model_validate(created.json(), extra="forbid")
    assert created.json()["declarant"] == "holder"
    shown = (await client.get(PATH)).json()
    PreventionShown.model_validate(shown, extra="forbid")
    listed = (await client.get(f"{PATH}/trainings")).json()
    assert shown == {"trainings": listed}
    assert listed["items"] == [created.json()]


async def test_a_training_tells_until_when_it_holds_and_is_found_by_that(client: httpx.AsyncClient) -> None:
    for key, changes in {"1": {}, "2": {"training_type": "sst", "refresher": False}}.items():
        created = await client.post(f"{PATH}/trainings", json=DRAFT | changes, headers={"Idempotency-Key": key})
        assert created.status_code == 201, created.text
    shown = created.json()
    TrainingDeclared.model_validate(shown, extra="forbid")
    assert (shown["training_type"], shown["refresher"]) == ("sst", False)
    said = shown["validity"]
    assert (said["state"], said["until_date"], said["basis"]) == ("expiring", "2026-12", "rule")
    assert said["rule"] | {"source": ""} == {
        "since_date": "2021-01-01",
        "until_date": None,
        "period": "P2Y",
        "refresher_period": None,
        "unlimited": False,
        "counts_from": "training_end",
        "force": "recommendation",
        "source": "",
    }
    asked = {"validity": ["expiring", "expired"]}
    assert (await client.get(f"{PATH}/trainings", params=asked)).json()["items"] == [shown]
    wrong = await client.get(f"{PATH}/trainings", params={"validity": "soon"})
    assert (wrong.status_code, wrong.json()["errors"][0]["parameter"]) == (422, "validity")


async def test_anyone_may_fetch_what_there_is_to_be_trained_for(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/api/v1/reference/training-types")
    TrainingTypesShown.model_validate(answer.json(), extra="forbid")
    assert [(kind["name"], kind["category"]) for kind in answer.json()["items"]] == [("sst", None)]
    assert (answer.headers["cache-control"], answer.headers["access-control-allow-origin"]) == (
        "public, max-age=3600",
        "*",
    )
    known = {"If-None-Match": answer.headers["etag"]}
    assert (await anyone.get("/api/v1/reference/training-types", headers=known)).status_code == 304


async def test_a_fault_is_named_as_the_client_wrote_it(client: httpx.AsyncClient) -> None:
    draft = DRAFT | {"end_date": "1850"}
    answer = await client.post(f"{PATH}/trainings", json=draft, headers={"Idempotency-Key": "1"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "#/end_date", "code": "too_early", "detail": "est antérieure à 1900"}
    ]  # fmt: skip


async def test_a_declaration_says_nothing_of_the_worker(partner: httpx.AsyncClient) -> None:
    asked = declaration()
    first = await partner.post(DECLARATIONS, json=asked)
    assert first.status_code == 201, first.text
    told = first.json()
    assert {name: told[name] for name in told if name != "training_id"} == {
        "already_declared": False,
        "due_date": "2026-09-30",
        "late": True,
    }
    again = await partner.post(DECLARATIONS, json=asked)
    assert (again.status_code, again.json()) == (200, first.json() | {"already_declared": True})


PARTICULARS = {
    "skills": ["115650", "121885", "400635"],
    "formacodes": ["42829"],
    "category": 2,
    "justificatif": {"kind": "CERTIFICAT", "training_title": "Levage"},
}
CORRECTION = {"reason": "Date fausse", "title": "Levage", "proof": "attestation", "end_date": "2026-03-03"}


async def test_particulars_reach_prevention_as_they_were_given(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    told = {"declaration_id": "D", "reference": "Session", "particulars": PARTICULARS}
    assert (await partner.post(DECLARATIONS, json=declaration(**told))).status_code == 201
    training = stack.prevention.said[-1].training
    assert (training.declaration_id, training.reference) == ("D", "Session")
    expected = Particulars(skills=["115650", "121885", "400635"], formacodes=["42829"], category=2)
    expected.justificatif.CopyFrom(Justificatif(kind="CERTIFICAT", training_title="Levage"))
    assert training.particulars == expected
    wrong = declaration(particulars={"category": 5, "skills": ["1" * 21]})
    answer = await partner.post(DECLARATIONS, json=wrong)
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {
        "#/particulars/category",
        "#/particulars/skills/0",
    }


async def test_a_declaration_is_read_corrected_and_taken_back(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    one = f"{DECLARATIONS}/{(await partner.post(DECLARATIONS, json=declaration())).json()['training_id']}"
    read = await partner.get(one)
    TrainingDeclared.model_validate(read.json(), extra="forbid")
    assert (read.status_code, read.headers["etag"]) == (200, '"r1"')
    assert (await partner.post(f"{one}/correction", json=CORRECTION)).status_code == 428
    stale = await partner.post(f"{one}/correction", json=CORRECTION, headers={"If-Match": '"r0"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "etag_stale")
    right = await partner.post(f"{one}/correction", json=CORRECTION, headers={"If-Match": '"r1"'})
    assert (right.status_code, right.headers["etag"], right.json()["version"]) == (200, '"r2"', 2)
    assert right.json()["change_reason"] == "Date fausse"
    late = await partner.post(f"{one}/correction", json=CORRECTION, headers={"If-Match": '"r9"'})
    assert (late.status_code, late.json()["code"]) == (409, "training_withdrawn")
    gone = await partner.post(f"{one}/withdrawal", json={"reason": "Erreur"}, headers={"If-Match": '"r1"'})
    assert (gone.status_code, gone.json()["withdrawn"]) == (200, True)
    whole = {"declaration_id": "D/1", "expected_count": 3, "reason": "Session annulée"}
    answer = await partner.post("/partners/v1/prevention/withdrawals", json=whole)
    assert (answer.status_code, answer.json()) == (200, {"withdrawn": 3})
    assert stack.prevention.withdrawn == {"D/1": (3, "Session annulée")}
    unknown = await partner.get(f"{DECLARATIONS}/0193f1d0-0000-7000-8000-000000000000")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "training_not_found")


async def test_a_holder_changes_and_takes_back_what_he_declared(client: httpx.AsyncClient) -> None:
    created = await client.post(f"{PATH}/trainings", json=DRAFT, headers={"Idempotency-Key": "1"})
    one = f"{PATH}/trainings/{created.json()['id']}"
    assert (await client.put(one, json=DRAFT)).status_code == 428
    stale = await client.put(one, json=DRAFT, headers={"If-Match": '"r9"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "etag_stale")
    changed = await client.put(one, json=DRAFT | {"title": "Levage"}, headers={"If-Match": '"r1"'})
    assert (changed.status_code, changed.headers["etag"], changed.json()["title"]) == (200, '"r2"', "Levage")
    gone = await client.delete(one, headers={"If-Match": '"r2"'})
    assert (gone.status_code, gone.json()["withdrawn"]) == (200, True)
    assert (await client.get(f"{PATH}/trainings")).json()["items"] == []


async def test_a_partner_sees_what_is_due(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    answer = await partner.get("/partners/v1/prevention/duties", params={"declarant": "training_body"})
    assert answer.status_code == 200, answer.text
    DutiesShown.model_validate(answer.json(), extra="forbid")
    (duty,) = answer.json()["duties"]
    assert (duty["kind"], duty["due_date"], duty["euros"]) == ("declare", "2027-06-30", 2500)
    assert stack.prevention.said[-1].declarant == 2
    assert (await partner.get("/partners/v1/prevention/duties?declarant=holder")).status_code == 422


async def test_an_employer_lists_and_answers_what_it_is_to_verify(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    path = "/partners/v1/prevention/verifications"
    query = "side=declarant&state=contested&state=correction_asked&page_size=7"
    listed = await partner.get(f"{path}?{query}")
    assert (listed.status_code, listed.json()["next_cursor"]) == (200, "1")
    asked = stack.prevention.said[-1]
    assert (asked.side, list(asked.states), asked.page_size) == (
        VERIFICATION_SIDE_DECLARANT,
        [VERIFICATION_STATE_CONTESTED, VERIFICATION_STATE_CORRECTION_ASKED],
        7,
    )
    (shown,) = listed.json()["items"]
    TrainingDeclared.model_validate(shown, extra="forbid")
    one = await partner.get(f"{path}/{shown['id']}")
    assert one.headers["etag"] == '"r1v1"'
    answer = {"state": "contested", "comment": "Pas notre salarié"}
    assert (await partner.post(f"{path}/{shown['id']}/answer", json=answer)).status_code == 428
    said = await partner.post(f"{path}/{shown['id']}/answer", json=answer, headers={"If-Match": '"r1v1"'})
    assert (said.status_code, said.headers["etag"]) == (200, '"r1v2"')
    assert answer.items() <= said.json()["verification"].items()
    late = await partner.post(f"{path}/{shown['id']}/answer", json=answer, headers={"If-Match": '"r9v9"'})
    assert (late.status_code, late.json()["code"]) == (409, "verification_over")
    silent = {"state": "deemed_verified"}
    wrong = await partner.post(f"{path}/{shown['id']}/answer", json=silent, headers={"If-Match": '"r1v1"'})
    assert [fault["pointer"] for fault in wrong.json()["errors"]] == ["#/state"]


async def test_the_holder_reads_the_versions_of_a_training(client: httpx.AsyncClient) -> None:
    created = await client.post(f"{PATH}/trainings", json=DRAFT, headers={"Idempotency-Key": "1"})
    versions = await client.get(f"{PATH}/trainings/{created.json()['id']}/versions")
    assert versions.json() == {"items": [created.json()], "next_cursor": None}
    assert (await client.get(f"{PATH}/trainings", params={"withdrawn": True})).json()["items"] == [created.json()]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"birth_name": "INCONNU"}, "worker_not_found"),
        ({"nir": "294"}, "field_invalid"),
        ({"declarant": "holder"}, "field_invalid"),
        ({"validity_end_date": "2028-02-31"}, "field_invalid"),
        ({"person_id": "x"}, "field_invalid"),
    ],
)
async def test_a_declaration_that_is_wrong_is_refused(
    partner: httpx.AsyncClient, changes: dict[str, str], code: str
) -> None:
    answer = await partner.post(DECLARATIONS, json=declaration(**changes))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert "2940599999017" not in answer.text
