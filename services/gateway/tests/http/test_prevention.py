"""Trainings: of the holder, and declared by partners."""

from __future__ import annotations

import secrets
from typing import Any

import httpx
import pytest

from passeport_gateway.http.schemas.prevention import PreventionShown, TrainingDeclared

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
