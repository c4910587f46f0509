"""The images of the services: `python -m tools.images --base IMAGE@sha256:…`, with docker, podman or buildah."""

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence

from tools.distributions import ROOT, SERVICES, Distribution, short_name

_ENGINES = ("docker", "podman", "buildah")
_BY_DIGEST = re.compile(r"\S+@sha256:[0-9a-f]{64}")
# Indexes of packages, if this machine has others than the usual ones.
_PASSED = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX")


def version_of(service: Distribution) -> str:
    """The version that the distribution of a service says."""
    return str(tomllib.loads((service.path / "pyproject.toml").read_text())["project"]["version"])


def command(
    engine: str, service: Distribution, *, base: str, registry: str, revision: str, epoch: str
) -> tuple[str, ...]:
    """What builds the image of one service, dated by its commit so that it is the same each time."""
    arguments = {
        "BASE": base,
        "VERSION": version_of(service),
        "REVISION": revision,
        "SOURCE_DATE_EPOCH": epoch,
    }
    build = tuple(part for name, value in arguments.items() for part in ("--build-arg", f"{name}={value}"))
    # By name alone: the value is that of the environment, and in no list of processes.
    passed = tuple(part for name in _PASSED for part in ("--build-arg", name))
    name = f"{registry.rstrip('/')}/" if registry else ""
    tag = ("--tag", f"{name}passeport/{short_name(service)}:{version_of(service)}")
    dated = () if engine == "docker" else ("--timestamp", epoch)
    verb = ("buildx", "build", "--load") if engine == "docker" else ("build",)
    return (engine, *verb, *dated, *build, *passed, *tag, "--file", f"{service.folder}/Dockerfile", ".")


def engine_of(given: str) -> str | None:
    """The program that builds images: the one that was asked for, or the first that is there."""
    return next((one for one in ([given] if given else _ENGINES) if shutil.which(one)), None)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the image of each service, or of some."""
    parser = argparse.ArgumentParser(prog="tools.images", description=__doc__)
    parser.add_argument("services", nargs="*", help="none: all of them")
    parser.add_argument("--base", default="", help="an image with Python, by its digest: IMAGE@sha256:…")
    parser.add_argument("--registry", default="", help="goes before the names of the images")
    parser.add_argument("--engine", default="", choices=["", *_ENGINES])
    asked = parser.parse_args(arguments)
    if not _BY_DIGEST.fullmatch(asked.base):
        print(
            "images: the base must be named by its digest, so that what is built tomorrow is what was checked today\n"
            "  fix: make images BASE=docker.io/library/python:3.13-slim@sha256:…"
            " (docker buildx imagetools inspect docker.io/library/python:3.13-slim tells it)",
            file=sys.stderr,
        )
        return 2
    engine = engine_of(asked.engine)
    if engine is None:
        print(f"images: there is none of {', '.join(_ENGINES)}\n  fix: install one of them", file=sys.stderr)
        return 2
    unknown = set(asked.services) - {short_name(one) for one in SERVICES}
    if unknown:
        print(f"images: there is no service {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    revision, epoch = _git("rev-parse", "HEAD"), _git("log", "-1", "--format=%ct")
    for service in SERVICES:
        if not asked.services or short_name(service) in asked.services:
            wanted = command(engine, service, base=asked.base, registry=asked.registry, revision=revision, epoch=epoch)
            code = subprocess.run(wanted, cwd=ROOT, check=False).returncode
            if code:
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
