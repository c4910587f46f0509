"""The model of a publication as a client sends it, and as publishing takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from passeport.publishing.v1.publication_service_pb2 import EntrySet
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http.schemas.publications import PublicationModel

__all__ = ["model_fields", "naming_the_entry"]


def model_fields(model: PublicationModel) -> dict[str, Any]:
    """The fields that the requests of publishing share."""
    chosen = model.entry_set
    return {
        "kind": model.kind,
        "title": model.title or "",
        "entry_ids": model.entry_ids or [],
        "training_ids": model.training_ids or [],
        "entry_set": None if chosen is None else EntrySet(nature=chosen.nature or "", kinds=chosen.kinds),
        "summary": model.summary or "",
        "language": model.language,
        "template": model.template or "",
        "hidden_parts": model.hidden_parts,
    }


def naming_the_entry(
    refused: ServiceRefused, entry_ids: Sequence[str] | None, training_ids: Sequence[str] | None = None
) -> ServiceRefused:
    """The refusal of an entry or training that is not there, with its place among those that were chosen."""
    missing = refused.metadata.get("id", "")
    if refused.reason == "ENTRY_NOT_FOUND":
        for name, chosen in (("entry_ids", list(entry_ids or ())), ("training_ids", list(training_ids or ()))):
            if missing in chosen:
                return replace(refused, violations=((f"{name}[{chosen.index(missing)}]", "", "NOT_IN_PASSPORT"),))
    return refused
