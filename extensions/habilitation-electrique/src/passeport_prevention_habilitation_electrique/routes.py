"""What holders and partners do: the former read, the latter say what a training of theirs prepares for."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from passeport_prevention.extend import Asked, Context, NotFound, Training, WrongFields
from passeport_prevention_habilitation_electrique.models import (
    SymbolOfHolder,
    SymbolsAsked,
    SymbolsOfHolder,
    SymbolsShown,
)
from passeport_prevention_habilitation_electrique.symbols import LABELS, check_symbols, written
from passeport_prevention_habilitation_electrique.tables import training_symbol as table

__all__ = ["declare_symbols", "read_declared_symbols", "read_symbols"]


def read_symbols(context: Context, asked: Asked[None]) -> SymbolsOfHolder:
    """The symbols that the holder was trained for, each by the last training that prepares for it."""
    # The latest first: of two trainings for one symbol the first that is met counts.
    trainings = {one.id: one for one in context.trainings.of_holder()}
    query = sa.select(table.c.training_id, table.c.symbol).where(table.c.person_id.in_(context.caller.person_ids))
    symbols_of: dict[UUID, list[str]] = {}
    for row in context.rows.execute(query):
        symbols_of.setdefault(row["training_id"], []).append(row["symbol"])
    last: dict[str, Training] = {}
    for training in trainings.values():
        for symbol in symbols_of.get(training.id, ()):
            last.setdefault(symbol, training)
    return SymbolsOfHolder(
        items=[
            SymbolOfHolder(
                symbol=symbol,
                label=LABELS[symbol],
                training_id=training.id,
                trained_on=training.end or training.validity_start,
                refresh_by=training.valid_until,
            )
            for symbol, training in sorted(last.items())
        ]
    )


def declare_symbols(context: Context, asked: Asked[SymbolsAsked]) -> SymbolsShown:
    """Puts the symbols of a training that the partner declared in place of those before."""
    training = _training(context, asked.path["training_id"])
    symbols = [written(symbol) for symbol in asked.body.symbols]
    if findings := list(check_symbols(symbols)):
        raise WrongFields(findings)
    mine = sa.and_(table.c.person_id == training.person_id, table.c.training_id == training.id)
    context.rows.execute(sa.delete(table).where(mine))
    if symbols:
        key = {"person_id": training.person_id, "training_id": training.id, "declared_at": context.now}
        context.rows.execute(sa.insert(table).values([key | {"symbol": symbol} for symbol in symbols]))
    return SymbolsShown(training_id=training.id, symbols=sorted(symbols))


def read_declared_symbols(context: Context, asked: Asked[None]) -> SymbolsShown:
    """The symbols of a training that the partner declared."""
    training = _training(context, asked.path["training_id"])
    mine = sa.and_(table.c.person_id == training.person_id, table.c.training_id == training.id)
    rows = context.rows.execute(sa.select(table.c.symbol).where(mine).order_by(table.c.symbol))
    return SymbolsShown(training_id=training.id, symbols=[row["symbol"] for row in rows])


def _training(context: Context, text: str) -> Training:
    try:
        training = context.trainings.get(UUID(text))
    except ValueError:
        training = None
    if training is None:
        raise NotFound(
            "TRAINING_UNKNOWN",
            "Aucune formation à l’habilitation électrique que vous avez déclarée n’a cet identifiant ; donnez-lui le"
            " type habilitation-electrique quand vous la déclarez.",
        )
    return training
