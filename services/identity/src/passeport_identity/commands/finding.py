"""The command that finds the identifier of a person, by which the others name him. No number is ever an argument of it:
arguments stay in the history of a shell, and in the list of processes.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_identity.commands.arguments import operator_arguments, operator_of
from passeport_identity.commands.opening import opened_with_keys
from passeport_identity.domain.nir import Nia, Nir, read_number_as_written
from passeport_identity.domain.wanted_person import WantedPerson
from passeport_identity.errors import NirMalformed
from passeport_identity.settings import Settings
from passeport_identity.usecases.find_person import FindPerson
from passeport_identity.usecases.operator import OperationRefused

__all__ = ["FINDING_COMMANDS"]

_IDENTITY_PROMPTS = ("Birth name: ", "Given names, separated by /: ", "Date of birth (AAAA-MM-JJ): ")
_LONGEST = 4096


def _arguments(parser: argparse.ArgumentParser) -> None:
    by = parser.add_mutually_exclusive_group(required=True)
    by.add_argument("--nir-file", metavar="FILE", help="file with a NIR or a NIA; -: asked for here, unseen")
    by.add_argument(
        "--identity-file",
        metavar="FILE",
        help="file of three lines: birth name, given names separated by /, date of birth; -: asked for here, unseen",
    )
    operator_arguments(parser)


async def _find(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        wanted = _wanted(arguments)
        async with opened_with_keys(settings) as (units, vault):
            find = FindPerson(units, vault, system_clock, operator_of(arguments))
            if isinstance(wanted, WantedPerson):
                found = await find.by_identity(wanted)
            else:
                found = await find.by_number(wanted)
    except (OperationRefused, ValueError) as error:
        print(f"passeport_identity: {error}", file=sys.stderr)
        return 2
    for person in found:
        print(f"person {person.person_id}: account {person.state.value}{'; death reported' if person.is_dead else ''}")
    if not found:
        print("nobody is found")
    return 0 if found else 1


def _wanted(arguments: argparse.Namespace) -> Nir | Nia | WantedPerson:
    """Whom the file names. Raises ValueError with the name of the option, and nothing of what the file holds."""
    by_number = arguments.nir_file is not None
    option = "--nir-file" if by_number else "--identity-file"
    try:
        if by_number:
            return read_number_as_written(_text(arguments.nir_file, ("NIR or NIA: ",)))
        return WantedPerson.parse(_text(arguments.identity_file, _IDENTITY_PROMPTS))
    except NirMalformed as error:
        raise ValueError(f"{option}: {error.violations[0].description}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"{option}: is not UTF-8 at byte {error.start + 1}: save it as UTF-8") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{option}: {error}") from None


def _text(name: str, prompts: tuple[str, ...]) -> str:
    """What a file holds, or standard input; at a terminal each line is asked for, and not shown as it is typed."""
    if name != "-":
        with Path(name).open(encoding="utf-8") as file:
            return file.read(_LONGEST)
    if sys.stdin.isatty():
        return "\n".join(getpass.getpass(prompt) for prompt in prompts)
    return sys.stdin.read(_LONGEST)


FINDING_COMMANDS = {"find-person": Command("tell the identifier of a person, by number or by name", _find, _arguments)}
