"""Types of trainings and rules of programmes, joined to those of the table; who cannot be joined is degraded alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.programmes.load import Installed
from passeport_prevention.regulation.rows import RegulationError

__all__ = ["join_types"]


def join_types(table: TrainingTypes, loaded: Sequence[Installed]) -> tuple[TrainingTypes, list[Installed]]:
    """The types that there are in all, and the programmes, of which those whose types clash have their fault."""
    types, found = table, []
    for one in loaded:
        if one.programme is not None:
            try:
                joined = types.joined(one.programme.training_types, one.programme.validity_rules)
                unknown = {name for name in one.programme.about if joined.named(name) is None}
                if unknown:
                    raise RegulationError(f"there is no training_type {', '.join(sorted(unknown))}")
                types = joined
            except RegulationError as error:
                found.append(replace(one, programme=None, fault=f"its types of trainings: {error}"))
                continue
        found.append(one)
    return types, found
