"""What is said of each rule that a field may break, in both languages, read from the table beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from passeport_gateway.domain.language import Words

__all__ = ["RULES", "Rule", "rule_of"]

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class _Exact:
    """A more exact wording, and when it fits."""

    words: Words
    told: re.Pattern[str] | None
    when: str
    # What is English in a value that a sentence names, and its French.
    french: Mapping[str, str]

    def filled_in(self, values: Mapping[str, object]) -> Words | None:
        """The words with their values, if all are there."""
        if not set(_PLACEHOLDER.findall(self.words.fr + self.words.en)) <= values.keys():
            return None
        in_french = {name: self._in_french(str(value)) for name, value in values.items()}
        return Words(self.words.fr.format_map(in_french), self.words.en.format_map(values))

    def _in_french(self, value: str) -> str:
        for english, french in self.french.items():
            value = value.replace(english, french)
        return value


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, by its stable code."""

    code: str
    words: Words
    exact: tuple[_Exact, ...] = ()

    def told(self, sentence: str) -> Words:
        """The rule as a service tells it: its own English sentence, which names the values, and the same in French."""
        if not sentence:
            return self.words
        for exact in self.exact:
            found = exact.told.search(sentence) if exact.told is not None else None
            filled_in = exact.filled_in(found.groupdict()) if found is not None else None
            if filled_in is not None:
                return Words(filled_in.fr, sentence)
        return Words(self.words.fr, sentence)

    def found(self, fault: str, pattern: str, values: Mapping[str, object]) -> Words:
        """The rule as one of our models found it broken."""
        for exact in self.exact:
            if exact.when and exact.when not in {fault, pattern}:
                continue
            filled_in = exact.filled_in(values)
            # Words that only a sentence of a service calls for have no values and no fault to go by.
            if filled_in is not None and (exact.when or filled_in != exact.words):
                return filled_in
        return self.words


def _read() -> dict[str, Rule]:
    table = tomllib.loads(files("passeport_gateway.domain").joinpath("field_rules.toml").read_text(encoding="utf-8"))
    rules = {}
    for code, row in table.items():
        exact = tuple(
            _Exact(
                Words(one["fr"], one["en"]),
                re.compile(one["told"]) if "told" in one else None,
                one.get("when", ""),
                one.get("french", {}),
            )
            for one in row.get("exact", ())
        )
        rules[code] = Rule(code, Words(row["fr"], row["en"]), exact)
    return rules


RULES: Mapping[str, Rule] = _read()


def rule_of(code: str) -> Rule:
    """The rule of a code; for one that a newer service gives, what can be said of any."""
    return RULES.get(code) or Rule(code, RULES["invalid"].words)
