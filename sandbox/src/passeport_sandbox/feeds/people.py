"""People without a story, as many as wanted, each with a name and a NIR of his own: for benches and for volume."""

import random
from collections.abc import Iterator
from itertools import count

from passeport_sandbox.personas import FRANCE, Persona

_ONSETS = ("B", "C", "D", "F", "G", "J", "L", "M", "N", "P", "R", "S", "T", "V", "BR", "CH", "CL", "FR", "GR", "TR")
_VOWELS = ("A", "E", "I", "O", "U", "AI", "AU", "OU", "EU", "ON")
_ENDS = ("", "L", "N", "R", "RD", "T")
_SYLLABLES = tuple(onset + vowel for onset in _ONSETS for vowel in _VOWELS)
_FEMALE = ("Adèle", "Brune", "Capucine", "Daphné", "Élise", "Flavie", "Garance", "Héloïse", "Inès", "Jade")
_MALE = ("Achille", "Basile", "Côme", "Denis", "Étienne", "Félix", "Gaspard", "Hugo", "Ilan", "Jules")
_COMMUNES = ("44109", "35238", "69383", "31555", "33063", "59350", "67482", "13055", "06088", "76540")


def synthetic_people(number: int, seed: int = 0) -> Iterator[Persona]:
    """Gives `number` people, the same ones for the same seed; no two share a birth name or a NIR."""
    chosen = random.Random(seed)  # noqa: S311 - to be the same again, not to be secret
    taken: set[str] = set()
    for index in range(number):
        female = chosen.random() < 0.5
        year, month, day = chosen.randint(1962, 2008), chosen.randint(1, 12), chosen.randint(1, 28)
        commune = chosen.choice(_COMMUNES)
        prefix = f"{'2' if female else '1'}{year % 100:02d}{month:02d}{commune}"
        order = chosen.randint(1, 999)
        nir = next(
            candidate
            for candidate in (f"{prefix}{(order + step) % 999 + 1:03d}" for step in count())
            if candidate not in taken
        )
        taken.add(nir)
        yield Persona(
            login=f"p{index:07d}",
            given_names=(chosen.choice(_FEMALE if female else _MALE),),
            family_name=_name(index),
            preferred_username=None,
            gender="female" if female else "male",
            birthdate=f"{year}-{month:02d}-{day:02d}",
            birthplace=commune,
            birthcountry=FRANCE,
            email=f"p{index:07d}@example.org",
            nir=nir,
            story="",
        )


def _name(index: int) -> str:
    """A pronounceable name that no other index has: the number written in syllables."""
    end = _ENDS[index % len(_ENDS)]
    rest = index // len(_ENDS)
    parts = []
    for _ in range(3):
        rest, digit = divmod(rest, len(_SYLLABLES))
        parts.append(_SYLLABLES[digit])
    return "".join(parts) + end
