"""`disputes`, `dispute`, `answer-dispute`: what holders contest, for a source that does not answer by itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from passeport_chassis.clock import system_clock
from passeport_chassis.days import today_in_france
from passeport_chassis.errors import DomainError
from passeport_chassis.program import Command
from passeport_chassis.store import open_engine
from passeport_records.commands.arguments import identifier, operator_arguments, operator_of, parsed
from passeport_records.domain.dispute import Dispute, DisputeState
from passeport_records.errors import DisputeNotFound
from passeport_records.messaging.events import encode
from passeport_records.settings import Settings
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.answer_dispute import answer_dispute_by_operator, read_dispute_by_operator
from passeport_records.wiring import STORE

__all__ = ["COMMANDS"]

_ANSWERS = {"accepted": DisputeState.ACCEPTED, "refused": DisputeState.REFUSED}


@asynccontextmanager
async def _units(settings: Settings) -> AsyncIterator[FeedUnitsOfWork]:
    engine = open_engine(settings, STORE.name)
    try:
        yield FeedUnitsOfWork(engine, encode, ledger_keys=settings.ledger_keys)
    finally:
        await engine.dispose()


async def _list(settings: Settings, arguments: argparse.Namespace) -> None:
    today = today_in_france(system_clock())
    async with _units(settings) as units, units() as work:
        page = await work.disputes.page(
            None,
            arguments.limit,
            None,
            open_only=not arguments.all,
            due_before=today if arguments.overdue else None,
        )
    for dispute in page.disputes:
        _say(dispute, today)
    if not page.disputes:
        print("0 disputes")


async def _show(settings: Settings, arguments: argparse.Namespace) -> int:
    async with _units(settings) as units:
        try:
            found = await read_dispute_by_operator(units, system_clock, operator_of(arguments), arguments.dispute)
        except DomainError as error:
            return _refuse(error)
    _say(found.dispute, today_in_france(system_clock()))
    dispute, reference = found.dispute, found.dispute.reference
    print(f"entry {dispute.entry_id}, batch {reference.batch_id}, line {reference.line}, key {reference.sender_key}")
    print(found.dispute.text)
    if found.dispute.answer:
        print(f"answered: {found.dispute.answer}")
    return 0


async def _answer(settings: Settings, arguments: argparse.Namespace) -> int:
    async with _units(settings) as units:
        try:
            dispute = await answer_dispute_by_operator(
                units,
                system_clock,
                operator_of(arguments),
                arguments.dispute,
                _ANSWERS[arguments.answer],
                arguments.text,
            )
        except DomainError as error:
            return _refuse(error)
    _say(dispute, today_in_france(system_clock()))
    return 0


def _say(dispute: Dispute, today: date) -> None:
    to = dispute.reference.addressee
    late = "  overdue" if dispute.is_overdue(today) else ""
    print(
        f"{dispute.id}  {dispute.state.value:10}  due {dispute.due_on}{late}  {dispute.reference.source.value}  "
        f"{dispute.ground.value}  {to.siret} {to.name}"
    )


def _refuse(error: DomainError) -> int:
    if isinstance(error, DisputeNotFound):
        print("passeport_records: no dispute has this identifier; `disputes --all` lists them", file=sys.stderr)
        return 1
    said = [f"{violation.field}: {violation.description}" for violation in error.violations]
    print(f"passeport_records: {'; '.join(said) or error}", file=sys.stderr)
    return 1


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="those that ended, too")
    parser.add_argument("--overdue", action="store_true", help="those alone whose last day has passed")
    parser.add_argument("--limit", type=int, default=50, help="how many at most; 50 when it does not say")


def _dispute_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dispute", type=parsed(identifier), metavar="DISPUTE", help="as `disputes` lists it")


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    _dispute_argument(parser)
    operator_arguments(parser, "why; it is kept, and the holder reads it")


def _answer_arguments(parser: argparse.ArgumentParser) -> None:
    _dispute_argument(parser)
    parser.add_argument("answer", choices=sorted(_ANSWERS), help="accepted: a line of the feed is to follow")
    parser.add_argument("--text", required=True, help="what the holder reads: 2,000 characters at most")
    operator_arguments(parser)


COMMANDS = {
    "disputes": Command("list what holders contest, the newest first", _list, _list_arguments),
    "dispute": Command("show what a holder wrote, and by what its source finds the entry", _show, _show_arguments),
    "answer-dispute": Command("note the answer of a source that does not answer itself", _answer, _answer_arguments),
}
