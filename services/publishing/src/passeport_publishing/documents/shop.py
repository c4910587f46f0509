"""The two kinds of worker processes, run as one part of the service."""

from __future__ import annotations

import asyncio
from pathlib import Path

from passeport_chassis.clock import Clock, system_clock
from passeport_publishing.documents.examiner_pool import ExaminerPool
from passeport_publishing.documents.levels import SealPolicy
from passeport_publishing.documents.press import DocumentPress
from passeport_publishing.documents.seal import SealFiles
from passeport_publishing.domain.succession import Succession

__all__ = ["DocumentShop"]

# Work stops by itself long before; this is for code that cannot be interrupted.
_JOB_TIME_LIMIT = 20.0


class DocumentShop:
    """Those who make documents and those who examine them."""

    def __init__(
        self,
        seal: SealFiles | Succession[SealFiles],
        trust: Path,
        policy: SealPolicy | None = None,
        *,
        render_workers: int,
        verify_workers: int,
        waiting: int,
        lowers: bool = False,
        clock: Clock = system_clock,
    ) -> None:
        policy = policy or SealPolicy()
        seals = seal if isinstance(seal, Succession) else Succession(seal)
        self._is_warm = False
        self.press = DocumentPress(
            seals,
            policy,
            clock,
            lowers=lowers,
            workers=render_workers,
            waiting=waiting,
            time_limit=_JOB_TIME_LIMIT,
        )
        self.examiner = ExaminerPool(
            trust, policy.timestamp_trust, workers=verify_workers, waiting=waiting, time_limit=_JOB_TIME_LIMIT
        )

    async def ping(self) -> None:
        """Raises until every worker has started once. Later ones start when a job asks for them."""
        if not self._is_warm:
            raise ConnectionError("the workers have not started")

    async def run(self, stop: asyncio.Event) -> None:
        """Starts every worker, so that no job waits for one to start, and stops them when `stop` is set."""
        try:
            await asyncio.gather(self.press.warm(), self.examiner.warm())
            self._is_warm = True
            await stop.wait()
        finally:
            self._is_warm = False
            self.press.close()
            self.examiner.close()
