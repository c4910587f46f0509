"""Commands about who may read without consent: who a professional is, and what operators did."""

from __future__ import annotations

import argparse
import sys

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_identity.commands.arguments import identifier, operator_arguments, operator_of
from passeport_identity.commands.opening import opened
from passeport_identity.commands.printing import is_read
from passeport_identity.domain.operator_act import OperatorAct
from passeport_identity.settings import Settings
from passeport_identity.usecases.list_operator_acts import ListOperatorActs
from passeport_identity.usecases.operator import OperationRefused
from passeport_identity.usecases.whois_professional import WhoisProfessional

__all__ = ["PROFESSIONAL_COMMANDS"]


def _whois_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "professional_id", type=identifier, help="`actor_id` of an access, or `professional` of a line logged"
    )
    operator_arguments(parser, why="why; both are kept")


async def _whois(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        async with opened(settings) as units:
            known = await WhoisProfessional(units, system_clock, operator_of(arguments))(arguments.professional_id)
    except (OperationRefused, ValueError) as error:
        print(f"passeport_identity: {error}", file=sys.stderr)
        return 2
    print(f"professional {known.id}: uid {known.uid}, last signed in for SIRET {known.siret}")
    for day in known.days:
        print(f"{day.day}: SIRET {day.siret}: {day.opened} consultations opened, {day.missed} found nobody")
    return 0


def _acts_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--about", metavar="ID", help="a client or a professional; by default all are listed")


async def _acts(settings: Settings, arguments: argparse.Namespace) -> int:
    async with opened(settings) as units:
        for act in await ListOperatorActs(units)(arguments.about):
            if not is_read(_told(act)):
                break
    return 0


def _told(act: OperatorAct) -> str:
    changes = "".join(f"; {name}: {was or '-'} -> {now or '-'}" for name, (was, now) in sorted(act.changes.items()))
    at = act.at.isoformat(timespec="seconds")
    return f"{at} {act.command} {act.about}{changes}; by {act.operator or '-'}: {act.reason or '-'}"


PROFESSIONAL_COMMANDS = {
    "operator-acts": Command("list what operators did to clients, and what they asked", _acts, _acts_arguments),
    "whois-professional": Command("tell by what his body knows a professional", _whois, _whois_arguments),
}
