"""PublicationService: the holder and his own publications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.publishing.v1 import publication_service_pb2_grpc
from passeport_publishing.rpc import parse, render
from passeport_publishing.rpc.callers import calling_holder
from passeport_publishing.usecases.create_publication import CreatePublication
from passeport_publishing.usecases.get_credential import GetCredential
from passeport_publishing.usecases.get_document import GetDocument
from passeport_publishing.usecases.get_proof import GetProof
from passeport_publishing.usecases.get_publication import GetPublication
from passeport_publishing.usecases.issue_badge import IssueBadge
from passeport_publishing.usecases.issue_sd_jwt import IssueSdJwt
from passeport_publishing.usecases.issue_two_d_doc import IssueTwoDDoc
from passeport_publishing.usecases.list_accesses import ListAccesses
from passeport_publishing.usecases.list_publications import ListPublications
from passeport_publishing.usecases.preview_publication import PreviewPublication
from passeport_publishing.usecases.withdraw_publication import WithdrawPublication

__all__ = ["PublicationServicer"]


@dataclass(frozen=True)
class PublicationServicer(publication_service_pb2_grpc.PublicationServiceServicer):
    """Serves passeport.publishing.v1.PublicationService."""

    create: CreatePublication
    preview: PreviewPublication
    list: ListPublications
    get: GetPublication
    document: GetDocument
    credential: GetCredential
    issue_sd_jwt: IssueSdJwt
    badge: IssueBadge
    two_d_doc: IssueTwoDDoc
    proof: GetProof
    withdraw: WithdrawPublication
    accesses: ListAccesses
    address: Callable[[str], str]

    async def CreatePublication(  # noqa: N802
        self, request: pb.CreatePublicationRequest, context: Any
    ) -> pb.Publication:
        """Publishes a CV of the chosen entries."""
        wanted = parse.publication_request(request)
        return render.publication(await self.create(calling_holder(), wanted), self.address)

    async def PreviewPublication(  # noqa: N802
        self, request: pb.PreviewPublicationRequest, context: Any
    ) -> pb.PreviewPublicationResponse:
        """Shows what a CV would look like."""
        pdf = await self.preview(calling_holder(), parse.preview_model(request))
        return pb.PreviewPublicationResponse(pdf=pdf)

    async def ListPublications(  # noqa: N802
        self, request: pb.ListPublicationsRequest, context: Any
    ) -> pb.ListPublicationsResponse:
        """Lists the holder's publications."""
        limit, after = parse.publication_page(request)
        return render.publications(await self.list(calling_holder(), limit, after), self.address)

    async def GetPublication(self, request: pb.GetPublicationRequest, context: Any) -> pb.Publication:  # noqa: N802
        """Gets one publication."""
        found = await self.get(calling_holder(), parse.publication_id(request.id))
        return render.publication(found, self.address)

    async def GetDocument(self, request: pb.GetDocumentRequest, context: Any) -> pb.GetDocumentResponse:  # noqa: N802
        """Gets the sealed PDF."""
        found = await self.document(calling_holder(), parse.publication_id(request.id))
        return pb.GetDocumentResponse(pdf=found.pdf, sha256=found.sha256, kind=found.kind.value)

    async def GetCredential(  # noqa: N802
        self, request: pb.GetCredentialRequest, context: Any
    ) -> pb.GetCredentialResponse:
        """Gets the credential."""
        found = await self.credential(calling_holder(), parse.publication_id(request.id))
        return pb.GetCredentialResponse(vc_jwt=found)

    async def IssueCredential(  # noqa: N802
        self, request: pb.IssueCredentialRequest, context: Any
    ) -> pb.IssueCredentialResponse:
        """Issues the publication once more in a form of credential."""
        publication_id, holder_key = parse.issuance(request)
        issued = await self.issue_sd_jwt(calling_holder(), publication_id, holder_key)
        return pb.IssueCredentialResponse(credential=issued, media_type="application/dc+sd-jwt")

    async def GetBadge(self, request: pb.GetBadgeRequest, context: Any) -> pb.GetBadgeResponse:  # noqa: N802
        """Gets one award as an Open Badge."""
        publication_id, award_id = parse.publication_id(request.id), parse.award_id(request.entry_id)
        return pb.GetBadgeResponse(badge=await self.badge(calling_holder(), publication_id, award_id))

    async def GetTwoDDoc(self, request: pb.GetTwoDDocRequest, context: Any) -> pb.GetTwoDDocResponse:  # noqa: N802
        """Gets one entry as a 2D-Doc."""
        publication_id, entry_id = parse.publication_id(request.id), parse.entry_id(request.entry_id)
        doc = await self.two_d_doc(calling_holder(), publication_id, entry_id)
        fields = [pb.TwoDDocField(field=one.identifier, label=one.label, value=one.value) for one in doc.fields]
        return pb.GetTwoDDocResponse(document_type=doc.document_type, text=doc.text, svg=doc.svg, fields=fields)

    async def GetProof(self, request: pb.GetProofRequest, context: Any) -> pb.GetProofResponse:  # noqa: N802
        """Gets what proves that it stands in the log."""
        found = await self.proof(calling_holder(), parse.publication_id(request.id))
        return pb.GetProofResponse(
            id=str(found.publication_id), said=found.said, salt=found.salt, index=found.index, proof=found.proof
        )

    async def WithdrawPublication(  # noqa: N802
        self, request: pb.WithdrawPublicationRequest, context: Any
    ) -> pb.Publication:
        """Withdraws a publication for good."""
        withdrawn = await self.withdraw(calling_holder(), parse.publication_id(request.id))
        return render.publication(withdrawn, self.address)

    async def ListAccesses(  # noqa: N802
        self, request: access_pb2.ListAccessesRequest, context: Any
    ) -> access_pb2.ListAccessesResponse:
        """Lists who read or wrote the holder's publications."""
        limit, after = parse.access_page(request)
        return render.accesses(await self.accesses(calling_holder(), limit, after))
