"""The fakes keep the promises of the ports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from consent_suite import PROMISES_OF_CONSENTS
from expiry_suite import PROMISES_OF_EXPIRIES
from fakes import FakeUnits
from passeport_prevention.usecases.ports import OpenWork
from port_suite import PROMISES


@pytest.mark.parametrize(
    "promise", [*PROMISES, *PROMISES_OF_CONSENTS, *PROMISES_OF_EXPIRIES], ids=lambda promise: promise.__name__
)
async def test_fakes_keep(promise: Callable[[OpenWork], Awaitable[None]]) -> None:
    await promise(FakeUnits())
