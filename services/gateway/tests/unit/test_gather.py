"""What an outage leaves, and what a refusal means."""

from __future__ import annotations

import asyncio

import pytest

from passeport_gateway.errors import ServiceRefused
from passeport_gateway.usecases.gather import Gap, gather


async def answering(value: str) -> str:
    await asyncio.sleep(0)
    return value


async def refusing(code: str) -> str:
    raise ServiceRefused("records", code)


@pytest.mark.parametrize(
    ("code", "gap"),
    [
        ("UNAVAILABLE", "unavailable"),
        ("DEADLINE_EXCEEDED", "timeout"),
        ("RESOURCE_EXHAUSTED", "overloaded"),
        ("INTERNAL", "failed"),
    ],
)
async def test_an_outage_is_a_gap(code: str, gap: str) -> None:
    gathered = await gather({"records": refusing(code), "publishing": answering("p")})
    assert gathered.answers == {"publishing": "p"}
    assert gathered.gaps == [Gap("records", gap)]


@pytest.mark.parametrize("code", ["UNAUTHENTICATED", "PERMISSION_DENIED", "INVALID_ARGUMENT", "NOT_FOUND"])
async def test_a_refusal_is_the_whole_answer(code: str) -> None:
    with pytest.raises(ServiceRefused) as refused:
        await gather({"records": refusing(code), "publishing": answering("p")})
    assert refused.value.code == code


async def test_a_bug_of_ours_is_no_gap() -> None:
    async def broken() -> str:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await gather({"records": broken()})
