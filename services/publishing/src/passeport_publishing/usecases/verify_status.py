"""Tells what a status list says at one place. Of nobody: the trail of no person tells it."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.errors import FieldViolation
from passeport_publishing.domain.status import LIST_LENGTH, read_award_list_id, read_list_id, revocation_list_of
from passeport_publishing.domain.verification import Verdict, judge_status
from passeport_publishing.errors import FieldInvalid, StatusListNotFound
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["VerifyStatus"]


@dataclass(frozen=True, slots=True)
class VerifyStatus:
    """The use case with its ports."""

    open_work: OpenWork

    async def __call__(self, list_id: str, index: int) -> Verdict:
        """Raises StatusListNotFound, FieldInvalid for a place that no list has."""
        if not 0 <= index < LIST_LENGTH:
            told = f"must be below {LIST_LENGTH}"
            raise FieldInvalid(violations=[FieldViolation("index", told, "OUT_OF_RANGE")])
        of = read_award_list_id(list_id) or revocation_list_of(list_id) or list_id
        kept_as = of if isinstance(of, str) else of.revocation
        if read_list_id(kept_as) is None:
            raise StatusListNotFound(metadata={"id": list_id[:64]})
        async with self.open_work() as work:
            if await work.status_lists.opened(kept_as) is None:
                raise StatusListNotFound(metadata={"id": list_id})
            return judge_status(await work.status_lists.status_at(of, index))
