"""Days as messages."""

from __future__ import annotations

from datetime import date

from google.type import date_pb2

from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import write_date

__all__ = ["write_day"]


def write_day(day: date | None) -> date_pb2.Date | None:
    """A day, if there is one."""
    return None if day is None else write_date(PartialDate.of(day))
