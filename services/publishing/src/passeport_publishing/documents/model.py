"""From the snapshot to what the template prints: all wording and order is decided here, the template only lays out."""

from typing import Any

from passeport_publishing.documents.periods import AWARDS, write_period
from passeport_publishing.documents.words import WORDS, Words
from passeport_publishing.domain.codes import BLANK, print_code
from passeport_publishing.domain.days import write_date, write_day
from passeport_publishing.domain.snapshot import Detail, Holder, Item, Nature, Snapshot

# An entry longer than this may break across pages; shorter ones are kept whole.
_BREAKABLE_FROM = 900


def document_model(snapshot: Snapshot, code: str, verification_url: str) -> dict[str, Any]:
    """Returns the JSON value that the template reads as `cv`."""
    words = WORDS[snapshot.language]
    fill = {
        "name": snapshot.holder.full_name,
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
            {"title": words.sections[kind], "items": [_item(item, words) for item in items]}
            for kind, items in snapshot.sections()
        ],
    }


def preview_model(snapshot: Snapshot, blank_url: str) -> dict[str, Any]:
    """The same for a preview, which says on each page that it is one and nowhere that it is sealed."""
    words = WORDS[snapshot.language]
    fill = {"name": snapshot.holder.full_name, "date": write_day(snapshot.taken_at, words.language)}
    model = document_model(snapshot, BLANK, blank_url)
    said = {name: text.format(**fill) for name, text in words.preview.items()}
    return {
        **model,
        "document_title": said.pop("document_title"),
        "watermark": said.pop("watermark"),
        "words": {**model["words"], **said},
    }


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
    details = list(item.details)
    if item.kind in AWARDS and item.end:
        details.append(Detail("valid_until", write_date(item.end, words.language)))
    return {
        "nature": item.nature.value,
        "title": item.title,
        "period": write_period(item, words),
        "organisation": _organisation(item),
        "details": [
            {"label": words.labels.get(detail.key, detail.key), "value": _value(detail, words)} for detail in details
        ],
        "description": _paragraphs(item.description),
        "provenance": words.source.format(source=provenance.source, date=received)
        if guaranteed
        else words.declared_on.format(date=received),
        "long": len(item.title) + len(item.description) > _BREAKABLE_FROM,
    }


def _organisation(item: Item) -> str:
    organisation = item.organisation
    if organisation is None:
        return ""
    siret = organisation.siret
    spaced = f"SIRET {siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}" if siret else ""
    return " · ".join(part for part in (organisation.name, organisation.locality, spaced) if part)


def _value(detail: Detail, words: Words) -> str:
    pattern = words.values.get(detail.key)
    return pattern.format(value=detail.value) if pattern else words.values.get(detail.value, detail.value)


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]
