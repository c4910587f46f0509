"""The holder reads every access in plain words: each verb that a service notes has some."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from passeport_gateway.domain.access_words import ACTIONS
from tools.distributions import ROOT

SERVICES = ("identity", "records", "publishing", "prevention")
HINT = "give them words in services/gateway/src/passeport_gateway/domain/access_words.toml"


def sources(service: str) -> str:
    """All that the sources of a service say."""
    files = sorted((ROOT / "services" / service / "src").rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("service", SERVICES)
def test_every_verb_has_words(service: str) -> None:
    verbs = set(re.findall(rf'"({service}\.[a-z_]+\.[a-z_]+)"', sources(service)))
    assert len(verbs) > 3
    assert verbs - ACTIONS.keys() == set(), HINT


def test_every_verb_of_an_operator_and_of_an_activation_has_words() -> None:
    """These are put together: of an operator `identity.person.…`, of an activation `identity.account.…`."""
    said = set(re.findall(r'(?:[ (]now|\bact\.at), "([a-z_]+)", ?[a-zA-Z_"]', sources("identity")))
    assert {"merged", "activated"} <= said
    assert said - {action.split(".")[2] for action in ACTIONS} == set(), HINT


def test_no_words_are_of_a_verb_that_nobody_notes() -> None:
    everything = "\n".join(map(sources, SERVICES))
    libraries = (ROOT / "libs" / "dossier" / "src").rglob("*.py")
    everything += "\n".join(chain.from_iterable((path.read_text(encoding="utf-8"),) for path in libraries))
    for action in ACTIONS:
        assert re.search(rf'["\.]{action.split(".")[2]}"', everything), action
