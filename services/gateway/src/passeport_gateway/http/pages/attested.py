"""The facts of an attested item, each under the label that the attestation gives it: to be compared row by row.

`tests/architecture/test_words.py` compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from google.type.date_pb2 import Date

from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.domain.source_words import source_words
from passeport_gateway.http.pages.dates import AWARDS
from passeport_gateway.http.pages.facts import detail_words, organisation_words
from passeport_gateway.http.render.dates import date_words, day_words
from passeport_gateway.http.render.values import moment

__all__ = ["attested_rows"]

_EMPLOYER = Words("Employeur", "Employer")
_ORGANISATION = Words("Organisme", "Organisation")
_DELIVERY = Words("Date de délivrance", "Date of delivery")
_START = Words("Début", "Start")
_END = Words("Fin", "End")
_NO_END = Words("aucune, d’après les déclarations connues", "none, by the declarations known")
_SOURCE = Words("Source", "Source")
_RECEIVED = Words("Donnée reçue le", "Received on")
_KNOWN_UNTIL = Words("Connue jusqu’à", "Known up to")
_LEGAL_BASIS = Words("Base légale", "Legal basis")


def attested_rows(item: VerifiedItem, language: Language) -> Iterator[tuple[str, str]]:
    """Label and value of each fact, in the order of the document."""
    for label, value in _dated(item, language):
        yield label.in_language(language), value
    yield from detail_words(item, language)
    for label, value in _vouched(item, language):
        yield label.in_language(language), value


def _dated(item: VerifiedItem, language: Language) -> Iterator[tuple[Words, str]]:
    employed, awarded = item.kind == "employment", item.kind in AWARDS
    if organisation := organisation_words(item):
        yield _EMPLOYER if employed else _ORGANISATION, organisation
    if item.HasField("start_date"):
        yield _DELIVERY if awarded else _START, date_words(item.start_date, language)
    if item.HasField("end_date") and not awarded:
        yield _END, date_words(item.end_date, language)
    elif employed:
        yield _END, _NO_END.in_language(language)


def _vouched(item: VerifiedItem, language: Language) -> Iterator[tuple[Words, str]]:
    yield _SOURCE, source_words(item.source, language)
    yield _RECEIVED, day_words(moment(item.register_time), language)
    if item.HasField("known_until"):
        month = Date(year=item.known_until.year, month=item.known_until.month)
        yield _KNOWN_UNTIL, date_words(month, language)
    if item.legal_basis:
        yield _LEGAL_BASIS, item.legal_basis
