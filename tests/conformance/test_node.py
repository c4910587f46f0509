"""What is said where the provider that others wrote cannot be had: node without npm, or an npm that fails."""

from pathlib import Path

import pytest

from passeport_testing.process import LaunchError
from tests import node
from tests.conformance.node import PROVIDER


def test_an_npm_that_fails_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho no registry answers >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(node, "BUILT", tmp_path / "built")
    with pytest.raises(LaunchError, match="no registry answers"):
        node.installed(PROVIDER)
    assert list((tmp_path / "built").iterdir()) == []


def test_node_without_npm_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "BUILT", tmp_path / "built")
    with pytest.raises(LaunchError, match="no npm"):
        node.installed(PROVIDER)
