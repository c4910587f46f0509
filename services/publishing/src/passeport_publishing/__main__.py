"""`python -m passeport_publishing serve | relay | migrate | check-config | … | verify-log | make-test-authority`.

Imports are made where they are used: worker processes import this module again and need none of them.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def _make_test_authority(arguments: list[str]) -> int:
    """Runs before any setting is read: it makes the files that settings name."""
    from passeport_publishing.documents.authority_for_tests import make_test_authority

    parser = argparse.ArgumentParser(
        prog="passeport_publishing make-test-authority",
        description="Makes a seal and its authority, worth nothing outside tests and the local stack.",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder that holds none of the files yet")
    parser.add_argument(
        "--address",
        default="",
        help="where `serve-test-authority` will answer for it, for example http://127.0.0.1:3180",
    )
    asked = parser.parse_args(arguments)
    folder: Path = asked.out
    try:
        make_test_authority(folder, address=asked.address.rstrip("/"))
    except OSError as error:
        print(f"passeport_publishing: {error}", file=sys.stderr)
        return 1
    print(f"a test authority and a seal of no value are in {folder}")
    return 0


def _serve_test_authority(arguments: list[str]) -> int:
    """Runs beside the service, until Ctrl-C; it reads no setting either."""
    from passeport_publishing.documents.authority_server_for_tests import TestAuthority, serve_test_authority

    parser = argparse.ArgumentParser(
        prog="passeport_publishing serve-test-authority",
        description="Answers for a test authority that was made with --address: time-stamps, CRLs, OCSP.",
    )
    parser.add_argument("--folder", type=Path, required=True, help="what make-test-authority made")
    parser.add_argument("--listen", required=True, metavar="HOST:PORT")
    asked = parser.parse_args(arguments)
    host, _, port = asked.listen.rpartition(":")
    try:
        with serve_test_authority(TestAuthority(asked.folder), host, int(port)) as server:
            print(f"time-stamps at http://{asked.listen}/tsa")
            server.serve_forever()
    except KeyboardInterrupt:
        return 130
    except (OSError, ValueError) as error:
        print(f"passeport_publishing: {error}", file=sys.stderr)
        return 1
    return 0


_BEFORE_SETTINGS = {"make-test-authority": _make_test_authority, "serve-test-authority": _serve_test_authority}


def main() -> int:
    """Runs the program."""
    if sys.argv[1:2] and sys.argv[1] in _BEFORE_SETTINGS:
        return _BEFORE_SETTINGS[sys.argv[1]](sys.argv[2:])
    from passeport_chassis.program import run_program
    from passeport_chassis.store import store_commands
    from passeport_publishing.commands import artefacts, reports, revocation, tlog
    from passeport_publishing.settings import Settings
    from passeport_publishing.wiring import STORE, serve

    own = {**tlog.COMMANDS, **reports.COMMANDS, **revocation.COMMANDS, **artefacts.COMMANDS}
    return run_program(STORE.name, Settings, {**store_commands(STORE, serve), **own})


if __name__ == "__main__":
    sys.exit(main())
