"""The rules of the formats of feeds in English; records tells them in French, the language of those who send them.

Both say the same: each sentence of records has its English in the table beside this file. Of a sentence that a newer
records says, English readers get what its rule says of any file.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

__all__ = ["file_rule_in_english", "sentence_in_english"]

_RULES = {
    "attribute": "has an attribute that is not allowed, or lacks one",
    "character": "holds a character that no text holds",
    "column": "is a column that the format does not have, has it twice, or lacks it",
    "compression": "is no whole gzip",
    "content": "does not hold what is expected there",
    "doctype": "a DOCTYPE or an entity declaration is not allowed",
    "empty": "the file has no line that says anything",
    "encoding": "is not in the character encoding of the format",
    "enumeration": "is not one of the values allowed",
    "first_line": "does not begin as such a file does",
    "json_lines": "is a JSON array, where each line is to be an object",
    "length": "has not the length required",
    "line_size": "has a first line of more than 64 KiB",
    "maxInclusive": "is above the highest value allowed",
    "maxLength": "is too long",
    "minInclusive": "is below the lowest value allowed",
    "minLength": "is too short",
    "nil": "is empty where it must not be, or has a value beside xsi:nil",
    "passageSize": "does not end within 128 KiB: leave out comments, blanks or values that are too much",
    "pattern": "has not the form required",
    "prolog": "the root element does not come at the start of the file",
    "quotes": "has a quotation mark that is not closed",
    "root": "is not the root element of the format",
    "separator": "does not name its columns, separated by semicolons, on its first line",
    "syntax": "is not well-formed XML",
    "tagSize": "a tag has more than 16 KiB: leave out the attributes that are too many",
    "type": "is not a value of its type",
    "words": "has too many different namespaces, processing instructions or indentations: declare namespaces once",
}
_RECEIVED = re.compile(r" \(valeur reçue : « (?P<value>.*) »\)", re.DOTALL)
_EXAMPLE = re.compile(r" ; exemple : (?P<example>\S+)$")


def _read() -> tuple[tuple[re.Pattern[str], str], ...]:
    table = tomllib.loads(files("passeport_gateway.domain").joinpath("file_rules.toml").read_text(encoding="utf-8"))
    return tuple((re.compile(row["told"], re.DOTALL), row["en"]) for row in table["sentence"])


_SENTENCES = _read()


def sentence_in_english(detail: str) -> str:
    """A sentence of records in English, with its values; empty for one that is not known."""
    example = _EXAMPLE.search(detail)
    told = detail[: example.start()] if example else detail
    received = _RECEIVED.search(told)
    told = told[: received.start()] + told[received.end() :] if received else told
    for pattern, words in _SENTENCES:
        found = pattern.fullmatch(told)
        if found is not None:
            value = f" (value received: “{received['value']}”)" if received else ""
            return words.format_map(found.groupdict()) + value + (f"; example: {example['example']}" if example else "")
    return ""


def file_rule_in_english(rule: str, field: str, detail: str) -> str:
    """What is wrong with a file, or with one element of it, as records says it in French."""
    said = sentence_in_english(detail)
    if said:
        return said
    words = _RULES.get(rule, f"breaks the rule “{rule}”")
    return f"element {field} {words}" if field else words
