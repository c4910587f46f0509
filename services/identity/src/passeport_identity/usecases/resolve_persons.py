"""Resolves the persons that a feed speaks of, by thousands: one statement per step, however many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from passeport_chassis.access import Access
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.ine import Ine
from passeport_identity.domain.known_names import GivenNames, compare
from passeport_identity.domain.matching import HolderCriteria, Outcome, Resolution, Step, decide
from passeport_identity.domain.names import name_key
from passeport_identity.domain.nir import RegisterNumber, read_number
from passeport_identity.domain.ntt import Ntt, is_sender
from passeport_identity.domain.person_query import IneQuery, NirQuery, NttQuery, Query
from passeport_identity.errors import FieldInvalid, NirMalformed
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.registry_ports import NumberedPerson

__all__ = ["MOST_QUERIES", "PreparedQueries", "ResolvePersons"]

MOST_QUERIES = 5000

# What is done here, and no more: what came of the line is told by who keeps it.
_PURPOSES = {
    "certifications": "Recherche de votre identité : un certificateur a transmis une certification à votre nom",
    "dsn": "Recherche de votre identité : un employeur a transmis une déclaration (DSN) à votre nom",
    "diplomas": "Recherche de votre identité : un établissement a transmis un diplôme à votre nom",
    "trainings": "Recherche de votre identité : un organisme a transmis une formation ou un engagement à votre nom",
    "prevention": "Recherche de votre identité : une formation de prévention a été déclarée à votre nom",
    "prevention-read": "Recherche de votre identité : un employeur a demandé à lire vos formations de prévention",
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


class _Asked(NamedTuple):
    """What is looked for by number: its fields, the birth name as it is compared, what it may be kept as.

    `kept_as` has a fingerprint for each key, the newest first. A tuple, since they are made by the million.
    """

    number: str
    birth_name_key: str
    kept_as: tuple[bytes, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.number, "birth_name")


@dataclass(frozen=True, slots=True, repr=False)
class PreparedQueries:
    """Queries that were checked and fingerprinted, by their places in the batch: what is left needs the database."""

    purpose: str
    invalid: Mapping[int, Resolution]
    """The answers about what is no number."""
    by_number: Mapping[int, _Asked]
    by_sender: Mapping[int, _Asked]
    """By NTT or INE, which lead to whom the same sender said that they are."""
    beside: Mapping[int, tuple[str, bytes]]
    """NTT beside a NIR and INE beside a civil identity, as they are kept from now on."""
    by_identity: Mapping[int, HolderCriteria]
    by_identifier: Mapping[int, GivenNames]

    def __repr__(self) -> str:
        """Says nothing: who is looked for must not reach a log by accident."""
        return "PreparedQueries(…)"


@dataclass(frozen=True, slots=True)
class ResolvePersons:
    """Answers in the order of the queries, one for each; what cannot be resolved is an answer too.

    In two steps, so that a batch can be prepared while the one before is in the database.
    """

    open_work: OpenWork
    vault: NirVault
    clock: Clock

    async def __call__(self, asked: PreparedQueries, organisation: str = "") -> list[Resolution]:
        """Resolves, and records an access to each person found; `organisation` is the partner who names them."""
        async with self.open_work() as work:
            answers = {**asked.invalid, **await _by_number(work, asked.by_number)}
            answers |= await _by_identity(work, asked.by_identity)
            answers |= await _by_identifier(work, asked.by_identifier)
            await self._learn(work, asked.beside, answers, asked.purpose, organisation)
            # After what was just learnt: a file may name somebody by NTT on one line, and say who it is on another.
            answers |= await _by_sender(work, asked.by_sender)
            await self._record(work, answers, asked.purpose, organisation)
            await work.commit()
        # Each place has one answer, so that they are as many as the queries.
        return [answers[place] for place in range(len(answers))]

    def prepare(self, queries: Sequence[Query], purpose: str, sender: str = "") -> PreparedQueries:
        """Checks and fingerprints: some milliseconds a thousand, which would keep every other call waiting.

        `sender` is the SIREN of the partner whose NTT and INE they are. Raises FieldInvalid for too many queries, a
        purpose that is not known, or a sender that is no SIREN.
        """
        if len(queries) > MOST_QUERIES:
            raise FieldInvalid([FieldViolation("queries", f"must be {MOST_QUERIES} at most", "TOO_MANY")])
        if purpose not in _PURPOSES:
            known = ", ".join(sorted(_PURPOSES))
            raise FieldInvalid([FieldViolation("purpose", f"must be one of {known}", "PURPOSE")])
        if sender and not is_sender(sender):
            raise FieldInvalid([FieldViolation("sender_siren", "must be a SIREN: 9 digits", "FORMAT")])
        return self._fingerprinted(queries, purpose, sender)

    def _fingerprinted(self, queries: Sequence[Query], purpose: str, sender: str) -> PreparedQueries:
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
        by_identity = {place: query for place, query in enumerate(queries) if isinstance(query, HolderCriteria)}
        by_identifier = {place: query for place, query in enumerate(queries) if isinstance(query, GivenNames)}
        return PreparedQueries(purpose, invalid, by_number, by_sender, beside, by_identity, by_identifier)

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
    return "" if isinstance(query, HolderCriteria | GivenNames) else name_key(query.birth_name)


def _of_sender(query: Query, sender: str) -> Ntt | Ine | None:
    """The number of a sender in a query, if it has one. Raises ValueError."""
    if isinstance(query, NirQuery) and not query.ntt:
        # Most of them, and the patterns below take as long as all else that is done with one.
        return None
    match query:
        case NttQuery(ntt=ntt) | NirQuery(ntt=ntt):
            return Ntt(ntt, sender) if ntt or isinstance(query, NttQuery) else None
        case IneQuery(ine=ine) | HolderCriteria(ine=ine):
            return Ine(ine, sender) if ine or isinstance(query, IneQuery) else None
        case GivenNames():
            return None


async def _by_number(work: UnitOfWork, asked: Mapping[int, _Asked]) -> dict[int, Resolution]:
    found = await work.registry.by_nir([fingerprint for each in asked.values() for fingerprint in each.kept_as])
    persons = {place: _first(each.kept_as, found) for place, each in asked.items()}
    # Few are named by a number that is not theirs now, and only where somebody's is not known is one looked for.
    unanswered = {place: each for place, each in asked.items() if persons[place] is None}
    if unanswered:
        fingerprints = [fingerprint for each in unanswered.values() for fingerprint in each.kept_as]
        former = await work.former_numbers.by_nir(fingerprints)
        persons |= {place: _first(each.kept_as, former) for place, each in unanswered.items()}
    return {
        place: _compared(asked[place], person) if person is not None else _nobody(asked[place], Outcome.NO_MATCH)
        for place, person in persons.items()
    }


def _first(kept_as: Sequence[bytes], found: Mapping[bytes, NumberedPerson]) -> NumberedPerson | None:
    for fingerprint in kept_as:
        if fingerprint in found:
            return found[fingerprint]
    return None


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


async def _by_identifier(work: UnitOfWork, queries: Mapping[int, GivenNames]) -> dict[int, Resolution]:
    asked = {query.person_id for query in queries.values() if query.person_id is not None}
    found = await work.registry.by_id(sorted(asked)) if asked else {}
    return {
        place: compare(query, found.get(query.person_id) if query.person_id else None)
        for place, query in queries.items()
    }


async def _by_identity(work: UnitOfWork, queries: Mapping[int, HolderCriteria]) -> dict[int, Resolution]:
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
