"""What commands print that list: it may be long, and who reads it may have enough before its end."""

from __future__ import annotations

import os
import sys

__all__ = ["is_read"]


def is_read(line: str) -> bool:
    """Prints a line, and says whether anybody reads on: not after `… | head`, which is no failure."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        # What is left in the buffer would fail once more when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True
