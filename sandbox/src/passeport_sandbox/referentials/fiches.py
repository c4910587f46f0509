"""Fiches of the registers of certifications: those that the sample feeds speak of, and any number of invented ones."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources

__all__ = ["Fiche", "invented_fiches", "sandbox_fiches"]

_TRADES = ("Monteur", "Conductrice", "Technicien", "Cheffe de projet", "Agent", "Responsable", "Animatrice")
_FIELDS = ("d’essais", "en logistique portuaire", "du paysage", "d’atelier", "en énergies marines", "de l’accueil")
_SHORT = (("", ""), ("TP", "Titre professionnel"), ("BTS", "Brevet de technicien supérieur"))
_OCCUPATIONS = ("F1602", "N1103", "K1302", "M1805", "H2503", "D1106")
_TEXT = "Exercer son activité en autonomie, dans le respect des consignes et de l’environnement. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """A certification as the registers tell of it; what the services do not read is left out or filled in."""

    number: str
    title: str
    short: str = ""
    short_title: str = ""
    level: int = 0
    active: bool = True
    decided: date | None = None
    ends: date | None = None
    certifiers: Sequence[tuple[str, str]] = ()
    """SIRET and name of each."""
    rome: Sequence[str] = ()
    blocks: Sequence[tuple[str, str]] = ()
    prevention: bool = False
    """In health and safety at work: listed for the passeport de prévention."""
    replaces: Sequence[str] = ()
    replaced_by: Sequence[str] = ()
    text: str = ""
    """Stands in the XML where the official one has long texts."""

    @property
    def registration(self) -> str:
        """Diplomas of the State are registered by law, others when that is asked for (L6113-5)."""
        return f"Enregistrement {'de droit' if self.short in {'CAP', 'BP', 'BTS', 'TP'} else 'sur demande'}"


def sandbox_fiches() -> list[Fiche]:
    """Those that the sample feeds speak of."""
    told = tomllib.loads(resources.files(__package__).joinpath("fiches.toml").read_text("utf-8"))
    return [Fiche(**{**fiche, "rome": tuple(fiche.get("rome", ()))}) for fiche in told["fiches"]]


def invented_fiches(number: int, seed: int = 0, *, register: str = "RNCP", text_length: int = 0) -> Iterator[Fiche]:
    """Makes `number` invented fiches, the same for the same seed; official ones have some 20,000 characters of text."""
    for index in range(number):
        chosen = random.Random(f"{seed}-{register}-{index}")  # noqa: S311 - to be the same again, not to be secret
        short, short_title = chosen.choice(_SHORT) if register == "RNCP" else ("", "")
        code = f"{register}{900_000 + index}"
        decided = date(2015, 1, 1) + timedelta(chosen.randrange(4000))
        yield Fiche(
            number=code,
            title=f"{chosen.choice(_TRADES)} {chosen.choice(_FIELDS)} {index}",
            short=short,
            short_title=short_title,
            level=chosen.randint(3, 8) if register == "RNCP" else 0,
            active=chosen.random() < 0.4,
            decided=decided,
            ends=decided + timedelta(365 * chosen.randint(1, 5)),
            certifiers=[(f"{chosen.randrange(10**14):014}", f"CERTIFICATEUR INVENTÉ {chosen.randrange(5000)}")],
            rome=chosen.sample(_OCCUPATIONS, 2) if register == "RNCP" else (),
            blocks=[(f"{code}BC{part:02}", f"Bloc inventé {part}") for part in range(1, chosen.randint(2, 7))],
            replaces=[f"{register}{900_000 + index - 1}"] if index and chosen.random() < 0.2 else (),
            text=(_TEXT * (text_length // len(_TEXT) + 1))[:text_length],
        )
