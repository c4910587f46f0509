"""The name of an uploaded file, from Content-Disposition (RFC 6266) or from the address."""

from __future__ import annotations

import re
from email.message import Message

from passeport_gateway.errors import FileNameMissing

__all__ = ["attachment", "file_name_of"]

_LONGEST = 200
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def _from_disposition(header: str) -> str:
    message = Message()
    message["content-disposition"] = header
    name = message.get_filename("") or ""
    try:
        # Headers are read as Latin-1; most programs write UTF-8 all the same.
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def file_name_of(disposition: str | None, parameter: str | None) -> str:
    """The name without folders, 1 to 200 characters. Raises FileNameMissing when there is none that can be used."""
    name = parameter or (_from_disposition(disposition) if disposition else "")
    name = name.replace("\\", "/").rpartition("/")[2].strip()
    if not name or len(name) > _LONGEST or _UNSAFE.search(name) or name in {".", ".."}:
        raise FileNameMissing
    return name


def attachment(name: str) -> str:
    """A Content-Disposition that saves under a name."""
    plain = _NOT_PLAIN.sub("-", name).strip("-.") or "document"
    return f'attachment; filename="{plain}"'
