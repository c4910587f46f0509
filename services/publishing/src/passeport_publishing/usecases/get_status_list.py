"""Gets a status list as it stands, signed."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_publishing.errors import StatusListNotFound
from passeport_publishing.usecases.ports import CredentialBook, OpenWork

__all__ = ["GetStatusList"]


@dataclass(frozen=True, slots=True)
class GetStatusList:
    """The use case with its ports."""

    open_work: OpenWork
    credentials: CredentialBook
    clock: Clock

    async def __call__(self, list_id: str) -> str:
        """Raises StatusListNotFound."""
        async with self.open_work() as work:
            purpose = await work.status_lists.purpose_of(list_id)
            if purpose is None:
                raise StatusListNotFound(metadata={"id": list_id[:64]})
            indices = await work.status_lists.set_indices(list_id, purpose)
        return self.credentials.issue_status_list(list_id, purpose, indices, self.clock())
