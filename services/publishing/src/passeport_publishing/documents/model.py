"""From the snapshot to what the template prints: all wording and order is decided here, the template only lays out."""

from collections.abc import Callable
from typing import Any

from passeport_publishing.documents.attestation_words import attestation_words
from passeport_publishing.documents.attested import attested_rows
from passeport_publishing.documents.lines import details_of, organisation_line, source_line
from passeport_publishing.documents.periods import write_period
from passeport_publishing.documents.words import WORDS, Words
from passeport_publishing.domain.codes import BLANK, print_code
from passeport_publishing.domain.days import write_date, write_day
from passeport_publishing.domain.snapshot import Holder, Item, Nature, PublicationKind, Snapshot

# An entry longer than this may break across pages; shorter ones are kept whole.
_BREAKABLE_FROM = 900


def document_model(snapshot: Snapshot, code: str, verification_url: str) -> dict[str, Any]:
    """Returns the JSON value that the template reads as `cv`."""
    words, write_item = _manner(snapshot)
    fill = {
        "name": snapshot.holder.full_name,
        "title": snapshot.title,
        "url": verification_url,
        "date": write_day(snapshot.taken_at, words.language),
    }
    return {
        "language": snapshot.language.value,
        "document_title": words.document_title.format(**fill),
        "keywords": list(words.keywords),
        "code": print_code(code),
        "verification_url": verification_url,
        # A line may break after these; the address itself is not changed by it.
        "shown_url": verification_url.removesuffix(f"/{code}").partition("://")[2].replace("/", "/\u200b"),
        "holder": _holder(snapshot.holder, words),
        "headline": snapshot.title,
        "summary": _paragraphs(snapshot.summary),
        "words": {name: text.format(**fill) for name, text in words.template.items()},
        "colon": words.colon,
        "sections": [
            {"title": words.sections[kind], "items": [write_item(item, words) for item in items]}
            for kind, items in snapshot.sections()
        ],
    }


def preview_model(snapshot: Snapshot, blank_url: str) -> dict[str, Any]:
    """The same for a preview, which says on each page that it is one and nowhere that it is sealed."""
    words, _ = _manner(snapshot)
    fill = {"name": snapshot.holder.full_name, "date": write_day(snapshot.taken_at, words.language)}
    model = document_model(snapshot, BLANK, blank_url)
    said = {name: text.format(**fill) for name, text in words.preview.items()}
    return {
        **model,
        "document_title": said.pop("document_title"),
        "watermark": said.pop("watermark"),
        "words": {**model["words"], **said},
    }


def _manner(snapshot: Snapshot) -> tuple[Words, Callable[[Item, Words], dict[str, Any]]]:
    """The words of what is made, and how an entry of it is written."""
    if snapshot.kind is PublicationKind.ATTESTATION:
        return attestation_words(snapshot), _attested
    return WORDS[snapshot.language], _item


def _holder(holder: Holder, words: Words) -> dict[str, Any]:
    lines = []
    if holder.family_name and holder.family_name != holder.name_in_use:
        lines.append({"label": words.birth_name, "value": holder.family_name})
    if holder.birth_date:
        lines.append({"label": words.birth_date, "value": write_date(holder.birth_date, words.language)})
    return {
        "full_name": holder.full_name,
        "given_names": holder.given_names,
        "name_in_use": holder.name_in_use,
        "lines": lines,
    }


def _item(item: Item, words: Words) -> dict[str, Any]:
    provenance = item.provenance
    received = write_day(provenance.registered_at, words.language)
    guaranteed = item.nature is Nature.GUARANTEED
    return {
        "nature": item.nature.value,
        "title": item.title,
        "period": write_period(item, words),
        "organisation": organisation_line(item),
        "details": [{"label": label, "value": value} for label, value in details_of(item, words)],
        "description": _paragraphs(item.description),
        "provenance": words.source.format(source=source_line(item, words), date=received)
        if guaranteed
        else words.declared_on.format(date=received),
        "long": len(item.title) + len(item.description) > _BREAKABLE_FROM,
    }


def _attested(item: Item, words: Words) -> dict[str, Any]:
    return {
        "nature": item.nature.value,
        "title": item.title,
        "rows": list(attested_rows(item, words)),
        "long": len(item.title) > _BREAKABLE_FROM,
    }


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]
