"""A file of certifiers, checked, read or refused as the service does, without one."""

from __future__ import annotations

from passeport_records.domain.award import AwardClaim
from passeport_records.domain.batch import FileHead
from passeport_records.domain.report import Fault
from passeport_records.errors import FileInvalid
from passeport_records.feeds.certifications.check import FluxCheck
from passeport_records.feeds.certifications.locate import locate
from passeport_records.feeds.certifications.parser import MisplacedFault
from passeport_records.feeds.certifications.read import read_passages
from samples import in_pieces

__all__ = ["check", "claims", "place_of", "read", "refusal"]


def check(content: bytes, size: int = 1 << 20) -> FileHead:
    """What a good file says of itself."""
    checking = FluxCheck()
    for piece in in_pieces(content, size):
        checking.feed(piece)
    return checking.close()


def read(content: bytes) -> list[AwardClaim | Fault]:
    """All that a good file says."""
    return list(read_passages(lambda: [content], check(content)))


def claims(content: bytes) -> list[AwardClaim]:
    """What it claims."""
    return [item for item in read(content) if isinstance(item, AwardClaim)]


def refusal(content: bytes, size: int = 4096) -> FileInvalid | None:
    """The refusal of a file, with its place, or None."""
    checking = FluxCheck()
    try:
        for piece in in_pieces(content, size):
            checking.feed(piece)
        checking.close()
    except FileInvalid as refused:
        return refused
    except MisplacedFault as misplaced:
        return locate(in_pieces(content, size), misplaced)
    return None


def place_of(content: bytes, text: bytes) -> tuple[int, int]:
    """Line and column of a text."""
    at = content.index(text)
    return content.count(b"\n", 0, at) + 1, at - content.rfind(b"\n", 0, at)
