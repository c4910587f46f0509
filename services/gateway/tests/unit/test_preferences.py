"""What a client prefers (RFC 7240)."""

from __future__ import annotations

import pytest

from passeport_gateway.domain.preferences import prefers_async


@pytest.mark.parametrize(
    ("headers", "preferred"),
    [
        ([], False),
        ([""], False),
        (["respond-async"], True),
        (["Respond-Async"], True),
        (["respond-async, wait=10"], True),
        (["wait=10 ,respond-async;foo=bar"], True),
        (["return=minimal", "respond-async"], True),
        (['respond-async=""'], True),
        (["return=respond-async"], False),
        (["wait=10; respond-async"], False),
        (['foo="a, respond-async, b"'], False),
        (['foo="a\\", respond-async"'], False),
        (["respond-asynchronously"], False),
    ],
)
def test_an_answer_at_once_is_preferred_or_not(headers: list[str], preferred: bool) -> None:
    assert prefers_async(headers) is preferred
