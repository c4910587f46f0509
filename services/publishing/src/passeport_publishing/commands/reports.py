"""`share-reports`: what holders and recipients reported of shares."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, datetime, timedelta

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_chassis.store import open_engine
from passeport_publishing.messaging.events import encode
from passeport_publishing.messaging.streams import ENTRY_CHANGES
from passeport_publishing.settings import Settings
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.report_share import ReadReports
from passeport_publishing.wiring import STORE

__all__ = ["COMMANDS"]

_USUALLY = timedelta(days=30)


async def _read(settings: Settings, arguments: argparse.Namespace) -> int:
    engine = open_engine(settings, STORE.name)
    try:
        read = ReadReports(UnitsOfWork(engine, ENTRY_CHANGES.name, encode), system_clock)
        reports = await read(f"operator {arguments.operator}", arguments.since or system_clock() - _USUALLY)
    finally:
        await engine.dispose()
    for one in reports:
        by = "holder" if one.by_holder else "recipient"
        at = one.at.isoformat(timespec="seconds")
        # In one line, whatever was typed: a report must not look like two.
        said = one.complaint.text.replace("\n", " / ")
        sys.stdout.write(f"{at}  {one.share_id}  {one.person_id}  {by}  {one.complaint.ground}  {said}\n")
    sys.stdout.write(f"{len(reports)} reports\n")
    return 0


def _moment(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a date and time such as 2026-11-01T00:00:00+00:00") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", type=_moment, metavar="SINCE", help="date and time (RFC 3339); none: 30 days ago")
    login = _login()
    parser.add_argument(
        "--operator", default=login, required=not login, help="who reads them, for the trail of each person"
    )


def _login() -> str:
    """Who is logged in; nobody is in a container, whose user has a number only."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # the latter from Python 3.13 on
        return ""


COMMANDS = {"share-reports": Command("read what was reported of shares, oldest first, 500 at most", _read, _arguments)}
