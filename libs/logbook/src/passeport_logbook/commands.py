"""`verify-log`, `expect-checkpoint`, `adopt-log`: what auditors and operators do with a log, from a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_logbook.adopting import adopt_log
from passeport_logbook.audit import LeafAuditor, audit_log
from passeport_logbook.queue import LeafQueue
from passeport_logbook.tables import LogTables
from passeport_logbook.tree import read_head, read_tiles
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.notes import NoteKey
from passeport_tlog.proofs import plan_root
from passeport_tlog.tiles import Tile

__all__ = ["adopt", "adopt_arguments", "expect_arguments", "expect_checkpoint", "verify_arguments", "verify_log"]


def _read_checkpoints(files: Sequence[Path], origin: str, keys: Collection[NoteKey]) -> list[Checkpoint]:
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


async def verify_log(
    engine: AsyncEngine,
    log: LogTables,
    auditor: LeafAuditor,
    origin: str,
    keys: Collection[NoteKey],
    checkpoints: Sequence[Path],
) -> int:
    """Reads all of the log and prints what does not hold: 0 when all does, 1 otherwise. Raises ValueError."""
    seen = _read_checkpoints(checkpoints, origin, keys)
    audit = await audit_log(engine, log, auditor, origin, keys, seen)
    for fault in audit.faults:
        sys.stdout.write(f"{fault}\n")
    faults = f"{len(audit.faults)} faults" if audit.faults else "no faults"
    sys.stdout.write(
        f"{audit.size} leaves, {audit.shredded} of them shredded, {audit.checkpoints} checkpoints, {len(seen)} from "
        f"elsewhere, root {audit.root.hex()}: {faults}\n"
    )
    return 1 if audit.faults else 0


async def expect_checkpoint(
    engine: AsyncEngine, log: LogTables, origin: str, keys: Collection[NoteKey], file: Path
) -> int:
    """Notes a checkpoint that others have seen, so that the log goes by it or stops; 1 when it contradicts it now.

    Raises ValueError for a checkpoint that does not hold.
    """
    (seen,) = _read_checkpoints([file], origin, keys)
    async with engine.begin() as connection:
        head = await read_head(connection, log)
        if seen.size <= head.edge.size:
            plan = plan_root(seen.size)
            roots = plan.fill(await read_tiles(connection, log, plan.tiles, head)) or [seen.root]
            if roots != [seen.root]:
                sys.stdout.write(f"the log of {head.edge.size} leaves contradicts the checkpoint at {seen.size}\n")
                return 1
            sys.stdout.write(f"the log of {head.edge.size} leaves has the checkpoint at {seen.size} in it already\n")
            return 0
        row = {"size": seen.size, "root": seen.root}
        await connection.execute(insert(log.witness).values(row).on_conflict_do_nothing())
        noted = await connection.scalar(sa.select(log.witness.c.root).where(log.witness.c.size == seen.size))
    if noted != seen.root:
        sys.stdout.write(f"another checkpoint of {seen.size} leaves is expected already: one of them is a fork\n")
        return 1
    sys.stdout.write(f"nothing is signed until the log of {head.edge.size} leaves has come to those {seen.size}\n")
    return 0


async def adopt(
    engine: AsyncEngine,
    log: LogTables,
    queue: LeafQueue,
    origin: str,
    keys: Collection[NoteKey],
    file: Path,
    folder: Path | None,
) -> int:
    """Brings a restored log to a checkpoint, with published bundles if need be. Raises ValueError."""
    (seen,) = _read_checkpoints([file], origin, keys)

    def read(tile: Tile, folder: Path) -> bytes:
        # A mirror may have the whole one by now.
        for path in (folder / tile.path, folder / Tile(tile.level, tile.number).path):
            if path.is_file():
                return path.read_bytes()
        raise ValueError(f"{folder / tile.path}: is not there")

    done = await adopt_log(engine, log, queue, seen, None if folder is None else partial(read, folder=folder))
    nobodys = done.size - done.first - done.found
    sys.stdout.write(
        f"leaves {done.first} to {done.size - 1} are where they were: {done.found} of them were in line, "
        f"{nobodys} are nobody's any more\n"
    )
    return 0


def verify_arguments(parser: argparse.ArgumentParser) -> None:
    """What `verify-log` may be given."""
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


def expect_arguments(parser: argparse.ArgumentParser) -> None:
    """What `expect-checkpoint` is given."""
    parser.add_argument("file", type=Path, help="a signed checkpoint of this log, as its address …/checkpoint had it")


def adopt_arguments(parser: argparse.ArgumentParser) -> None:
    """What `adopt-log` is given."""
    expect_arguments(parser)
    parser.add_argument(
        "--published",
        type=Path,
        metavar="FOLDER",
        help="a copy of the public log, with its tile/entries/…; none: the leaves in line come in the same order",
    )
