"""What the holder lets an employer read of his trainings, and the employer that reads it."""

from __future__ import annotations

import httpx
import pytest

from fakes.stack import FakeStack
from passeport_gateway.http.schemas.prevention import EmployerConsentShown, TrainingDeclared

PATH = "/api/v1/passport/prevention/consents"
SIRET = "73282932000074"
SAID = {"scope": "partial", "categories": [2], "end_date": "2027-12-31"}
WORKERS = "/partners/v1/prevention/workers"


async def test_a_holder_consents_reads_it_and_withdraws_it(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{PATH}/{SIRET}")).json()["code"] == "employer_consent_not_found"
    said = await client.put(f"{PATH}/{SIRET}", json=SAID)
    assert said.status_code == 200, said.text
    EmployerConsentShown.model_validate(said.json(), extra="forbid")
    assert said.json().items() >= {"employer_siret": SIRET, "active": True, **SAID}.items()
    assert (await client.get(PATH)).json() == {"items": [said.json()], "next_cursor": None}
    assert (await client.get(f"{PATH}/{SIRET}")).json() == said.json()
    gone = await client.delete(f"{PATH}/{SIRET}")
    assert (gone.status_code, gone.json()["active"]) == (200, False)
    assert gone.json()["withdraw_time"] is not None


@pytest.mark.parametrize(
    ("siret", "changes", "where"),
    [
        ("00000000000018", {}, {"parameter": "siret"}),
        ("7328", {}, {"parameter": "siret"}),
        (SIRET, {"end_date": "2027-02-30"}, {"pointer": "#/end_date"}),
        (SIRET, {"end_date": "2027"}, {"pointer": "#/end_date"}),
        (SIRET, {"scope": "all"}, {"pointer": "#/scope"}),
    ],
)
async def test_a_wrong_consent_is_named(
    client: httpx.AsyncClient, siret: str, changes: dict[str, str], where: dict[str, str]
) -> None:
    answer = await client.put(f"{PATH}/{siret}", json=SAID | changes)
    assert answer.status_code == 422
    assert answer.json()["errors"][0].items() >= where.items()


async def test_an_employer_reads_what_it_may(partner: httpx.AsyncClient, stack: FakeStack) -> None:
    asked = {"nir": "2940599999017", "birth_name": "EXEMPLE", "cursor": "1", "page_size": 7}
    answer = await partner.post(WORKERS, json=asked)
    assert (answer.status_code, answer.json()["next_cursor"]) == (200, "2")
    TrainingDeclared.model_validate(answer.json()["items"][0], extra="forbid")
    said = stack.prevention.said[-1]
    assert (said.nir, said.page_token, said.page_size) == ("2940599999017", "1", 7)
    unknown = await partner.post(WORKERS, json={"nir": "2940599999017", "birth_name": "INCONNU"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "worker_not_found")


async def test_neither_role_has_the_routes_of_the_other(client: httpx.AsyncClient, partner: httpx.AsyncClient) -> None:
    assert (await client.post(WORKERS, json={"nir": "2940599999017", "birth_name": "X"})).status_code == 401
    for method in ("GET", "PUT", "DELETE"):
        answer = await partner.request(method, f"{PATH}/{SIRET}", json=SAID if method == "PUT" else None)
        assert answer.status_code == 401
