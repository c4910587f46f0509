"""Resolves the persons that a feed speaks of, by thousands: one statement per step, however many there are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from passeport_chassis.access import Access
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.ine import Ine
from passeport_identity.domain.matching import HolderCriteria, Outcome, Resolution, Step, decide
from passeport_identity.domain.names import name_key
from passeport_identity.domain.nir import RegisterNumber, read_number
from passeport_identity.domain.ntt import Ntt, is_sender
from passeport_identity.errors import FieldInvalid, NirMalformed
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.registry_ports import NumberedPerson

__all__ = ["MOST_QUERIES", "IneQuery", "NirQuery", "NttQuery", "Query", "ResolvePersons"]

MOST_QUERIES = 5000

# What is done here, and no more: what came of the line is told by who keeps it.
_PURPOSES = {
    "certifications": "Recherche de votre identité : un certificateur a transmis une certification à votre nom",
    "dsn": "Recherche de votre identité : un employeur a transmis une déclaration (DSN) à votre nom",
    "diplomas": "Recherche de votre identité : un établissement a transmis un diplôme à votre nom",
    "prevention": "Recherche de votre identité : une formation de prévention a été déclarée à votre nom",
}
_LINKED = {
    "ntt": (
        "identity.ntt.linked",
        "Rattachement à vous du numéro temporaire (NTT) sous lequel un employeur vous a déclaré",
    ),
    "ine": (
        "identity.ine.linked",
        "Rattachement à vous du numéro d’élève ou d’étudiant (INE) sous lequel un établissement vous connaît",
    ),
}


_UNKNOWN = {"ntt": Outcome.NTT_UNKNOWN, "ine": Outcome.INE_UNKNOWN}


@dataclass(frozen=True, slots=True)
class NirQuery:
    """A person by NIR (13 characters), with the birth name as a control."""

    nir: str = field(repr=False)
    birth_name: str = field(repr=False)
    ntt: str = field(default="", repr=False)
    """The temporary number that the same line gives; once resolved, it leads to the person."""


@dataclass(frozen=True, slots=True)
class NttQuery:
    """A person by the temporary number of an employer, with the birth name as a control."""

    ntt: str = field(repr=False)
    birth_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class IneQuery:
    """A person by the number of schools and universities (INE), with the birth name as a control."""

    ine: str = field(repr=False)
    birth_name: str = field(repr=False)


Query = NirQuery | NttQuery | IneQuery | HolderCriteria
"""A civil identity may give an INE beside it, as a NIR a NTT: once resolved, that leads to the person."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for by number: its fields, the birth name as it is compared, what it may be kept as.

    `kept_as` has a fingerprint for each key, the newest first.
    """

    number: str
    birth_name_key: str
    kept_as: tuple[bytes, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.number, "birth_name")


@dataclass(frozen=True, slots=True)
class _Fingerprinted:
    """The answers about what is no number, what is looked for by which number, and the numbers that stand beside."""

    invalid: dict[int, Resolution]
    by_number: dict[int, _Asked]
    by_sender: dict[int, _Asked]
    """By NTT or INE, which lead to whom the same sender said that they are."""
    beside: dict[int, tuple[str, bytes]]
    """NTT beside a NIR and INE beside a civil identity, as they are kept from now on."""


@dataclass(frozen=True, slots=True)
class ResolvePersons:
    """Answers in the order of the queries, one for each; what cannot be resolved is an answer too."""

    open_work: OpenWork
    vault: NirVault
    clock: Clock

    async def __call__(
        self, queries: Sequence[Query], purpose: str, organisation: str = "", sender: str = ""
    ) -> list[Resolution]:
        """Resolves; `organisation` is the partner who names the persons, `sender` his SIREN, for whose NTT they are.

        Raises FieldInvalid for too many queries, a purpose that is not known, or a sender that is no SIREN.
        """
        if len(queries) > MOST_QUERIES:
            raise FieldInvalid([FieldViolation("queries", f"must be {MOST_QUERIES} at most", "TOO_MANY")])
        if purpose not in _PURPOSES:
            known = ", ".join(sorted(_PURPOSES))
            raise FieldInvalid([FieldViolation("purpose", f"must be one of {known}", "PURPOSE")])
        if sender and not is_sender(sender):
            raise FieldInvalid([FieldViolation("sender_siren", "must be a SIREN: 9 digits", "FORMAT")])
        by_identity = {place: query for place, query in enumerate(queries) if isinstance(query, HolderCriteria)}
        # In a thread: fingerprints by the thousand would keep every other call waiting.
        asked = await asyncio.to_thread(self._fingerprinted, queries, sender)
        async with self.open_work() as work:
            answers = asked.invalid
            answers |= await _by_number(work, asked.by_number)
            answers |= await _by_identity(work, by_identity)
            await self._learn(work, asked.beside, answers, purpose, organisation)
            # After what was just learnt: a file may name somebody by NTT on one line, and say who it is on another.
            answers |= await _by_sender(work, asked.by_sender)
            await self._record(work, answers, purpose, organisation)
            await work.commit()
        return [answers[place] for place in range(len(queries))]

    def _fingerprinted(self, queries: Sequence[Query], sender: str) -> _Fingerprinted:
        invalid: dict[int, Resolution] = {}
        numbers: dict[int, RegisterNumber] = {}
        of_sender: dict[int, Ntt | Ine] = {}
        for place, query in enumerate(queries):
            if isinstance(query, NirQuery):
                try:
                    numbers[place] = read_number(query.nir)
                except NirMalformed:
                    invalid[place] = Resolution(Outcome.NIR_INVALID, fields=("nir",))
                    continue
            try:
                if (number := _of_sender(query, sender)) is not None:
                    of_sender[place] = number
            except ValueError:
                # Beside something else it links nothing, and stops nothing.
                if isinstance(query, NttQuery):
                    invalid[place] = Resolution(Outcome.NTT_INVALID, fields=("ntt",))
                elif isinstance(query, IneQuery):
                    invalid[place] = Resolution(Outcome.INE_INVALID, fields=("ine",))
        kept_as = dict(zip(numbers, self.vault.fingerprints(list(numbers.values())), strict=True))
        of_sender_kept_as = dict(zip(of_sender, self.vault.fingerprints(list(of_sender.values())), strict=True))
        by_number = {
            place: _Asked(number.kind.value, _name(queries[place]), kept_as[place]) for place, number in numbers.items()
        }
        by_sender: dict[int, _Asked] = {}
        beside: dict[int, tuple[str, bytes]] = {}
        for place, kept in of_sender_kept_as.items():
            kind = "ine" if isinstance(of_sender[place], Ine) else "ntt"
            if isinstance(queries[place], NttQuery | IneQuery):
                by_sender[place] = _Asked(kind, _name(queries[place]), kept)
            else:
                beside[place] = (kind, kept[0])
        return _Fingerprinted(invalid, by_number, by_sender, beside)

    async def _learn(
        self,
        work: UnitOfWork,
        beside: Mapping[int, tuple[str, bytes]],
        answers: Mapping[int, Resolution],
        purpose: str,
        organisation: str,
    ) -> None:
        """Links each number of the sender beside what was resolved; the person reads of it the first time."""
        now, actor = self.clock(), "partner" if organisation else "system"
        for kind, (action, words) in _LINKED.items():
            links = [
                (kept_as, person_id)
                for place, (its_kind, kept_as) in beside.items()
                # Of a person merged it is whom the line names: after a split the number is his.
                if its_kind == kind and (person_id := answers[place].named or answers[place].person_id) is not None
            ]
            persons = await work.temporary_numbers.learn(links, self.vault.indexing_version, now)
            await work.accesses.record(
                *(
                    Access(person, now, actor, f"feed:{purpose}", action, words, organisation)
                    for person in sorted(set(persons))
                )
            )

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


def _name(query: Query) -> str:
    return "" if isinstance(query, HolderCriteria) else name_key(query.birth_name)


def _of_sender(query: Query, sender: str) -> Ntt | Ine | None:
    """The number of a sender in a query, if it has one. Raises ValueError."""
    match query:
        case NttQuery(ntt=ntt) | NirQuery(ntt=ntt):
            return Ntt(ntt, sender) if ntt or isinstance(query, NttQuery) else None
        case IneQuery(ine=ine) | HolderCriteria(ine=ine):
            return Ine(ine, sender) if ine or isinstance(query, IneQuery) else None


async def _by_number(work: UnitOfWork, asked: Mapping[int, _Asked]) -> dict[int, Resolution]:
    fingerprints = [fingerprint for each in asked.values() for fingerprint in each.kept_as]
    found = await work.registry.by_nir(fingerprints)
    # Few are named by a number that is not theirs now, and only where somebody's is not known is one looked for.
    unanswered = [each.kept_as for each in asked.values() if found.keys().isdisjoint(each.kept_as)]
    if unanswered:
        former = await work.former_numbers.by_nir([fingerprint for kept_as in unanswered for fingerprint in kept_as])
        found = {**former, **found}
    answers = {}
    for place, each in asked.items():
        person = next((found[fingerprint] for fingerprint in each.kept_as if fingerprint in found), None)
        answers[place] = _compared(each, person) if person is not None else _nobody(each, Outcome.NO_MATCH)
    return answers


async def _by_sender(work: UnitOfWork, asked: Mapping[int, _Asked]) -> dict[int, Resolution]:
    if not asked:
        return {}
    fingerprints = [fingerprint for each in asked.values() for fingerprint in each.kept_as]
    found = await work.temporary_numbers.persons(fingerprints)
    answers = {}
    for place, each in asked.items():
        linked = {person.person_id: person for fingerprint in each.kept_as for person in found.get(fingerprint, ())}
        if not linked:
            answers[place] = _nobody(each, _UNKNOWN[each.number])
        elif len(linked) > 1:
            answers[place] = Resolution(Outcome.AMBIGUOUS, fields=(each.number,))
        else:
            answers[place] = _compared(each, *linked.values())
    return answers


def _nobody(asked: _Asked, outcome: Outcome) -> Resolution:
    return Resolution(outcome, fields=(asked.number,) if asked.birth_name_key else asked.fields)


def _compared(asked: _Asked, person: NumberedPerson) -> Resolution:
    if not asked.birth_name_key:
        return Resolution(Outcome.NO_MATCH, fields=asked.fields)
    if asked.birth_name_key not in (person.birth_name_key, person.birth_name_key_then):
        return Resolution(Outcome.NIR_NAME_MISMATCH, fields=asked.fields)
    named = person.named if person.named != person.person_id else None
    return Resolution(Outcome.RESOLVED, person.person_id, fields=asked.fields, named=named)


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
