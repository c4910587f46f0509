"""A partner sends a file of the official import: surveyed while it arrives, kept sealed until it is processed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

from passeport_chassis.ids import new_id
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.imports import Import
from passeport_prevention.domain.training import Declarant
from passeport_prevention.errors import FileInvalid
from passeport_prevention.imports.header import FileRefused, check_file_name
from passeport_prevention.imports.line import Fault
from passeport_prevention.imports.survey import Survey
from passeport_prevention.usecases.import_ports import PIECE_BYTES, ImportTools, place_of

__all__ = ["file_invalid", "submit_import"]

_MOST_TOLD = 20
"""Faults of a header that a refusal tells: it travels in the headers of an answer."""


async def submit_import(
    tools: ImportTools,
    wake: Callable[[], None],
    *,
    partner: Partner,
    declarant: Declarant,
    file_name: str,
    chunks: AsyncIterator[bytes],
) -> Import:
    """Receives a file whole; it is processed afterwards.

    The same bytes under the same name sent again by the same client give the same import. Raises FileInvalid with
    every global rule of the guide that the file breaks, ImportsNotOffered; nothing is kept then.
    """
    _ = tools.sealing
    opened = Import(id=new_id(), partner=partner, declarant=declarant, file_name=file_name, created_at=tools.clock())
    try:
        check_file_name(file_name)
        async with tools.open_work() as work:
            await work.imports.open(opened)
            await work.commit()
        received = await _take(tools, opened, chunks)
        async with tools.open_work() as work:
            received = await work.imports.receive(received)
            await work.commit()
    except FileRefused as refused:
        await _drop(tools, opened)
        raise file_invalid(refused.faults) from None
    except BaseException:
        await _drop(tools, opened)
        raise
    wake()
    return received


async def _take(tools: ImportTools, opened: Import, chunks: AsyncIterator[bytes]) -> Import:
    survey, digest, size, pending, number = Survey(), hashlib.sha256(), 0, bytearray(), 0

    async def keep(piece: bytes) -> None:
        nonlocal number
        # A megabyte of lines is some tens of milliseconds of a core: not on the event loop.
        await asyncio.to_thread(survey.feed, piece)
        async with tools.open_work() as work:
            await work.imports.add_piece(opened.id, number, tools.sealing.seal(piece, place_of(opened.id, number)))
            await work.commit()
        number += 1

    async for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        pending += chunk
        while len(pending) >= PIECE_BYTES:
            await keep(bytes(pending[:PIECE_BYTES]))
            del pending[:PIECE_BYTES]
    if pending:
        await keep(bytes(pending))
    survey.close()
    layout = survey.layout.name if survey.layout is not None else ""
    named = replace(opened, layout=layout, lines=survey.lines, is_sound=survey.is_sound)
    return replace(named, size=size, sha256=digest.hexdigest())


def file_invalid(faults: Sequence[Fault]) -> FileInvalid:
    """The refusal of a file, of which the first fault tells the place."""
    first = faults[0]
    told = f"{first.message} ; {first.fix}" if first.fix else first.message
    detail = told if len(faults) == 1 else " ; ".join(fault.message for fault in faults[:_MOST_TOLD])
    if len(faults) > _MOST_TOLD:
        detail += f" ; et {len(faults) - _MOST_TOLD} autres"
    return FileInvalid(line=first.line, rule=first.rule, field=first.column, detail=detail)


async def _drop(tools: ImportTools, opened: Import) -> None:
    async def forget() -> None:
        async with tools.open_work() as work:
            await work.imports.drop(opened.id)
            await work.commit()

    # To its end, even if the call is cancelled meanwhile: that is when most uploads are dropped.
    await asyncio.shield(asyncio.create_task(forget()))
