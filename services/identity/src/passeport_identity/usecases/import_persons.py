"""Imports a delivery of the civil registers: adds who is new, changes who is known, reports each line not taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields

from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_chassis.ids import new_id
from passeport_identity.domain.registry_line import BadLine
from passeport_identity.usecases.civil_registry import CivilRegistry, RegistryChunk
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.ports import UnitsAlone
from passeport_identity.usecases.registry_ports import ImportRun
from passeport_identity.usecases.take_registry_lines import TakenLines

__all__ = ["GoesOnElsewhere", "ImportPersons", "ImportReport"]


class GoesOnElsewhere(Exception):
    """Another process imports the same delivery at this moment, and goes on with it."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many lines came to what; one may count under several."""

    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    renumbered: int = 0
    died: int = 0
    redated: int = 0
    withdrawn: int = 0
    refused: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> ImportReport:
        """The report of counts as they are kept."""
        return cls(**{field.name: counts.get(field.name, 0) for field in fields(cls)})

    def plus(self, counts: Mapping[str, int]) -> ImportReport:
        """The report with the counts of some more lines."""
        return ImportReport(**{name: count + counts[name] for name, count in asdict(self).items()})


@dataclass(frozen=True, slots=True)
class ImportPersons:
    """A transaction for each chunk, and how far it has come with it: one that was stopped goes on where it was.

    A person who stands twice in a delivery is refused the second time: which of the two is right cannot be told. With
    `dry_run` nothing is kept, so that one is noticed within a chunk only.
    """

    open_work: UnitsAlone
    vault: NirVault
    clock: Clock
    operator: Operator
    dry_run: bool = False

    async def __call__(
        self,
        registry: CivilRegistry,
        on_bad_line: Callable[[BadLine], None],
        on_progress: Callable[[int, ImportReport], None] = lambda read_to, report: None,
    ) -> ImportReport:
        """Imports, handing each line that is not taken to `on_bad_line`, and to `on_progress` how far it has come.

        The first progress tells where it goes on. Raises GoesOnElsewhere, before a line is looked at.
        """
        if self.dry_run:
            return await self._import(registry, on_bad_line, on_progress)
        async with self.open_work.alone(f"import {registry.delivery.hex()}") as is_alone:
            if not is_alone:
                raise GoesOnElsewhere
            return await self._import(registry, on_bad_line, on_progress)

    async def _import(
        self,
        registry: CivilRegistry,
        on_bad_line: Callable[[BadLine], None],
        on_progress: Callable[[int, ImportReport], None],
    ) -> ImportReport:
        run = await self._begin(registry.delivery)
        report = ImportReport.of(run.counts)
        on_progress(run.read_to, report)
        async for chunk in registry.chunks(run.read_to):
            taken = await self._take(run, report, chunk, on_bad_line)
            report = report.plus(taken.counts)
            run = ImportRun(run.import_id, chunk.read_to, asdict(report))
            on_progress(run.read_to, report)
        if not self.dry_run:
            async with self.open_work() as work:
                await work.imports.finish(run, self.clock())
                await work.commit()
        return report

    async def _begin(self, delivery: bytes) -> ImportRun:
        if self.dry_run:
            return ImportRun(new_id(), 0, {})
        async with self.open_work() as work:
            run = await work.imports.begin(delivery, new_id(), self.clock())
            await work.commit()
        return run

    async def _take(
        self, run: ImportRun, report: ImportReport, chunk: RegistryChunk, on_bad_line: Callable[[BadLine], None]
    ) -> TakenLines:
        now = self.clock()
        taken = TakenLines(self.vault, self.operator, run.import_id, today_in_france(now))
        async with self.open_work() as work:
            # One at a time: two that add the same person at once would meet in the index.
            await work.take_turns("registry")
            await taken.take(work, chunk.lines, now)
            # Before the commit: cut off between the two, a line is told twice rather than never.
            for line in taken.refused:
                on_bad_line(line)
            if self.dry_run:
                return taken
            # Only if the turn was lost meanwhile, with the connection that holds it.
            if not await work.imports.advance(run, chunk.read_to, asdict(report.plus(taken.counts))):
                raise GoesOnElsewhere
            await work.commit()
        return taken
