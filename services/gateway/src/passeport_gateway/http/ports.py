"""What the routes ask of the other services; `clients` has what answers, tests may have something else."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from passeport.common.v1.access_pb2 import ListAccessesResponse
from passeport.identity.v1.account_service_pb2 import Account
from passeport.identity.v1.sign_in_service_pb2 import (
    BeginLoginResponse,
    CompleteLoginRequest,
    CompleteLoginResponse,
    Session,
)
from passeport.identity.v1.token_service_pb2 import IssuePartnerTokenResponse
from passeport.prevention.v1.training_pb2 import Training
from passeport.prevention.v1.training_service_pb2 import (
    DeclareTrainingRequest,
    DeclareTrainingResponse,
    ListTrainingsResponse,
)
from passeport.publishing.v1.publication_service_pb2 import (
    CreatePublicationRequest,
    GetDocumentResponse,
    ListPublicationsResponse,
    Publication,
)
from passeport.publishing.v1.verification_service_pb2 import GetStatusListResponse, Verdict
from passeport.records.v1.entry_pb2 import Entry, Kind
from passeport.records.v1.feed_service_pb2 import Batch, Feed, GetBatchReportResponse, ReportFormat
from passeport.records.v1.passport_service_pb2 import ListEntriesResponse, Provenance

__all__ = ["Accesses", "Identity", "Prevention", "Publishing", "Records", "Services"]


class Accesses(Protocol):
    """A service that keeps a log of accesses."""

    async def accesses(self, page_size: int, page_token: str) -> ListAccessesResponse: ...


class Identity(Accesses, Protocol):
    """Sign-in, sessions, caller tokens, accounts."""

    async def begin_login(self, return_to: str) -> BeginLoginResponse: ...
    async def complete_login(self, callback: CompleteLoginRequest) -> CompleteLoginResponse: ...
    async def end_session(self, session_token: str) -> str: ...
    async def session(self, session_token: str) -> Session: ...
    async def holder_token(
        self, session_token: str, audiences: Sequence[str], *, csrf_token: str = "", unsafe: bool = False
    ) -> str: ...
    async def partner_caller_token(self, access_token: str, audiences: Sequence[str]) -> str: ...
    async def partner_token(
        self, client_id: str, client_secret: str, scopes: Sequence[str]
    ) -> IssuePartnerTokenResponse: ...
    async def account(self) -> Account: ...
    async def activate(self, nir: str) -> Account: ...


class Records(Accesses, Protocol):
    """Entries, their provenance, feeds."""

    async def entries(
        self, kinds: Sequence[Kind], page_size: int, page_token: str, *, within: float | None = None
    ) -> ListEntriesResponse: ...
    async def entry(self, entry_id: str) -> Entry: ...
    async def create_entry(self, entry: Entry, request_id: str) -> Entry: ...
    async def update_entry(self, entry: Entry, entry_id: str, etag: str, paths: Iterable[str]) -> Entry: ...
    async def delete_entry(self, entry_id: str, etag: str) -> None: ...
    async def provenance(self, entry_id: str) -> Provenance: ...
    async def submit_batch(self, feed: Feed, file_name: str, pieces: AsyncIterator[bytes]) -> Batch: ...
    async def batch(self, batch_id: str) -> Batch: ...
    def report(self, batch_id: str, form: ReportFormat) -> AsyncGenerator[GetBatchReportResponse]: ...


class Publishing(Accesses, Protocol):
    """Publications, their documents, verification, what verifiers need."""

    async def publish(self, request: CreatePublicationRequest) -> Publication: ...
    async def publications(
        self, page_size: int, page_token: str, *, within: float | None = None
    ) -> ListPublicationsResponse: ...
    async def publication(self, publication_id: str) -> Publication: ...
    async def document(self, publication_id: str) -> GetDocumentResponse: ...
    async def credential(self, publication_id: str) -> str: ...
    async def withdraw(self, publication_id: str) -> Publication: ...
    async def verify_document(self, pdf: bytes) -> Verdict: ...
    async def verify_credential(self, vc_jwt: str) -> Verdict: ...
    async def verify_code(self, code: str) -> Verdict: ...
    async def credential_keys(self) -> str: ...
    async def status_list(self, list_id: str) -> GetStatusListResponse: ...
    async def seal_chain(self) -> str: ...


class Prevention(Accesses, Protocol):
    """Trainings of the holder, declarations of partners."""

    async def trainings(
        self, page_size: int, page_token: str, *, within: float | None = None
    ) -> ListTrainingsResponse: ...
    async def create_training(self, training: Training, request_id: str) -> Training: ...
    async def declare(self, request: DeclareTrainingRequest) -> DeclareTrainingResponse: ...


@dataclass(frozen=True, slots=True)
class Services:
    """The four services behind the door."""

    identity: Identity
    records: Records
    publishing: Publishing
    prevention: Prevention
