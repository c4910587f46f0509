"""Trainings as programmes see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from passeport_prevention.domain import training as domain
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.domain.validity import validity_of
from passeport_prevention.extend import Training

__all__ = ["views_of"]


def views_of(
    trainings: Iterable[domain.Training], types: TrainingTypes, about: Collection[str], today: date
) -> list[Training]:
    """Those that are of some types and still stand, as they are seen."""
    found = []
    for one in trainings:
        kind = types.of(one)
        if kind is None or kind.name not in about or one.withdrawn:
            continue
        content = one.content
        dates = (content.start, content.end, content.validity_start, validity_of(one, types, today).until)
        said = (None if each is None else str(each) for each in dates)
        declarant, proof = one.declarer.declarant.value, content.proof.value
        found.append(Training(one.id, one.person_id, kind.name, content.title, declarant, proof, *said))
    return found
