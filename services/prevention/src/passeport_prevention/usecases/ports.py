"""What the use cases need of the outside world; storage and clients provide it, tests fake it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from passeport_chassis.access import Accesses
from passeport_dossier.usecases import ports as dossier
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.consent import Consent, Sight
from passeport_prevention.domain.events import Event
from passeport_prevention.domain.expiry import Expiry, Reminder
from passeport_prevention.domain.persons import HolderNews
from passeport_prevention.domain.request import Claimed
from passeport_prevention.domain.training import Position, Training, TrainingPage
from passeport_prevention.domain.verification import VerificationState
from passeport_prevention.domain.worker import Worker

__all__ = [
    "Consents",
    "Expiries",
    "OpenWork",
    "Persons",
    "Requests",
    "Trainings",
    "UnitOfWork",
    "VerificationPage",
    "Verifications",
    "Walk",
    "Workers",
]


class Trainings(Protocol):
    """The trainings of the passports; those of a person are also those of whoever was merged into him."""

    async def add(self, *trainings: Training) -> None:
        """Adds trainings."""

    async def get(self, person_id: UUID, training_id: UUID) -> Training:
        """Gets a training known to exist."""

    async def page(
        self,
        person_id: UUID,
        limit: int,
        after: Position | None,
        *,
        withdrawn: bool = False,
        sight: Sight | None = None,
    ) -> TrainingPage:
        """One page of a worker's trainings, the latest first, from the position `after`; or those taken back, too.

        With a `sight` those alone that it includes. What is told with another of them is there with that one alone.
        """

    async def his_among(self, person_id: UUID, training_ids: Collection[UUID]) -> Collection[UUID]:
        """Those of some trainings that are in a worker's passport, withdrawn ones too."""

    async def versions(self, person_id: UUID, training_id: UUID) -> Sequence[Training]:
        """What was declared of a training of a worker, the first version first; empty when it is not his."""

    async def of_partner(self, client_id: str, training_id: UUID) -> Training | None:
        """A training that a partner declared; None where there is none of his."""

    async def of_declaration(self, client_id: str, declaration: str, limit: int) -> Sequence[Training]:
        """Trainings that a partner declared under one ID_DECLARATION, by identifier, the first of them."""

    async def withdrawn_among(self, training_ids: Mapping[UUID, UUID]) -> Collection[UUID]:
        """Those of some trainings, given with their persons, that their declarants took back."""

    async def withdraw(self, taken: Sequence[Training]) -> Collection[UUID]:
        """Puts trainings that were taken back in place of their revisions before, and ends their verifications.

        Gives those of which that is not the current one any more: with any, the transaction is not to be committed.
        """

    async def replace(self, after: Training) -> bool:
        """Puts a training in place of its revision before; False where that is not the current one any more."""


@dataclass(frozen=True, slots=True)
class VerificationPage:
    """Some trainings that are verified, and the identifier after which the next begin unless they are the last."""

    trainings: tuple[Training, ...]
    next: UUID | None


class Verifications(Protocol):
    """Trainings that employers verify, of all workers; what was withdrawn is not among them."""

    async def of_employer(
        self, siren: str, states: Collection[VerificationState], limit: int, after: UUID | None, now: datetime
    ) -> VerificationPage:
        """One page of those that name an employer, the newest first; in some states as of `now`, or in all."""

    async def of_declarant(
        self, siren: str, states: Collection[VerificationState], limit: int, after: UUID | None
    ) -> VerificationPage:
        """One page of those of a training body that employers want corrected or contest, the newest first."""

    async def get(self, siren: str, training_id: UUID) -> Training | None:
        """One that names an employer; None where there is none."""

    async def replace(self, after: Training) -> bool:
        """Puts a verification in place of its revision before; False where this or the training is not current."""

    async def count_awaited(self, siren: str, since: date) -> dict[date, int]:
        """How many an employer has said nothing of yet, by their last day, from a day on."""

    async def count_overdue(self, before: date) -> int:
        """How many are awaited whose day was before a day."""

    async def take_overdue(self, before: date, limit: int) -> Sequence[Training]:
        """Some of them, nobody else's until the end of the transaction."""

    async def take_due(self, since: date, until: date, limit: int) -> Sequence[Training]:
        """Some that are awaited, whose day is within these and of which nothing was told, as `take_overdue`."""

    async def remind(self, trainings: Collection[Training], at: datetime) -> None:
        """Notes that their day was told to come near."""

    async def count_due(self, since: date, until: date) -> int:
        """How many `take_due` would find in all."""

    async def listed_since(self, since: datetime, trainings: Collection[Training], client_id: str) -> Collection[UUID]:
        """Those of which their workers can read that a partner was shown them in a list, at or after `since`."""


class Consents(Protocol):
    """What workers said of employers; of a person also what was said by whoever was merged into him: the last word
    counts.
    """

    async def all_of(self, person_id: UUID) -> Sequence[Consent]:
        """All that a worker said, the newest first; an employer is there once."""

    async def get(self, person_id: UUID, siren: str) -> Consent | None:
        """What a worker said of an employer, if anything."""

    async def open_to(self, person_id: UUID, siren: str) -> Consent | None:
        """What the employer itself goes by: the same, and nothing while the account under which it was said is closed,
        or one that it was merged into, or while a death is reported.
        """

    async def put(self, person_id: UUID, consent: Consent) -> None:
        """Puts what a worker says in place of what he said before; of that nothing comes back if a merge is undone.

        What was said by whoever was merged into him is withdrawn, and stays so.
        """


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the planning of all trainings by some rules is: after which training, or that it is done."""

    after: tuple[UUID, UUID] | None = None
    done: bool = False


class Expiries(Protocol):
    """When holders are to be reminded of trainings that come to their end, of all workers."""

    async def put(self, planned: Sequence[Expiry]) -> None:
        """Plans trainings; what is planned for the same last day already stays as it is."""

    async def drop(self, keys: Collection[tuple[UUID, UUID]]) -> None:
        """Takes back what is planned of trainings, by person and training."""

    async def take_due(self, today: date, limit: int) -> Sequence[tuple[Expiry, Training]]:
        """Some whose day has come, with their trainings, nobody else's until the end of the transaction."""

    async def count_due(self, today: date) -> int:
        """How many `take_due` would find in all."""

    async def move(self, planned: Sequence[Expiry]) -> None:
        """Puts some in place of what is planned for the same trainings."""

    async def tell(self, reminders: Sequence[Reminder]) -> Sequence[Reminder]:
        """Notes reminders, for their holders to hear of; gives those that were not told before.

        Of one training, last day and threshold there is one, even if it was planned anew: by rules that went and came.
        """

    async def recent(self, person_id: UUID, since: datetime, limit: int) -> Sequence[Reminder]:
        """What a holder was reminded of since a moment, oldest first."""

    async def watched_since(self, person_id: UUID, since: datetime, action: str) -> bool:
        """Whether an action of a holder is in his log since a moment."""

    async def alike(self, person_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Training]]:
        """Of persons, each with whoever is merged with him, the trainings that stand."""

    async def walk(self, digest: str) -> Walk:
        """How far the planning by some rules is; nobody else goes on with it until the end of the transaction."""

    async def walked(self, digest: str, last: Training | None) -> None:
        """Notes how far it is by now; None: it is done."""

    async def restart(self) -> None:
        """Forgets how far any planning is."""

    async def next_trainings(self, walk: Walk, limit: int) -> Sequence[Training]:
        """Some of all trainings, by person and identifier, from where a walk is."""


class Requests(Protocol):
    """The keys of requests, each used once; whoever uses the same one at the same time waits for the first."""

    async def claim_request_id(self, request_id: str, claim: Claimed) -> Claimed | None:
        """Takes a request id of the worker of `claim`; None, or what it was taken for before."""

    async def claim_partner_keys(self, client_id: str, claims: Mapping[str, Claimed]) -> Mapping[str, Claimed]:
        """Takes several keys of a partner, for ever; gives those that were taken before, with what they were for."""

    async def claim_partner_key(self, client_id: str, partner_key: str, claim: Claimed) -> Claimed | None:
        """Takes a key of a partner, for ever; None, or what it was taken for before."""


class Persons(dossier.Persons, Protocol):
    """Who is who, and whose time is over."""

    async def is_expired(self, person_id: UUID) -> bool:
        """Whether the time of a person is over; it will not be before the end of the transaction if it is not."""

    async def expired_among(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those whose time is over; that of the others will not be before the end of the transaction."""

    async def shut_among(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those whose account is closed, or that of whom they were merged into, or whose death is reported."""

    async def note(self, news: HolderNews) -> None:
        """Notes that a fact holds of a worker or no longer does; what is older than is known changes nothing."""

    async def are_one(self, one: UUID, other: UUID) -> bool:
        """Whether two identifiers are by now those of one person."""


class UnitOfWork(Protocol):
    """One transaction. Left without `commit`, nothing of it remains."""

    @property
    def trainings(self) -> Trainings:
        """The trainings."""

    @property
    def verifications(self) -> Verifications:
        """The trainings that employers verify."""

    @property
    def consents(self) -> Consents:
        """What workers said of employers."""

    @property
    def expiries(self) -> Expiries:
        """When holders are to be reminded."""

    @property
    def requests(self) -> Requests:
        """The keys of requests."""

    @property
    def persons(self) -> Persons:
        """Who is who."""

    @property
    def inbox(self) -> dossier.Inbox:
        """Events handled."""

    @property
    def accesses(self) -> Accesses:
        """The trail of accesses."""

    def emit(self, event: Event) -> None:
        """Notes an event, to be published if and when the transaction is committed."""

    async def commit(self) -> None:
        """Makes it all last: rows, accesses and events, or none of them."""


OpenWork = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Begins a unit of work."""


class Workers(Protocol):
    """The persons that declarations speak of."""

    async def resolve(self, worker: Worker, partner: Partner) -> UUID:
        """Finds the person behind a NIR and a birth name, who reads which partner named him.

        After a merge it is still the one who had that NIR: what is told of him is his again should the merge be undone.
        Raises WorkerNotFound, FieldInvalid for a NIR that cannot exist, IdentityUnavailable.
        """

    async def find(self, worker: Worker, partner: Partner) -> UUID:
        """The same for whoever reads: who he is by now, after a merge the one who stays. Raises as `resolve`."""
