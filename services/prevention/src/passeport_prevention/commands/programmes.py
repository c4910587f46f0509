"""`migrate`, of this service and then of each programme: one that cannot be migrated holds nobody else up."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

import sqlalchemy as sa
import structlog

from passeport_chassis import db
from passeport_chassis.program import Command
from passeport_prevention.programmes.load import installed, load_programmes
from passeport_prevention.programmes.revisions import MigrationRefused, migrate_programme
from passeport_prevention.settings import Settings

__all__ = ["with_programmes"]

_log = structlog.get_logger(__name__)


def with_programmes(commands: Mapping[str, Command[Settings]]) -> dict[str, Command[Settings]]:
    """The commands, of which `migrate` takes the programmes along."""
    own = commands["migrate"]

    async def migrate(settings: Settings, arguments: argparse.Namespace) -> int | None:
        status = await own.run(settings, arguments)
        await _migrate_programmes(settings)
        return status

    told = "bring the database, the stream, the consumers and the programmes up to date"
    return {**commands, "migrate": Command(told, migrate, own.arguments)}


async def _migrate_programmes(settings: Settings) -> None:
    url = settings.migration_database_url
    if url is None:
        raise AssertionError("own migrations have asked for it")
    app_role = sa.make_url(settings.database_url.get_secret_value()).username or ""
    owner = db.create_engine(url.get_secret_value(), pool_size=1, application="passeport-programmes")
    try:
        for one in await load_programmes(installed(), settings.programme_names_off):
            if one.programme is None:
                sys.stdout.write(f"programme {one.name}: not migrated, {one.fault}\n")
            elif one.programme.migrations is None:
                sys.stdout.write(f"programme {one.name}: it has no tables\n")
            else:
                try:
                    revision = await migrate_programme(owner, app_role, one.programme)
                except Exception as error:  # noqa: BLE001 - the service and the other programmes go on without it
                    _log.error("programme not migrated", programme=one.name, exc_info=error)
                    told = str(error) if isinstance(error, MigrationRefused) else type(error).__name__
                    sys.stdout.write(f"programme {one.name}: not migrated, {told}\n")
                else:
                    sys.stdout.write(f"programme {one.name}: its tables are at revision {revision}\n")
    finally:
        await owner.dispose()
