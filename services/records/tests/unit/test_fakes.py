"""The fakes keep the promises of the ports, as PostgreSQL does (storage/test_ports.py)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from fakes import FakeUnits
from passeport_records.usecases.ports import OpenWork
from port_suite import PROMISES


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
async def test_the_fakes_keep(promise: Callable[[OpenWork], Awaitable[None]]) -> None:
    await promise(FakeUnits())
