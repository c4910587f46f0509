"""`python -m bench`: measures each figure beside its floor on a suite of its own; prints them, writes build/bench.json.

`--quick` does everything once, for too short a time to tell speeds: it shows that the bench works.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, table, write
from bench.measures import documents, feeds, passport
from bench.passports import fill
from bench.plan import FULL, QUICK, Plan
from passeport_chassis.testing.process import LaunchError
from passeport_gateway.settings import Settings
from passeport_sandbox.feeds.people import synthetic_people
from passeport_sandbox.personas import by_login
from passeport_sandbox.personas.register import write_registry
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack

_OUT = Path(__file__).resolve().parent.parent / "build" / "bench.json"
_HOLDER = "claire"
_SEED = 2026
# Limits are counted as ever, but never reached: one client asks more often here than any may.
_UNLIMITED = {f"PASSEPORT_{name.upper()}": "1000000/minute" for name in Settings.model_fields if name[:5] == "rate_"}


def main(arguments: Sequence[str]) -> int:
    """Measure; the exit code tells whether every figure could be."""
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see that everything works; the figures mean nothing")
    parser.add_argument("--out", type=Path, default=_OUT, help="the file to write (build/bench.json)")
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="passeport-bench-"))
    began = time.monotonic()
    try:
        figures = asyncio.run(_measure(folder, QUICK if options.quick else FULL))
    except LaunchError as failure:
        print(f"\nbench: {failure}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    write(figures, options.out)
    print(table(figures))
    print(f"\n{time.monotonic() - began:.0f} s in all; written to {options.out}")
    return 0


async def _measure(folder: Path, plan: Plan) -> list[Figure]:
    _say("starting a suite of its own")
    stack = await asyncio.to_thread(Stack.start, folder / "stack", settings=_UNLIMITED)
    try:
        await asyncio.to_thread(stack.feed)
        people = list(synthetic_people(plan.people, _SEED))
        register = folder / "people.csv"
        write_registry(register, people)
        await asyncio.to_thread(stack.run, "identity", "import-persons", str(register))
        figures: list[Figure] = []
        with Browser(stack.addresses.base_url) as browser:
            browser.sign_in(_HOLDER)
            browser.activate(by_login(_HOLDER).nir_with_key)
            entry_ids = fill(browser)
            _say("passport_read")
            figures += await passport.measure(stack, browser, plan, folder / "hop")
            _say("feed_certifications, feed_dsn")
            figures += await feeds.measure(stack, people, plan, folder)
            _say("publish_cv, verify_pdf, verify_credential")
            figures += await documents.measure(stack, browser, entry_ids, plan)
        return figures
    finally:
        await asyncio.to_thread(stack.stop)


def _say(what: str) -> None:
    print(f"bench: {what} ...", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
