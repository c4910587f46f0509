"""Commands about one person, or two: merges and what undoes them, deaths, and the end of what is kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_identity.commands.arguments import identifier, operator_arguments, operator_of, parsed
from passeport_identity.commands.opening import opened, opened_with_keys
from passeport_identity.commands.printing import is_read
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.declared_number import DeclarationOutcome
from passeport_identity.domain.sealed_nir import SealBroken
from passeport_identity.settings import Settings
from passeport_identity.storage.unit_of_work import UnitsOfWork
from passeport_identity.usecases.expire_persons import ExpirePersons
from passeport_identity.usecases.merge_persons import FIELDS, MergePersons
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.report_death import ReportDeath
from passeport_identity.usecases.split_merge import SplitMerge
from passeport_identity.vault.nir_vault import NirVault

__all__ = ["LIFE_COMMANDS"]

T = TypeVar("T")


def _by_operator(parser: argparse.ArgumentParser) -> None:
    operator_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and keep nothing")


async def _act(
    opening: AbstractAsyncContextManager[T], arguments: argparse.Namespace, act: Callable[[T, Operator], Awaitable[str]]
) -> int:
    try:
        async with opening as at_hand:
            said = await act(at_hand, operator_of(arguments))
    except (OperationRefused, SealBroken, ValueError) as error:
        print(f"passeport_identity: {error}", file=sys.stderr)
        return 2
    print(f"{said}; nothing of it was kept: --dry-run" if arguments.dry_run else said)
    return 0


def _death_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person_id", type=identifier)
    day = parsed(BirthDate.parse)
    parser.add_argument("--died-on", type=day, required=True, help="AAAA-MM-JJ, with 00 for a part that is not known")
    _by_operator(parser)


async def _report_death(settings: Settings, arguments: argparse.Namespace) -> int:
    async def act(units: UnitsOfWork, operator: Operator) -> str:
        report = ReportDeath(units, system_clock, operator)
        changed = await report(arguments.person_id, arguments.died_on, dry_run=arguments.dry_run)
        return f"person {arguments.person_id}: death {'reported' if changed else 'was reported so before'}"

    return await _act(opened(settings), arguments, act)


def _withdrawal_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person_id", type=identifier)
    _by_operator(parser)


async def _withdraw_death(settings: Settings, arguments: argparse.Namespace) -> int:
    async def act(units: UnitsOfWork, operator: Operator) -> str:
        changed = await ReportDeath(units, system_clock, operator)(arguments.person_id, None, dry_run=arguments.dry_run)
        return f"person {arguments.person_id}: {'death withdrawn' if changed else 'no death is reported'}"

    return await _act(opened(settings), arguments, act)


def _merge_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person_id", type=identifier)
    parser.add_argument("other_person_id", type=identifier)
    parser.add_argument("--keep", type=identifier, help="who stays; by default the one whose account is active")
    parser.add_argument("--despite", default="", help=f"facts that may differ, between commas: {', '.join(FIELDS)}")
    _by_operator(parser)


async def _merge_persons(settings: Settings, arguments: argparse.Namespace) -> int:
    async def act(registry: tuple[UnitsOfWork, NirVault], operator: Operator) -> str:
        units, vault = registry
        merge = await MergePersons(units, vault, system_clock, operator)(
            arguments.person_id,
            arguments.other_person_id,
            keep=arguments.keep,
            despite=[name for name in arguments.despite.split(",") if name],
            dry_run=arguments.dry_run,
        )
        return f"merge {merge.id}: person {merge.merged_person_id} is person {merge.person_id} from now on"

    return await _act(opened_with_keys(settings), arguments, act)


def _split_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("merge_id", type=identifier)
    _by_operator(parser)


async def _split_merge(settings: Settings, arguments: argparse.Namespace) -> int:
    async def act(units: UnitsOfWork, operator: Operator) -> str:
        split = SplitMerge(units, system_clock, operator)
        merge, was_standing = await split(arguments.merge_id, dry_run=arguments.dry_run)
        done = "is one of his own again" if was_standing else "was split so before"
        return f"merge {merge.id}: person {merge.merged_person_id} {done}"

    return await _act(opened(settings), arguments, act)


def _expiry_arguments(parser: argparse.ArgumentParser) -> None:
    operator_arguments(parser, why="why, if there is more to say than the law", required=False)
    parser.add_argument("--dry-run", action="store_true", help="say whom it would delete, and delete nobody")


async def _expire_persons(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        async with opened(settings) as units:
            expire = ExpirePersons(units, system_clock, operator_of(arguments))
            count = await expire(lambda death: print(f"person {death.person_id}"), dry_run=arguments.dry_run)
    except ValueError as error:
        print(f"passeport_identity: {error}", file=sys.stderr)
        return 2
    print(f"{count} persons {'would be deleted' if arguments.dry_run else 'deleted'}")
    return 0


async def _declared_numbers(settings: Settings, arguments: argparse.Namespace) -> int:
    async with opened(settings) as units, units() as work:
        found = await work.declared_numbers.open()
    for each in found:
        other = f" and person {each.other_person_id}" if each.other_person_id else ""
        told = f"declared by {each.organisations} organisations, last on {each.declared_at:%Y-%m-%d}"
        if not is_read(f"person {each.person_id}{other}: {each.outcome}; {told}"):
            return 0
    two = sum(each.outcome is DeclarationOutcome.TWO_PERSONS for each in found)
    is_read(f"{two} wait for merge-persons, {len(found) - two} for the registers")
    return 0


LIFE_COMMANDS = {
    "declared-numbers": Command("list changes of numbers that employers declare and nobody decided", _declared_numbers),
    "expire-persons": Command("delete persons three years after their death", _expire_persons, _expiry_arguments),
    "merge-persons": Command("make one of two persons who are one", _merge_persons, _merge_arguments),
    "split-merge": Command("undo a merge that was wrong", _split_merge, _split_arguments),
    "report-death": Command("report the death of a person", _report_death, _death_arguments),
    "withdraw-death": Command("take back a wrong report of a death", _withdraw_death, _withdrawal_arguments),
}
