"""`submit-feed`, `batches`, `batch-report`, `rollback-batch`, `retry-unresolved`: the batches of all partners."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from passeport.records.v1 import feed_service_pb2 as pb
from passeport_chassis.clock import system_clock
from passeport_chassis.errors import DomainError
from passeport_chassis.program import Command
from passeport_chassis.rpc import TlsFiles, open_channel
from passeport_chassis.store import open_engine
from passeport_records.clients.persons import IdentityPersons
from passeport_records.commands.arguments import batch_argument, operator_arguments, operator_of, parsed
from passeport_records.domain.batch import Batch, BatchState, Feed, Sender
from passeport_records.domain.operator import one_line
from passeport_records.domain.organisation import Organisation
from passeport_records.errors import BatchNotFound, FileInvalid
from passeport_records.messaging.events import encode
from passeport_records.rpc.reports import render_report
from passeport_records.settings import Settings
from passeport_records.storage.piece_seal import load_sealed_pieces
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.retry_waiting import retry_now
from passeport_records.usecases.roll_back_batch import order_rollback_by_operator
from passeport_records.usecases.submit_batch import submit_batch
from passeport_records.wiring import STORE

__all__ = ["COMMANDS"]

_CHUNK = 512 * 1024
_POLL = 1.0
_FORMATS = {
    "json": pb.REPORT_FORMAT_JSON,
    "jsonl": pb.REPORT_FORMAT_JSON_LINES,
    "csv": pb.REPORT_FORMAT_CSV,
    "xml": pb.REPORT_FORMAT_OFFICIAL_XML,
}


@asynccontextmanager
async def _tools(settings: Settings) -> AsyncIterator[FeedTools]:
    """What the use cases of feeds take, without a worker: the service does what is to be done in the background."""
    engine = open_engine(settings, STORE.name)
    tls = TlsFiles(settings.tls_cert_file, settings.tls_key_file, settings.tls_ca_file)
    channel = open_channel(settings.identity_target, "passeport.identity.v1", tls, forward_caller=False)
    try:
        units = FeedUnitsOfWork(engine, encode, ledger_keys=settings.ledger_keys)
        yield FeedTools(units, load_sealed_pieces(settings.feed_keys_file), IdentityPersons(channel), system_clock)
    finally:
        await channel.close()
        await engine.dispose()


async def _submit(settings: Settings, arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    organisation = Organisation(arguments.organisation, arguments.siret)
    sender = Sender(arguments.client_id, organisation, arguments.id_client, arguments.every_employer)
    started = system_clock()
    try:
        with path.open("rb") as file:
            async with _tools(settings) as tools:
                batch = await submit_batch(
                    tools,
                    lambda: None,
                    sender=sender,
                    feed=Feed(arguments.feed),
                    file_name=arguments.name or path.name,
                    chunks=_chunks(file),
                    operator=operator_of(arguments),
                )
                if batch.created_at < started:
                    print("it was here already, under the same name: nothing is taken in anew", file=sys.stderr)
                return await _followed(tools, batch, wait=arguments.wait)
    except OSError as error:
        return _refuse(f"{path}: cannot be read ({error.strerror})", 2)
    except DomainError as error:
        return _refuse(_told(error))


async def _list(settings: Settings, arguments: argparse.Namespace) -> None:
    async with _tools(settings) as tools, tools.open_work() as work:
        for batch in await work.batches.latest(arguments.limit, client_id=arguments.client_id):
            _say(batch)


async def _report(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        async with _tools(settings) as tools:
            report = await read_report(tools.open_work, sender=None, batch_id=arguments.batch)
            document = render_report(report, _FORMATS[arguments.format])
            out = sys.stdout.buffer if arguments.output is None else arguments.output.open("wb")
            try:
                async for piece in document.pieces:
                    out.write(piece)
                out.flush()
            finally:
                if arguments.output is not None:
                    out.close()
    except OSError as error:
        return _refuse(f"{arguments.output}: cannot be written ({error.strerror})", 2)
    except DomainError as error:
        return _refuse(_told(error))
    return 0


async def _roll_back(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        async with _tools(settings) as tools:
            batch = await order_rollback_by_operator(tools, operator_of(arguments), arguments.batch)
            return await _followed(tools, batch, wait=arguments.wait)
    except DomainError as error:
        return _refuse(_told(error))


async def _retry(settings: Settings, arguments: argparse.Namespace) -> None:
    async with _tools(settings) as tools:
        waiting = await retry_now(tools, operator_of(arguments), arguments.batch)
    print(f"{waiting} lines wait for their person; the workers try them now")


async def _acts(settings: Settings, arguments: argparse.Namespace) -> None:
    async with _tools(settings) as tools, tools.open_work() as work:
        for act in await work.acts.all(arguments.about):
            at = act.at.isoformat(timespec="seconds")
            print(f"{at}  {act.command}  {act.about or 'all'}  {act.operator}: {act.reason}")


async def _followed(tools: FeedTools, batch: Batch, *, wait: bool) -> int:
    """Says what a batch is, and again at its end if that is waited for; 1 if some of it is missing then."""
    _say(batch)
    if not wait:
        return 0
    if _goes_on(batch):
        batch = await _ended(tools, batch)
        _say(batch)
    return 1 if batch.state is BatchState.FAILED else 0


def _goes_on(batch: Batch) -> bool:
    return not batch.state.is_over or (batch.rollback is not None and batch.rollback.ended_at is None)


async def _ended(tools: FeedTools, batch: Batch) -> Batch:
    """Waits until the workers of the service are done with it, and says how far they are."""
    while _goes_on(batch):
        started = time.monotonic()
        batch = await get_batch(tools.open_work, sender=None, batch_id=batch.id)
        print(_progress(batch), file=sys.stderr)
        await asyncio.sleep(max(0.0, _POLL - (time.monotonic() - started)))
    return batch


def _progress(batch: Batch) -> str:
    if batch.rollback is not None:
        return f"{batch.rollback.undone} entries as before, {batch.rollback.kept} kept"
    now = system_clock()
    read = batch.progress.bytes_read / max(batch.size, 1)
    end = batch.estimated_end(now)
    until = "" if end is None else f", over at {end:%H:%M:%S}"
    return f"{batch.position} items, {read:.0%} read, {batch.per_second(now):.0f} items/s{until}"


def _say(batch: Batch) -> None:
    counts = batch.counts
    told = (
        f"{batch.id}  {batch.created_at:%Y-%m-%dT%H:%M:%SZ}  {batch.state.value:12}  {batch.feed.value}  "
        f"{batch.sender.client_id}  {batch.file_name}  {counts.accepted} accepted, {counts.duplicates} duplicates, "
        f"{counts.unresolved} unresolved, {counts.rejected} rejected"
    )
    if batch.rollback is not None:
        told += f"; {batch.rollback.undone} undone, {batch.rollback.kept} kept"
    if batch.report_expired_at is not None:
        told += "; its report is no longer kept"
    print(told)


def _told(error: DomainError) -> str:
    if isinstance(error, BatchNotFound):
        return "no batch has this identifier; `batches` lists them"
    if isinstance(error, FileInvalid):
        return f"the file is refused, in the words for its sender: {error}"
    said = [f"{violation.field}: {violation.description}" for violation in error.violations]
    return "; ".join(said) or str(error)


def _refuse(message: str, status: int = 1) -> int:
    print(f"passeport_records: {message}", file=sys.stderr)
    return status


async def _chunks(file: object) -> AsyncIterator[bytes]:
    read = file.read  # type: ignore[attr-defined]
    while chunk := await asyncio.to_thread(read, _CHUNK):
        yield chunk


def _siret(text: str) -> str:
    if not re.fullmatch(r"[0-9]{14}", text):
        raise ValueError("must be 14 digits, such as 12345678200010")
    return text


def _submit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("feed", choices=[feed.value for feed in Feed], help="which feed")
    parser.add_argument("file", type=Path, help="the file, as the partner would send it")
    parser.add_argument("--name", help="its name, if it is to have another; with it the same bytes are the same batch")
    parser.add_argument("--client-id", required=True, type=parsed(one_line), help="the partner: his client id")
    parser.add_argument("--organisation", required=True, type=parsed(one_line), help="his name, as holders read it")
    parser.add_argument("--siret", required=True, type=parsed(_siret), help="his SIRET, 14 digits")
    parser.add_argument("--id-client", default="", help="idClient of a certifier, as his files have it")
    parser.add_argument(
        "--every-employer", action="store_true", help="of the DSN: he redistributes it, and declares for all employers"
    )
    parser.add_argument("--wait", action="store_true", help="until it is processed")
    operator_arguments(parser)


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--client-id", help="of this partner only")
    parser.add_argument("--limit", type=int, default=50, help="how many at most; 50 when it does not say")


def _report_arguments(parser: argparse.ArgumentParser) -> None:
    batch_argument(parser)
    parser.add_argument("--format", choices=sorted(_FORMATS), default="csv")
    parser.add_argument("--output", type=Path, metavar="FILE", help="instead of standard output")


def _rollback_arguments(parser: argparse.ArgumentParser) -> None:
    batch_argument(parser)
    parser.add_argument("--wait", action="store_true", help="until it is done")
    operator_arguments(parser, "why; the holders read it")


def _retry_arguments(parser: argparse.ArgumentParser) -> None:
    batch_argument(parser, "--batch")
    operator_arguments(parser)


def _acts_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--about", default="", metavar="BATCH", help="about this batch only")


COMMANDS = {
    "submit-feed": Command("take a file in for a partner", _submit, _submit_arguments),
    "batches": Command("list batches, the newest first", _list, _list_arguments),
    "batch-report": Command("write out what became of each line of a batch", _report, _report_arguments),
    "rollback-batch": Command("undo a batch as one", _roll_back, _rollback_arguments),
    "retry-unresolved": Command("try lines that wait for their person at once", _retry, _retry_arguments),
    "operator-acts": Command("list what operators did by command", _acts, _acts_arguments),
}
