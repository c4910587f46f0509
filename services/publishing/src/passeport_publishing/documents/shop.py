"""The two kinds of worker processes, run as one part of the service."""

from __future__ import annotations

import asyncio
from pathlib import Path

from passeport_publishing.documents.examiner_pool import ExaminerPool
from passeport_publishing.documents.press import DocumentPress
from passeport_publishing.documents.seal import SealFiles

__all__ = ["DocumentShop"]

# Work stops by itself long before; this is for code that cannot be interrupted.
_JOB_TIME_LIMIT = 20.0


class DocumentShop:
    """Those who make documents and those who examine them."""

    def __init__(self, seal: SealFiles, trust: Path, *, render_workers: int, verify_workers: int, waiting: int) -> None:
        self.press = DocumentPress(seal, workers=render_workers, waiting=waiting, time_limit=_JOB_TIME_LIMIT)
        self.examiner = ExaminerPool(trust, workers=verify_workers, waiting=waiting, time_limit=_JOB_TIME_LIMIT)

    async def run(self, stop: asyncio.Event) -> None:
        """Starts every worker, so that no job waits for one to start, and stops them when `stop` is set."""
        try:
            await asyncio.gather(self.press.warm(), self.examiner.warm())
            await stop.wait()
        finally:
            self.press.close()
            self.examiner.close()
