"""Places for files and results: one client leaves room for others."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from passeport_prevention.errors import ImportsBusy
from passeport_prevention.rpc.places import Places


def test_a_client_has_half_of_the_places_and_gives_them_back() -> None:
    places = Places(4)
    with ExitStack() as held:
        for client in ("a", "a", "b"):
            held.enter_context(places.one(client))
        with pytest.raises(ImportsBusy):
            held.enter_context(places.one("a"))
        held.enter_context(places.one("c"))
        with pytest.raises(ImportsBusy):
            held.enter_context(places.one("b"))
    with places.one("a"), places.one("a"):
        pass


def test_where_there_is_one_place_a_client_may_have_it() -> None:
    places = Places(1)
    with places.one("a"), pytest.raises(ImportsBusy), places.one("b"):
        pass
