"""Every operation of the description, with data that fits it and data that does not: it answers as it says, always."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fakes.records import guaranteed_entry
from fakes.stack import FakeStack
from live import environment_of, running
from passeport_testing.certificates import LeafFiles

DOCUMENT = Path(__file__).parents[2] / "openapi.json"
FOUND: list[Any] = list(schemathesis.openapi.from_path(str(DOCUMENT)).get_all_operations())
OPERATIONS: dict[str, Any] = {result.ok().label: result.ok() for result in FOUND}
# A stream goes on for as long as somebody listens, and has a test of its own (test_events.py).
STREAMS = {"GET /api/v1/events"}
EXAMPLES = 5
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
async def address(stack: FakeStack, tls_files: Callable[[str], LeafFiles]) -> AsyncIterator[str]:
    plenty = {f"PASSEPORT_RATE_{name}": "100000/minute" for name in ("OAUTH", "SIGN_IN", "ACTIVATION")}
    async with running(environment_of(stack, tls_files, **plenty)) as program:
        yield program.url


@pytest.mark.parametrize("label", sorted(OPERATIONS.keys() - STREAMS))
async def test_an_operation_answers_as_it_says(label: str, address: str, stack: FakeStack) -> None:
    operation = OPERATIONS[label]
    session = stack.identity.sign_in()
    stack.records.give(session.person_id, guaranteed_entry())
    stack.identity.partners["fuzz"] = {
        "id": "fuzz",
        "secret": "x",
        "token": "fuzz-token",
        "scopes": "feed:certifications feed:diplomas feed:dsn feed:trainings prevention:declare disputes:answer",
    }

    pro, csrf = stack.identity.professionals.sign_in()
    mine = {"X-CSRF-Token": csrf if "/professional" in label else session.csrf, "Authorization": "Bearer fuzz-token"}

    def run() -> None:
        for mode in schemathesis.GenerationMode:

            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def check(case: Any) -> None:
                answer = case.call(
                    base_url=address,
                    headers=mine,
                    cookies={"__Host-passeport": session.token, "__Host-passeport-pro": pro},
                    allow_redirects=False,
                )
                case.validate_response(answer, checks=CHECKS)

            # Where nothing can be given, nothing wrong can be given either.
            with suppress(Unsatisfiable):
                check()

    await asyncio.to_thread(run)
