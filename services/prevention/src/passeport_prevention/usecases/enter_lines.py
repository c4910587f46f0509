"""The lines of an import enter the passports, a chunk in one transaction with how far the import is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from passeport_chassis.access import Access
from passeport_chassis.days import day_in_paris
from passeport_chassis.ids import new_id
from passeport_prevention.domain.access import by_partner
from passeport_prevention.domain.events import declared_by_import
from passeport_prevention.domain.expiry import Expiry, expiry_of
from passeport_prevention.domain.imports import Import, LineResult, Outcome, counts_of
from passeport_prevention.domain.request import Claimed
from passeport_prevention.domain.training import Declarer, Training
from passeport_prevention.domain.verification import Verification
from passeport_prevention.imports.line import Fault, ImportLine, TrainingSaid, key_used, said_of
from passeport_prevention.regulation.quarters import is_over
from passeport_prevention.usecases.declare_training import KNOWN, PURPOSES, REFUSED, due_on_of, verification_of
from passeport_prevention.usecases.import_ports import ImportTools, ImportWork, Unknown

__all__ = ["Item", "Persons", "enter_lines", "persons_of"]

Item = ImportLine | Fault
Persons = Sequence[UUID | Unknown]
"""Who the workers of some lines are, in the order of these."""

_TOLD_AT_ONCE = 500
"""Trainings of an event, which is some 40 KB then: the relay has hundreds of events in memory."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What the lines that say the same of a training have in common."""

    due_on: date | None
    late: bool
    verification: Verification | None
    fingerprint: Callable[[UUID], bytes]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line whose worker is known, with the training that it would make."""

    ordinal: int
    line: ImportLine
    training: Training
    claim: Claimed
    prepared: _Prepared
    expiry: Expiry | None


async def persons_of(tools: ImportTools, taken: Import, items: Sequence[Item]) -> Persons:
    """Who the workers of the lines among some items are. Raises IdentityUnavailable."""
    workers = [item.worker for item in items if isinstance(item, ImportLine)]
    return await tools.workers.resolve_all(workers, taken.partner)


async def enter_lines(
    tools: ImportTools, taken: Import, items: Sequence[Item], persons: Persons, until: datetime
) -> Import:
    """Gives each item its outcome; `persons` are those of the lines. It is `taken` until then. Raises ImportLost."""
    now = tools.clock()
    results, resolved = await asyncio.to_thread(_judged, tools, taken, items, persons)
    async with tools.open_work() as work:
        gone = await work.persons.expired_among({each.training.person_id for each in resolved})
        results |= {
            each.ordinal: _unresolved(each.ordinal, each.line, invalid=False)
            for each in resolved
            if each.training.person_id in gone
        }
        asked = [each for each in resolved if each.training.person_id not in gone]
        results |= await _enter(work, taken, asked, now)
        ordered = [results[at] for at in sorted(results)]
        advanced = await work.imports.advance(taken, ordered, counts_of(ordered), until, items[-1].line)
        await work.commit()
    return advanced


def _judged(
    tools: ImportTools, taken: Import, items: Sequence[Item], persons: Persons
) -> tuple[dict[int, LineResult], list[_Asked]]:
    """What is settled already, and what may enter: some tens of milliseconds of work, not for the event loop."""
    results, resolved = dict[int, LineResult](), list[_Asked]()
    declarer = Declarer(taken.declarant, taken.partner.name, taken.partner.siret)
    prepared, found = dict[TrainingSaid, _Prepared](), iter(persons)
    before: int | None = None
    for at, item in enumerate(items, start=taken.position):
        if isinstance(item, Fault):
            results[at] = _rejected(at, item, further=item.line == before)
        elif isinstance(person := next(found), Unknown):
            results[at] = _unresolved(at, item, invalid=person.invalid)
        else:
            said = item.training
            if (ready := prepared.get(said)) is None:
                ready = prepared[said] = _prepare(tools, taken, said)
            training = Training(
                new_id(),
                person,
                declarer,
                said.content,
                # In time is who sent his file in time.
                taken.created_at,
                ready.due_on,
                said.declaration,
                said.reference,
                said.particulars,
                verification=ready.verification,
            )
            claim = Claimed(person, training.id, ready.fingerprint(person))
            expiry = expiry_of(training, tools.types, day_in_paris(taken.created_at))
            resolved.append(_Asked(at, item, training, claim, ready, expiry))
        before = item.line
    return results, resolved


def _prepare(tools: ImportTools, taken: Import, said: TrainingSaid) -> _Prepared:
    due_on = due_on_of(tools.regulation, taken.declarant, said.content)
    late = due_on is not None and is_over(due_on, taken.created_at)
    verification = verification_of(tools.regulation, taken.declarant, said.content, said.particulars)
    return _Prepared(due_on, late, verification, said_of(taken.declarant, said))


async def _enter(work: ImportWork, taken: Import, asked: Sequence[_Asked], now: datetime) -> Mapping[int, LineResult]:
    first = dict[str, Claimed]()
    for each in asked:
        first.setdefault(each.line.key, each.claim)
    # Those of earlier declarations, and of this file the line that has the key first.
    claimed = {**first, **await work.requests.claim_partner_keys(taken.partner.client_id, first)}
    before = {known.training_id: known.person_id for key, known in claimed.items() if known is not first[key]}
    withdrawn = await work.trainings.withdrawn_among(before) if before else ()
    results, entered, accesses = dict[int, LineResult](), list[Training](), list[Access]()
    planned = list[Expiry]()
    for each in asked:
        training, known = each.training, claimed[each.line.key]
        if known is each.claim:
            results[each.ordinal] = _declared(each)
            entered.append(training)
            if each.expiry is not None:
                planned.append(each.expiry)
            action, purpose, resource = "prevention.training.declare", PURPOSES[taken.declarant], str(training.id)
        else:
            same = await _is_the_same(work, each, known)
            stands = same and known.training_id not in withdrawn
            results[each.ordinal] = _known(each, known) if stands else _refused(each, withdrawn=same)
            (action, purpose), resource = KNOWN if stands else REFUSED, ""
        accesses.append(by_partner(taken.partner, training.person_id, now, action, purpose, resource))
    await work.trainings.add(*entered)
    await work.expiries.put(planned)
    await work.accesses.record(*accesses)
    for start in range(0, len(entered), _TOLD_AT_ONCE):
        work.emit(declared_by_import(taken.id, entered[start : start + _TOLD_AT_ONCE]))
    return results


async def _is_the_same(work: ImportWork, asked: _Asked, known: Claimed) -> bool:
    if known.fingerprint == asked.claim.fingerprint:
        return True
    # Two identifiers may be those of one worker by now.
    as_then = asked.prepared.fingerprint(known.person_id)
    return known.fingerprint == as_then and await work.persons.are_one(known.person_id, asked.training.person_id)


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
    line = asked.line
    return LineResult(
        ordinal=asked.ordinal,
        line=line.line,
        outcome=Outcome.DECLARED,
        declaration=line.training.declaration,
        key=line.key,
        training_id=asked.training.id,
        late=asked.prepared.late,
    )


def _known(asked: _Asked, known: Claimed) -> LineResult:
    return LineResult(
        ordinal=asked.ordinal,
        line=asked.line.line,
        outcome=Outcome.ALREADY_DECLARED,
        declaration=asked.line.training.declaration,
        key=asked.line.key,
        training_id=known.training_id,
    )


def _refused(asked: _Asked, *, withdrawn: bool) -> LineResult:
    fault = key_used(asked.line)
    if withdrawn:
        what = "ID_UNIQUE_PARTENAIRE a servi à une déclaration que vous avez retirée"
        fault = replace(fault, rule="withdrawn", message=what, fix="Déclarez-la de nouveau sous une autre valeur")
    return _rejected(asked.ordinal, fault, asked.line.key)


def _unresolved(at: int, line: ImportLine, *, invalid: bool) -> LineResult:
    message = "NIR n'existe pas" if invalid else "NIR et NOM_TITULAIRE ne désignent personne"
    return LineResult(
        ordinal=at,
        line=line.line,
        outcome=Outcome.REJECTED if invalid else Outcome.UNRESOLVED,
        declaration=line.training.declaration,
        key=line.key,
        column="NIR",
        rule="nir" if invalid else "worker_not_found",
        message=message,
        fix="Vérifiez les 13 caractères du NIR et le nom de naissance, en entier, puis renvoyez la ligne",
    )
