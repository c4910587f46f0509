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
from passeport_chassis.store import open_engine
from passeport_identity.commands.arguments import operator_arguments, operator_of
from passeport_identity.domain.nir import read_number_as_written
from passeport_identity.domain.wanted_person import WantedPerson
from passeport_identity.errors import NirMalformed
from passeport_identity.messaging.events import encode
from passeport_identity.settings import Settings
from passeport_identity.storage.unit_of_work import UnitsOfWork
from passeport_identity.usecases.find_person import FindPerson
from passeport_identity.usecases.operator import OperationRefused
from passeport_identity.vault.nir_vault import load_nir_vault
from passeport_identity.wiring import STORE

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
    vault = load_nir_vault(settings.nir_keys_file, settings.nir_index_keys_file)
    engine = open_engine(settings, STORE.name)
    try:
        find = FindPerson(UnitsOfWork(engine, encode), vault, system_clock, operator_of(arguments))
        if arguments.nir_file is not None:
            found = await find.by_number(read_number_as_written(_text(arguments.nir_file, ("NIR or NIA: ",))))
        else:
            found = await find.by_identity(WantedPerson.parse(_text(arguments.identity_file, _IDENTITY_PROMPTS)))
    except NirMalformed as error:
        return _wrong(f"--nir-file: {error.violations[0].description}")
    except (OperationRefused, OSError) as error:
        return _wrong(str(error))
    except ValueError as error:
        return _wrong(f"--identity-file: {error}")
    finally:
        await engine.dispose()
    for person in found:
        print(f"person {person.person_id}: account {person.state.value}{'; death reported' if person.is_dead else ''}")
    if not found:
        print("nobody is found")
    return 0 if found else 1


def _text(name: str, prompts: tuple[str, ...]) -> str:
    """What a file holds, or standard input; at a terminal each line is asked for, and not shown as it is typed."""
    if name != "-":
        with Path(name).open(encoding="utf-8") as file:
            return file.read(_LONGEST)
    if sys.stdin.isatty():
        return "\n".join(getpass.getpass(prompt) for prompt in prompts)
    return sys.stdin.read(_LONGEST)


def _wrong(what: str) -> int:
    print(f"passeport_identity: {what}", file=sys.stderr)
    return 2


FINDING_COMMANDS = {"find-person": Command("tell the identifier of a person, by number or by name", _find, _arguments)}
