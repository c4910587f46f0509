"""`expire-results`: what became of the lines of old imports goes, by the owner of the tables."""

from __future__ import annotations

import argparse
from datetime import timedelta

from passeport_chassis.db import create_engine
from passeport_chassis.program import Command
from passeport_chassis.settings import SettingsError
from passeport_prevention.settings import Settings
from passeport_prevention.storage.result_expiry import count_expired_results, expire_results
from passeport_prevention.wiring import STORE

__all__ = ["RESULT_COMMANDS"]

_SAID_EVERY = 100_000


async def _expire(settings: Settings, arguments: argparse.Namespace) -> int:
    if settings.migration_database_url is None:
        raise SettingsError("PASSEPORT_MIGRATION_DATABASE_URL: is required, the URL of the owner of the tables")
    url = settings.migration_database_url.get_secret_value()
    keep = timedelta(days=settings.import_result_days)
    owner = create_engine(url, pool_size=1, application=f"passeport-{STORE.name}")
    try:
        if arguments.dry_run:
            imports, lines = await count_expired_results(owner, keep)
            told = "would be deleted"
        else:
            imports, lines = await expire_results(owner, keep, _say_so_far)
            told = "deleted"
    finally:
        await owner.dispose()
    print(f"results of {imports} imports of {lines} lines {told}, older than {settings.import_result_days} days")
    return 0


def _say_so_far(lines: int) -> None:
    if lines and lines % _SAID_EVERY == 0:
        print(f"{lines} lines so far")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only count them")


RESULT_COMMANDS = {
    "expire-results": Command("delete what became of the lines of old imports", _expire, _arguments),
}
