"""What the routes take and answer."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from passeport_prevention_habilitation_electrique.symbols import SYMBOLS_LIMIT

__all__ = ["SymbolOfHolder", "SymbolsAsked", "SymbolsOfHolder", "SymbolsShown"]

Symbol = Annotated[str, Field(min_length=1, max_length=20)]


class SymbolsAsked(BaseModel):
    """The symbols that a training prepares for, in place of those before."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"symbols": ["B1V", "BR"]}]})

    symbols: Annotated[list[Symbol], Field(max_length=SYMBOLS_LIMIT)] = Field(
        description="Symboles, comme sur le titre d’habilitation. Une liste vide les retire."
    )


class SymbolsShown(BaseModel):
    """The symbols of a training."""

    training_id: UUID = Field(description="La formation.")
    symbols: list[str] = Field(description="Symboles auxquels elle prépare.")


class SymbolOfHolder(BaseModel):
    """A symbol that the holder was trained for."""

    symbol: str = Field(description="Le symbole, comme sur le titre d’habilitation.")
    label: str = Field(description="Ce qu’il permet, une fois l’habilitation donnée par l’employeur.")
    training_id: UUID = Field(description="La dernière formation qui y prépare.")
    trained_on: str | None = Field(description="Dernier jour de cette formation, aussi précis qu’il est connu.")
    refresh_by: str | None = Field(description="Jusqu’à quand se recycler, aussi précis qu’il est connu.")


class SymbolsOfHolder(BaseModel):
    """All symbols that the holder was trained for."""

    items: list[SymbolOfHolder] = Field(description="Un par symbole, dans l’ordre des symboles.")
