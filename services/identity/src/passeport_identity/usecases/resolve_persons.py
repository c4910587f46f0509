"""Resolves the persons that a feed speaks of, by thousands: one statement per step, however many there are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from passeport_chassis.access import Access
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.matching import HolderCriteria, Outcome, Resolution, Step, decide
from passeport_identity.domain.names import name_key
from passeport_identity.domain.nir import Nir
from passeport_identity.errors import FieldInvalid, NirMalformed
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["MOST_QUERIES", "NirQuery", "ResolvePersons"]

MOST_QUERIES = 5000

# What is done here, and no more: what came of the line is told by who keeps it.
_PURPOSES = {
    "certifications": "Recherche de votre identité : un certificateur a transmis une certification à votre nom",
    "dsn": "Recherche de votre identité : un employeur a transmis une déclaration (DSN) à votre nom",
    "prevention": "Recherche de votre identité : une formation de prévention a été déclarée à votre nom",
}
_NIR_FIELDS = ("nir", "birth_name")


@dataclass(frozen=True, slots=True)
class NirQuery:
    """A person by NIR (13 characters), with the birth name as a control."""

    nir: str = field(repr=False)
    birth_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResolvePersons:
    """Answers in the order of the queries, one for each; what cannot be resolved is an answer too."""

    open_work: OpenWork
    vault: NirVault
    clock: Clock

    async def __call__(
        self, queries: Sequence[NirQuery | HolderCriteria], purpose: str, organisation: str = ""
    ) -> list[Resolution]:
        """Resolves; `organisation` is the partner who names the persons.

        Raises FieldInvalid for too many queries or a purpose that is not known.
        """
        if len(queries) > MOST_QUERIES:
            raise FieldInvalid([FieldViolation("queries", f"must be {MOST_QUERIES} at most", "TOO_MANY")])
        if purpose not in _PURPOSES:
            known = ", ".join(sorted(_PURPOSES))
            raise FieldInvalid([FieldViolation("purpose", f"must be one of {known}", "PURPOSE")])
        by_nir = {place: query for place, query in enumerate(queries) if isinstance(query, NirQuery)}
        by_identity = {place: query for place, query in enumerate(queries) if isinstance(query, HolderCriteria)}
        # In a thread: fingerprints by the thousand would keep every other call waiting.
        answers, kept_as = await asyncio.to_thread(self._fingerprinted, by_nir)
        async with self.open_work() as work:
            answers |= await _by_nir(work, by_nir, kept_as)
            answers |= await _by_identity(work, by_identity)
            await self._record(work, answers, purpose, organisation)
            await work.commit()
        return [answers[place] for place in range(len(queries))]

    def _fingerprinted(
        self, queries: Mapping[int, NirQuery]
    ) -> tuple[dict[int, Resolution], Mapping[int, tuple[bytes, ...]]]:
        """The answers about what is no NIR, and every fingerprint under which the others may be kept."""
        answers, nirs = {}, {}
        for place, query in queries.items():
            try:
                nirs[place] = Nir.parse(query.nir)
            except NirMalformed:
                answers[place] = Resolution(Outcome.NIR_INVALID, fields=("nir",))
        return answers, dict(zip(nirs, self.vault.fingerprints(list(nirs.values())), strict=True))

    async def _record(self, work: UnitOfWork, answers: dict[int, Resolution], purpose: str, organisation: str) -> None:
        now, actor_id, words = self.clock(), f"feed:{purpose}", _PURPOSES[purpose]
        # One of our services asks; whoever made it ask is named where it says so.
        actor = "partner" if organisation else "system"
        persons = {answer.person_id for answer in answers.values() if answer.person_id is not None}
        await work.accesses.record(
            *(
                Access(person, now, actor, actor_id, "identity.person.resolved", words, organisation)
                # In the order of the index; compared as numbers, which is ten times as quick.
                for person in sorted(persons, key=attrgetter("int"))
            )
        )


async def _by_nir(
    work: UnitOfWork, queries: Mapping[int, NirQuery], kept_as: Mapping[int, tuple[bytes, ...]]
) -> dict[int, Resolution]:
    answers = {}
    found = await work.registry.by_nir([fingerprint for each in kept_as.values() for fingerprint in each])
    for place, fingerprints in kept_as.items():
        person = next((found[each] for each in fingerprints if each in found), None)
        birth_name_key = name_key(queries[place].birth_name)
        if person is None or not birth_name_key:
            answers[place] = Resolution(Outcome.NO_MATCH, fields=("nir",) if birth_name_key else _NIR_FIELDS)
        elif person.birth_name_key != birth_name_key:
            answers[place] = Resolution(Outcome.NIR_NAME_MISMATCH, fields=_NIR_FIELDS)
        else:
            answers[place] = Resolution(Outcome.RESOLVED, person.person_id, fields=_NIR_FIELDS)
    return answers


async def _by_identity(work: UnitOfWork, queries: dict[int, HolderCriteria]) -> dict[int, Resolution]:
    answers = {
        place: Resolution(Outcome.NO_MATCH, step=int(Step.MANDATORY), fields=criteria.fields_at(Step.MANDATORY))
        for place, criteria in queries.items()
        if not criteria.is_comparable
    }
    pending = {place: Step.MANDATORY for place in queries if place not in answers}
    for step in Step:
        places = [place for place, wanted in pending.items() if wanted is step]
        if not places:
            continue
        hits = await work.registry.candidates(step, [queries[place] for place in places])
        for place, persons in zip(places, hits, strict=True):
            move = decide(queries[place], step, persons)
            if isinstance(move, Resolution):
                answers[place] = move
                del pending[place]
            else:
                pending[place] = move
    return answers
