"""What the feeds say of the personas (`careers.toml`), as contracts, awards, diplomas and trainings."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from passeport_sandbox.feeds.certifications import Award
from passeport_sandbox.feeds.diplomas import Diploma
from passeport_sandbox.feeds.dsn import Contract, Employer
from passeport_sandbox.feeds.trainings import Training
from passeport_sandbox.personas import Persona, load


def _tables() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("careers.toml").read_text(encoding="utf-8"))


def _people() -> dict[str, Persona]:
    return {persona.login: persona for persona in load()}


def contracts() -> list[Contract]:
    """Every contract of the personas."""
    tables, people = _tables(), _people()
    employers = {name: Employer(**facts) for name, facts in tables["employers"].items()}
    return [
        Contract(**{**facts, "person": people[facts["person"]], "employer": employers[facts["employer"]]})
        for facts in tables["contracts"]
    ]


def diplomas() -> list[Diploma]:
    """The diplomas of the personas."""
    people = _people()
    return [Diploma(**{**facts, "person": people[facts["person"]]}) for facts in _tables()["diplomas"]]


def trainings() -> list[Training]:
    """The trainings and engagements of the personas."""
    people = _people()
    return [Training(**{**facts, "person": people[facts["person"]]}) for facts in _tables()["trainings"]]


def awards(client_id: str) -> list[Award]:
    """The awards that one certifier delivered to the personas, those of one certification side by side."""
    people = _people()
    found = []
    for number, facts in enumerate(_tables()["awards"], start=1):
        if facts["certifier"] == client_id:
            said = {key: value for key, value in facts.items() if key not in {"certifier", "person"}}
            found.append(Award(person=people[facts["person"]], key=f"{client_id}-{number:04d}", **said))
    return sorted(found, key=lambda award: award.code)
