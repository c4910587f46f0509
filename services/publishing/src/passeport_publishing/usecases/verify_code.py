"""Tells what stands behind a printed code."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_publishing.domain.codes import read_code
from passeport_publishing.domain.verification import Verdict, judge_code, judge_forgotten_code
from passeport_publishing.errors import CodeNotFound, PageShut
from passeport_publishing.usecases.ports import OpenWork
from passeport_publishing.usecases.read_credential import note_verification

__all__ = ["VerifyCode"]


@dataclass(frozen=True, slots=True)
class VerifyCode:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, text: str) -> Verdict:
        """Raises CodeNotFound, for an unknown and a malformed code alike; PageShut while the account is closed."""
        code = read_code(text)
        if code is None:
            raise CodeNotFound
        async with self.open_work() as work:
            registered = await work.publications.behind_code(code)
            if registered is None:
                if await work.publications.is_code_forgotten(code):
                    return judge_forgotten_code()
                raise CodeNotFound
            if await work.persons.is_shut(registered.publication.person_id):
                raise PageShut
            verdict = judge_code(registered)
            await note_verification(work, verdict, self.clock())
        return verdict
