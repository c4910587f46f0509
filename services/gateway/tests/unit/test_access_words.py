"""The log of accesses in plain words: who, what, when, why, and what allows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from passeport_gateway.domain.access import AccessLine
from passeport_gateway.domain.access_words import ACTIONS, legal_basis, told
from passeport_gateway.http.render.dates import moment_words

LINE = AccessLine(0, "records", "holder", "", "records.entry.read", "Consultation de votre passeport", "")
CERTIFIER = replace(
    LINE, actor="partner", organisation="GRETA", action="records.entry.received", purpose="Certification reçue"
)
COUNSELLOR = replace(
    LINE, actor="professional", organisation="Mission locale", action="records.entry.consulted", purpose="Insertion"
)
VERIFIER = replace(LINE, service="publishing", actor="verifier", action="publishing.publication.verify", purpose="")
PLATFORM = replace(
    LINE,
    service="publishing",
    actor="platform",
    organisation="Recruteur",
    action="publishing.consent.pull",
    purpose="Préremplir votre candidature",
)
SYSTEM = replace(LINE, actor="system", action="records.entry.purge", purpose="Effacement au bout de 30 jours.")


@pytest.mark.parametrize(
    ("line", "french", "english"),
    [
        (
            LINE,
            "Vous avez lu des éléments de votre passeport, le X. Motif : Consultation de votre passeport.",
            "You read entries of your passport, on X.",
        ),
        (
            CERTIFIER,
            "GRETA a transmis un élément de votre passeport, ou sa mise à jour, le X. Motif : Certification reçue.",
            "GRETA sent an entry of your passport, or its update, on X.",
        ),
        (
            COUNSELLOR,
            "Un professionnel (Mission locale) a lu les éléments garantis de votre passeport, le X. Motif : Insertion.",
            (
                "A professional (Mission locale) read the guaranteed entries of your passport, on X. Stated reason, in "
                'French: "Insertion".'
            ),
        ),
        (
            PLATFORM,
            (
                "Recruteur a repris ce que vous lui avez permis d'une de vos publications, le X. Motif : Préremplir "
                "votre candidature."
            ),
            (
                "Recruteur pulled what you let it have of one of your publications, on X. Stated reason, in French: "
                '"Préremplir votre candidature".'
            ),
        ),
        (
            SYSTEM,
            "Le service a effacé un élément que vous aviez supprimé, le X. Motif : Effacement au bout de 30 jours.",
            "The service erased an entry that you had deleted, on X.",
        ),
        (
            replace(LINE, actor="robot", action="new.verb", purpose=""),
            "Quelqu'un a consulté ou modifié vos données, le X.",
            "Somebody read or changed your data, on X.",
        ),
    ],
)
def test_it_says_who_did_what_when_and_why(line: AccessLine, french: str, english: str) -> None:
    assert (told(line, "X", "fr"), told(line, "X", "en")) == (french, english)


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        (LINE, "R6323-35, I"),
        (CERTIFIER, "L6323-8, III et R6323-33, 9°"),
        (COUNSELLOR, "L6323-8, III et R6323-35, III"),
        (VERIFIER, "L6323-8, III"),
        (replace(CERTIFIER, service="prevention"), "L4141-5 et R6323-33, 9° bis"),
        (replace(SYSTEM, action="records.apprenticeship.check"), "L5151-2"),
    ],
)
def test_it_says_what_allows_it(line: AccessLine, reference: str) -> None:
    assert legal_basis(line).reference == f"Code du travail, {reference}"


def test_words_begin_small_and_end_without_a_stop() -> None:
    for words in ACTIONS.values():
        for text in words:
            assert text[0].islower(), text
            assert text[-1] not in " .", text


def test_a_moment_is_that_of_paris() -> None:
    moment = datetime(2026, 7, 31, 23, 5, tzinfo=UTC)
    assert moment_words(moment, "fr") == "1er août 2026 à 1 h 05"
    assert moment_words(moment, "en") == "1 August 2026 at 01:05, Paris time"
