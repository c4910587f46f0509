"""The name of an uploaded file, from Content-Disposition (RFC 6266) or from the address.

Which names there may be is a rule of the service that takes the file, which tells each fault by itself; here only the
folders are taken off.
"""

from __future__ import annotations

import re
from email.message import Message

from passeport_gateway.errors import FileNameMissing

__all__ = ["FILE_NAME_RULE", "IMPORT_NAME_RULE", "attachment", "file_name_of"]

FILE_NAME_RULE = "1 to 200 characters, without < > : | *, quotes and question marks"
"""The rule as descriptions tell it; the words of refusals are in the tables beside this file."""
IMPORT_NAME_RULE = "`.csv` at its end, at most 200 characters, without @ < > : | * %, quotes and question marks"
"""That of the official import, as its guide gives it."""

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
    """The name without folders. Raises FileNameMissing when there is none."""
    name = parameter or (_from_disposition(disposition) if disposition else "")
    name = name.replace("\\", "/").rpartition("/")[2].strip()
    # Half a character, of a wrong encoding, becomes a question mark, which no name holds.
    name = name.encode("utf-8", "replace").decode()
    if not name or name in {".", ".."}:
        raise FileNameMissing
    return name


def attachment(name: str) -> str:
    """A Content-Disposition that saves under a name."""
    plain = _NOT_PLAIN.sub("-", name).strip("-.") or "document"
    return f'attachment; filename="{plain}"'
