"""Files of the official import for tests: lines that break no rule, to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from passeport_prevention.domain.training import Declarant
from passeport_prevention.imports.columns import ADF, JDR, Layout
from passeport_prevention.imports.line import Fault, ImportLine
from passeport_prevention.imports.read import Reader
from passeport_prevention.imports.survey import Survey

__all__ = ["TODAY", "adf", "broken", "file_of", "jdr", "read"]

TODAY = date(2026, 11, 26)
_ADF = {column.name: column.example for column in ADF.columns} | {"CERTIFICATION_VISEE": ""}
_JDR = {column.name: column.example for column in JDR.columns} | {"CERTIFICATION_VISEE": ""}


def adf(**cells: str) -> dict[str, str]:
    """A line of attestations, with some cells changed."""
    return _ADF | cells


def jdr(**cells: str) -> dict[str, str]:
    """A line of justificatifs, with some cells changed."""
    return _JDR | cells


def file_of(lines: Iterable[Mapping[str, str]], layout: Layout = ADF) -> bytes:
    """A file of lines."""
    rows = ["|".join(layout.names), *("|".join(line[name] for name in layout.names) for line in lines)]
    return "".join(f"{row}\r\n" for row in rows).encode()


def read(
    content: bytes, declarant: Declarant = Declarant.TRAINING_BODY, size: int = 1 << 16
) -> list[ImportLine | Fault]:
    """What is read of a file that comes in blocks of so many bytes."""
    survey = Survey()
    blocks = [content[start : start + size] for start in range(0, len(content), size)]
    for block in blocks:
        survey.feed(block)
    survey.close()
    reader = Reader(survey, declarant, TODAY)
    return [*(said for block in blocks for said in reader.feed(block)), *reader.close()]


def broken(line: Mapping[str, str], declarant: Declarant = Declarant.TRAINING_BODY) -> list[tuple[str, str]]:
    """The columns of a line that break a rule, with the rule."""
    layout = JDR if "TYPE_JDR" in line else ADF
    return [(said.column, said.rule) for said in read(file_of([line], layout), declarant) if isinstance(said, Fault)]
