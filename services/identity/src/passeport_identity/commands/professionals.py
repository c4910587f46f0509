"""Commands about who reads: the accesses of a person, who a professional is, his end, and what operators did."""

from __future__ import annotations

import argparse
import sys
from contextlib import aclosing

from passeport_chassis.access import Access
from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_identity.commands.arguments import day, identifier, operator_arguments, operator_of
from passeport_identity.commands.opening import opened
from passeport_identity.commands.printing import is_read
from passeport_identity.domain.operator_act import OperatorAct
from passeport_identity.settings import Settings
from passeport_identity.usecases.accesses_of import AccessesOf
from passeport_identity.usecases.end_professional import EndProfessional
from passeport_identity.usecases.list_operator_acts import ListOperatorActs
from passeport_identity.usecases.operator import OperationRefused
from passeport_identity.usecases.whois_professional import WhoisProfessional

__all__ = ["PROFESSIONAL_COMMANDS"]


def _professional_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "professional_id", type=identifier, help="`actor_id` of an access, or `professional` of a line logged"
    )
    operator_arguments(parser, why="why, by the number of a file and no name: both are kept for good")


async def _whois(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        async with opened(settings) as units:
            known = await WhoisProfessional(units, system_clock, operator_of(arguments))(arguments.professional_id)
    except (OperationRefused, ValueError) as error:
        print(f"passeport_identity: {error}", file=sys.stderr)
        return 2
    print(f"professional {known.id}: uid {known.uid}, last signed in for SIRET {known.siret}")
    for each in known.days:
        print(f"{each.day}: SIRET {each.siret}: {each.opened} consultations opened, {each.missed} found nobody")
    return 0


async def _end(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        async with opened(settings) as units:
            ended = await EndProfessional(units, system_clock, operator_of(arguments))(arguments.professional_id)
    except (OperationRefused, ValueError) as error:
        print(f"passeport_identity: {error}", file=sys.stderr)
        return 2
    print(f"professional {arguments.professional_id}: {ended} sessions ended")
    return 0


def _accesses_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person_id", type=identifier)
    parser.add_argument("--actor", metavar="KIND", help="only those of a kind, such as professional or partner")
    operator_arguments(parser)


async def _accesses(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        async with opened(settings) as units:
            accesses = AccessesOf(units, system_clock, operator_of(arguments))(arguments.person_id)
            async with aclosing(accesses) as listed:
                async for access in listed:
                    if arguments.actor in (None, access.actor) and not is_read(_line(access)):
                        break
    except (OperationRefused, ValueError) as error:
        print(f"passeport_identity: {error}", file=sys.stderr)
        return 2
    return 0


def _line(access: Access) -> str:
    at, body = access.at.isoformat(timespec="seconds"), f" of {access.organisation}" if access.organisation else ""
    return f"{at} {access.actor} {access.actor_id}{body}: {access.action}: {access.purpose}"


def _acts_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--about", metavar="ID", help="a client or a professional; by default all are listed")
    parser.add_argument("--since", type=day, metavar="DAY", help="first day (UTC); by default the first of all")


async def _acts(settings: Settings, arguments: argparse.Namespace) -> int:
    async with opened(settings) as units, aclosing(ListOperatorActs(units)(arguments.about, arguments.since)) as acts:
        async for act in acts:
            if not is_read(_told(act)):
                break
    return 0


def _told(act: OperatorAct) -> str:
    changes = "".join(f"; {name}: {was or '-'} -> {now or '-'}" for name, (was, now) in sorted(act.changes.items()))
    at = act.at.isoformat(timespec="seconds")
    return f"{at} {act.command} {act.about}{changes}; by {act.operator or '-'}: {act.reason or '-'}"


PROFESSIONAL_COMMANDS = {
    "accesses-of": Command("list who read or wrote the data of a person", _accesses, _accesses_arguments),
    "end-professional": Command("end the sessions of a professional now", _end, _professional_arguments),
    "operator-acts": Command("list what operators did to clients, and what they asked", _acts, _acts_arguments),
    "whois-professional": Command("tell by what his body knows a professional", _whois, _professional_arguments),
}
