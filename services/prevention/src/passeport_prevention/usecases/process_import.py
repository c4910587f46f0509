"""A received import becomes trainings, chunk after chunk; a crash between two loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from passeport_chassis.access import Access
from passeport_chassis.days import today_in_france
from passeport_chassis.ids import new_id
from passeport_prevention.domain.access import by_partner
from passeport_prevention.domain.events import declared
from passeport_prevention.domain.imports import Import, LineResult, Outcome, counts_of
from passeport_prevention.domain.request import Claimed, fingerprint
from passeport_prevention.domain.training import Declarer, Training, reference_day
from passeport_prevention.imports.line import Fault, ImportLine, key_used
from passeport_prevention.imports.read import Reader
from passeport_prevention.imports.survey import Survey
from passeport_prevention.regulation.table import Actor, Duty
from passeport_prevention.usecases.declare_training import KNOWN, PURPOSES, REFUSED
from passeport_prevention.usecases.import_ports import ImportTools, ImportWork, Unknown

__all__ = ["LEASE", "process_import"]

LEASE = timedelta(seconds=60)
"""A worker that says nothing for so long is taken for dead. Two on one file are harmless: one of them commits."""

_CHUNK = 2000
"""Items of a transaction."""

Item = ImportLine | Fault


async def process_import(tools: ImportTools, taken: Import, stop: asyncio.Event) -> Import:
    """Goes on from where the import stands to its end, or until `stop` is set.

    Raises IdentityUnavailable, ImportLost, and whatever the database raises: chunks committed before stay.
    """
    survey = Survey()
    async with aclosing(tools.pieces(taken.id)) as pieces:
        async for piece in pieces:
            await asyncio.to_thread(survey.feed, piece)
    survey.close()
    if taken.attempts > tools.attempts:
        return await _give_up(tools, taken)
    async with aclosing(_chunks(tools, taken, survey)) as chunks:
        async for chunk in chunks:
            taken = await _process(tools, taken, chunk)
            if stop.is_set():
                return taken
    async with tools.open_work() as work:
        done = await work.imports.finish(taken, tools.clock())
        await work.commit()
    return done


async def _chunks(tools: ImportTools, taken: Import, survey: Survey) -> AsyncGenerator[Sequence[Item]]:
    reader = Reader(survey, taken.declarant, today_in_france(taken.created_at))
    skip, waiting = taken.position, list[Item]()
    async with aclosing(tools.pieces(taken.id)) as pieces:
        async for piece in pieces:
            waiting += await asyncio.to_thread(_read, reader, piece)
            if skip:
                passed = min(skip, len(waiting))
                del waiting[:passed]
                skip -= passed
            while len(waiting) >= _CHUNK:
                end = _end_of_chunk(waiting)
                yield waiting[:end]
                del waiting[:end]
    waiting += reader.close()
    del waiting[:skip]
    while waiting:
        end = _end_of_chunk(waiting)
        yield waiting[:end]
        del waiting[:end]


def _read(reader: Reader, piece: bytes) -> list[Item]:
    return list(reader.feed(piece))


def _end_of_chunk(items: Sequence[Item]) -> int:
    """Where a chunk ends: the faults of a line stay together, so that the line counts once."""
    end = min(_CHUNK, len(items))
    while end < len(items) and items[end].line == items[end - 1].line:
        end += 1
    return end


async def _give_up(tools: ImportTools, taken: Import) -> Import:
    """What is left of a file that could not be processed is told in one line."""
    told = LineResult(
        ordinal=taken.position,
        line=0,
        outcome=Outcome.REJECTED,
        rule="not_processed",
        message="Le reste du fichier n'a pas pu être traité malgré plusieurs essais, rien n'en est gardé",
        fix="Renvoyez-le sous un autre nom : les lignes déjà déclarées le resteront, une seule fois",
    )
    async with tools.open_work() as work:
        advanced = await work.imports.advance(taken, [told], counts_of([told]), tools.clock() + LEASE)
        done = await work.imports.finish(advanced, tools.clock(), failed=True)
        await work.commit()
    return done


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line whose worker is known, with the training that it would make."""

    ordinal: int
    line: ImportLine
    training: Training
    claim: Claimed


async def _process(tools: ImportTools, taken: Import, items: Sequence[Item]) -> Import:
    lines = {at: item for at, item in enumerate(items, start=taken.position) if isinstance(item, ImportLine)}
    # Asked before the transaction: no connection is held while another service answers.
    found = await tools.workers.resolve_all([line.worker for line in lines.values()], taken.partner)
    persons = dict(zip(lines, found, strict=True))
    now = tools.clock()
    async with tools.open_work() as work:
        gone = await work.persons.expired_among({each for each in found if isinstance(each, UUID)})
        results = dict(_faults(taken.position, items))
        asked = []
        for at, line in lines.items():
            person = persons[at]
            if isinstance(person, Unknown) or person in gone:
                results[at] = _unresolved(at, line, invalid=isinstance(person, Unknown) and person.invalid)
            else:
                asked.append(_asked(tools, taken, at, line, person, now))
        results |= await _enter(work, taken, asked, now)
        ordered = [results[at] for at in sorted(results)]
        advanced = await work.imports.advance(taken, ordered, counts_of(ordered), tools.clock() + LEASE)
        await work.commit()
    return advanced


async def _enter(work: ImportWork, taken: Import, asked: Sequence[_Asked], now: datetime) -> Mapping[int, LineResult]:
    first = dict[str, Claimed]()
    for each in asked:
        first.setdefault(each.line.key, each.claim)
    # Those of earlier declarations, and of this file the line that has the key first.
    claimed = {**first, **await work.requests.claim_partner_keys(taken.partner.client_id, first)}
    results, entered, accesses = dict[int, LineResult](), list[Training](), list[Access]()
    for each in asked:
        training, known = each.training, claimed[each.line.key]
        if known is each.claim:
            results[each.ordinal] = _declared(each)
            entered.append(training)
            work.emit(declared(training))
            action, purpose, resource = "prevention.training.declare", PURPOSES[taken.declarant], str(training.id)
        else:
            same = await _is_the_same(work, taken, each, known)
            results[each.ordinal] = _known(each, known) if same else _refused(each)
            (action, purpose), resource = KNOWN if same else REFUSED, ""
        accesses.append(by_partner(taken.partner, training.person_id, now, action, purpose, resource))
    await work.trainings.add(*entered)
    await work.accesses.record(*accesses)
    return results


async def _is_the_same(work: ImportWork, taken: Import, asked: _Asked, known: Claimed) -> bool:
    if known.fingerprint == asked.claim.fingerprint:
        return True
    # Two identifiers may be those of one worker by now.
    line = asked.line
    as_then = _fingerprint(taken, line, known.person_id)
    return known.fingerprint == as_then and await work.persons.are_one(known.person_id, asked.training.person_id)


def _asked(tools: ImportTools, taken: Import, at: int, line: ImportLine, person: UUID, now: datetime) -> _Asked:
    day = reference_day(line.content)
    actor = Actor(taken.declarant.value)
    due_on = None if day is None else tools.regulation.due_on(Duty.DECLARE, actor, day.latest)
    training = Training(
        id=new_id(),
        person_id=person,
        declarer=Declarer(taken.declarant, taken.partner.name, taken.partner.siret),
        content=line.content,
        # In time is who sent his file in time.
        created_at=taken.created_at,
        due_on=due_on,
        declaration=line.declaration,
        reference=line.reference,
        particulars=line.particulars,
    )
    return _Asked(at, line, training, Claimed(person, training.id, _fingerprint(taken, line, person)))


def _fingerprint(taken: Import, line: ImportLine, person_id: UUID) -> bytes:
    further = line.particulars.told() | {"declaration": line.declaration, "reference": line.reference}
    return fingerprint(person_id, taken.declarant, line.content, further)


def _faults(first: int, items: Sequence[Item]) -> list[tuple[int, LineResult]]:
    told = []
    before: int | None = None
    for at, item in enumerate(items, start=first):
        if isinstance(item, Fault):
            told.append((at, _rejected(at, item, further=item.line == before)))
        before = item.line
    return told


def _rejected(at: int, fault: Fault, key: str = "", *, further: bool = False) -> LineResult:
    return LineResult(
        ordinal=at,
        line=fault.line,
        outcome=Outcome.REJECTED,
        declaration=fault.declaration,
        key=key,
        column=fault.column,
        rule=fault.rule,
        message=fault.message,
        value=fault.value,
        fix=fault.fix,
        further=further,
    )


def _declared(asked: _Asked) -> LineResult:
    line, training = asked.line, asked.training
    return LineResult(
        ordinal=asked.ordinal,
        line=line.line,
        outcome=Outcome.DECLARED,
        declaration=line.declaration,
        key=line.key,
        training_id=training.id,
        late=training.late,
    )


def _known(asked: _Asked, known: Claimed) -> LineResult:
    return LineResult(
        ordinal=asked.ordinal,
        line=asked.line.line,
        outcome=Outcome.ALREADY_DECLARED,
        declaration=asked.line.declaration,
        key=asked.line.key,
        training_id=known.training_id,
    )


def _refused(asked: _Asked) -> LineResult:
    fault = key_used(asked.line, "a déjà servi à une autre déclaration")
    return _rejected(asked.ordinal, fault, asked.line.key)


def _unresolved(at: int, line: ImportLine, *, invalid: bool) -> LineResult:
    message = "NIR n'existe pas" if invalid else "NIR et NOM_TITULAIRE ne désignent personne"
    return LineResult(
        ordinal=at,
        line=line.line,
        outcome=Outcome.REJECTED if invalid else Outcome.UNRESOLVED,
        declaration=line.declaration,
        key=line.key,
        column="NIR",
        rule="nir" if invalid else "worker_not_found",
        message=message,
        fix="Vérifiez les 13 caractères du NIR et le nom de naissance, en entier, puis renvoyez la ligne",
    )
