"""The folder of a stack: one supervisor at a time, nothing left of a killed one, only data that belongs together."""

import fcntl
import os
import secrets
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from passeport_sandbox.stack.notes import Notes
from passeport_testing.process import LaunchError, end_leftover

FORGET = "make run FRESH=1, which forgets the data"
_ROOM_TO_BEGIN, _ROOM_TO_GO_ON = 250, 50  # MB
_PARTS = ("postgres", "nats", "secrets", "logs")
# Without these the data cannot be opened or read; all other secrets can be made again.
_NEEDED = ("postgres/admin.password", "secrets/nir-keys.json", "secrets/nir-index-keys.json", "secrets/feed-keys.json")


def lock(folder: Path) -> IO[str]:
    """Keep a second supervisor out: it would end our processes as leftovers of a dead one. Raises LaunchError."""
    if folder.exists() and not folder.is_dir():
        raise LaunchError("stack", f"{folder} is not a folder", fix="move that file away, or name another --folder")
    folder.mkdir(parents=True, exist_ok=True)
    held = (folder / "supervisor.lock").open("a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        held.seek(0)
        holder = held.read().strip() or "unknown"
        held.close()
        fix = f"use the one that runs, or stop it first: Ctrl-C in its terminal, or kill {holder}"
        raise LaunchError("stack", f"already running in {folder} (pid {holder})", fix=fix) from taken
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def end_leftovers(folder: Path) -> None:
    """End what still runs of a supervisor that was itself killed."""
    files = list(folder.glob("*/*.pid"))
    if files:
        with ThreadPoolExecutor(len(files)) as pool:
            list(pool.map(end_leftover, files))


def forget(folder: Path) -> None:
    """Forget the data of earlier runs. Raises LaunchError when some of it stays."""
    # Whole or not at all: a part that is half removed would be taken for data.
    for part in filter(Path.exists, (folder / name for name in _PARTS)):
        try:
            part.rename(part.with_name(f"{part.name}.forgotten-{secrets.token_hex(4)}"))
        except OSError as refused:
            fix = f"remove it as the user who owns it: {_owner(part)}"
            raise LaunchError("stack", f"{part} cannot be removed", fix=fix) from refused
    Notes(folder).forget()
    for part in folder.glob("*.forgotten-*"):
        shutil.rmtree(part, ignore_errors=True)


def has_data(folder: Path) -> bool:
    """Tell whether an earlier run left data."""
    return (folder / "postgres" / "data" / "PG_VERSION").exists()


def check(folder: Path) -> None:
    """Refuse data whose keys are gone, and believe no note about data that is gone. Raises LaunchError."""
    needed, free = _ROOM_TO_GO_ON if has_data(folder) else _ROOM_TO_BEGIN, shutil.disk_usage(folder).free // 1_000_000
    if free < needed:
        cause = f"the disk of {folder} has {free} MB left, too few for databases and streams"
        raise LaunchError("stack", cause, fix=f"make room, {needed} MB at least")
    notes = Notes(folder)
    lost = [name for name in _NEEDED if not (folder / name).exists()]
    if lost and has_data(folder) and notes.any():
        cause = f"{', '.join(lost)} is gone from {folder}, and the data there is of no use without it"
        raise LaunchError("stack", cause, fix=f"put it back; or {FORGET}")
    if not (has_data(folder) and (folder / "nats" / "store").exists()):
        notes.forget()


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except (KeyError, OSError):
        return "unknown"
