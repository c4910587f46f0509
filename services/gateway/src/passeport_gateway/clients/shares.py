"""What the door asks of publishing about shares: for their holder, and for whoever was given a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import grpc.aio

from passeport.publishing.v1 import addressed_share_service_pb2 as addressed
from passeport.publishing.v1 import opening_service_pb2 as openings
from passeport.publishing.v1 import share_service_pb2 as messages
from passeport.publishing.v1.addressed_share_service_pb2_grpc import AddressedShareServiceStub
from passeport.publishing.v1.opening_service_pb2_grpc import OpeningServiceStub
from passeport.publishing.v1.share_service_pb2_grpc import ShareServiceStub
from passeport_gateway.clients.calls import answer

__all__ = ["SharesClient"]

_NAME = "publishing"


class SharesClient:
    """Publishing, over the channel that the door has to it."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._shares = ShareServiceStub(channel)
        self._openings = OpeningServiceStub(channel)
        self._addressed = AddressedShareServiceStub(channel)

    async def create(self, request: messages.CreateShareRequest) -> messages.CreateShareResponse:
        """Shares a publication."""
        return await answer(_NAME, self._shares.CreateShare(request))

    async def addressed(self, page_size: int, page_token: str) -> addressed.ListAddressedSharesResponse:
        """A page of what holders addressed to the body of the professional who calls."""
        request = addressed.ListAddressedSharesRequest(page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._addressed.ListAddressedShares(request))

    async def open_addressed(self, share_id: str) -> openings.SharedPublication:
        """What one of them shows."""
        request = addressed.OpenAddressedShareRequest(id=share_id)
        return await answer(_NAME, self._addressed.OpenAddressedShare(request))

    async def addressed_document(self, share_id: str) -> openings.GetSharedDocumentResponse:
        """The PDF of one of them."""
        request = addressed.GetAddressedDocumentRequest(id=share_id)
        return await answer(_NAME, self._addressed.GetAddressedDocument(request))

    async def addressed_credential(self, share_id: str) -> openings.GetSharedCredentialResponse:
        """The credential of one of them."""
        request = addressed.GetAddressedCredentialRequest(id=share_id)
        return await answer(_NAME, self._addressed.GetAddressedCredential(request))

    async def shares(self, publication_id: str, page_size: int, page_token: str) -> messages.ListSharesResponse:
        """A page of the holder's shares, of one publication if it is named."""
        request = messages.ListSharesRequest(publication_id=publication_id, page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._shares.ListShares(request))

    async def share(self, share_id: str) -> messages.Share:
        """One share."""
        return await answer(_NAME, self._shares.GetShare(messages.GetShareRequest(id=share_id)))

    async def extend(self, request: messages.ExtendShareRequest) -> messages.Share:
        """Gives a share another end."""
        return await answer(_NAME, self._shares.ExtendShare(request))

    async def revoke(self, share_id: str) -> messages.Share:
        """Ends a share."""
        return await answer(_NAME, self._shares.RevokeShare(messages.RevokeShareRequest(id=share_id)))

    async def ask_deletion(self, share_id: str) -> messages.Share:
        """Asks the recipient to delete what he took."""
        return await answer(_NAME, self._shares.AskDeletion(messages.AskDeletionRequest(id=share_id)))

    async def accesses(self, share_id: str, page_size: int, page_token: str) -> messages.ListShareAccessesResponse:
        """A page of what was done by the link of a share."""
        request = messages.ListShareAccessesRequest(id=share_id, page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._shares.ListShareAccesses(request))

    async def report(self, request: messages.ReportShareRequest) -> None:
        """The holder tells the operators what is wrong with a share."""
        await answer(_NAME, self._shares.ReportShare(request))

    async def report_link(self, request: openings.ReportLinkRequest) -> None:
        """Whoever has a link tells the operators what is wrong with it."""
        await answer(_NAME, self._openings.ReportLink(request))

    async def recent_accesses(self, since: datetime) -> Sequence[messages.RecentShareAccess]:
        """What was done by the links of all shares from a moment on, oldest first, 100 at most."""
        request = messages.ListRecentShareAccessesRequest()
        request.since.FromDatetime(since)
        return (await answer(_NAME, self._shares.ListRecentShareAccesses(request))).accesses

    async def describe(self, token: str) -> openings.DescribeLinkResponse:
        """What it takes to open a link."""
        return await answer(_NAME, self._openings.DescribeLink(openings.DescribeLinkRequest(token=token)))

    async def open(self, request: openings.OpenLinkRequest) -> openings.OpenLinkResponse:
        """Opens a link."""
        return await answer(_NAME, self._openings.OpenLink(request))

    async def publication(self, token: str, opening: str) -> openings.SharedPublication:
        """What an opening shows."""
        request = openings.GetSharedPublicationRequest(token=token, opening=opening)
        return await answer(_NAME, self._openings.GetSharedPublication(request))

    async def document(self, token: str, opening: str) -> openings.GetSharedDocumentResponse:
        """The sealed PDF."""
        request = openings.GetSharedDocumentRequest(token=token, opening=opening)
        return await answer(_NAME, self._openings.GetSharedDocument(request))

    async def credential(self, token: str, opening: str) -> openings.GetSharedCredentialResponse:
        """The credential."""
        request = openings.GetSharedCredentialRequest(token=token, opening=opening)
        return await answer(_NAME, self._openings.GetSharedCredential(request))
