"""The bench works from end to end and writes what others read; how fast anything is, is not for a test to say."""

import json
import subprocess
import sys
from pathlib import Path

from bench.figures import NAMES, NAMES_OF_MANY, NAMES_OF_PUBLICATIONS
from tools.distributions import ROOT


def test_a_quick_bench_gives_every_figure(tmp_path: Path) -> None:
    written = tmp_path / "bench.json"
    command = [sys.executable, "-m", "bench", "--quick", "--out", str(written)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    figures = json.loads(written.read_text())
    assert [figure["name"] for figure in figures] == [*NAMES, *NAMES_OF_MANY, *NAMES_OF_PUBLICATIONS]
    for figure in figures:
        assert set(figure) == {"name", "value", "unit", "floor", "ratio"}
        assert figure["value"] > 0
        assert figure["floor"] > 0
        assert figure["ratio"] > 0
        assert figure["unit"].endswith("/s")
        assert figure["name"] in result.stdout
