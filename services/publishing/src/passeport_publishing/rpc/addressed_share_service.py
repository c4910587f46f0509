"""AddressedShareService: a professional, and what holders addressed to his body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from passeport.publishing.v1 import addressed_share_service_pb2 as pb
from passeport.publishing.v1 import addressed_share_service_pb2_grpc, opening_service_pb2
from passeport_publishing.rpc import parse_shares as parse
from passeport_publishing.rpc import render_shares as render
from passeport_publishing.rpc.callers import calling_reader
from passeport_publishing.usecases.read_addressed_shares import ReadAddressedShares

__all__ = ["AddressedShareServicer"]


@dataclass(frozen=True)
class AddressedShareServicer(addressed_share_service_pb2_grpc.AddressedShareServiceServicer):
    """Serves passeport.publishing.v1.AddressedShareService."""

    read: ReadAddressedShares

    async def ListAddressedShares(  # noqa: N802
        self, request: pb.ListAddressedSharesRequest, context: Any
    ) -> pb.ListAddressedSharesResponse:
        """Lists the live shares addressed to the body."""
        limit, after = parse.addressed_page(request)
        return render.addressed_shares(await self.read.list(calling_reader(), limit, after))

    async def OpenAddressedShare(  # noqa: N802
        self, request: pb.OpenAddressedShareRequest, context: Any
    ) -> opening_service_pb2.SharedPublication:
        """Opens one."""
        return render.shared_publication(await self.read.publication(calling_reader(), parse.share_id(request.id)))

    async def GetAddressedDocument(  # noqa: N802
        self, request: pb.GetAddressedDocumentRequest, context: Any
    ) -> opening_service_pb2.GetSharedDocumentResponse:
        """Gets the sealed PDF of one."""
        return render.shared_document(*await self.read.document(calling_reader(), parse.share_id(request.id)))

    async def GetAddressedCredential(  # noqa: N802
        self, request: pb.GetAddressedCredentialRequest, context: Any
    ) -> opening_service_pb2.GetSharedCredentialResponse:
        """Gets the credential of one."""
        share, credential = await self.read.credential(calling_reader(), parse.share_id(request.id))
        return opening_service_pb2.GetSharedCredentialResponse(
            vc_jwt=credential, publication_id=str(share.publication_id)
        )
