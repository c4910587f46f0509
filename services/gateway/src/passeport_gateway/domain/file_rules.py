"""The rules of the formats of feeds in English; records tells them in French, the language of those who send them."""

from __future__ import annotations

__all__ = ["file_rule_in_english"]

_RULES = {
    "attribute": "has an attribute that is not allowed, or lacks one",
    "character": "holds a character that no text holds",
    "content": "does not hold what is expected there",
    "doctype": "a DOCTYPE or an entity declaration is not allowed",
    "encoding": "is not in the character encoding of the format",
    "enumeration": "is not one of the values allowed",
    "first_line": "does not begin as such a file does",
    "length": "has not the length required",
    "maxInclusive": "is above the highest value allowed",
    "maxLength": "is too long",
    "minInclusive": "is below the lowest value allowed",
    "minLength": "is too short",
    "nil": "is empty where it must not be, or has a value beside xsi:nil",
    "passageSize": "does not end within 128 KiB: leave out comments, blanks or values that are too much",
    "pattern": "has not the form required",
    "prolog": "the root element does not come at the start of the file",
    "root": "is not the root element of the format",
    "syntax": "is not well-formed XML",
    "tagSize": "a tag has more than 16 KiB: leave out the attributes that are too many",
    "type": "is not a value of its type",
    "words": "has too many different namespaces, processing instructions or indentations: declare namespaces once",
}


def file_rule_in_english(rule: str, field: str) -> str:
    """What is wrong with a file, or with one element of it."""
    words = _RULES.get(rule, f"breaks the rule “{rule}”")
    return f"element {field} {words}" if field else words
