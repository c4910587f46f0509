"""Programs that others wrote for node, installed once under build/ from a lock: npm's, with its hashes."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from passeport_testing.process import LaunchError
from tools.distributions import ROOT

NODE = shutil.which("node")
BUILT = ROOT / "build" / "conformance"
_INSTALL_SECONDS = 240
# Scripts of packages are not run: nothing here needs any, and they are where attacks on registries come in.
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error")


def installed(source: Path) -> Path:
    """The folder of a program and what it needs, made when it is not there or the lock says something else."""
    sources = sorted(source.iterdir())
    known_by = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    folder = BUILT / known_by
    if folder.exists():
        return folder
    BUILT.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=BUILT, prefix="making-"))
    try:
        for path in sources:
            shutil.copy(path, making)
        _install(source.name, making)
        # Whole or not at all; who came second throws his away.
        try:
            making.rename(folder)
        except OSError:
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def _install(name: str, folder: Path) -> None:
    fix = "see that npm works and reaches its registry, then run the tests again"
    npm = shutil.which("npm")
    if npm is None:
        raise LaunchError(name, "there is node, but no npm to install it with", fix="install npm")
    try:
        done = subprocess.run(
            (npm, *_INSTALL), cwd=folder, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise LaunchError(name, f"npm did not end in {_INSTALL_SECONDS} s", fix=fix) from None
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise LaunchError(name, "npm could not install it", fix=fix, log_tail=said)
