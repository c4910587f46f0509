"""How far each source has got, in words that a holder understands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from passeport.records.v1.entry_pb2 import Entry
from passeport.records.v1.source_service_pb2 import SourceFreshness
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.render.dates import day_words, month_words
from passeport_gateway.http.render.values import Date, moment, partial_date

__all__ = ["sources_json"]

_LABELS = {
    "certifications": Words("Certificateurs", "Certifiers"),
    "dsn": Words("Déclarations de vos employeurs (DSN)", "Declarations of your employers (DSN)"),
    "diplomas": Words("Diplômes", "Diplomas"),
    "trainings": Words("Formations et engagements", "Trainings and engagements"),
}
_UNTIL = Words("{label} : connues jusqu'à {month}.", "{label}: known up to {month}.")
_LAST = Words("{label} : dernier envoi reçu le {day}.", "{label}: last received on {day}.")
_NEVER = Words("{label} : aucun envoi reçu à ce jour.", "{label}: nothing received so far.")
_SILENT = Words(
    " Rien n'est arrivé depuis le {day}, plus longtemps que prévu : ce qui est récent peut manquer.",
    " Nothing has come since {day}, longer than expected: what is recent may be missing.",
)


def sources_json(
    sources: Sequence[SourceFreshness], entries: Sequence[Entry], language: Language
) -> list[dict[str, Any]]:
    """Each source; of the DSN also up to when it has told of the holder's employments, which are among `entries`."""
    known = _known_until(entries)
    return [_source(source, known if source.source == "dsn" else None, language) for source in sources]


def _known_until(entries: Sequence[Entry]) -> Date | None:
    days: list[Any] = [one.employment.known_until for one in entries if one.employment.HasField("known_until")]
    return max(days, key=lambda day: (day.year, day.month, day.day), default=None)


def _source(source: SourceFreshness, known: Date | None, language: Language) -> dict[str, Any]:
    received = moment(source.last_receive_time) if source.HasField("last_receive_time") else None
    label = _LABELS.get(source.source, Words(source.source, source.source)).in_language(language)
    day = day_words(received, language) if received else ""
    month = month_words(known.year, known.month, language) if known else ""
    words = _UNTIL if known else _LAST if received else _NEVER
    told = words.in_language(language).format(label=label, day=day, month=month)
    if source.silent:
        told += _SILENT.in_language(language).format(day=day)
    return {
        "source": source.source,
        "label": label,
        "told": told,
        "last_receive_time": received,
        "known_until": partial_date(known) if known else None,
        "rhythm_days": source.rhythm_days or None,
        "silent": source.silent,
    }
