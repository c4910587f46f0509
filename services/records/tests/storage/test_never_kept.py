"""Pay, sick leave, motives, addresses and all else outside the allow-list of the DSN: planted, and nowhere to be found.

Every rubrique of the norm that is not read is in the file, each with a value of its own, and so are the values that are
left at the door of those that are read. Then every table, what is logged, every event and every form of the report is
searched for them.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from feed_support import KnownPersons, send_and_process, tools_of
from passeport.records.v1 import feed_service_pb2 as pb
from passeport_records.domain.batch import Counts, Feed
from passeport_records.feeds.dsn.norm import KEPT, LINES
from passeport_records.rpc.reports import render_report
from passeport_records.storage.tables import metadata
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.read_report import read_report
from samples import NAME, NIR, lot
from support import DSN_SENDER

_MARK = "ZQX"
_SAID = {
    "S10.G00.00.005": "02",
    "S10.G00.00.006": "P26V01",
    "S20.G00.05.001": "01",
    "S20.G00.05.002": "01",
    "S20.G00.05.004": "7",
    "S20.G00.05.005": "01102026",
    "S20.G00.05.007": "05112026",
    "S21.G00.06.001": "001000017",
    "S21.G00.06.903": "PONANT LOGICIEL",
    "S21.G00.11.001": "00010",
    "S21.G00.11.005": "NANTES",
    "S21.G00.30.001": NIR,
    "S21.G00.30.002": NAME,
    "S21.G00.40.001": "02012017",
    "S21.G00.40.004": "388c",
    "S21.G00.40.006": "Ingénieure",
    "S21.G00.40.009": "00102",
    "S21.G00.40.014": "10",
    "S21.G00.62.001": "31102026",
}
# Read, and left at the door: a detention, a scheme that is no apprenticeship, the motive of a rupture.
_AT_THE_DOOR = {"S21.G00.40.007": "53", "S21.G00.40.008": "70", "S21.G00.62.002": _MARK}
_OF_THE_MESSAGE = ("S10", "S20", "S21", "S89")
_FORMATS = (pb.REPORT_FORMAT_JSON, pb.REPORT_FORMAT_JSON_LINES, pb.REPORT_FORMAT_CSV)


def planted(code: str) -> str:
    return _MARK + code.replace(".", "")


def whole_message(nature: str = "01", title: str = "Ingénieure", nir: str = NIR) -> str:
    """A message with every rubrique of the norm."""
    codes = sorted(line[:14].decode() for line in LINES if line[:3].decode() in _OF_THE_MESSAGE)
    said = _SAID | _AT_THE_DOOR | {"S20.G00.05.001": nature, "S21.G00.40.006": title, "S21.G00.30.001": nir}
    values = {code: said[code] if code in KEPT else planted(code) for code in codes if code not in KEPT or code in said}
    values |= {"S10.G00.00.001": "PAIE", "S21.G00.06.999": planted("S21.G00.06.999")}
    lines = [f"{code},'{value}'\n" for code, value in sorted(values.items())]
    return "".join([*lines, f"S90.G00.90.001,'{len(lines) + 2}'\n", "S90.G00.90.002,'1'\n"])


async def written_anywhere(owner_engine: AsyncEngine) -> str:
    """Every row of every table as text, bytes both in hexadecimal digits and as they read."""
    found = []
    async with owner_engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in (await connection.execute(sa.select(*table.c))).all():
                found += [value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row]
    return "\n".join(found)


async def test_what_is_not_on_the_list_is_in_no_table_no_log_no_event_and_no_report(
    open_feed_work: FeedUnitsOfWork,
    owner_engine: AsyncEngine,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    unknown = "2660180021118"
    sick_leave = whole_message("04", title=planted("sick leave"))
    content = lot(whole_message(), whole_message(nir=unknown), sick_leave)
    assert content.count(_MARK.encode()) > 3 * 500
    tools = tools_of(open_feed_work, KnownPersons())
    with capture_logs() as logged:
        done = await send_and_process(tools, DSN_SENDER, Feed.DSN, content, "mois.dsn")
    assert done.counts == Counts(accepted=1, unresolved=1, remarks=1)
    said = [await written_anywhere(owner_engine), str(logged), caplog.text, *capfd.readouterr()]
    assert "Ingénieure" in said[0]
    for wanted in _FORMATS:
        report = await read_report(open_feed_work, sender=DSN_SENDER, batch_id=done.id)
        said.append(b"".join([piece async for piece in render_report(report, wanted).pieces]).decode())
    assert "sans effet" in said[-1] or "rien" in said[-1]
    for text in said:
        assert _MARK not in text
        for value in (NIR, unknown, NAME, "contract_nature_code"):
            assert value not in text, value
