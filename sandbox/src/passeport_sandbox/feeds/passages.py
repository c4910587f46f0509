"""Awards of people without a story, with all that the format lets a certifier say, the same ones for the same seed."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from passeport_sandbox.feeds.certifications import Award, Naming
from passeport_sandbox.personas import Persona

__all__ = ["invented_awards"]

_MENTIONS = (
    "",
    "SANS_MENTION",
    "MENTION_ASSEZ_BIEN",
    "MENTION_BIEN",
    "MENTION_TRES_BIEN",
    "MENTION_TRES_BIEN_AVEC_FELICITATIONS_DU_JURY",
)
_ACCESS = (
    "",
    "FORMATION_INITIALE_HORS_APPRENTISSAGE",
    "FORMATION_INITIALE_APPRENTISSAGE",
    "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION",
    "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION",
    "VAE",
    "EQUIVALENCE_DIPLOME_ETRANGER",
    "CANDIDAT_LIBRE",
)
_VAE_WAYS = ("", "CONGES_VAE", "VAE_CLASSIQUE")
_INITIATIVES = ("", "CERTIFIE", "OF", "POLE_EMPLOI", "EMPLOYEUR", "AUTRE")
_EXAM_MODES = ("", "A_DISTANCE", "EN_PRESENTIEL", "MIXTE")
_CEFR = ("A1", "A2", "B1", "B2", "C1", "C2", "INSUFFISANT")
# Competences in each of the five domains of the European framework, as Pix counts them.
_COMPETENCES = {1: 3, 2: 4, 3: 4, 4: 3, 5: 2}


@dataclass(frozen=True, slots=True)
class _Certification:
    code: str
    wording: str
    teaches: str = ""  # "language" or "digital"
    years: int = 0  # of validity; 0: for ever


_CERTIFICATIONS = (
    _Certification("RNCP35419", ""),
    _Certification("RNCP39159", "Titre « Conseil & vente »"),
    _Certification("RNCP30328", ""),
    _Certification("RS6435", "CLOE anglais", "language", 2),
    _Certification("RS6893", "DigComp", "digital"),
    _Certification("RS7256", "TOSA Excel", years=3),
    _Certification("RS7000", "CACES", years=5),
)


def invented_awards(
    people: Iterable[Persona],
    number: int,
    seed: int = 0,
    *,
    by: Sequence[Naming] = ("titulaire",),
    first: int = 0,
    name: str = "",
) -> Iterator[Award]:
    """One award for each of `number` people, those of a certification side by side.

    `by` is how holders are named, in turn. The first has the number `first`, and all have keys `name-number`.
    """
    for index, person in zip(range(number), people, strict=False):
        certification = _CERTIFICATIONS[index * len(_CERTIFICATIONS) // number]
        place = first + index
        yield _award(person, certification, place, seed, by[place % len(by)], f"{name or seed}-{place:07d}")


def _award(person: Persona, of: _Certification, place: int, seed: int, by: Naming, key: str) -> Award:
    chosen = random.Random(f"{seed}-{place}")  # noqa: S311 - to be the same again, not to be secret
    obtained = date(2024, 1, 8) + timedelta(chosen.randrange(1000))
    access = chosen.choice(_ACCESS)
    scored = of.code.startswith("RS") and chosen.random() < 0.7
    examined = chosen.random() < 0.5
    return Award(
        person=person,
        key=key,
        code=of.code,
        obtained=obtained,
        until=obtained + timedelta(365 * of.years) if of.years else None,
        by=by,
        training_file=f"{chosen.randrange(10**11):011d}",
        wording=of.wording,
        option="Parcours A & B" if chosen.random() < 0.2 else "",
        proof_url=f"https://preuves.example.org/{key}?a=1&b=2" if chosen.random() < 0.1 else "",
        score=f"{chosen.randint(1, 990)}" if scored or of.teaches == "digital" else "",
        mention=chosen.choice(_MENTIONS),
        cefr=chosen.choice(_CEFR) if of.teaches == "language" else "",
        digital=chosen.randint(1, 1000) if of.teaches == "digital" else 0,
        digital_results=_results(chosen) if of.teaches == "digital" else (),
        access=access,
        vae_way=chosen.choice(_VAE_WAYS) if access == "VAE" else "",
        initiative=chosen.choice(_INITIATIVES),
        enrolled=obtained - timedelta(chosen.randrange(20, 700)) if chosen.random() < 0.3 else None,
        exam=(obtained - timedelta(chosen.randint(2, 9)), obtained - timedelta(1)) if examined else None,
        exam_mode=chosen.choice(_EXAM_MODES),
        exam_postcode=f"{chosen.randint(1, 95):02d}000" if examined else "",
    )


def _results(chosen: random.Random) -> tuple[str, ...]:
    """Levels of some competences: `domain.competence.level`."""
    all_of_them = [f"{domain}.{one}" for domain, count in _COMPETENCES.items() for one in range(1, count + 1)]
    return tuple(f"{one}.{chosen.randint(1, 8)}" for one in all_of_them if chosen.random() < 0.8)
