"""Files that are written otherwise than their feed says, as their first bytes tell."""

from __future__ import annotations

from passeport_records.errors import FileInvalid

__all__ = ["refuse_others"]

_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip"}


def refuse_others(beginning: bytes, encoding: str, *, may_have_mark: bool = False) -> None:
    """Raises FileInvalid where a file is in UTF-16 or packed; in UTF-8 with its mark, unless it may have that.

    `encoding` is the one that the feed says.
    """
    save = f"enregistrez-le en {encoding}"
    others = dict.fromkeys(_UTF_16_MARKS, ("UTF-16", save))
    others |= {mark: (name, "décompressez-le") for mark, name in _PACKED.items()}
    if not may_have_mark:
        others[_UTF_8_MARK] = "UTF-8 avec BOM", save
    for mark, (name, remedy) in others.items():
        if beginning.startswith(mark):
            detail = f"le fichier est en {name} : {remedy}, puis renvoyez-le"
            raise FileInvalid(line=1, column=1, rule="encoding", detail=detail)
