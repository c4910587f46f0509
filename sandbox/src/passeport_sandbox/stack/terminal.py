"""How the commands speak with the terminal: what is said cannot fail, and what stopped us is told with its fix."""

import errno
import os
import sys
from pathlib import Path

import httpx

from passeport_sandbox.stack.folder import FORGET
from passeport_sandbox.stack.refused import RefusedError
from passeport_testing.process import LaunchError

FAILURES = (LaunchError, RefusedError, TimeoutError, httpx.HTTPError, OSError)

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


def say(text: str, *, end: str = "\n", error: bool = False) -> None:
    """Print; when the terminal is gone, or whoever read us, there is nobody to tell and still all to be stopped."""
    stream = sys.stderr if error else sys.stdout
    try:
        print(text, end=end, file=stream, flush=True)
    except (OSError, ValueError):
        # Also what the interpreter would flush at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def told(failure: BaseException, folder: Path) -> str:
    """Say what stopped us, and the fix."""
    if not isinstance(failure, OSError) or isinstance(failure, TimeoutError):
        return str(failure)
    where = failure.filename or folder
    cause = f"{where}: {failure.strerror or failure}"
    if failure.errno in _NO_ROOM:
        return f"stack: {cause}\n  fix: make room on that disk"
    if failure.errno in _NOT_ALLOWED:
        return f"stack: {cause}\n  fix: run as the user who owns it, or let this one write there"
    return f"stack: {cause}\n  fix: mend that; or {FORGET}"
