"""The JSON Schema of a format, as the reader goes by it: which fields there are, and what each may hold.

What partners validate with and what is done here are one document. Of JSON Schema (draft 2020-12) it uses `type`,
`enum`, `pattern`, `maxLength`, `minimum`, `maximum` and `required`; `format` says `siret`, `nir`, `uai` or
`partial-date`, which other validators take for a remark; `x-personal` that a value is never repeated. What holds
between fields is in the schema for partners, and here in the code of each format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from importlib import resources
from typing import Any

from passeport_chassis.partial_date import PartialDate
from passeport_dossier.domain.text import is_one_line
from passeport_records.domain.holder import is_nir
from passeport_records.domain.organisation import is_siret
from passeport_records.domain.report import Fault, mask, shown

__all__ = ["Field", "Schema", "Value", "is_uai"]

Value = str | int

_UAI_KEYS = "ABCDEFGHJKLMNPRSTUVWXYZ"
# MARTIN is like `action` by 0.67, and is no mistake in it; `naissance` like `nomNaissance` by 0.86.
_CLOSE = 0.75
_DIGITS = re.compile(r"[0-9]{1,9}")


def is_uai(text: str) -> bool:
    """Whether `text` is a UAI (unité administrative immatriculée): seven digits and their key, modulo 23."""
    if len(text) != 8 or not (text[:7].isascii() and text[:7].isdecimal()):
        return False
    return text[7] == _UAI_KEYS[int(text[:7]) % 23]


def _is_partial_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True


_FORMATS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "siret": (is_siret, "n'est pas un SIRET : 14 chiffres, dont la clé"),
    "nir": (is_nir, "n'est pas un NIR : 13 caractères, sans la clé"),
    "uai": (is_uai, "n'est pas un UAI : 7 chiffres et leur lettre clé"),
    "partial-date": (_is_partial_date, "n'est pas une date qui existe, AAAA-MM-JJ, AAAA-MM ou AAAA"),
}


@dataclass(frozen=True)
class Field:
    """A field of a format."""

    name: str
    rules: Mapping[str, Any]

    @cached_property
    def example(self) -> str:
        """A right value."""
        return str(self.rules["examples"][0])

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.rules["pattern"], re.ASCII) if "pattern" in self.rules else None

    @cached_property
    def _enum(self) -> frozenset[str]:
        return frozenset(self.rules.get("enum", ()))

    @cached_property
    def _format(self) -> tuple[Callable[[str], bool], str] | None:
        return _FORMATS.get(self.rules.get("format", ""))

    def read(self, raw: Any, line: int) -> tuple[Value | None, Fault | None]:
        """The value of what a file has there, and what is wrong with it; neither where it is empty."""
        if raw is None or raw == "":
            return None, None
        if self.rules["type"] == "integer":
            return self._integer(raw, line)
        if not isinstance(raw, str):
            return None, self.fault(line, "type", "est un texte, entre guillemets")
        text = raw.strip()
        return (text or None), (self._text_fault(text, line) if text else None)

    def fault(self, line: int, rule: str, what: str, value: str = "") -> Fault:
        """That this field breaks a rule, with an example of a right value."""
        safe = mask(value) if self.rules.get("x-personal") else shown(value)
        return Fault(
            line=line,
            field=self.name,
            rule=rule,
            message=f"{self.name} {what}",
            value=safe,
            fix=f"Exemple : {self.example}",
        )

    def _integer(self, raw: Any, line: int) -> tuple[int | None, Fault | None]:
        lowest, highest = self.rules["minimum"], self.rules["maximum"]
        text = raw.strip() if isinstance(raw, str) else str(raw) if type(raw) is int and abs(raw) < 10**9 else ""
        if not text and isinstance(raw, str):
            return None, None
        if _DIGITS.fullmatch(text) is None:
            return None, self.fault(line, "type", "est un nombre entier", text)
        if not lowest <= int(text) <= highest:
            return None, self.fault(line, "range", f"va de {lowest} à {highest}", text)
        return int(text), None

    def _text_fault(self, text: str, line: int) -> Fault | None:
        longest = self.rules.get("maxLength")
        if longest is not None and len(text) > longest:
            return self.fault(line, "length", f"a {len(text)} caractères au lieu de {longest} au plus", text)
        if not is_one_line(text):
            return self.fault(line, "character", "contient un caractère qui ne se voit pas", text)
        if self._enum and text not in self._enum:
            near = get_close_matches(text.upper(), self._enum, 1)
            return self.fault(line, "value", f"est l'une de : {', '.join(near or sorted(self._enum))}", text)
        if self._pattern is not None and self._pattern.search(text) is None:
            return self.fault(line, "format", f"n'a pas la forme attendue ({self.rules['description']})", text)
        if self._format is not None and not self._format[0](text):
            return self.fault(line, "format", self._format[1], text)
        return None


class Schema:
    """The schema of a format, from the contract, where the gateway has it too."""

    def __init__(self, format_name: str) -> None:
        path = resources.files("passeport.records.v1").joinpath(f"{format_name}.schema.json")
        said = json.loads(path.read_text(encoding="utf-8"))
        *_, name, version = said["$id"].split(":")
        self.version = f"{name}/{version}"
        self.fields: Mapping[str, Field] = {name: Field(name, rules) for name, rules in said["properties"].items()}
        self.required: tuple[str, ...] = tuple(said["required"])

    def nearest(self, name: str) -> str | None:
        """The field whose name is the most like this one, to be shown; None where none is like it."""
        lower = {each.lower(): each for each in self.fields}
        near = get_close_matches(name.lower(), lower, 1, _CLOSE)
        return lower[near[0]] if near else None
