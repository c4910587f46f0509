"""The commands of the trail: verify it, hand out its anchors, make its months, and drop those whose year is over."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis import db
from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_chassis.settings import SettingsError, StoreSettings
from passeport_chassis.store import open_engine
from passeport_identity.trail.anchors import AnchorKeys, AnchorSigner, AuditKeyError
from passeport_identity.trail.faults import Fault
from passeport_identity.trail.partitions import KeptBack, drop_partition, expired_partitions, make_partitions
from passeport_identity.trail.tables import Trail
from passeport_identity.trail.verification import Verification

__all__ = ["trail_commands"]

_A_YEAR = 366
_TEN_YEARS = 3660
S = TypeVar("S", bound=StoreSettings)


class _NoAnchorsError(Exception):
    """A file of anchors that cannot be read."""


class _Commands(Generic[S]):
    def __init__(self, trail: Trail, signer: Callable[[S], AnchorSigner | None]) -> None:
        self._trail = trail
        self._signer = signer

    async def verify(self, settings: S, arguments: argparse.Namespace) -> int:
        try:
            outside = _handed_out(arguments.anchors) if arguments.anchors else ()
            keys = AnchorKeys.read(arguments.keys) if arguments.keys else None
        except (_NoAnchorsError, AuditKeyError) as error:
            option = "--anchors" if isinstance(error, _NoAnchorsError) else "--keys"
            sys.stderr.write(f"passeport_{self._trail.service}: {option}: {error}\n")
            return 2
        signer = self._signer(settings)
        begun = time.perf_counter()
        async with _to_its_end(open_engine(settings, self._trail.service)) as engine:
            verify = Verification(
                self._trail,
                keys or await self._kept_keys(engine, signer),
                system_clock(),
                _tell,
                arguments.since,
                arguments.until,
                outside,
                signs=signer is not None,
            )
            report = await verify(engine)
        sys.stdout.write(
            f"{report.days} days, {report.accesses} accesses, {report.anchors} anchors verified "
            f"in {time.perf_counter() - begun:.1f} s; {report.waiting} accesses wait for their seal; "
            f"{report.faults or 'no'} faults\n"
        )
        return 1 if report.faults else 0

    async def anchors(self, settings: S, arguments: argparse.Namespace) -> None:
        async with _to_its_end(open_engine(settings, self._trail.service)) as engine, engine.connect() as connection:
            if arguments.keys:
                keys = await connection.scalars(sa.select(self._trail.key.c.jwk).order_by(self._trail.key.c.added_at))
                sys.stdout.write(json.dumps({"keys": [json.loads(key) for key in keys]}) + "\n")
                return
            anchor = self._trail.anchor.c
            kept = sa.select(anchor.signed).where(anchor.day >= arguments.since).order_by(anchor.day)
            for signed in await connection.scalars(kept):
                sys.stdout.write(f"{signed}\n")

    async def make(self, settings: S, arguments: argparse.Namespace) -> None:
        async with _to_its_end(_open_as_owner(settings, self._trail.service)) as engine:
            for name in await make_partitions(engine, self._trail, system_clock()):
                sys.stdout.write(f"{name} is made\n")

    async def expire(self, settings: S, arguments: argparse.Namespace) -> int:
        now = system_clock()
        kept_back = False
        async with _to_its_end(_open_as_owner(settings, self._trail.service)) as engine:
            if not arguments.dry_run:
                await self.make(settings, arguments)
            async with engine.connect() as connection:
                expired = await expired_partitions(connection, self._trail, now - timedelta(days=arguments.days))
                signs = await connection.scalar(sa.select(self._trail.anchor.c.day).limit(1)) is not None
            for each in expired:
                if arguments.dry_run:
                    sys.stdout.write(f"{each.name} would be dropped\n")
                    continue
                try:
                    rows = await drop_partition(
                        engine,
                        self._trail,
                        each,
                        proven=not arguments.even_unproven,
                        anchored=signs or self._signer(settings) is not None,
                    )
                    sys.stdout.write(f"{each.name} is dropped, {rows} rows\n")
                except KeptBack as error:
                    kept_back = True
                    sys.stderr.write(f"{error}; it is kept\n")
        if not expired:
            sys.stdout.write(f"nothing is older than {arguments.days} days\n")
        return 1 if kept_back else 0

    async def _kept_keys(self, engine: AsyncEngine, signer: AnchorSigner | None) -> AnchorKeys:
        async with engine.connect() as connection:
            kept = [json.loads(text) for text in await connection.scalars(sa.select(self._trail.key.c.jwk))]
        return AnchorKeys([*kept, *([json.loads(signer.jwk)] if signer is not None else [])])


def trail_commands(
    trail: Trail, signer: Callable[[S], AnchorSigner | None], commands: Mapping[str, Command[S]]
) -> dict[str, Command[S]]:
    """The commands of a service, with those of its trail: `migrate` makes its months too, expiry drops them whole."""
    ours = _Commands(trail, signer)
    migrate = commands["migrate"]

    async def bring_up_to_date(settings: S, arguments: argparse.Namespace) -> int | None:
        failed = await migrate.run(settings, arguments)
        if not failed:
            await ours.make(settings, arguments)
        return failed

    return {
        **commands,
        "migrate": Command(migrate.help, bring_up_to_date, migrate.arguments),
        "make-partitions": Command("make the months of the trail that are missing", ours.make),
        "expire-accesses": Command("drop the months of accesses older than a year", ours.expire, _expiry_arguments),
        "verify-trail": Command("say whether the trail of accesses is whole", ours.verify, _verify_arguments),
        "anchors": Command("print the anchors of the trail, or its public keys", ours.anchors, _anchor_arguments),
    }


@asynccontextmanager
async def _to_its_end(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    try:
        yield engine
    finally:
        await engine.dispose()


def _open_as_owner(settings: StoreSettings, name: str) -> AsyncEngine:
    if settings.migration_database_url is None:
        raise SettingsError("PASSEPORT_MIGRATION_DATABASE_URL: is required, the URL of the owner of the tables")
    url = settings.migration_database_url.get_secret_value()
    return db.create_engine(url, pool_size=1, application=f"passeport-{name}")


def _tell(fault: Fault) -> None:
    sys.stdout.write(f"{fault}\n")


def _handed_out(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").split()
    except OSError as error:
        raise _NoAnchorsError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise _NoAnchorsError(f"{path}: is not ASCII: give what the command anchors printed") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day such as 2026-11-25") from None


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="since", type=_day, default=date.min, metavar="DAY", help="first day (UTC)")
    parser.add_argument("--to", dest="until", type=_day, default=date.max, metavar="DAY", help="last day (UTC)")
    parser.add_argument("--anchors", type=Path, metavar="FILE", help="anchors handed out before: each must be there")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="JWK set to believe; none: the keys kept here")


def _anchor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="since", type=_day, default=date.min, metavar="DAY", help="first day (UTC)")
    parser.add_argument("--keys", action="store_true", help="print the public keys as a JWK set instead")


def _expiry_arguments(parser: argparse.ArgumentParser) -> None:
    def days(text: str) -> int:
        if not text.isdecimal() or not _A_YEAR <= int(text) <= _TEN_YEARS:
            raise argparse.ArgumentTypeError(f"must be days, from {_A_YEAR} (the year of the law) to {_TEN_YEARS}")
        return int(text)

    parser.add_argument("--days", type=days, default=_A_YEAR, help=f"age from which they go; none: {_A_YEAR}")
    parser.add_argument("--dry-run", action="store_true", help="only say which")
    parser.add_argument(
        "--even-unproven", action="store_true", help="drop also what is not sealed and anchored: no proof of it stays"
    )
