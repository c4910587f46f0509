"""Examination of foreign PDFs and images in processes of their own, which hold no key and may spend little time and
memory.
"""

import os
import sys
from pathlib import Path

from passeport_publishing.documents.examine import Examiner
from passeport_publishing.documents.photo import develop
from passeport_publishing.documents.workers import WorkerPool, limit_memory
from passeport_publishing.domain.photo import Developed, Unfit
from passeport_publishing.domain.verification import SealFindings

_MEMORY_LIMIT = 1536 * 1024 * 1024
# Our own documents take some 20 ms; the pool's limit is the net below, for code that no alarm interrupts.
_SECONDS = 3.0


class ExaminerPool:
    """Examines PDFs, and draws photos anew, in a pool of worker processes."""

    def __init__(
        self, trust: Path, timestamp_trust: Path | None, *, workers: int, waiting: int, time_limit: float
    ) -> None:
        self._pool = WorkerPool(
            workers=workers, waiting=waiting, time_limit=time_limit, start=_start, arguments=(trust, timestamp_trust)
        )

    async def warm(self) -> None:
        """Starts every worker."""
        await self._pool.warm()

    def close(self) -> None:
        """Stops the workers."""
        self._pool.close()

    async def examine(self, pdf: bytes) -> SealFindings:
        """Examines one PDF; whatever is wrong with it is among the findings."""
        return await self._pool.run(_examine, pdf)

    async def develop(self, image: bytes) -> Developed | Unfit:
        """Draws one image anew; whatever is wrong with it is the answer."""
        return await self._pool.run(_develop, image)


_examiners: list[Examiner] = []


def _start(trust: Path, timestamp_trust: Path | None) -> None:
    limit_memory(_MEMORY_LIMIT)
    _examiners.append(Examiner(trust, timestamp_trust))
    _fall_silent()


def _fall_silent() -> None:
    """What libraries log and warn of a stranger's file quotes it: only findings leave this process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _examine(pdf: bytes) -> SealFindings:
    return _examiners[0].examine(pdf, seconds=_SECONDS)


def _develop(image: bytes) -> Developed | Unfit:
    return develop(image, seconds=_SECONDS)
