"""The passport in one answer: its parts, its gaps; who read it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from fastapi import FastAPI
from google.protobuf import timestamp_pb2

from conftest import browser, stopped
from fakes.identity import SignedIn
from fakes.records import guaranteed_entry
from fakes.stack import FakeStack
from passeport.common.v1.access_pb2 import Access
from passeport.records.v1.source_service_pb2 import SourceFreshness
from passeport_chassis.ids import new_id
from passeport_gateway.http.schemas.entries import PassportShown
from passeport_gateway.http.schemas.holder import AccessLogShown


async def test_the_three_parts_come_in_one_answer(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    stack.records.give(holder.person_id, guaranteed_entry())
    await client.post(
        "/api/v1/publications", json={"title": "CV", "entry_ids": [str(new_id())]}, headers={"Idempotency-Key": "1"}
    )
    draft = {"title": "SST", "proof": "attestation", "end_date": "2025"}
    await client.post("/api/v1/passport/prevention/trainings", json=draft, headers={"Idempotency-Key": "2"})
    answer = await client.get("/api/v1/passport")
    assert answer.status_code == 200, answer.text
    passport = answer.json()
    PassportShown.model_validate(passport, extra="forbid")
    assert passport["records"]["items"][0]["award"]["register"] == "RNCP"
    assert passport["records"]["items"][0]["start_date"] == "2023-07-04"
    assert passport["prevention"]["trainings"]["items"][0]["end_date"] == "2025"
    assert passport["publications"]["items"][0]["title"] == "CV"
    assert passport["gaps"] == []
    assert answer.headers["cache-control"] == "no-store"


@pytest.fixture
def sources(stack: FakeStack) -> Iterator[list[SourceFreshness]]:
    """The DSN, silent since 18 November 2026; certifiers of whom nothing is expected; diplomas that never came."""
    at = timestamp_pb2.Timestamp(seconds=1_795_000_000)
    stack.records.sources[:] = [
        SourceFreshness(source="certifications", last_receive_time=at),
        SourceFreshness(source="dsn", last_receive_time=at, rhythm_days=40, silent=True),
        SourceFreshness(source="diplomas"),
        SourceFreshness(source="newer", last_receive_time=at),
    ]
    yield stack.records.sources
    stack.records.sources.clear()


async def test_it_tells_how_far_each_source_has_got(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn, sources: list[SourceFreshness]
) -> None:
    jobs = [guaranteed_entry(f"Emploi {day}") for day in (1, 2, 3)]
    for month, job in zip((8, 9), jobs, strict=False):
        job.employment.known_until.year, job.employment.known_until.month, job.employment.known_until.day = (
            2026,
            month,
            30,
        )
    stack.records.give(holder.person_id, *jobs)
    answer = await client.get("/api/v1/passport", headers={"Accept-Language": "fr"})
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("fr", "Accept-Language")
    passport = answer.json()
    PassportShown.model_validate(passport, extra="forbid")
    assert [one["told"] for one in passport["sources"]] == [
        "Certificateurs : dernier envoi reçu le 18 novembre 2026.",
        (
            "Déclarations de vos employeurs (DSN) : connues jusqu'à septembre 2026. Rien n'est arrivé depuis le "
            "18 novembre 2026, plus longtemps que prévu : ce qui est récent peut manquer."
        ),
        "Diplômes : aucun envoi reçu à ce jour.",
        "newer : dernier envoi reçu le 18 novembre 2026.",
    ]
    assert [one["known_until"] for one in passport["sources"]] == [None, "2026-09-30", None, None]
    assert [one["silent"] for one in passport["sources"]] == [False, True, False, False]
    asked = stack.records.sources_asked
    answer = await client.get("/api/v1/passport", headers={"Accept-Language": "en"})
    assert answer.json()["sources"][1]["told"].startswith("Declarations of your employers (DSN): known up to September")
    assert stack.records.sources_asked == asked, "what is the same for everybody was asked for once more"


async def test_where_it_cannot_be_told_how_far_sources_have_got_the_entries_are_there_all_the_same(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    stack.records.give(holder.person_id, guaranteed_entry())
    stack.records.sources_away = True
    try:
        passport = (await client.get("/api/v1/passport")).json()
    finally:
        stack.records.sources_away = False
    assert (await client.get("/api/v1/passport")).json()["sources"] is not None
    PassportShown.model_validate(passport, extra="forbid")
    assert (len(passport["records"]["items"]), passport["sources"], passport["gaps"]) == (1, None, [])


async def test_the_caller_token_is_for_the_services_that_are_called(
    client: httpx.AsyncClient, stack: FakeStack
) -> None:
    stack.identity.issued.clear()
    await client.get("/api/v1/passport")
    await client.get("/api/v1/passport/records")
    await client.get("/api/v1/account")
    assert stack.identity.issued == [("records", "prevention", "publishing"), ("records",), ("identity",)]


@pytest.mark.parametrize(
    ("service", "part"), [("records", "records"), ("prevention", "prevention"), ("publishing", "publications")]
)
async def test_a_service_that_is_down_leaves_a_named_gap(
    client: httpx.AsyncClient, stack: FakeStack, service: str, part: str
) -> None:
    async with stopped(stack, service):
        answer = await client.get("/api/v1/passport")
    assert answer.status_code == 200
    passport = answer.json()
    PassportShown.model_validate(passport, extra="forbid")
    assert passport["gaps"] == [{"service": service, "code": "unavailable"}]
    assert passport[part] is None
    assert sum(passport[name] is None for name in ("records", "prevention", "publications")) == 1
    assert (await client.get("/api/v1/passport")).json()["gaps"] == []


async def test_all_three_down_is_still_an_answer(client: httpx.AsyncClient, stack: FakeStack) -> None:
    async with stopped(stack, "records", "prevention", "publishing"):
        answer = await client.get("/api/v1/passport")
        alone = await client.get("/api/v1/passport/records")
    assert answer.status_code == 200
    assert {gap["service"] for gap in answer.json()["gaps"]} == {"records", "prevention", "publishing"}
    assert (alone.status_code, alone.json()["code"]) == (503, "unavailable")
    assert int(alone.headers["Retry-After"]) >= 1


async def test_a_service_that_hangs_holds_up_nothing_for_long(
    make_app: Callable[..., FastAPI], stack: FakeStack, holder: SignedIn
) -> None:
    stack.records.delay = 2.0
    try:
        async with browser(make_app(part_seconds=0.3), holder) as client:
            started = time.perf_counter()
            answer = await client.get("/api/v1/passport")
    finally:
        stack.records.delay = 0.0
    assert time.perf_counter() - started < 1.5
    assert answer.json()["gaps"] == [{"service": "records", "code": "timeout"}]
    assert answer.json()["publications"] is not None


def _accesses(service: str, *times: int) -> list[Access]:
    lines = []
    for at in sorted(times, reverse=True):
        line = Access(actor="holder", action=f"{service}.read", purpose="Consultation", resource_id=f"{service}-{at}")
        line.at.seconds = at
        lines.append(line)
    return lines


async def test_the_log_is_merged_newest_first_and_paged(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    person = holder.person_id
    stack.identity.accesses[person] = _accesses("identity", 10, 40)
    stack.records.accesses[person] = _accesses("records", 20, 30, 50)
    stack.publishing.accesses[person] = _accesses("publishing", 60)
    stack.prevention.accesses[person] = _accesses("prevention", 5)
    read: list[str] = []
    cursor: str | None = ""
    for _ in range(10):
        answer = await client.get("/api/v1/passport/access-log", params={"cursor": cursor or "", "page_size": 2})
        page = answer.json()
        AccessLogShown.model_validate(page, extra="forbid")
        read += [item["at"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert read == [f"1970-01-01T00:{at // 60:02d}:{at % 60:02d}Z" for at in (60, 50, 40, 30, 20, 10, 5)]


@pytest.mark.parametrize(("language", "told"), [("fr", "Vous avez lu"), ("en", "You read")])
async def test_the_log_is_in_plain_words(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn, language: str, told: str
) -> None:
    [line] = _accesses("records", 20)
    line.action = "records.entry.read"
    stack.records.accesses[holder.person_id] = [line]
    answer = await client.get("/api/v1/passport/access-log", headers={"Accept-Language": language})
    assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "Accept-Language")
    [shown] = answer.json()["items"]
    assert shown["told"].startswith(told)
    assert shown["legal_basis"]["reference"] == "Code du travail, R6323-35, I"


async def test_the_log_of_a_service_that_is_down_is_a_gap(client: httpx.AsyncClient, stack: FakeStack) -> None:
    async with stopped(stack, "prevention"):
        answer = await client.get("/api/v1/passport/access-log")
    assert answer.status_code == 200
    assert answer.json()["gaps"] == [{"service": "prevention", "code": "unavailable"}]


@pytest.mark.parametrize("params", [{"cursor": "nonsense"}, {"page_size": "0"}, {"page_size": "x"}])
async def test_bad_parameters_are_named(client: httpx.AsyncClient, params: dict[str, str]) -> None:
    answer = await client.get("/api/v1/passport/access-log", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, "field_invalid")
    assert answer.json()["errors"][0]["parameter"] == next(iter(params))
