"""Asks several services at once: one that is down leaves a named gap, one that refuses stops the whole answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from passeport_gateway.errors import ServiceRefused

__all__ = ["Gap", "Gathered", "gather"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Gap:
    """A service that did not answer: `unavailable`, `timeout`, `overloaded` or `failed`."""

    service: str
    code: str


@dataclass(frozen=True, slots=True)
class Gathered(Generic[T]):
    """The answers by service, and the gaps."""

    answers: dict[str, T]
    gaps: list[Gap]


async def gather(asked: Mapping[str, Awaitable[T]]) -> Gathered[T]:
    """Waits for all of them. Raises the first refusal that is not an outage."""
    results = await asyncio.gather(*asked.values(), return_exceptions=True)
    answers: dict[str, T] = {}
    gaps: list[Gap] = []
    for service, result in zip(asked, results, strict=True):
        if not isinstance(result, BaseException):
            answers[service] = result
        elif isinstance(result, ServiceRefused) and result.gap is not None:
            gaps.append(Gap(service, result.gap))
        else:
            raise result
    return Gathered(answers, gaps)
