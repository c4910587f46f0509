"""ShareService: the holder and his own shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from passeport.publishing.v1 import share_service_pb2 as pb
from passeport.publishing.v1 import share_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_publishing.rpc import parse_shares as parse
from passeport_publishing.rpc import render_shares as render
from passeport_publishing.rpc.callers import calling_holder
from passeport_publishing.usecases.change_share import AskDeletion, ExtendShare, RevokeShare
from passeport_publishing.usecases.create_share import CreateShare
from passeport_publishing.usecases.get_share import GetShare
from passeport_publishing.usecases.list_recent_share_accesses import ListRecentShareAccesses
from passeport_publishing.usecases.list_share_accesses import ListShareAccesses
from passeport_publishing.usecases.list_shares import ListShares
from passeport_publishing.usecases.report_share import ReportShare

__all__ = ["ShareServicer"]


@dataclass(frozen=True)
class ShareServicer(share_service_pb2_grpc.ShareServiceServicer):
    """Serves passeport.publishing.v1.ShareService; `link` gives the address of a secret."""

    create: CreateShare
    list: ListShares
    get: GetShare
    revoke: RevokeShare
    extend: ExtendShare
    ask_deletion: AskDeletion
    accesses: ListShareAccesses
    recent: ListRecentShareAccesses
    report: ReportShare
    link: Callable[[str], str]
    clock: Clock

    async def CreateShare(self, request: pb.CreateShareRequest, context: Any) -> pb.CreateShareResponse:  # noqa: N802
        """Shares a publication."""
        made = await self.create(calling_holder(), parse.share_request(request, self.clock()))
        return pb.CreateShareResponse(
            share=render.share(made.share, self.clock()), link=self.link(made.token) if made.token else ""
        )

    async def ListShares(self, request: pb.ListSharesRequest, context: Any) -> pb.ListSharesResponse:  # noqa: N802
        """Lists the holder's shares."""
        limit, after = parse.share_page(request)
        page = await self.list(calling_holder(), limit, after, parse.of_publication(request.publication_id))
        return render.shares(page, self.clock())

    async def GetShare(self, request: pb.GetShareRequest, context: Any) -> pb.Share:  # noqa: N802
        """Gets one share."""
        return render.share(await self.get(calling_holder(), parse.share_id(request.id)), self.clock())

    async def RevokeShare(self, request: pb.RevokeShareRequest, context: Any) -> pb.Share:  # noqa: N802
        """Ends a share."""
        return render.share(await self.revoke(calling_holder(), parse.share_id(request.id)), self.clock())

    async def ExtendShare(self, request: pb.ExtendShareRequest, context: Any) -> pb.Share:  # noqa: N802
        """Gives a share another end."""
        until = parse.share_end(request.expire_time)
        extended = await self.extend(calling_holder(), parse.share_id(request.id), request.etag, until)
        return render.share(extended, self.clock())

    async def AskDeletion(self, request: pb.AskDeletionRequest, context: Any) -> pb.Share:  # noqa: N802
        """Asks the recipient to delete what he took."""
        return render.share(await self.ask_deletion(calling_holder(), parse.share_id(request.id)), self.clock())

    async def ListShareAccesses(  # noqa: N802
        self, request: pb.ListShareAccessesRequest, context: Any
    ) -> pb.ListShareAccessesResponse:
        """Lists what was done by the link of a share."""
        limit, after = parse.share_access_page(request)
        return render.accesses(await self.accesses(calling_holder(), parse.share_id(request.id), limit, after))

    async def ListRecentShareAccesses(  # noqa: N802
        self, request: pb.ListRecentShareAccessesRequest, context: Any
    ) -> pb.ListRecentShareAccessesResponse:
        """Lists what was done lately by the links of all shares."""
        return render.recent_accesses(await self.recent(calling_holder(), parse.since(request.since)))

    async def ReportShare(self, request: pb.ReportShareRequest, context: Any) -> pb.ReportShareResponse:  # noqa: N802
        """Tells the operators what is wrong with a share."""
        said = parse.complaint(request.ground, request.text)
        await self.report(calling_holder(), parse.share_id(request.id), said)
        return pb.ReportShareResponse()
