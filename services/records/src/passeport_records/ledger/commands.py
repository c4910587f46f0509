"""What an operator or an auditor does with the ledger, from a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_records.ledger.audit import audit_ledger
from passeport_records.storage.ledger_tiles import read_head, read_tiles
from passeport_records.storage.tables import ledger_witness
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.notes import NoteKey
from passeport_tlog.proofs import plan_root

__all__ = ["expect_checkpoint", "read_checkpoints", "verify_arguments", "verify_log"]


def verify_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `verify-log`."""
    parser.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        default=[],
        help="a checkpoint that was kept elsewhere; may be given again",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        help="a verifier key that is known from elsewhere, former ones too; none: those of the settings",
    )


def read_checkpoints(files: Sequence[Path], origin: str, keys: Sequence[NoteKey]) -> list[Checkpoint]:
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
    seen = read_checkpoints(checkpoints, origin, keys)
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
    (seen,) = read_checkpoints([file], origin, keys)
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
