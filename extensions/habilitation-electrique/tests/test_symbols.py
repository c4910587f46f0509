"""The rules of symbols."""

from __future__ import annotations

import pytest

from passeport_prevention_habilitation_electrique.symbols import LABELS, check_symbols, written


@pytest.mark.parametrize(
    "symbol", ["B0", "B1V", "br", " b2v ", "BE  mesurage", "H0", "H0V", "be manoeuvre", "HC", "H1V", "BP"]
)
def test_symbols_as_they_stand_on_cards(symbol: str) -> None:
    assert list(check_symbols([written(symbol)])) == []
    assert LABELS[written(symbol)]


@pytest.mark.parametrize(
    ("symbols", "fields"),
    [
        (["B9"], [("symbols[0]", "UNKNOWN_SYMBOL")]),
        (["B0V"], [("symbols[0]", "UNKNOWN_SYMBOL")]),
        (["HR"], [("symbols[0]", "UNKNOWN_SYMBOL")]),
        (["B1V", "B1T"], [("symbols[1]", "UNDER_VOLTAGE")]),
        (["B1V", "BR", "B1V"], [("symbols[2]", "TWICE")]),
    ],
)
def test_what_is_none_is_told_with_what_to_do(symbols: list[str], fields: list[tuple[str, str]]) -> None:
    found = list(check_symbols(symbols))
    assert [(one.field, one.rule) for one in found] == fields
    assert all(one.message and one.fix for one in found)
