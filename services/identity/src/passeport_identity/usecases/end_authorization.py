"""Ends what a platform has of one consent: the holder withdrew it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_identity.usecases.ports import OpenWork

__all__ = ["EndAuthorization"]


@dataclass(frozen=True, slots=True)
class EndAuthorization:
    """The use case with its port. Caller tokens live on for their minute: publishing refuses them at once."""

    open_work: OpenWork

    async def __call__(self, person_id: UUID, consent_id: UUID) -> None:
        """Ends the codes and tokens of a consent of this person, or of whoever was merged into him."""
        async with self.open_work() as work:
            persons = [person_id, *await work.merges.merged_into([person_id])]
            await work.authorizations.end_consent(consent_id, persons)
            await work.commit()
