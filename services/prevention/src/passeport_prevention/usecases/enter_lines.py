"""The lines of an import enter the passports, a chunk in one transaction with how far the import is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access
from passeport_chassis.ids import new_id
from passeport_prevention.domain.access import by_partner
from passeport_prevention.domain.events import declared
from passeport_prevention.domain.imports import Import, LineResult, Outcome, counts_of
from passeport_prevention.domain.request import Claimed, fingerprint
from passeport_prevention.domain.training import Declarer, Training
from passeport_prevention.imports.line import Fault, ImportLine, key_used
from passeport_prevention.usecases.declare_training import KNOWN, PURPOSES, REFUSED, due_on_of
from passeport_prevention.usecases.import_ports import ImportTools, ImportWork, Unknown

__all__ = ["Item", "enter_lines"]

Item = ImportLine | Fault


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line whose worker is known, with the training that it would make."""

    ordinal: int
    line: ImportLine
    training: Training
    claim: Claimed


async def enter_lines(tools: ImportTools, taken: Import, items: Sequence[Item], until: datetime) -> Import:
    """Gives each item its outcome; the import is `taken` until then. Raises IdentityUnavailable, ImportLost."""
    lines = {at: item for at, item in enumerate(items, start=taken.position) if isinstance(item, ImportLine)}
    # Asked before the transaction: no connection is held while another service answers.
    found = await tools.workers.resolve_all([line.worker for line in lines.values()], taken.partner)
    now = tools.clock()
    results, resolved = await asyncio.to_thread(_judged, tools, taken, items, dict(zip(lines, found, strict=True)))
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
    tools: ImportTools, taken: Import, items: Sequence[Item], persons: Mapping[int, UUID | Unknown]
) -> tuple[dict[int, LineResult], list[_Asked]]:
    """What is settled already, and what may enter: some tens of milliseconds of work, not for the event loop."""
    results, resolved = dict[int, LineResult](), list[_Asked]()
    before: int | None = None
    for at, item in enumerate(items, start=taken.position):
        if isinstance(item, Fault):
            results[at] = _rejected(at, item, further=item.line == before)
        elif isinstance(person := persons[at], Unknown):
            results[at] = _unresolved(at, item, invalid=person.invalid)
        else:
            resolved.append(_asked(tools, taken, at, item, person))
        before = item.line
    return results, resolved


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


def _asked(tools: ImportTools, taken: Import, at: int, line: ImportLine, person: UUID) -> _Asked:
    training = Training(
        id=new_id(),
        person_id=person,
        declarer=Declarer(taken.declarant, taken.partner.name, taken.partner.siret),
        content=line.content,
        # In time is who sent his file in time.
        created_at=taken.created_at,
        due_on=due_on_of(tools.regulation, taken.declarant, line.content),
        declaration=line.declaration,
        reference=line.reference,
        particulars=line.particulars,
    )
    return _Asked(at, line, training, Claimed(person, training.id, _fingerprint(taken, line, person)))


def _fingerprint(taken: Import, line: ImportLine, person_id: UUID) -> bytes:
    further = line.particulars.told() | {"declaration": line.declaration, "reference": line.reference}
    return fingerprint(person_id, taken.declarant, line.content, further)


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
