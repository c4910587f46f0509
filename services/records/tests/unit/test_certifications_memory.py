"""What reading the register takes of memory does not depend on how much is in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from passeport_sandbox.referentials import invented_fiches, write_csv_zip, write_xml

# A process of its own: what the tests before took would hide what this takes.
_READ = """
import resource, sys
from pathlib import Path
from passeport_records.referentials.readers.downloads import DOWNLOADS
count = sum(1 for _ in DOWNLOADS["certifications"](Path(sys.argv[1])))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
_MORE_KIB = 6 * 1024


def peak_of(path: Path) -> tuple[int, int]:
    """How many items a file holds, and the most KiB that the process ever had."""
    said = subprocess.run([sys.executable, "-c", _READ, str(path)], check=True, capture_output=True, text=True)
    count, peak = map(int, said.stdout.split())
    return count, peak


def xml(path: Path, number: int) -> Path:
    return write_xml(path, invented_fiches(number, text_length=20_000))


def csv_zip(path: Path, number: int) -> Path:
    return write_csv_zip(path, partial(invented_fiches, number), date(2026, 11, 1))


@pytest.mark.parametrize(("write", "few", "many"), [(xml, 200, 3000), (csv_zip, 400, 6000)])
def test_memory_is_flat(tmp_path: Path, write: Callable[[Path, int], Path], few: int, many: int) -> None:
    small, large = peak_of(write(tmp_path / "small", few)), peak_of(write(tmp_path / "large", many))
    assert large[0] > 10 * small[0]
    assert large[1] < small[1] + _MORE_KIB
