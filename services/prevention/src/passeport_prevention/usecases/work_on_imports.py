"""The worker: takes imports, whichever waits longest, and processes them one at a time for as long as it runs."""

from __future__ import annotations

from datetime import timedelta

import structlog

from passeport_dossier.usecases.files import FileWorker
from passeport_prevention.domain.imports import Import, ImportState
from passeport_prevention.errors import IdentityUnavailable
from passeport_prevention.usecases.import_ports import ImportLost, ImportTools
from passeport_prevention.usecases.process_import import LEASE, ImportProcess

__all__ = ["import_worker"]

_log = structlog.get_logger(__name__)


def import_worker(tools: ImportTools) -> FileWorker[Import]:
    """The worker; after so many attempts in a row what cannot be processed of a file is given up (`ImportProcess`)."""

    async def take() -> ImportProcess | None:
        async with tools.open_work() as work:
            taken = await work.imports.take(tools.clock() + LEASE)
            await work.commit()
        if taken is None:
            return None
        _log.info("import taken", import_id=str(taken.id), size=taken.size, position=taken.position)
        return ImportProcess(tools, taken)

    async def let_go(taken: Import, pause: timedelta, error: str = "") -> None:
        async with tools.open_work() as work:
            await work.imports.release(taken, tools.clock() + pause, error=error)
            await work.commit()

    async def done(taken: Import) -> None:
        _tell(taken)
        if taken.state is ImportState.RUNNING:
            await let_go(taken, timedelta())

    def is_away(error: BaseException) -> bool:
        return isinstance(error, IdentityUnavailable) or tools.is_outage(error)

    return FileWorker(take, done, let_go, ImportLost, is_away)


def _tell(done: Import) -> None:
    counts = done.counts
    _log.info(
        "import handed back" if done.state is ImportState.RUNNING else "import processed",
        import_id=str(done.id),
        state=done.state.value,
        declared=counts.declared,
        already_declared=counts.already_declared,
        unresolved=counts.unresolved,
        rejected=counts.rejected,
        late=counts.late,
    )
