"""What the door asks of publishing: publications, their documents, verification, what verifiers need."""

from __future__ import annotations

from datetime import datetime

import grpc.aio

from passeport.common.v1.access_pb2 import ListAccessesRequest, ListAccessesResponse
from passeport.publishing.v1 import log_service_pb2 as log
from passeport.publishing.v1 import publication_service_pb2 as messages
from passeport.publishing.v1 import verification_service_pb2 as verifying
from passeport.publishing.v1.log_service_pb2_grpc import LogServiceStub
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.verification_service_pb2_grpc import TrustServiceStub, VerificationServiceStub
from passeport_gateway.clients.calls import answer

__all__ = ["PublishingClient"]

_NAME = "publishing"


class PublishingClient:
    """Publishing, over one channel."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._publications = PublicationServiceStub(channel)
        self._verifications = VerificationServiceStub(channel)
        self._trust = TrustServiceStub(channel)
        self._log = LogServiceStub(channel)

    async def publish(self, request: messages.CreatePublicationRequest) -> messages.Publication:
        """Publishes a CV."""
        return await answer(_NAME, self._publications.CreatePublication(request))

    async def preview(self, request: messages.PreviewPublicationRequest) -> bytes:
        """What a CV would look like, a PDF."""
        return (await answer(_NAME, self._publications.PreviewPublication(request))).pdf

    async def publications(
        self, page_size: int, page_token: str, *, within: float | None = None
    ) -> messages.ListPublicationsResponse:
        """A page of the holder's publications."""
        request = messages.ListPublicationsRequest(page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._publications.ListPublications(request, timeout=within))

    async def publication(self, publication_id: str) -> messages.Publication:
        """One publication."""
        request = messages.GetPublicationRequest(id=publication_id)
        return await answer(_NAME, self._publications.GetPublication(request))

    async def document(self, publication_id: str) -> messages.GetDocumentResponse:
        """The sealed PDF."""
        request = messages.GetDocumentRequest(id=publication_id)
        return await answer(_NAME, self._publications.GetDocument(request))

    async def credential(self, publication_id: str) -> str:
        """The credential, a JWS in compact form."""
        request = messages.GetCredentialRequest(id=publication_id)
        return (await answer(_NAME, self._publications.GetCredential(request))).vc_jwt

    async def issue_credential(self, request: messages.IssueCredentialRequest) -> messages.IssueCredentialResponse:
        """Issues a publication once more in a form of credential."""
        return await answer(_NAME, self._publications.IssueCredential(request))

    async def badge(self, publication_id: str, entry_id: str) -> str:
        """One award of a publication as an Open Badge, a JWS in compact form."""
        request = messages.GetBadgeRequest(id=publication_id, entry_id=entry_id)
        return (await answer(_NAME, self._publications.GetBadge(request))).badge

    async def two_d_doc(self, publication_id: str, entry_id: str) -> messages.GetTwoDDocResponse:
        """One entry of an attestation as a 2D-Doc."""
        request = messages.GetTwoDDocRequest(id=publication_id, entry_id=entry_id)
        return await answer(_NAME, self._publications.GetTwoDDoc(request))

    async def proof(self, publication_id: str) -> messages.GetProofResponse:
        """What proves that a publication stands in the log."""
        return await answer(_NAME, self._publications.GetProof(messages.GetProofRequest(id=publication_id)))

    async def checkpoint(self) -> str:
        """The last signed checkpoint of the log."""
        return (await answer(_NAME, self._log.GetCheckpoint(log.GetCheckpointRequest()))).note

    async def tile(self, path: str) -> bytes:
        """A tile or an entry bundle of the log."""
        return (await answer(_NAME, self._log.GetTile(log.GetTileRequest(path=path)))).data

    async def withdraw(self, publication_id: str) -> messages.Publication:
        """Withdraws a publication for good."""
        request = messages.WithdrawPublicationRequest(id=publication_id)
        return await answer(_NAME, self._publications.WithdrawPublication(request))

    async def accesses(self, page_size: int, page_token: str) -> ListAccessesResponse:
        """Who read or wrote the holder's publications."""
        request = ListAccessesRequest(page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._publications.ListAccesses(request))

    async def verify_document(self, pdf: bytes) -> verifying.Verdict:
        """Verifies a PDF."""
        request = verifying.VerifyDocumentRequest(pdf=pdf)
        return await answer(_NAME, self._verifications.VerifyDocument(request))

    async def verify_credential(self, vc_jwt: str) -> verifying.Verdict:
        """Verifies a credential."""
        request = verifying.VerifyCredentialRequest(vc_jwt=vc_jwt)
        return await answer(_NAME, self._verifications.VerifyCredential(request))

    async def verify_code(self, code: str) -> verifying.Verdict:
        """Verifies a code."""
        request = verifying.VerifyCodeRequest(code=code)
        return await answer(_NAME, self._verifications.VerifyCode(request))

    async def verify_status(self, list_id: str, index: int) -> verifying.Verdict:
        """Tells what a place of a status list says."""
        request = verifying.VerifyStatusRequest(list_id=list_id, index=index)
        return await answer(_NAME, self._verifications.VerifyStatus(request))

    async def credential_keys(self) -> str:
        """The JWK set of the credential keys, as JSON text."""
        return (await answer(_NAME, self._trust.GetCredentialKeys(verifying.GetCredentialKeysRequest()))).jwks

    async def status_list(self, list_id: str, then: datetime | None = None) -> verifying.GetStatusListResponse:
        """A status list, as it is or as it was."""
        request = verifying.GetStatusListRequest(id=list_id)
        if then is not None:
            request.time.FromDatetime(then)
        return await answer(_NAME, self._trust.GetStatusList(request))

    async def status_lists(self) -> verifying.ListStatusListsResponse:
        """The status lists that there are."""
        return await answer(_NAME, self._trust.ListStatusLists(verifying.ListStatusListsRequest()))

    async def seal_chain(self) -> str:
        """The certificates that seals chain to, PEM."""
        return (await answer(_NAME, self._trust.GetSealChain(verifying.GetSealChainRequest()))).pem
