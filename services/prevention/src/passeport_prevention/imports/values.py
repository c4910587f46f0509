"""What a cell of the official import may hold: each reader makes a value of a text that is not empty, or says why not.

The words of a `Wrong` follow the name of the column, in French, for a report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as _siret

from passeport_dossier.domain.text import name_refused, shows_nothing
from passeport_prevention.domain.worker import Worker, check_worker

__all__ = ["Codes", "Reader", "Value", "Wrong", "choice", "codes", "day", "link", "name", "nir", "siret", "text"]

Value = str | date | tuple[str, ...]
Reader = Callable[[str], Value]
Codes = tuple[str, ...]

_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", re.ASCII)
# What a spreadsheet takes for a formula when it opens a report or a list of ours.
_FORMULA = ("=", "+", "-", "@")
_SEPARATOR = "/"


class Wrong(ValueError):
    """A value that its column may not hold: the rule it breaks, and what is wrong with it."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(what)
        self.rule = rule
        self.what = what


def text(said: str) -> str:
    """A free text. Raises Wrong where it does not show, or a spreadsheet would take it for a formula."""
    if refused := name_refused(said):
        raise Wrong("character", f"contient le caractère {refused.split()[0]}, qui ne se voit pas : retirez-le")
    if shows_nothing(said):
        raise Wrong("required", "ne contient aucun caractère visible")
    if said.startswith(_FORMULA):
        raise Wrong(
            "formula", f"commence par « {said[0]} », qu'un tableur prendrait pour une formule : retirez ce signe"
        )
    return said


# A file has the same days and establishments again and again.
@lru_cache(4096)
def day(said: str) -> date:
    """A day, jj/mm/aaaa. Raises Wrong."""
    found = _DAY.fullmatch(said)
    if found is None:
        raise Wrong("date", "n'est pas une date jj/mm/aaaa")
    number, month, year = map(int, found.groups())
    try:
        return date(year, month, number)
    except ValueError:
        raise Wrong("date", "est un jour qui n'existe pas") from None


def choice(*allowed: str) -> Reader:
    """One of some words, in capitals as the guide writes them."""

    def read(said: str) -> str:
        if said not in allowed:
            raise Wrong("value", f"est l'une de ces valeurs : {', '.join(allowed)}")
        return said

    return read


def codes(pattern: str, least: int, most: int, what: str) -> Reader:
    """Codes of a nomenclature with `/` between them, none twice."""
    form = re.compile(pattern, re.ASCII)
    number = f"{least} à {most}" if least < most else f"{most}"

    def read(said: str) -> Codes:
        given = tuple(code.strip() for code in said.split(_SEPARATOR))
        if "" in given:
            raise Wrong("code", f"a un « {_SEPARATOR} » de trop : il sépare deux codes")
        # Which one is seen in the value that is told: a message quotes nothing.
        if any(form.fullmatch(code) is None for code in given):
            raise Wrong("code", f"contient autre chose que {what}")
        if len(set(given)) < len(given):
            raise Wrong("code", "contient deux fois le même code")
        if not least <= len(given) <= most:
            raise Wrong("number", f"contient {len(given)} code(s) au lieu de {number}")
        return given

    return read


@lru_cache(4096)
def siret(said: str) -> str:
    """A SIRET with its key; that it exists is not checked. Raises Wrong."""
    if not (len(said) == 14 and said.isascii() and said.isdecimal()):
        raise Wrong("siret", "n'a pas 14 chiffres")
    try:
        _siret.validate(said)
    except ValidationError:
        raise Wrong("siret", "n'est pas un SIRET : sa clé est fausse") from None
    return said


def link(said: str) -> str:
    """An address of the web. Raises Wrong."""
    try:
        parts = urlsplit(said)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or not said.isascii() or not said.isprintable() or " " in said:
        raise Wrong("link", "n'est pas une adresse http:// ou https://")
    return said


_NIR_FAULTS = {
    "NIR_WITH_KEY": "a 15 caractères : retirez les 2 derniers, la clé",
    "NIR_LENGTH": "n'a pas 13 caractères",
    "NIR_CHARACTERS": "n'est fait que de chiffres, sauf 2A et 2B pour la Corse",
}


def nir(said: str) -> str:
    """A NIR of 13 characters, without its key; whether it exists is for identity to say. Raises Wrong."""
    worker = Worker.named(said, "X")
    for violation in check_worker(worker):
        raise Wrong("nir", _NIR_FAULTS.get(violation.reason, "n'est pas un NIR"))
    return worker.nir


def name(said: str) -> str:
    """A birth name, unchanged and whole. Raises Wrong."""
    if refused := name_refused(said):
        raise Wrong("character", f"contient le caractère {refused.split()[0]}, qui ne se voit pas : retirez-le")
    if not any(map(str.isalpha, said)):
        raise Wrong("name", "ne contient aucune lettre")
    return said
