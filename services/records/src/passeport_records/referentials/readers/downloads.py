"""Which reader a download is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from passeport_records.referentials.domain.terms import Item
from passeport_records.referentials.readers.archive import is_zip, open_archive
from passeport_records.referentials.readers.certifications_csv import read_certifications_csv
from passeport_records.referentials.readers.certifications_xml import read_certifications_xml
from passeport_records.referentials.readers.communes import read_communes
from passeport_records.referentials.readers.diplomas import read_diplomas
from passeport_records.referentials.readers.occupations import read_occupations
from passeport_records.referentials.readers.prevention import read_prevention
from passeport_records.referentials.readers.professions import read_professions

__all__ = ["DOWNLOADS", "day_of"]

_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})[-_](0[1-9]|1[0-2])[-_](0[1-9]|[12][0-9]|3[01])(?![0-9])")


def day_of(name: str) -> date | None:
    """The day that the name of a download tells; None when it tells none."""
    if match := _DAY.search(name):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    return None


def _certifications(path: Path) -> Iterator[Item]:
    if not is_zip(path):
        with path.open("rb") as stream:
            yield from read_certifications_xml(stream, path.name)
        return
    with open_archive(path) as archive:
        if (name := archive.find("", suffix=".xml")) is None:
            yield from read_certifications_csv(archive)
            return
        with archive.stream(name) as stream:
            yield from read_certifications_xml(stream, name)


DOWNLOADS: dict[str, Callable[[Path], Iterator[Item]]] = {
    "certifications": _certifications,
    "communes": read_communes,
    "diplomas": read_diplomas,
    "occupations": read_occupations,
    "prevention": read_prevention,
    "professions": read_professions,
}
"""By the name under which operators know them. A reader raises FileRefused for what is no such download."""
