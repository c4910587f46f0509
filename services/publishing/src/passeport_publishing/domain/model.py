"""The model of a publication: what a holder chooses, never free layout. Checked field by field; what is hidden is
absent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_dossier.domain.text import name_refused, shows_nothing
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.snapshot import RECORD_KINDS, Holder, Kind, Language, Nature, PublicationKind
from passeport_publishing.domain.text import clean_line, clean_text

__all__ = [
    "ENTRIES_LIMIT",
    "TRAININGS_LIMIT",
    "EntrySet",
    "Part",
    "PublicationModel",
    "SaidModel",
    "faults_of",
    "hide",
    "read_model",
    "refused_characters",
    "say_model",
]

TITLE_LIMIT = 120
SUMMARY_LIMIT = 1000
ENTRIES_LIMIT = 300
"""Of records and of prevention together."""
TRAININGS_LIMIT = 100


class Part(StrEnum):
    """What a holder may keep off a CV besides entries."""

    BIRTH_DATE = "birth_date"
    BIRTH_NAME = "birth_name"
    """The name at birth of who goes by another; of who has no other, it is the name of the CV."""
    PHOTO = "photo"
    """Of who keeps one; where it is shown, it is on the document alone."""


@dataclass(frozen=True, slots=True)
class EntrySet:
    """Entries by what they are, as the passport holds them when it is asked; empty stands for all."""

    nature: Nature | None
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class PublicationModel:
    """A publication as chosen: entries one by one (`record_ids`, in order) or by what they are (`entry_set`), never
    both. An attestation has neither title nor summary of its holder's, and one template; beside entries, or in place of
    them, it may have trainings of the passeport de prévention (`training_ids`, in order).
    """

    title: str
    summary: str
    language: Language
    record_ids: tuple[UUID, ...]
    template: Template = Template.CLASSIC
    entry_set: EntrySet | None = None
    hidden: frozenset[Part] = frozenset()
    kind: PublicationKind = PublicationKind.CV
    training_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidModel:
    """A model as a client says it, nothing of it checked. `entry_set` is a nature and kinds."""

    title: str = ""
    summary: str = ""
    language: str = ""
    entry_ids: Sequence[str] = ()
    template: str = ""
    entry_set: tuple[str, Sequence[str]] | None = None
    hidden_parts: Sequence[str] = ()
    # Out of what is said of drafts, which are of CVs, and by which their requests are told apart.
    kind: str = field(default="", repr=False)
    training_ids: Sequence[str] = field(default=(), repr=False)


def faults_of(said: SaidModel, *, whole: bool = True) -> Iterator[FieldViolation]:
    """Every field that breaks a rule. What is not `whole` may still lack its title and its entries."""
    yield from _named("kind", [said.kind] if said.kind else [], PublicationKind, "PUBLICATION_KIND")
    attests = said.kind == PublicationKind.ATTESTATION
    yield from _not_of_attestations(said) if attests else _texts(said, whole=whole)
    yield from _entries(said, whole=whole)
    yield from _trainings(said, attests=attests)
    if said.language not in {"", *Language}:
        yield FieldViolation("language", "must be fr or en", "LANGUAGE")
    if not attests:
        yield from _named("template", [said.template] if said.template else [], Template, "TEMPLATE")
    yield from _named("hidden_parts", said.hidden_parts, Part, "HIDDEN_PART")


def read_model(said: SaidModel) -> PublicationModel:
    """Reads a model that has no faults."""
    return PublicationModel(
        title=clean_line(said.title),
        summary=clean_text(said.summary),
        language=Language(said.language or "fr"),
        record_ids=tuple(found for text in said.entry_ids if (found := parse_id(text))),
        template=Template(said.template or "classic"),
        entry_set=None if said.entry_set is None else _entry_set(*said.entry_set),
        hidden=frozenset(map(Part, said.hidden_parts)),
        kind=PublicationKind(said.kind or "cv"),
        training_ids=tuple(found for text in said.training_ids if (found := parse_id(text))),
    )


def say_model(model: PublicationModel) -> SaidModel:
    """A model as a client would say it."""
    chosen = model.entry_set
    return SaidModel(
        title=model.title,
        summary=model.summary,
        language=model.language.value,
        entry_ids=tuple(map(str, model.record_ids)),
        template=model.template.value,
        entry_set=None if chosen is None else (chosen.nature.value if chosen.nature else "", chosen.kinds),
        hidden_parts=tuple(part.value for part in Part if part in model.hidden),
        kind=model.kind.value,
        training_ids=tuple(map(str, model.training_ids)),
    )


def hide(holder: Holder, parts: Collection[Part]) -> Holder:
    """The holder as a CV shows him."""
    if Part.BIRTH_DATE in parts:
        holder = replace(holder, birth_date=None)
    if Part.BIRTH_NAME in parts and holder.usage_name:
        holder = replace(holder, family_name="")
    return holder


def _entry_set(nature: str, kinds: Sequence[str]) -> EntrySet:
    # In one order, whichever way they were named.
    return EntrySet(Nature(nature) if nature else None, tuple(kind for kind in Kind if kind in kinds))


def _texts(said: SaidModel, *, whole: bool) -> Iterator[FieldViolation]:
    yield from refused_characters("title", said.title)
    yield from refused_characters("summary", said.summary, breaks="\n\t")
    title, summary = clean_line(said.title), clean_text(said.summary)
    if (whole and shows_nothing(title)) or len(title) > TITLE_LIMIT:
        yield FieldViolation("title", f"must have 1 to {TITLE_LIMIT} visible characters", "LENGTH")
    if len(summary) > SUMMARY_LIMIT:
        yield FieldViolation("summary", f"must have at most {SUMMARY_LIMIT} characters", "LENGTH")


def _not_of_attestations(said: SaidModel) -> Iterator[FieldViolation]:
    # What a holder words would stand under the seal as if a source had said it.
    for name, value in (("title", said.title), ("summary", said.summary), ("template", said.template)):
        if value:
            yield FieldViolation(name, "is of CVs: an attestation has its own, leave it out", "NOT_OF_ATTESTATIONS")
    if said.entry_set is not None and said.entry_set[0] == Nature.DECLARED:
        yield FieldViolation(
            "entry_set.nature",
            "must be guaranteed, or left out: an attestation has no declared entry",
            "DECLARED_ENTRY",
        )


def refused_characters(field: str, text: str, *, breaks: str = "") -> Iterator[FieldViolation]:
    """The fault of a text that holds what no text may hold; `breaks` are those that it may."""
    # Outer blanks count for nothing, and a line may end as it does anywhere: cleaning sees to both.
    if refused := name_refused(text.replace("\r\n", "\n").strip(), allowed=breaks):
        yield FieldViolation(field, f"holds {refused}: remove it", "CONTROL_CHARACTER")


def _named(field: str, said: Sequence[str], known: Iterable[str], code: str) -> Iterator[FieldViolation]:
    names = tuple(known)
    if not set(said) <= set(names):
        yield FieldViolation(field, f"must be {' or '.join(names)}", code)


def _entries(said: SaidModel, *, whole: bool) -> Iterator[FieldViolation]:
    if said.entry_set is not None:
        if said.entry_ids:
            yield FieldViolation(
                "entry_set", "is not given beside entry_ids: name entries one by one, or by a set", "BESIDE"
            )
        nature, kinds = said.entry_set
        yield from _named("entry_set.nature", [nature] if nature else [], Nature, "NATURE")
        yield from _named("entry_set.kinds", kinds, RECORD_KINDS, "KIND")
        return
    least = 1 if whole and not said.training_ids else 0
    if not least <= len(said.entry_ids) <= ENTRIES_LIMIT:
        yield FieldViolation("entry_ids", f"must name {least} to {ENTRIES_LIMIT} entries", "COUNT")
        return
    yield from _identifiers("entry_ids", said.entry_ids)


def _trainings(said: SaidModel, *, attests: bool) -> Iterator[FieldViolation]:
    if not said.training_ids:
        return
    if not attests:
        yield FieldViolation("training_ids", "is of attestations: leave it out of a CV", "OF_ATTESTATIONS")
        return
    most = min(TRAININGS_LIMIT, ENTRIES_LIMIT - len(said.entry_ids))
    if len(said.training_ids) > most:
        yield FieldViolation(
            "training_ids",
            f"must name at most {TRAININGS_LIMIT} trainings, and {ENTRIES_LIMIT} with the entries",
            "COUNT",
        )
        return
    yield from _identifiers("training_ids", said.training_ids)


def _identifiers(field: str, said: Sequence[str]) -> Iterator[FieldViolation]:
    seen: set[UUID | None] = set()
    for number, text in enumerate(said):
        identifier = parse_id(text)
        if identifier is None:
            yield FieldViolation(f"{field}[{number}]", "is not an identifier", "FORMAT")
        elif identifier in seen:
            yield FieldViolation(f"{field}[{number}]", "is named twice", "DUPLICATE")
        seen.add(identifier)
