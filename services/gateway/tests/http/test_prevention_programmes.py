"""Programmes of prevention, of which the gateway knows nothing: what they are asked and what they say goes through."""

from __future__ import annotations

import httpx
import pytest

from passeport_gateway.http.schemas.programmes import ProgrammeShown

OF_HOLDERS = "/api/v1/passport/prevention/programmes"
OF_PARTNERS = "/partners/v1/prevention/programmes"
PLACE = "habilitation-electrique/trainings/7/symbols"


async def test_both_list_them_with_the_addresses_that_are_theirs(
    client: httpx.AsyncClient, partner: httpx.AsyncClient
) -> None:
    for browser, root in ((client, OF_HOLDERS), (partner, OF_PARTNERS)):
        answer = await browser.get(root)
        assert answer.status_code == 200, answer.text
        well, ill = answer.json()["items"]
        ProgrammeShown.model_validate(well, extra="forbid")
        assert well["routes"][0]["address"] == f"{root}/habilitation-electrique/symbols"
        assert (ill["available"], ill["version"]) == (False, None)


async def test_what_is_written_is_read_again_with_the_bytes_of_the_programme(
    client: httpx.AsyncClient, partner: httpx.AsyncClient
) -> None:
    for browser, root in ((client, OF_HOLDERS), (partner, OF_PARTNERS)):
        written = await browser.put(f"{root}/{PLACE}", json={"symbols": ["B1V"]})
        assert (written.status_code, written.json()) == (200, {"symbols": ["B1V"]})
        read = await browser.get(f"{root}/{PLACE}", params={"of": "today"})
        assert (read.content, read.headers["content-type"]) == (written.content, "application/json")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "gone/x", None, 404, "programme_not_found"),
        ("GET", "Not-A-Name/x", None, 422, "field_invalid"),
        ("GET", "habilitation-electrique/x", None, 404, "programme_nothing_there"),
        ("DELETE", "habilitation-electrique/x", None, 409, "programme_refused"),
        ("PUT", "habilitation-electrique/x", {"symbols": ["Z9"]}, 422, "programme_field_invalid"),
        ("POST", "habilitation-electrique/x", {}, 405, "method_not_allowed"),
    ],
)
async def test_what_is_refused_is_a_problem_in_the_words_of_the_programme(
    partner: httpx.AsyncClient, method: str, path: str, body: object, status: int, code: str
) -> None:
    answer = await partner.request(method, f"{OF_PARTNERS}/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    if code == "programme_refused":
        assert "Pas maintenant ; revenez demain." in answer.json()["detail"]
    if code == "programme_field_invalid":
        (fault,) = answer.json()["errors"]
        words = "Pas un symbole. Écrivez B1V."
        assert fault == {"pointer": "#/symbols/0", "code": "unknown_symbol", "detail": words}


async def test_neither_role_has_the_routes_of_the_other(client: httpx.AsyncClient, partner: httpx.AsyncClient) -> None:
    assert (await client.get(f"{OF_PARTNERS}/{PLACE}")).status_code == 401
    assert (await partner.get(f"{OF_HOLDERS}/{PLACE}")).status_code == 401
    without_key = {"X-CSRF-Token": ""}
    refused = await client.put(f"{OF_HOLDERS}/{PLACE}", json={}, headers=without_key)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_invalid")
