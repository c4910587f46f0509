"""Arguments that several commands take, each refused in our own words when it will not do."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TypeVar
from uuid import UUID

from passeport_identity.usecases.operator import Operator, one_line

__all__ = ["day", "identifier", "operator_arguments", "operator_of", "parsed"]

T = TypeVar("T")


def parsed(read: Callable[[str], T]) -> Callable[[str], T]:
    """Reads an argument; what it says of one that will not do is told with the name of the argument, and no value."""

    def argument(text: str) -> T:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return argument


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValueError("must be an identifier such as 01932c07-5c1e-7cc4-8a53-f2f4a7f60c11") from None


identifier = parsed(_identifier)


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise ValueError("must be a day such as 2026-11-25") from None


day = parsed(_day)
"""The first moment of a day, in UTC."""


def operator_arguments(
    parser: argparse.ArgumentParser, *, why: str = "why; the person reads it", required: bool = True
) -> None:
    """`--operator` and `--reason`: whatever is given says something, in one line."""
    parser.add_argument("--operator", type=parsed(one_line), required=required, help="who does it")
    parser.add_argument("--reason", type=parsed(one_line), required=required, help=why)


def operator_of(arguments: argparse.Namespace) -> Operator:
    """Who gave a command, and why, as far as its arguments say."""
    return Operator(arguments.command, arguments.operator or "", arguments.reason or "")
