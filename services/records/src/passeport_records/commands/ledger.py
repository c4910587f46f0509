"""`verify-log`, `enter-ledger`, `expect-checkpoint`, `adopt-log`: what auditors and operators do with the ledger."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import create_engine
from passeport_chassis.program import Command
from passeport_chassis.settings import SettingsError
from passeport_chassis.store import open_engine
from passeport_records.ledger.adopting import adopt_log
from passeport_records.ledger.audit import audit_ledger
from passeport_records.ledger.entering import enter_ledger
from passeport_records.ledger.signing import LogName
from passeport_records.settings import Settings
from passeport_records.storage.ledger_tiles import read_head, read_tiles
from passeport_records.storage.tables import ledger_witness
from passeport_records.wiring import STORE
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.notes import NoteKey
from passeport_tlog.proofs import plan_root
from passeport_tlog.tiles import Tile

__all__ = ["COMMANDS", "adopt", "expect_checkpoint", "verify_log"]

_NO_LEDGER = "PASSEPORT_LEDGER_ORIGIN: is required, there is no ledger without it"


def _read_checkpoints(files: Sequence[Path], origin: str, keys: Sequence[NoteKey]) -> list[Checkpoint]:
    """Checkpoints of files, verified. Raises ValueError naming the file and saying what is wrong with it."""
    found = []
    for file in files:
        try:
            found.append(Checkpoint.open(file.read_text("utf-8"), origin, keys))
        except OSError as error:
            raise ValueError(f"{file}: cannot be read ({error.strerror})") from None
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from None
    return found


async def verify_log(engine: AsyncEngine, origin: str, keys: Sequence[NoteKey], checkpoints: Sequence[Path]) -> int:
    """Reads all of the log and prints what does not hold: 0 when all does, 1 otherwise."""
    seen = _read_checkpoints(checkpoints, origin, keys)
    audit = await audit_ledger(engine, origin, keys, seen)
    for fault in audit.faults:
        sys.stdout.write(f"{fault}\n")
    faults = f"{len(audit.faults)} faults" if audit.faults else "no faults"
    sys.stdout.write(
        f"{audit.size} leaves, {audit.shredded} of them shredded, {audit.checkpoints} checkpoints, {len(seen)} from "
        f"elsewhere, root {audit.root.hex()}: {faults}\n"
    )
    return 1 if audit.faults else 0


async def expect_checkpoint(engine: AsyncEngine, origin: str, keys: Sequence[NoteKey], file: Path) -> int:
    """Notes a checkpoint that others have seen, so that the log goes by it or stops; 1 when it contradicts it now."""
    (seen,) = _read_checkpoints([file], origin, keys)
    async with engine.begin() as connection:
        head = await read_head(connection)
        if seen.size <= head.edge.size:
            plan = plan_root(seen.size)
            roots = plan.fill(await read_tiles(connection, plan.tiles, head)) or [seen.root]
            if roots != [seen.root]:
                sys.stdout.write(f"the log of {head.edge.size} leaves contradicts the checkpoint at {seen.size}\n")
                return 1
            sys.stdout.write(f"the log of {head.edge.size} leaves has the checkpoint at {seen.size} in it already\n")
            return 0
        row = {"size": seen.size, "root": seen.root}
        await connection.execute(insert(ledger_witness).values(row).on_conflict_do_nothing())
        noted = await connection.scalar(sa.select(ledger_witness.c.root).where(ledger_witness.c.size == seen.size))
    if noted != seen.root:
        sys.stdout.write(f"another checkpoint of {seen.size} leaves is expected already: one of them is a fork\n")
        return 1
    sys.stdout.write(f"nothing is signed until the log of {head.edge.size} leaves has come to those {seen.size}\n")
    return 0


def _name(settings: Settings) -> LogName:
    name = settings.ledger
    if name is None:
        raise SettingsError(_NO_LEDGER)
    return name


@asynccontextmanager
async def _closing(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    try:
        yield engine
    finally:
        await engine.dispose()


async def _verify(settings: Settings, arguments: argparse.Namespace) -> int:
    name = _name(settings)
    try:
        keys = [NoteKey.parse(text) for text in arguments.key] or list(name.keys)
        async with _closing(open_engine(settings, STORE.name)) as engine:
            return await verify_log(engine, name.origin, keys, arguments.checkpoint)
    except ValueError as error:
        return _refuse(error)


async def _expect(settings: Settings, arguments: argparse.Namespace) -> int:
    name = _name(settings)
    try:
        async with _closing(open_engine(settings, STORE.name)) as engine:
            return await expect_checkpoint(engine, name.origin, name.keys, arguments.file)
    except ValueError as error:
        return _refuse(error)


async def adopt(engine: AsyncEngine, origin: str, keys: Sequence[NoteKey], file: Path, folder: Path | None) -> int:
    """Brings a restored log to a checkpoint, with published bundles if need be. Raises ValueError."""
    (seen,) = _read_checkpoints([file], origin, keys)

    def read(tile: Tile, folder: Path) -> bytes:
        # A mirror may have the whole one by now.
        for path in (folder / tile.path, folder / Tile(tile.level, tile.number).path):
            if path.is_file():
                return path.read_bytes()
        raise ValueError(f"{folder / tile.path}: is not there")

    done = await adopt_log(engine, seen, None if folder is None else partial(read, folder=folder))
    nobodys = done.size - done.first - done.found
    sys.stdout.write(
        f"leaves {done.first} to {done.size - 1} are where they were: {done.found} of them were in line, "
        f"{nobodys} are nobody's any more\n"
    )
    return 0


async def _adopt(settings: Settings, arguments: argparse.Namespace) -> int:
    name = _name(settings)
    try:
        async with _closing(open_engine(settings, STORE.name)) as engine:
            return await adopt(engine, name.origin, name.keys, arguments.file, arguments.published)
    except ValueError as error:
        return _refuse(error)


async def _enter(settings: Settings, arguments: argparse.Namespace) -> None:
    if settings.ledger_keys is None:
        raise SettingsError(_NO_LEDGER)
    if settings.migration_database_url is None:
        raise SettingsError("PASSEPORT_MIGRATION_DATABASE_URL: is required, the URL of the owner of the tables")
    url = settings.migration_database_url.get_secret_value()
    async with _closing(create_engine(url, pool_size=2, application=f"passeport-{STORE.name}")) as owner:
        count = await enter_ledger(owner, settings.ledger_keys, lambda total: print(f"{total} so far"))
    sys.stdout.write(f"{count} versions entered; the sequencer gives them their places\n")


def _refuse(error: ValueError) -> int:
    sys.stderr.write(f"{error}\n")
    return 2


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a checkpoint that was kept elsewhere; may be given again",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        help="a verifier key that is known from elsewhere, former ones too; none: those of the settings",
    )


def _expect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a signed checkpoint of this log, as /log/records/checkpoint had it")


def _adopt_arguments(parser: argparse.ArgumentParser) -> None:
    _expect_arguments(parser)
    parser.add_argument(
        "--published",
        type=Path,
        metavar="FOLDER",
        help="a copy of /log/records, with its tile/entries/…; none: the leaves in line come in the same order",
    )


COMMANDS = {
    "verify-log": Command("read the whole ledger and find what was altered", _verify, _verify_arguments),
    "enter-ledger": Command("enter versions that have no leaf in the ledger", _enter),
    "expect-checkpoint": Command("have a restored ledger go by a checkpoint", _expect, _expect_arguments),
    "adopt-log": Command("bring a restored ledger to a checkpoint", _adopt, _adopt_arguments),
}
