"""What a holder typed that no font of the document has: he is told before anything is sealed, and mends it.

What he cannot mend, his civil name and what a source sent, is printed with `MISSING`, and whole in the credential.
"""

from collections.abc import Iterator

from passeport_chassis.errors import FieldViolation
from passeport_publishing.documents.fonts import all_glyphs, printable
from passeport_publishing.domain.snapshot import Item, Nature, Snapshot

# Enough to find the place; a text in another script would fill the answer.
_NAMED = 5


def missing_glyphs(snapshot: Snapshot) -> Iterator[FieldViolation]:
    """Every field that holds characters without a glyph, as a violation of the request to publish."""
    for field, text in (("title", snapshot.title), ("summary", snapshot.summary)):
        if named := _named(text):
            yield FieldViolation(
                field, f"holds what the fonts of the CV cannot print, {named}: write it in another script", "CHARACTER"
            )
    for number, item in enumerate(snapshot.items):
        if item.nature is Nature.DECLARED and (named := _named(_typed(item))):
            yield FieldViolation(
                f"entry_ids[{number}]",
                f"names an entry that holds what the fonts of the CV cannot print, {named}: write it in another "
                "script in the entry, or leave the entry out",
                "CHARACTER",
            )


def _typed(item: Item) -> str:
    organisation = item.organisation
    return " ".join(
        (
            item.title,
            item.description,
            *((organisation.name, organisation.locality) if organisation else ()),
            *(detail.value for detail in item.details),
        )
    )


def _named(text: str) -> str:
    glyphs = all_glyphs()
    found = list(dict.fromkeys(character for character in text if printable(character, glyphs) != character))
    named = ", ".join(f"{character} (U+{ord(character):04X})" for character in found[:_NAMED])
    return f"{named} and {len(found) - _NAMED} more" if len(found) > _NAMED else named
