"""The programme, as its entry point names it."""

from __future__ import annotations

from pathlib import Path

from passeport_prevention.extend import Audience, Programme, Route
from passeport_prevention_habilitation_electrique.models import SymbolsAsked, SymbolsOfHolder, SymbolsShown
from passeport_prevention_habilitation_electrique.routes import declare_symbols, read_declared_symbols, read_symbols

__all__ = ["PROGRAMME"]

PROGRAMME = Programme(
    name="habilitation-electrique",
    title="Habilitation électrique",
    version="0.1.0",
    # Of the table of the service, which also says how long it holds: three years, as NF C 18-510 recommends.
    about=frozenset({"habilitation-electrique"}),
    migrations=Path(__file__).with_name("migrations"),
    routes=(
        Route(
            "GET",
            "symbols",
            Audience.HOLDER,
            "Lire ses symboles d’habilitation et jusqu’à quand se recycler",
            read_symbols,
            SymbolsOfHolder,
        ),
        Route(
            "GET",
            "trainings/{training_id}/symbols",
            Audience.PARTNER,
            "Relire les symboles auxquels prépare une formation",
            read_declared_symbols,
            SymbolsShown,
        ),
        Route(
            "PUT",
            "trainings/{training_id}/symbols",
            Audience.PARTNER,
            "Déclarer les symboles auxquels prépare une formation",
            declare_symbols,
            SymbolsShown,
            SymbolsAsked,
        ),
    ),
)
