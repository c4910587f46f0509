"""The model of a publication as plain JSON values, for the database."""

from __future__ import annotations

from typing import Any

from passeport_publishing.domain.model import PublicationModel, SaidModel, read_model, say_model
from passeport_publishing.domain.snapshot import PublicationKind

__all__ = ["model_from_json", "model_to_json"]


def model_to_json(model: PublicationModel) -> dict[str, Any]:
    """Writes a model; absent values are left out, and so is the kind of a CV, which all drafts are of."""
    said = say_model(model)
    members = {
        "kind": "" if said.kind == PublicationKind.CV else said.kind,
        "title": said.title,
        "summary": said.summary,
        "language": said.language,
        "template": said.template,
        "entry_ids": list(said.entry_ids),
        "training_ids": list(said.training_ids),
        "entry_set": None if said.entry_set is None else [said.entry_set[0], list(said.entry_set[1])],
        "hidden_parts": list(said.hidden_parts),
    }
    return {name: value for name, value in members.items() if value or name == "language"}


def model_from_json(value: dict[str, Any]) -> PublicationModel:
    """Reads what `model_to_json` wrote."""
    chosen = value.get("entry_set")
    return read_model(SaidModel(**{**value, "entry_set": (chosen[0], chosen[1]) if chosen else None}))
