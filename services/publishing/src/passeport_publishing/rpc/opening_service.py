"""OpeningService: whoever was given the link of a share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from passeport.publishing.v1 import opening_service_pb2 as pb
from passeport.publishing.v1 import opening_service_pb2_grpc
from passeport_publishing.rpc import parse_shares as parse
from passeport_publishing.rpc import render_shares as render
from passeport_publishing.usecases.open_link import DescribeLink, OpenLink
from passeport_publishing.usecases.read_share import ReadShare
from passeport_publishing.usecases.report_share import ReportLink

__all__ = ["OpeningServicer"]


@dataclass(frozen=True)
class OpeningServicer(opening_service_pb2_grpc.OpeningServiceServicer):
    """Serves passeport.publishing.v1.OpeningService."""

    describe: DescribeLink
    open: OpenLink
    read: ReadShare
    report: ReportLink

    async def DescribeLink(self, request: pb.DescribeLinkRequest, context: Any) -> pb.DescribeLinkResponse:  # noqa: N802
        """Tells what it takes to open a link."""
        share = await self.describe(request.token)
        return pb.DescribeLinkResponse(needs_pin=share.has_pin, single_use=share.single_use)

    async def OpenLink(self, request: pb.OpenLinkRequest, context: Any) -> pb.OpenLinkResponse:  # noqa: N802
        """Opens a link."""
        opened = await self.open(request.token, parse.pin(request.pin), parse.visitor(request))
        response = pb.OpenLinkResponse(opening=opened.secret)
        response.expire_time.FromDatetime(opened.expires_at)
        return response

    async def GetSharedPublication(  # noqa: N802
        self, request: pb.GetSharedPublicationRequest, context: Any
    ) -> pb.SharedPublication:
        """Gets what an opening shows."""
        return render.shared_publication(await self.read.publication(request.token, request.opening))

    async def GetSharedDocument(  # noqa: N802
        self, request: pb.GetSharedDocumentRequest, context: Any
    ) -> pb.GetSharedDocumentResponse:
        """Gets the sealed PDF."""
        return render.shared_document(*await self.read.document(request.token, request.opening))

    async def GetSharedCredential(  # noqa: N802
        self, request: pb.GetSharedCredentialRequest, context: Any
    ) -> pb.GetSharedCredentialResponse:
        """Gets the credential."""
        share, credential = await self.read.credential(request.token, request.opening)
        return pb.GetSharedCredentialResponse(vc_jwt=credential, publication_id=str(share.publication_id))

    async def ReportLink(self, request: pb.ReportLinkRequest, context: Any) -> pb.ReportLinkResponse:  # noqa: N802
        """Tells the operators what is wrong with what a link shows."""
        await self.report(request.token, request.opening, parse.complaint(request.ground, request.text))
        return pb.ReportLinkResponse()
