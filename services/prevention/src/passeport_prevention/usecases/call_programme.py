"""A holder or a partner calls a programme; what it reads and writes of a person is in his log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_prevention.domain.access import Partner, by_partner
from passeport_prevention.errors import ProgrammeFieldInvalid, ProgrammeNothingThere, ProgrammeRefused
from passeport_prevention.usecases.programme_ports import Call, OpenProgrammeWork, Programmes, ProgrammeWork

__all__ = ["call_programme"]


async def call_programme(
    programmes: Programmes, open_work: OpenProgrammeWork, clock: Clock, *, caller: UUID | Partner, call: Call
) -> bytes:
    """What the programme answers, as JSON; what it wrote is kept then, and undone when it refuses or fails.

    Raises ProgrammeNotFound, ProgrammeDegraded, ProgrammeBusy, ProgrammeFailed, FieldInvalid for a body that its model
    does not fit, and what the programme itself refuses: ProgrammeFieldInvalid, ProgrammeRefused, ProgrammeNothingThere.
    """
    found = programmes.find(call)
    now = clock()
    async with open_work(found.schema) as work:
        who = caller if isinstance(caller, Partner) else await work.ids_of(caller)
        refused = None
        try:
            async with work.part():
                answer = await found.answer(work, who, now)
        except (ProgrammeFieldInvalid, ProgrammeRefused, ProgrammeNothingThere) as refusal:
            # What it looked at to come to that was read all the same.
            refused = refusal
        await _record(work, caller, call, found.purpose, now)
        await work.commit()
    if refused is not None:
        raise refused
    return answer


async def _record(work: ProgrammeWork, caller: UUID | Partner, call: Call, purpose: str, now: datetime) -> None:
    action = "prevention.programme.write" if call.writes else "prevention.programme.read"
    if isinstance(caller, UUID):
        await work.accesses.record(by_holder(caller, now, action, purpose))
        return
    whose = [by_partner(caller, person_id, now, action, purpose, str(id_)) for id_, person_id in work.seen.items()]
    await work.accesses.record(*whose)
