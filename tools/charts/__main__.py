"""`python -m tools.charts`: writes what is generated in deploy; `package` leaves charts in build/charts as well.

`trial-secrets` prints the Secrets of a trial on one machine, made anew: pipe it into `kubectl apply -f -`.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from tools.charts.generated import stale, written
from tools.charts.programs import ProgramMissing, helm
from tools.charts.tree import CHARTS, HELM, stage
from tools.charts.trial import trial_secrets
from tools.distributions import ROOT

_PACKAGES = ROOT / "build" / "charts"


def main() -> int:
    """Write, check or package."""
    parser = argparse.ArgumentParser(prog="tools.charts", description=__doc__)
    parser.add_argument("action", nargs="?", choices=["write", "check", "package", "trial-secrets"], default="write")
    action = parser.parse_args().action
    if action == "check":
        old = stale()
        for name in old:
            print(f"{name} is not what it is generated from\n  fix: make charts", file=sys.stderr)
        return 1 if old else 0
    if action == "trial-secrets":
        print(yaml.safe_dump_all(trial_secrets()))
        return 0
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
    try:
        return package() if action == "package" else 0
    except ProgramMissing as error:
        print(error, file=sys.stderr)
        return 1


def package() -> int:
    """Package every chart with what it depends on, ready to be installed or pushed to a registry."""
    _PACKAGES.mkdir(parents=True, exist_ok=True)
    codes = [0]
    with tempfile.TemporaryDirectory() as folder:
        for chart in CHARTS:
            staged = stage(HELM / chart, Path(folder) / chart)
            command = [str(helm()), "package", "--destination", str(_PACKAGES), str(staged)]
            codes.append(subprocess.run(command, check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
