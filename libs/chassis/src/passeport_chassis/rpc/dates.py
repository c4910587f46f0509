"""Dates as contracts carry them (google.type.Date), in which 0 stands for what is not known."""

from __future__ import annotations

from google.type import date_pb2

from passeport_chassis.partial_date import PartialDate


def read_date(message: date_pb2.Date) -> PartialDate:
    """Reads a date. Raises ValueError on what is none."""
    if message.year == 0:
        raise ValueError("the year is required")
    return PartialDate(message.year, message.month or None, message.day or None)


def write_date(value: PartialDate | None) -> date_pb2.Date | None:
    """Writes a date, if there is one."""
    return None if value is None else date_pb2.Date(year=value.year, month=value.month or 0, day=value.day or 0)
