"""What a holder asks to publish, checked field by field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_dossier.domain.text import name_refused, shows_nothing
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.snapshot import Language
from passeport_publishing.domain.text import clean_line, clean_text
from passeport_publishing.errors import FieldInvalid

__all__ = ["PublicationRequest", "faults_of_request_id", "read_request", "refused_characters"]

TITLE_LIMIT = 120
SUMMARY_LIMIT = 1000
ENTRIES_LIMIT = 300
REQUEST_ID_LIMIT = 128


@dataclass(frozen=True, slots=True)
class PublicationRequest:
    """A CV to publish."""

    request_id: str
    title: str
    summary: str
    language: Language
    record_ids: tuple[UUID, ...]
    template: Template = Template.CLASSIC

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of what is asked, the key of the request apart."""
        said: list[object] = [self.title, self.summary, self.language.value, *map(str, self.record_ids)]
        if self.template is not Template.CLASSIC:
            # What was asked before there were others says nothing of it.
            said.append({"template": self.template.value})
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


def read_request(
    *, request_id: str, title: str, summary: str, language: str, entry_ids: Sequence[str], template: str = ""
) -> PublicationRequest:
    """Reads a request. Raises FieldInvalid naming every field that breaks a rule."""
    unseen = [*refused_characters("title", title), *refused_characters("summary", summary, breaks="\n\t")]
    title, summary = clean_line(title), clean_text(summary)
    violations = [
        *unseen,
        *faults_of_request_id(request_id),
        *_lengths(title=title, summary=summary),
        *_entries(entry_ids),
    ]
    if language not in {"", *Language}:
        violations.append(FieldViolation("language", "must be fr or en", "LANGUAGE"))
    if template not in {"", *Template}:
        violations.append(FieldViolation("template", f"must be {' or '.join(Template)}", "TEMPLATE"))
    if violations:
        raise FieldInvalid("the publication cannot be made as asked", violations=violations)
    record_ids = tuple(found for text in entry_ids if (found := parse_id(text)))
    return PublicationRequest(
        request_id, title, summary, Language(language or "fr"), record_ids, Template(template or "classic")
    )


def refused_characters(field: str, text: str, *, breaks: str = "") -> Iterator[FieldViolation]:
    """The fault of a text that holds what no text may hold; `breaks` are those that it may."""
    # Outer blanks count for nothing, and a line may end as it does anywhere: cleaning sees to both.
    if refused := name_refused(text.replace("\r\n", "\n").strip(), allowed=breaks):
        yield FieldViolation(field, f"holds {refused}: remove it", "CONTROL_CHARACTER")


def faults_of_request_id(request_id: str) -> Iterator[FieldViolation]:
    """The fault of the key of a request."""
    if not 1 <= len(request_id) <= REQUEST_ID_LIMIT or not request_id.isprintable():
        rule = f"must have 1 to {REQUEST_ID_LIMIT} printable characters"
        yield FieldViolation("request_id", rule, "LENGTH")


def _lengths(*, title: str, summary: str) -> Iterator[FieldViolation]:
    if shows_nothing(title) or len(title) > TITLE_LIMIT:
        yield FieldViolation("title", f"must have 1 to {TITLE_LIMIT} visible characters", "LENGTH")
    if len(summary) > SUMMARY_LIMIT:
        yield FieldViolation("summary", f"must have at most {SUMMARY_LIMIT} characters", "LENGTH")


def _entries(entry_ids: Sequence[str]) -> Iterator[FieldViolation]:
    if not 1 <= len(entry_ids) <= ENTRIES_LIMIT:
        yield FieldViolation("entry_ids", f"must name 1 to {ENTRIES_LIMIT} entries", "COUNT")
        return
    seen: set[UUID | None] = set()
    for number, text in enumerate(entry_ids):
        record_id = parse_id(text)
        if record_id is None:
            yield FieldViolation(f"entry_ids[{number}]", "is not an identifier", "FORMAT")
        elif record_id in seen:
            yield FieldViolation(f"entry_ids[{number}]", "is named twice", "DUPLICATE")
        seen.add(record_id)
