"""Arguments that several commands take, each refused in our own words when it will not do."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from passeport_chassis.ids import parse_id
from passeport_records.domain.operator import Operator, one_line

__all__ = ["batch_argument", "identifier", "operator_arguments", "operator_of", "parsed"]

T = TypeVar("T")


def parsed(read: Callable[[str], T]) -> Callable[[str], T]:
    """Reads an argument; what it says of one that will not do is told with the name of the argument, and no value."""

    def argument(text: str) -> T:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return argument


def identifier(text: str) -> UUID:
    """Reads an identifier. Raises ValueError."""
    found = parse_id(text)
    if found is None:
        raise ValueError("must be an identifier such as 01932c07-5c1e-7cc4-8a53-f2f4a7f60c11")
    return found


def batch_argument(parser: argparse.ArgumentParser, name: str = "batch") -> None:
    """The batch that a command is about."""
    parser.add_argument(name, type=parsed(identifier), metavar="BATCH", help="as `batches` lists it")


def operator_arguments(parser: argparse.ArgumentParser, why: str = "why; it is kept") -> None:
    """`--operator` and `--reason`: each says something, in one line."""
    parser.add_argument("--operator", type=parsed(one_line), required=True, help="who does it")
    parser.add_argument("--reason", type=parsed(one_line), required=True, help=why)


def operator_of(arguments: argparse.Namespace) -> Operator:
    """Who gave a command, and why."""
    return Operator(arguments.command, arguments.operator, arguments.reason)
