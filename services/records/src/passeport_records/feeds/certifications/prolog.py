"""What must hold of the bytes before any XML parser sees them: UTF-8, no NUL, no DOCTYPE, bounded tags and size."""

from __future__ import annotations

import codecs
import re

from passeport_records.domain.batch import MAX_FILE_BYTES
from passeport_records.errors import FileInvalid, FileTooLarge

__all__ = ["MAX_TAG_BYTES", "Gate"]

MAX_TAG_BYTES = 16 * 1024
"""Of an opening tag. A real one has some hundred: a namespace or two. A parser holds all attributes of one at once."""
_MAX_PROLOG = 64 * 1024
# A comment, an instruction or a section of text is as long as it likes.
_NO_TAG = (b"!", b"?")
_DECLARED_ENCODING = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_BEFORE_ROOT = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_SAVE, _UNPACK = "enregistrez-le en UTF-8", "décompressez-le"
_OTHER_ENCODINGS = (
    (b"\xff\xfe", "UTF-16", _SAVE),
    (b"\xfe\xff", "UTF-16", _SAVE),
    (b"\x1f\x8b", "gzip", _UNPACK),
    (b"PK\x03\x04", "zip", _UNPACK),
)


class Gate:
    """Lets bytes through to the parser, once they can do no harm."""

    def __init__(self) -> None:
        self._size = 0
        self._lines = 0
        self._line_start = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._prolog = b""
        self._open = False
        self._open_tag = 0
        self._open_tag_at = (1, 1)

    def admit(self, piece: bytes) -> bytes:
        """Checks some bytes and returns those that may be parsed now. Raises FileInvalid or FileTooLarge."""
        if self._size + len(piece) > MAX_FILE_BYTES:
            raise FileTooLarge(MAX_FILE_BYTES)
        if self._size == 0:
            self._first_bytes(piece)
        self._tags(piece)
        self._characters(piece)
        self._size += len(piece)
        if self._open:
            return piece
        self._prolog += piece
        return self._past_prolog()

    def finish(self) -> bytes:
        """What was still held back when the file ended. Raises FileInvalid when it ends inside a character."""
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            detail = "le fichier s'arrête au milieu d'un caractère UTF-8 : renvoyez-le entier"
            raise self._refusal(self._size, "encoding", detail) from None
        held, self._prolog = self._prolog, b""
        return held

    def _first_bytes(self, piece: bytes) -> None:
        for mark, name, fix in _OTHER_ENCODINGS:
            if piece.startswith(mark):
                detail = f"le fichier est en {name} : {fix}, puis renvoyez-le"
                raise FileInvalid(line=1, column=1, rule="encoding", detail=detail)

    def _tags(self, piece: bytes) -> None:
        """Refuses an opening tag that is too long, before its attributes are made."""
        before, *parts = piece.split(b"<")
        if self._open_tag == 1 and before.startswith(_NO_TAG):
            self._open_tag = 0
        if self._open_tag:
            end = before.find(b">")
            self._open_tag += len(before) if end < 0 else end
            if self._open_tag > MAX_TAG_BYTES:
                raise self._tag_refusal(*self._open_tag_at)
            if end >= 0 or parts:
                self._open_tag = 0
        if parts and len(max(parts, key=len)) > MAX_TAG_BYTES:
            at = len(before)
            for part in parts:
                end = part.find(b">", 0, MAX_TAG_BYTES + 1)
                if end < 0 and len(part) > MAX_TAG_BYTES and not part.startswith(_NO_TAG):
                    raise self._tag_refusal(*self._place_within(piece, at))
                at += 1 + len(part)
        if parts and b">" not in parts[-1] and not parts[-1].startswith(_NO_TAG):
            self._open_tag = 1 + len(parts[-1])
            self._open_tag_at = self._place_within(piece, len(piece) - self._open_tag)

    def _tag_refusal(self, line: int, column: int) -> FileInvalid:
        detail = "une balise a plus de 16 Kio ; celle de flux en a moins de 1 : retirez les attributs en trop"
        return FileInvalid(line=line, column=column, rule="tagSize", detail=detail)

    def _characters(self, piece: bytes) -> None:
        position = piece.find(b"\0")
        if position >= 0:
            offset = self._count(piece, position)
            raise self._refusal(offset, "character", "le fichier contient un octet nul : retirez-le")
        pending = len(self._decoder.getstate()[0])
        try:
            self._decoder.decode(piece)
        except UnicodeDecodeError as error:
            position = max(0, error.start - pending)
            raise self._refusal(
                self._count(piece, position),
                "encoding",
                "un octet n'est pas de l'UTF-8 ; enregistrez le fichier en UTF-8",
            ) from None
        self._count(piece, len(piece))

    def _count(self, piece: bytes, until: int) -> int:
        """Follows lines up to a place in the piece; returns its offset in the file."""
        lines = piece.count(b"\n", 0, until)
        if lines:
            self._lines += lines
            self._line_start = self._size + piece.rfind(b"\n", 0, until) + 1
        return self._size + until

    def _refusal(self, offset: int, rule: str, detail: str) -> FileInvalid:
        return FileInvalid(line=self._lines + 1, column=offset - self._line_start + 1, rule=rule, detail=detail)

    def _place_within(self, piece: bytes, until: int) -> tuple[int, int]:
        """Line and column of a place in a piece whose lines are still to be counted."""
        newline = piece.rfind(b"\n", 0, until)
        start = self._size + newline + 1 if newline >= 0 else self._line_start
        return self._lines + piece.count(b"\n", 0, until) + 1, self._size + until - start + 1

    def _past_prolog(self) -> bytes:
        start = 3 if self._prolog.startswith(codecs.BOM_UTF8) else 0
        match = _BEFORE_ROOT.match(self._prolog, start)
        rest = self._prolog[match.end() :] if match else self._prolog
        if rest[:2] == b"<!" and rest[:4] != b"<!--"[: len(rest)]:
            raise self._prolog_refusal(
                rest, "doctype", "une déclaration DOCTYPE ou d'entité est interdite : retirez-la"
            )
        undecided = len(rest) < 4 or rest[:2] == b"<?" or rest[:4] == b"<!--"
        if undecided:
            if len(self._prolog) > _MAX_PROLOG:
                raise self._prolog_refusal(rest, "prolog", "l'élément flux n'apparaît pas au début du fichier")
            return b""
        self._encoding(start)
        self._open = True
        held, self._prolog = self._prolog, b""
        return held

    def _encoding(self, start: int) -> None:
        declared = _DECLARED_ENCODING.match(self._prolog, start)
        if declared and declared[1].lower() not in {b"utf-8", b"utf8"}:
            raise FileInvalid(
                line=1,
                column=1,
                rule="encoding",
                detail=f"l'encodage déclaré est {declared[1].decode('ascii')} ; UTF-8 est attendu",
            )

    def _prolog_refusal(self, rest: bytes, rule: str, detail: str) -> FileInvalid:
        before = self._prolog[: len(self._prolog) - len(rest)]
        return FileInvalid(
            line=before.count(b"\n") + 1, column=len(before) - (before.rfind(b"\n") + 1) + 1, rule=rule, detail=detail
        )
