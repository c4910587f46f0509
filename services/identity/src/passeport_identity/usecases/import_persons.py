"""Imports persons from the civil registers: adds who is new, corrects who is known, reports each bad line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from passeport_chassis.access import Access, by_system
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_identity.domain.person import Person
from passeport_identity.domain.registry_file import BadLine, RegistryLine
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.ports import KnownPerson, OpenWork, RegisteredPerson

__all__ = ["ImportPersons", "ImportReport"]

_CHUNK = 1000
_ACTOR = "import-persons"
_TWICE = "the same NIR stands on an earlier line"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many lines came to what."""

    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused: int = 0

    def plus(self, other: ImportReport) -> ImportReport:
        """The sum of two reports."""
        return ImportReport(
            self.added + other.added,
            self.corrected + other.corrected,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class ImportPersons:
    """One transaction per thousand lines: a crash leaves whole thousands behind, and importing again goes on.

    A NIR that stands twice in a file is refused the second time: which of the two identities is right cannot be told.
    """

    open_work: OpenWork
    vault: NirVault
    clock: Clock

    async def __call__(
        self, lines: Iterable[RegistryLine | BadLine], on_bad_line: Callable[[BadLine], None]
    ) -> ImportReport:
        """Imports, handing each line that is not to `on_bad_line`."""
        import_id, report = new_id(), ImportReport()
        for chunk in _chunks(lines):
            good = [line for line in chunk if isinstance(line, RegistryLine)]
            bad = [line for line in chunk if isinstance(line, BadLine)]
            done, doubles = await self._write(good, import_id)
            bad = sorted([*bad, *doubles], key=lambda line: line.number)
            for line in bad:
                on_bad_line(line)
            report = report.plus(replace(done, refused=len(bad)))
        return report

    async def _write(self, lines: Sequence[RegistryLine], import_id: UUID) -> tuple[ImportReport, list[BadLine]]:
        if not lines:
            return ImportReport(), []
        doubles: list[BadLine] = []
        added: dict[bytes, RegisteredPerson] = {}
        corrected: list[Person] = []
        seen: list[Person] = []
        indexes = [self.vault.indexes(line.nir) for line in lines]
        async with self.open_work() as work:
            known = await work.registry.known([index for each in indexes for index in each])
            met: set[UUID] = set()
            for line, each in zip(lines, indexes, strict=True):
                before = next((known[index.value] for index in each if index.value in known), None)
                if each[0].value in added or (before is not None and _met(before, import_id, met)):
                    doubles.append(BadLine(line.number, "nir", _TWICE))
                elif before is None:
                    person_id = new_id()
                    sealed = self.vault.seal(line.nir, person_id)
                    added[each[0].value] = RegisteredPerson(person_id, line.identity, sealed, each[0])
                else:
                    met.add(before.person.id)
                    now_is = replace(before.person, identity=line.identity)
                    (seen if now_is == before.person else corrected).append(now_is)
            await work.registry.add(list(added.values()), import_id)
            await work.registry.update(corrected, import_id)
            await work.registry.mark_seen([person.id for person in seen], import_id)
            await work.accesses.record(
                *self._accesses([person.person_id for person in added.values()], "registered", "Inscription"),
                *self._accesses([person.id for person in corrected], "corrected", "Correction"),
            )
            await work.commit()
        return ImportReport(len(added), len(corrected), len(seen)), doubles

    def _accesses(self, persons: Sequence[UUID], what: str, word: str) -> list[Access]:
        now, purpose = self.clock(), f"{word} de votre état civil par le répertoire des personnes"
        return [by_system(_ACTOR, person, now, f"identity.person.{what}", purpose) for person in persons]


def _met(before: KnownPerson, import_id: UUID, met: set[UUID]) -> bool:
    return before.import_id == import_id or before.person.id in met


def _chunks(
    lines: Iterable[RegistryLine | BadLine],
) -> Iterator[list[RegistryLine | BadLine]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
