"""The parts that the pages do not show: the shelf that forgets, and what a `sub` hangs on."""

from dataclasses import replace
from datetime import timedelta

from franceconnect.service import PASSPORT, ManualClock

from passeport_sandbox.franceconnect.identity import subject
from passeport_sandbox.openid.shelf import Shelf
from passeport_sandbox.personas import by_login


def test_the_shelf_forgets_and_keeps_no_rubbish(clock: ManualClock) -> None:
    shelf: Shelf[str] = Shelf(clock, timedelta(seconds=60))
    shelf.put("ancien", "a")
    clock.advance(60)
    assert shelf.get("ancien") is None
    shelf.put("neuf", "n")
    assert shelf.get("neuf") == "n"
    assert list(shelf._kept) == ["neuf"]
    shelf.drop("neuf")
    shelf.drop("jamais-venu")
    assert shelf.get("neuf") is None


def test_the_sub_changes_with_the_civil_identity_and_with_nothing_else() -> None:
    claire, yasmina = by_login("claire"), by_login("yasmina")
    known = subject(claire, PASSPORT, "secret")
    assert subject(replace(claire, email="autre@example.org", preferred_username="X"), PASSPORT, "secret") == known
    for change in (
        {"family_name": "AUTRE"},
        {"given_names": ("Claire",)},
        {"birthdate": "1981-04-18"},
        {"gender": "male"},
        {"birthplace": "35238"},
    ):
        assert subject(replace(claire, **change), PASSPORT, "secret") != known
    assert subject(claire, PASSPORT, "autre secret") != known
    # Abroad the place of birth is not part of the identity: sources disagree on it.
    assert subject(replace(yasmina, birthplace="90900"), PASSPORT, "s") == subject(yasmina, PASSPORT, "s")
