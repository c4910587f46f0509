"""What a flood of one address leaves behind: of sessions that it makes up no more counts than it may ask times."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from limits.aio.storage import MemoryStorage

from conftest import BASE, browser
from passeport_gateway.http import door


@pytest.mark.parametrize(
    ("cookie", "method", "path"),
    [
        ("__Host-passeport", "POST", "/api/v1/account/activation"),
        ("__Host-passeport-pro", "GET", "/professionals/v1/session"),
        ("__Host-passeport-pro", "POST", "/professionals/v1/consultations"),
    ],
)
async def test_made_up_sessions_of_one_address_leave_few_counts(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch, cookie: str, method: str, path: str
) -> None:
    kept = MemoryStorage()
    monkeypatch.setattr(door, "MemoryStorage", lambda: kept)
    app = make_app(rate_activation_address="5/minute", rate_professional_address="5/minute")
    async with browser(app, Origin=BASE) as client:
        statuses = []
        for _ in range(50):
            client.cookies.set(cookie, secrets.token_urlsafe(32), domain="passeport.example")
            statuses.append((await client.request(method, path, json={})).status_code)
    assert statuses[5:] == [429] * 45
    assert 429 not in statuses[:5]
    # The address, and the five sessions before: each once, or once more where openings are counted too.
    assert len(kept.storage) <= 1 + 2 * 5
