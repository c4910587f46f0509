"""What the use cases need of the outside world; the adapters provide it, tests fake it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from passeport_chassis.access import Access, Accesses
from passeport_dossier.usecases import ports as dossier
from passeport_publishing.domain.birth import Birth
from passeport_publishing.domain.events import Event
from passeport_publishing.domain.holder_key import HolderKey
from passeport_publishing.domain.leaf import Leaf, PublicationProof
from passeport_publishing.domain.model import EntrySet
from passeport_publishing.domain.persons import HolderNews
from passeport_publishing.domain.publication import KeptDocument, Position, Publication, PublicationPage, SealedDocument
from passeport_publishing.domain.snapshot import Holder, Item, Snapshot, Version
from passeport_publishing.domain.status import Purpose, StatusEntry, TokenStatus
from passeport_publishing.domain.verification import CredentialFindings, Registered
from passeport_publishing.usecases.consent_ports import Consents
from passeport_publishing.usecases.draft_ports import Drafts
from passeport_publishing.usecases.photo_ports import Photos
from passeport_publishing.usecases.queue_ports import Queue
from passeport_publishing.usecases.share_ports import Shares
from passeport_publishing.usecases.trust_ports import IssuerKeys, SealChains, StatusLists
from passeport_publishing.usecases.wallet_ports import CredentialOffers

__all__ = [
    "CivilRegister",
    "Claims",
    "CredentialBook",
    "IndexTaken",
    "Made",
    "OpenWork",
    "PassportSource",
    "Persons",
    "PreventionSource",
    "PublicLog",
    "Publications",
    "RequestTaken",
    "SourceChanges",
    "UnitOfWork",
]


class RequestTaken(Exception):
    """Another transaction made the publication of this request first."""


class IndexTaken(Exception):
    """Another publication took the place in a status list, or the code, first."""


@dataclass(frozen=True, slots=True)
class Made:
    """A publication with all that belongs to it, to be kept whole or not at all."""

    publication: Publication
    request_id: str
    fingerprint: bytes
    snapshot: Snapshot
    document: SealedDocument
    credential: str
    status: tuple[StatusEntry, ...]
    # None: there is no log.
    leaf: Leaf | None = None
    # The document is in a store by now: the register holds all but it.
    kept_elsewhere: bool = False


class Publications(Protocol):
    """The register of publications and their artefacts; a person has those of whoever was merged into him too."""

    async def of_request(self, person_id: UUID, request_id: str) -> tuple[Publication, bytes] | None:
        """The publication that a request made before, and what it asked for."""

    async def add(self, made: Made) -> None:
        """Adds a publication whole. Raises RequestTaken or IndexTaken; the unit of work is then lost."""

    async def get(self, person_id: UUID, publication_id: UUID, *, lock: bool = False) -> Publication | None:
        """Gets a publication of this holder, locked against other changes if asked."""

    async def page(self, person_id: UUID, limit: int, after: Position | None) -> PublicationPage:
        """One page of a holder's publications, newest first."""

    async def document(self, person_id: UUID, publication_id: UUID) -> KeptDocument | None:
        """Gets the sealed PDF, or what finds it in a store."""

    async def digests_of(self, publication_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """The digest of the document of each of these publications that there is, whoever's it is."""

    async def credential(self, person_id: UUID, publication_id: UUID) -> str | None:
        """Gets the credential."""

    async def proof(self, person_id: UUID, publication_id: UUID) -> PublicationProof | None:
        """Gets the proof that it stands in the log; None while no checkpoint vouches for it, or without a leaf."""

    async def registered(self, publication_id: UUID) -> Registered | None:
        """Finds a publication by its identifier, whoever's it is."""

    async def registered_of(self, person_id: UUID, publication_id: UUID) -> Registered | None:
        """Finds a publication of this holder with its content."""

    async def behind_code(self, code: str) -> Registered | None:
        """Finds a publication by its code, whoever's it is."""

    async def is_forgotten(self, publication_id: UUID) -> bool:
        """Whether there was such a publication, of somebody whose time is over."""

    async def is_code_forgotten(self, code: str) -> bool:
        """The same, by its code."""

    async def holding(self, record_id: UUID, before: Version) -> Sequence[Publication]:
        """The publications that show a record as it was before a version, locked against other changes."""

    async def save(self, publication: Publication) -> None:
        """Writes the state of a publication."""


class SourceChanges(Protocol):
    """Changes of records that this service has heard of lately."""

    async def lock(self, record_ids: Collection[UUID]) -> None:
        """Makes publishing these records and hearing of their changes take turns, to the end of the transaction."""

    async def note(self, record_id: UUID, version: Version) -> None:
        """Notes what a record has become."""

    async def lately(self, record_ids: Collection[UUID]) -> Mapping[UUID, Version]:
        """The newest version noted of each of these records, as far as any was."""


class Claims(Protocol):
    """Requests that somebody is carrying out."""

    async def take(self, person_id: UUID, request_id: str, claim: UUID, lease: timedelta) -> bool:
        """Takes a request, or keeps it; False when another claim on it was taken or renewed within `lease`, or it is
        in line.
        """

    async def drop(self, person_id: UUID, request_id: str, claim: UUID) -> None:
        """Gives a request up, if the claim still holds it."""


class TrailOfAccesses(Accesses, Protocol):
    """The trail of accesses, for those of which one an hour is told too."""

    async def record_hourly(self, *told: Access) -> None:
        """Adds accesses but those of which one by the same actor, of the same resource and action, was added in its
        hour.
        """

    async def was_recorded(self, like: Access, since: datetime) -> bool:
        """Whether an access by the same actor, of the same resource and action, was added from a moment on."""


class Persons(dossier.Persons, Protocol):
    """Who is who, and whose pages are shut."""

    async def note(self, news: HolderNews) -> None:
        """Notes what shuts the pages of a holder or no longer does; what is older than is known changes nothing."""

    async def is_shut(self, person_id: UUID) -> bool:
        """Whether what was published under an identifier is shut: the account that published it is closed, or one that
        it was merged into, or a death is reported of who stays.
        """

    async def shut(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those of them of whom that is so."""


class UnitOfWork(Protocol):
    """One transaction. Left without `commit`, nothing of it remains."""

    @property
    def publications(self) -> Publications:
        """The register."""

    @property
    def sources(self) -> SourceChanges:
        """Changes heard of."""

    @property
    def status_lists(self) -> StatusLists:
        """The status lists."""

    @property
    def keys(self) -> IssuerKeys:
        """The issuer's keys."""

    @property
    def seal_chains(self) -> SealChains:
        """The chains of seals."""

    @property
    def inbox(self) -> dossier.Inbox:
        """Events handled."""

    @property
    def claims(self) -> Claims:
        """Requests being carried out."""

    @property
    def persons(self) -> Persons:
        """Who is who."""

    @property
    def shares(self) -> Shares:
        """The shares."""

    @property
    def consents(self) -> Consents:
        """The consents."""

    @property
    def drafts(self) -> Drafts:
        """The drafts."""

    @property
    def photos(self) -> Photos:
        """The photos."""

    @property
    def offers(self) -> CredentialOffers:
        """The offers to wallets."""

    @property
    def queue(self) -> Queue:
        """The publications in line."""

    @property
    def accesses(self) -> TrailOfAccesses:
        """The trail of accesses."""

    def emit(self, event: Event) -> None:
        """Notes an event, to be published if and when the transaction is committed."""

    async def commit(self) -> None:
        """Makes it all last: rows, accesses and events, or none of them."""


OpenWork = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Begins a unit of work."""


class PassportSource(Protocol):
    """The holder's passport, read on his behalf."""

    async def items(self, record_ids: Sequence[UUID]) -> tuple[Item, ...]:
        """Reads entries in the order asked. Raises EntryNotFound, SourceUnavailable."""

    async def in_set(self, wanted: EntrySet, limit: int) -> tuple[Item, ...]:
        """Reads the entries of a set, at most so many, in the order in which the passport lists them. Raises
        SourceUnavailable.
        """


class PreventionSource(Protocol):
    """The holder's passeport de prévention, read on his behalf."""

    async def trainings(self, training_ids: Sequence[UUID]) -> tuple[Item, ...]:
        """Reads trainings in the order asked. Raises EntryNotFound, SourceUnavailable."""


class CivilRegister(Protocol):
    """The civil identity of the holder who acts."""

    async def holder(self) -> Holder:
        """Reads it. Raises SourceUnavailable."""

    async def birth(self) -> Birth:
        """Reads what no publication says of it. Raises SourceUnavailable."""


class PublicLog(Protocol):
    """The log of publications as anybody reads it."""

    async def checkpoint(self) -> str:
        """The last signed checkpoint. Raises CheckpointNotFound."""

    async def tile(self, path: str) -> bytes:
        """A tile or an entry bundle, as wide as it is asked for. Raises TileNotFound."""


class CredentialBook(Protocol):
    """Issues and reads credentials."""

    @property
    def public_jwk(self) -> Mapping[str, Any]:
        """The public half of the key in use."""

    @property
    def next_jwk(self) -> Mapping[str, Any] | None:
        """That of the key that follows it, or followed it; None: none does."""

    def issue(self, publication_id: UUID, snapshot: Snapshot, status: Sequence[StatusEntry]) -> str:
        """Issues the credential of a publication."""

    def issue_status_list(self, list_id: str, purpose: Purpose, indices: Iterable[int], now: datetime) -> str:
        """Issues a status list."""

    def issue_token_status_list(
        self, list_id: str, indices: Mapping[TokenStatus, Iterable[int]], now: datetime, ttl: timedelta
    ) -> str:
        """Issues the same as a token list, to be fetched anew after `ttl`."""

    def issue_sd_jwt(
        self,
        publication_id: UUID,
        snapshot: Snapshot,
        status: Sequence[StatusEntry],
        holder_key: HolderKey | None,
        now: datetime,
    ) -> str:
        """Issues a publication as an SD-JWT VC with all its disclosures."""

    def read_kid(self, token: str) -> str | None:
        """The key that a credential says it was signed with; None when it is not a credential of our form."""

    def read(self, token: str, jwk: Mapping[str, Any] | None) -> CredentialFindings:
        """Verifies a credential with the key that its kid names; None stands for a key that is not ours."""
