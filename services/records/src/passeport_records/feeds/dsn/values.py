"""Reads the value of one rubrique: its encoding, its form, its list of codes. What is wrong is told, not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from passeport_dossier.domain.text import is_one_line
from passeport_records.domain.report import Fault, mask, shown
from passeport_records.feeds.dsn.norm import Rubrique

__all__ = ["Value", "fault_of", "parse_day", "read_value"]

_DAMAGED = "\N{REPLACEMENT CHARACTER}"
_LAST_ASCII = 0x7F


@dataclass(slots=True)
class Value:
    """A value and the line it stands on. `text` is empty when the value is wrong.

    There are ten for each contract, and one that is frozen takes three times as long to make.
    """

    line: int
    text: str


def read_value(rubrique: Rubrique, raw: bytes, line: int) -> tuple[Value, Fault | None]:
    """Reads what stands between the quotes. A fault leaves the value empty, unless it could be read all the same."""
    if (code := rubrique.plain.get(raw)) is not None:
        return Value(line, code), None
    text, fault = _decode(rubrique, raw, line)
    if text in rubrique.never or (rubrique.only and text not in rubrique.only):
        return Value(line, ""), None
    if fault is not None and not text:
        return Value(line, ""), fault
    wrong = _broken_rule(rubrique, text)
    if wrong is None:
        return Value(line, text), fault
    rule, message, fix = wrong
    return Value(line, ""), fault_of(rubrique, line, text, rule=rule, message=message, fix=fix)


def parse_day(text: str) -> date | None:
    """Reads a date JJMMAAAA; None when there is no such day."""
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def fault_of(
    rubrique: Rubrique,
    line: int,
    value: str,
    *,
    rule: str,
    message: str,
    fix: str = "",
    key: str = "",
    rejects: bool = False,
    cut: bool = False,
) -> Fault:
    """A fault about a rubrique; personal values are shown by their length alone."""
    return Fault(
        line=line,
        field=rubrique.code,
        rule=rule,
        message=f"{rubrique.label} : {message}",
        value=mask(value) if rubrique.personal else shown(value),
        fix=fix or (f"Exemple : {rubrique.example}" if rubrique.example else ""),
        key=key,
        rejects=rejects,
        cut=cut,
    )


def _decode(rubrique: Rubrique, raw: bytes, line: int) -> tuple[str, Fault | None]:
    text = raw.decode("latin-1")
    if raw.isascii():
        return (text, None) if is_one_line(text) else ("", _characters(rubrique, text, line))
    try:
        misread = raw.decode("utf-8")
    except UnicodeDecodeError:
        # ISO-8859-1 has no printable character between 0x80 and 0x9F.
        return (text, None) if is_one_line(text) else ("", _characters(rubrique, text, line))
    if _DAMAGED in misread or not is_one_line(misread):
        return "", fault_of(
            rubrique,
            line,
            text,
            rule="encoding",
            message="caractères perdus avant l'envoi, la valeur n'est pas gardée",
            fix="Renvoyez la valeur en ISO-8859-1",
        )
    return misread, fault_of(
        rubrique,
        line,
        misread,
        rule="encoding",
        message="valeur en UTF-8, lue comme telle",
        fix="Écrivez le fichier en ISO-8859-1",
    )


def _characters(rubrique: Rubrique, text: str, line: int) -> Fault:
    return fault_of(
        rubrique,
        line,
        text,
        rule="character",
        message="caractère de contrôle interdit, la valeur n'est pas gardée",
        fix="Retirez le caractère",
    )


def _broken_rule(rubrique: Rubrique, text: str) -> tuple[str, str, str] | None:
    if not text.strip():
        return "empty", "la valeur est vide", "Omettez la rubrique"
    if len(text) > rubrique.max:
        return "max", f"{len(text)} caractères, {rubrique.max} au plus", ""
    if rubrique.type == "D" and parse_day(text) is None:
        return "date", "ce n'est pas une date JJMMAAAA", ""
    if rubrique.type == "N" and not (text.isascii() and text.isdigit()):
        return "number", "ce n'est pas un nombre", ""
    return _broken_code(rubrique, text)


def _broken_code(rubrique: Rubrique, text: str) -> tuple[str, str, str] | None:
    if rubrique.form and not re.fullmatch(rubrique.form, text):
        return "form", "ce n'est pas un code de cette forme", ""
    if rubrique.codes and text not in rubrique.codes:
        return "code", "ce code n'est pas dans la liste de la norme", f"Codes : {', '.join(sorted(rubrique.codes))}"
    return None
