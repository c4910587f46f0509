"""Commands that go through the registry: the import of deliveries, the change of keys."""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from passeport_chassis.clock import system_clock
from passeport_chassis.program import Command
from passeport_chassis.store import open_engine
from passeport_identity.clients.commune_file import load_communes
from passeport_identity.clients.registry_file import RegistryFile
from passeport_identity.commands.arguments import operator_arguments, operator_of
from passeport_identity.commands.opening import opened, opened_with_keys
from passeport_identity.domain.commune_history import CommuneHistory
from passeport_identity.domain.registry_file import RegistryFileError
from passeport_identity.domain.registry_line import BadLine
from passeport_identity.errors import EmailNotKept
from passeport_identity.settings import Settings
from passeport_identity.usecases.import_persons import GoesOnElsewhere, ImportPersons, ImportReport
from passeport_identity.usecases.rekey_addresses import RekeyAddresses
from passeport_identity.usecases.rekey_nirs import NotRekeyed, RekeyNirs, RekeyReport
from passeport_identity.vault.address_vault import load_address_vault
from passeport_identity.vault.nir_vault import load_nir_vault
from passeport_identity.wiring import STORE, key_versions

__all__ = ["REGISTRY_COMMANDS"]

_SECONDS_BETWEEN = 5.0
_REPORT_COLUMNS = ("line", "column", "rule", "fix")
_REPORT_BEGINS = ",".join(_REPORT_COLUMNS).encode() + b"\n"


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV of persons; its columns are in docs/registry-import.md")
    parser.add_argument("--report", type=Path, help="CSV to write lines not taken to, added to when an import goes on")
    operator_arguments(parser, why="why; each person reads it", required=False)
    parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and keep nothing")


async def _import_persons(settings: Settings, arguments: argparse.Namespace) -> int:
    pace = _Pace()
    try:
        async with opened_with_keys(settings) as (units, vault):
            use_case = ImportPersons(units, vault, system_clock, operator_of(arguments), arguments.dry_run)
            registry = RegistryFile(arguments.file, communes=_communes(settings))
            read = (arguments.file, settings.cog_communes_file)
            with _telling(arguments.report, read) as tell:
                report = await use_case(registry, tell, pace.progress)
    except (RegistryFileError, ReportFileError, ValueError) as error:
        print(f"passeport_identity: {error}", file=sys.stderr)
        return 2
    except GoesOnElsewhere:
        print("passeport_identity: another process is importing this file, and goes on; do nothing", file=sys.stderr)
        return 1
    print(
        f"{report.added} persons added, {report.corrected} corrected, {report.unchanged} as they were, "
        f"{report.refused} lines refused"
    )
    if report.renumbered or report.died or report.withdrawn:
        print(f"{report.renumbered} numbers changed, {report.died} deaths reported, {report.withdrawn} withdrawn")
    if report.redated:
        print(f"{report.redated} dates of death corrected")
    if arguments.dry_run:
        print("nothing of it was kept: --dry-run")
    print(pace.told(), file=sys.stderr)
    return 1 if report.refused else 0


def _communes(settings: Settings) -> CommuneHistory | None:
    if settings.cog_communes_file is not None:
        return load_communes(settings.cog_communes_file)
    told = "birth places are checked for their form, not at the date of birth: PASSEPORT_COG_COMMUNES_FILE is not set"
    print(told, file=sys.stderr)
    return None


class ReportFileError(Exception):
    """A report that cannot be written; nothing is imported without it."""


class _Pace:
    """Says where an import goes on, and every few seconds how far it has come."""

    def __init__(self) -> None:
        self._start: int | None = None
        self._read_to = 0
        self._began = self._told = time.monotonic()

    def progress(self, read_to: int, report: ImportReport) -> None:
        if self._start is None:
            self._start = read_to
            if read_to:
                print(f"goes on after line {read_to}: an import of this file was stopped there", file=sys.stderr)
        self._read_to = read_to
        if time.monotonic() - self._told >= _SECONDS_BETWEEN:
            self._told = time.monotonic()
            print(f"line {read_to}: {self.told()}, {report.refused} refused so far", file=sys.stderr)

    def told(self) -> str:
        lines, seconds = self._read_to - (self._start or 0), time.monotonic() - self._began
        return f"{lines} lines in {seconds:.1f} s, {lines / max(seconds, 0.001):.0f} lines/s"


@contextmanager
def _telling(report: Path | None, read: Iterable[Path | None]) -> Iterator[Callable[[BadLine], None]]:
    """Lines that are not taken go to standard output, or to a file that they are added to.

    Raises ReportFileError, before anything is written, when that is one of the files that are read, or no report.
    """
    if report is None:
        yield lambda bad: print(_sentence(bad))
        return
    try:
        is_new = _is_new(report, read)
        opened = report.open("a", encoding="utf-8", newline="")
    except OSError as error:
        raise ReportFileError(f"{report}: cannot be written ({error.strerror}); name a file of its own") from None
    with opened as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(_REPORT_COLUMNS)
        yield lambda bad: writer.writerow((bad.number, bad.column, bad.rule, bad.fix))


def _is_new(report: Path, read: Iterable[Path | None]) -> bool:
    if not report.exists():
        return True
    # By inode: a link by another name is the same file.
    if any(path is not None and report.samefile(path) for path in read):
        raise ReportFileError(f"{report}: is read by this import, and nothing was added to it; name a file of its own")
    if not report.is_file():
        return False
    with report.open("rb") as file:
        begins = file.readline(len(_REPORT_BEGINS) + 1)
    if begins not in (b"", _REPORT_BEGINS):
        raise ReportFileError(f"{report}: is no report of an import, and nothing was added to it; name another file")
    return not begins


def _sentence(bad: BadLine) -> str:
    said = f"line {bad.number}: {bad.column or 'line'}: {bad.rule}"
    return f"{said}; {bad.fix}" if bad.fix else said


async def _rekey_nirs(settings: Settings, arguments: argparse.Namespace) -> int:
    def tell(left: NotRekeyed) -> None:
        print(f"person {left.person_id}: {left.why}")

    def progress(report: RekeyReport) -> None:
        print(f"{report.rekeyed} NIR sealed and indexed anew", file=sys.stderr)

    # Without the check of the other commands: with an index key that is lost for good, this is what makes all findable
    # again, by the keys that seal; and who cannot be opened is told, and left.
    vault = load_nir_vault(settings.nir_keys_file, settings.nir_index_keys_file)
    async with opened(settings) as units:
        report = await RekeyNirs(units, vault)(tell, progress)
    newest = f"{vault.sealing_version} (sealing) and {vault.indexing_version} (index)"
    if report.left:
        print(f"{report.rekeyed} NIR have the keys {newest} now, {report.left} keep older ones: keep those keys")
        return 1
    print(f"{report.rekeyed} NIR have the keys {newest} now, and none has an older one")
    return 0


async def _rekey_addresses(settings: Settings, arguments: argparse.Namespace) -> int:
    left: list[UUID] = []

    def tell(person_id: UUID, why: str) -> None:
        left.append(person_id)
        print(f"person {person_id}: {why}")

    addresses = load_address_vault(settings.email_keys_file)
    try:
        async with opened(settings) as units:
            rekeyed = await RekeyAddresses(units, addresses)(tell)
    except EmailNotKept:
        print("passeport_identity: PASSEPORT_EMAIL_KEYS_FILE is not set", file=sys.stderr)
        return 2
    kept = f"{len(left)} keep older ones: keep those keys" if left else "none has an older one"
    print(f"{rekeyed} addresses were sealed anew with the key {addresses.sealing_version}, {kept}")
    return 1 if left else 0


async def _check_keys(settings: Settings, arguments: argparse.Namespace) -> int:
    engine = open_engine(settings, STORE.name)
    try:
        versions = key_versions(engine, settings)
        await versions.check()
        current, *_ = settings.key_versions["nir_index_keys_file"]
        lapsing = await versions.lapsing(current)
    finally:
        await engine.dispose()
    for each in lapsing:
        key = f"index key {each.version}" if each.version is not None else "an index key that was not noted"
        lost = "" if each.is_there else ", which is in no file: nobody is found by them"
        print(f"{each.count} {each.kind} numbers have {key}{lost}; they lapse by {each.until}")
    print("every key in use is there")
    return 0 if all(each.is_there for each in lapsing) else 1


REGISTRY_COMMANDS = {
    "check-keys": Command("say which keys in use are missing from the files", _check_keys),
    "import-persons": Command("import persons of the civil registers", _import_persons, _import_arguments),
    "rekey-addresses": Command("seal every e-mail address with the newest key", _rekey_addresses),
    "rekey-nirs": Command("seal and index every NIR with the newest keys", _rekey_nirs),
}
