"""What referentials say of the codes in an entry, as they said it at the date of the entry.

Nothing of it is stored with the entry, which keeps what its source said: what was received stays what it was, and so do
the leaves of the ledger, whichever versions of referentials are there, and since when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from passeport_records.domain.details import AwardDetails, EmploymentDetails, TrainingDetails
from passeport_records.domain.entry import Content, Entry, EntryLabels, Nature
from passeport_records.domain.prevention import prevention_code
from passeport_records.referentials.domain.labels import (
    Label,
    LabelHistory,
    Reference,
    award_reference,
    commune_reference,
    diploma_reference,
    prevention_reference,
    profession_reference,
)

__all__ = ["labelled", "references_of"]

_LONGEST_TITLE = 250


def references_of(entries: Iterable[Entry]) -> set[Reference]:
    """Where the codes in entries are to be looked up."""
    return {reference for entry in entries for reference in _references(entry)}


def labelled(entry: Entry, found: Mapping[Reference, LabelHistory]) -> Entry:
    """The entry with the labels of its day.

    A guaranteed award takes its title and its level from its register: the words of a certifier are for want of it.
    What a holder has declared keeps his words, and the label stands beside them. So does that of a diploma which is
    known by its « code diplôme » alone: the nomenclature writes in capitals, and cuts words short.
    """
    content = entry.content
    day = _day_of(content)
    match content.details:
        case AwardDetails(code=code, diploma_code=diploma) as award:
            label = _label_on(day, award_reference(code), found)
            shown = label or _label_on(day, diploma_reference(diploma), found)
            told = EntryLabels(award=shown, prevention=prevention_reference(code) in found)
            if label is not None and entry.nature is Nature.GUARANTEED:
                content = _titled(content, award, label)
        case TrainingDetails(certification_code=code):
            enters = prevention_reference(prevention_code(content.details)) in found
            told = EntryLabels(award=_label_on(day, award_reference(code), found), prevention=enters)
        case EmploymentDetails(pcs_code=code, workplace_code=commune):
            profession = _label_on(day, profession_reference(code), found)
            told = EntryLabels(profession=profession, workplace=_label_on(day, commune_reference(commune), found))
        case _:
            return entry
    return entry if told == EntryLabels() else replace(entry, content=content, labels=told)


def _label_on(day: date | None, reference: Reference | None, found: Mapping[Reference, LabelHistory]) -> Label | None:
    return None if reference is None or reference not in found else found[reference].on(day)


def _references(entry: Entry) -> Iterator[Reference]:
    match entry.content.details:
        case AwardDetails(code=code, diploma_code=diploma):
            references = [award_reference(code), prevention_reference(code), diploma_reference(diploma)]
        case TrainingDetails(certification_code=code):
            references = [award_reference(code), prevention_reference(code)]
        case EmploymentDetails(pcs_code=code, workplace_code=commune):
            references = [profession_reference(code), commune_reference(commune)]
        case _:
            references = []
    yield from (reference for reference in references if reference is not None)


def _day_of(content: Content) -> date | None:
    """The first day that its start can mean: when it was awarded, or begun."""
    return content.start.earliest if content.start else None


def _titled(content: Content, details: AwardDetails, label: Label) -> Content:
    level = label.level or details.level
    return replace(content, title=label.text[:_LONGEST_TITLE], details=replace(details, level=level))
