"""`expire-reports`: what became of the lines of old batches goes, by the owner of the tables."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import timedelta

from passeport_chassis.db import create_engine
from passeport_chassis.program import Command
from passeport_chassis.settings import SettingsError
from passeport_records.settings import Settings
from passeport_records.storage.folding import Folded
from passeport_records.storage.report_expiry import Expired, count_expired_reports, expire_reports
from passeport_records.wiring import STORE

__all__ = ["COMMANDS"]

_SAID_EVERY = 10_000


async def _expire(settings: Settings, arguments: argparse.Namespace) -> int:
    if settings.migration_database_url is None:
        raise SettingsError("PASSEPORT_MIGRATION_DATABASE_URL: is required, the URL of the owner of the tables")
    url = settings.migration_database_url.get_secret_value()
    keep = timedelta(days=settings.report_days)
    owner = create_engine(url, pool_size=1, application=f"passeport-{STORE.name}")
    gone = Expired()
    try:
        found = await count_expired_reports(owner, keep)
        if arguments.dry_run:
            told = f"{found.reports} reports of {found.lines} lines would be deleted"
        else:
            gone = await expire_reports(owner, keep, _say_so_far, _saying_how_far())
            told = f"{gone.reports} reports of {gone.lines} lines deleted, and {gone.confirmations} confirmations"
    finally:
        await owner.dispose()
    print(f"{told}, older than {settings.report_days} days; {found.waiting} stay, since lines of them wait")
    if gone.failed:
        print(f"not deleted, the next run tries again: {', '.join(map(str, gone.failed))}")
    if gone.passed_over:
        print(f"{gone.passed_over} persons passed over, whose contracts others held: the next run looks at them")
    return 1 if gone.failed or gone.passed_over else 0


def _say_so_far(gone: Expired) -> None:
    if gone.reports % 100 == 0:
        print(f"{gone.reports} so far, of {gone.lines} lines")


def _saying_how_far() -> Callable[[Folded], None]:
    next_at = _SAID_EVERY

    def say(folded: Folded) -> None:
        nonlocal next_at
        if folded.persons >= next_at:
            next_at += _SAID_EVERY
            print(f"contracts of {folded.persons} persons so far, {folded.confirmations} confirmations")

    return say


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only count them")


COMMANDS = {
    "expire-reports": Command("delete what became of the lines of old batches", _expire, _arguments),
}
