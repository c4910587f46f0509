"""Files of the official import that tests send, an identity in memory, and what came of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from imports_support import adf, file_of
from passeport_chassis.ids import new_id
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.imports import Import, LineResult
from passeport_prevention.domain.training import Declarant
from passeport_prevention.domain.worker import Worker
from passeport_prevention.errors import IdentityUnavailable
from passeport_prevention.imports.columns import ADF, Layout
from passeport_prevention.usecases.import_ports import ImportTools, Unknown
from passeport_prevention.usecases.read_imports import all_results
from passeport_prevention.usecases.submit_import import submit_import
from passeport_prevention.usecases.work_on_imports import import_worker
from support import BODY

__all__ = ["NIRS", "Known", "line", "results_of", "rows", "submit", "work_off"]

NIRS = [f"28104441090{number:02d}" for number in range(40)]


@dataclass
class Known:
    """Identity in memory: who is known by which number, and whether it is away."""

    persons: dict[str, UUID] = field(default_factory=lambda: {nir: new_id() for nir in NIRS})
    away: bool = False
    asked: list[int] = field(default_factory=list)

    async def resolve_all(self, workers: Sequence[Worker], partner: Partner) -> Sequence[UUID | Unknown]:
        if self.away:
            raise IdentityUnavailable
        self.asked.append(len(workers))
        return [self.persons.get(each.nir, Unknown(invalid=each.nir == "9999999999999")) for each in workers]


def line(number: int, **cells: str) -> dict[str, str]:
    return adf(**{"ID_UNIQUE_PARTENAIRE": f"K-{number}", "NIR": NIRS[number % len(NIRS)]} | cells)


async def submit(
    tools: ImportTools,
    lines: Sequence[Mapping[str, str]],
    *,
    partner: Partner = BODY,
    name: str = "formations.csv",
    layout: Layout = ADF,
    size: int = 1000,
) -> Import:
    content = file_of(lines, layout)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), size):
            yield content[start : start + size]

    declarant = Declarant.TRAINING_BODY
    return await submit_import(
        tools, lambda: None, partner=partner, declarant=declarant, file_name=name, chunks=chunks()
    )


async def work_off(tools: ImportTools) -> None:
    worker = import_worker(tools)
    while await worker.work_once(asyncio.Event()):
        pass


async def results_of(tools: ImportTools, done: Import) -> list[LineResult]:
    return [result async for result in all_results(tools.open_work, done)]


async def rows(engine: AsyncEngine, table: sa.Table) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
