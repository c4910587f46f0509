"""`python -m bench`: measures each figure beside its floor on a suite of its own; prints them, writes build/bench.json.

`--entries` measures instead what becomes of a few figures when there are so many entries and leaves: ten million take
a quarter of an hour, 10 GB, and are written to build/bench-many.json. `--publications` publishes so many CVs instead
and tells what becomes of the memory: 2,000 take some minutes, and are written to build/bench-publications.json.
`--quick` does everything once, for too short a time to tell speeds: it shows that the bench works.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.figures import NAMES_OF_MANY, NAMES_OF_PUBLICATIONS, Figure, table, write
from bench.floors.alone import FloorError
from bench.measures import documents, feeds, identity, imports, ledger, passport, persons, publications, scale
from bench.measures.feeds import FeedFailedError
from bench.passports import fill
from bench.plan import FULL, QUICK, Plan
from bench.wire import WireError
from passeport_gateway.settings import Settings
from passeport_sandbox.feeds.people import synthetic_people
from passeport_sandbox.personas import Persona, by_login
from passeport_sandbox.personas.register import write_registry
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.commands import forking
from passeport_sandbox.stack.refused import RefusedError
from passeport_sandbox.stack.stack import Stack
from passeport_testing.process import LaunchError

_BUILD = Path(__file__).resolve().parent.parent / "build"
_FEWEST = 1000
_FEWEST_CVS = 20
_HOLDER = "claire"
_SEED = 2026
# What may go wrong on the way, each saying what and where.
_EXPECTED = (LaunchError, RefusedError, WireError, FeedFailedError, FloorError, TimeoutError)
# Limits are counted as ever, but never reached: one client asks more often here than any may.
_UNLIMITED = {f"PASSEPORT_{name.upper()}": "1000000/minute" for name in Settings.model_fields if name[:5] == "rate_"}


def main(arguments: Sequence[str]) -> int:
    """Measure; the exit code tells whether every figure could be."""
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see that everything works; the figures mean nothing")
    parser.add_argument("--entries", type=int, default=0, help="entries among which to measure, 1000 or more")
    parser.add_argument("--publications", type=int, default=0, help="CVs to publish one after the other, 20 or more")
    parser.add_argument("--out", type=Path, help="the file to write (build/bench.json, build/bench-….json)")
    options = parser.parse_args(arguments)
    if options.entries and options.entries < _FEWEST:
        parser.error(f"--entries must be {_FEWEST} or more: a hundredth of them are compared with all")
    if options.publications and options.publications < _FEWEST_CVS:
        parser.error(f"--publications must be {_FEWEST_CVS} or more: the last tenth is compared with the first")
    plan = QUICK if options.quick else replace(FULL, entries=options.entries, publications=options.publications)
    kind = "-many" if options.entries else "-publications" if options.publications else ""
    out = options.out or _BUILD / f"bench{kind}.json"
    folder = Path(tempfile.mkdtemp(prefix="passeport-bench-"))
    began = time.monotonic()
    try:
        figures = _on_a_suite_of_its_own(folder, plan)
    except _EXPECTED as failure:
        print(f"\nbench: {failure}\n  the logs of the suite are kept in {folder / 'stack' / 'logs'}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        print("\nbench: stopped; nothing was written", file=sys.stderr)
        return 130
    shutil.rmtree(folder, ignore_errors=True)
    write(figures, out)
    print(table(figures))
    print(f"\n{time.monotonic() - began:.0f} s in all; written to {out}")
    return 0


def _on_a_suite_of_its_own(folder: Path, plan: Plan) -> list[Figure]:
    _say("starting a suite of its own")
    # Outside of any event loop: so an interruption reaches the supervisor, which leaves nothing behind.
    stack = Stack.start(folder / "stack", settings=_UNLIMITED, run_command=forking())
    try:
        stack.feed()
        people = list(synthetic_people(plan.asked, _SEED))
        register = folder / "people.csv"
        write_registry(register, people)
        stack.run("identity", "import-persons", str(register))
        with Browser(stack.addresses.base_url) as browser:
            browser.sign_in(_HOLDER)
            browser.activate(by_login(_HOLDER).nir_with_key)
            figures = (
                []
                if plan is not QUICK and (plan.entries or plan.publications)
                else asyncio.run(_measure(stack, browser, people, plan, folder))
            )
            if plan.entries:
                figures += asyncio.run(_measure_many(stack, browser, people, plan, folder))
            if plan.publications:
                _say(", ".join(NAMES_OF_PUBLICATIONS))
                figures += asyncio.run(publications.measure(stack, browser, fill(browser), plan))
            return figures
    finally:
        stack.stop()


async def _measure(stack: Stack, browser: Browser, people: Sequence[Persona], plan: Plan, folder: Path) -> list[Figure]:
    entry_ids = fill(browser)
    _say("passport_read")
    figures = await passport.measure(stack, browser, plan, folder / "hop")
    _say("feed_certifications, feed_dsn, feed_diplomas, feed_trainings")
    figures += await feeds.measure(stack, people[: plan.people], plan, folder)
    _say("import_trainings")
    figures += await imports.measure(stack, people[: plan.people], plan, folder)
    _say("ledger_append, entry_proof")
    figures += await ledger.measure(stack, browser, plan, folder / "proof")
    _say("publish_cv, verify_pdf, verify_credential")
    figures += await documents.measure(stack, browser, entry_ids, plan)
    _say("sign_in, caller_token")
    figures += await identity.measure(stack, browser, _HOLDER, plan)
    _say("resolve_persons")
    return figures + await persons.measure(stack, people, plan)


async def _measure_many(
    stack: Stack, browser: Browser, people: Sequence[Persona], plan: Plan, folder: Path
) -> list[Figure]:
    fill(browser)
    _say(", ".join(NAMES_OF_MANY))
    return await scale.measure(stack, browser, people[: plan.people], plan, folder)


def _say(what: str) -> None:
    print(f"bench: {what} ...", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
