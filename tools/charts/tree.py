"""The charts as they lie in the tree, and as they are with what they depend on beside them."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from tools.distributions import ROOT, SERVICES, short_name

HELM = ROOT / "deploy" / "helm"
LIBRARY = HELM / "lib"
UMBRELLA = "passeport"
CHARTS = (*(short_name(one) for one in SERVICES), UMBRELLA)
_LOCAL = "file://"
# Of the library only templates go into packages.
_OF_THE_TREE = ("values", "schema", "rules", "charts", "Chart.lock")


def load(path: Path) -> Any:
    """Read a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def stage(chart: Path, target: Path) -> Path:
    """Copy a chart to `target`, with the charts that it depends on in its `charts/`, as `helm dependency update` would.

    Without asking anybody for anything: all of them are in the tree.
    """
    ignored = shutil.ignore_patterns(*_OF_THE_TREE) if chart == LIBRARY else shutil.ignore_patterns("charts")
    shutil.copytree(chart, target, ignore=ignored)
    for dependency in load(chart / "Chart.yaml").get("dependencies", []):
        folder = (chart / dependency["repository"].removeprefix(_LOCAL)).resolve()
        stage(folder, target / "charts" / dependency["name"])
    return target
