"""ConsentService and PullService: the holder and his consents; a platform and what it may pull."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from passeport.publishing.v1 import consent_service_pb2 as pb
from passeport.publishing.v1 import consent_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_publishing.rpc import parse_consents as parse
from passeport_publishing.rpc import render_consents as render
from passeport_publishing.rpc.callers import calling_holder, calling_platform
from passeport_publishing.rpc.parse_shares import since
from passeport_publishing.usecases.grant_consent import GrantConsent
from passeport_publishing.usecases.keep_consents import KeepConsents
from passeport_publishing.usecases.pull_publication import PullPublication

__all__ = ["ConsentServicer", "PullServicer"]


@dataclass(frozen=True)
class ConsentServicer(consent_service_pb2_grpc.ConsentServiceServicer):
    """Serves passeport.publishing.v1.ConsentService."""

    grant: GrantConsent
    keep: KeepConsents
    clock: Clock

    async def GrantConsent(self, request: pb.GrantConsentRequest, context: Any) -> pb.Consent:  # noqa: N802
        """Consents."""
        return render.consent(await self.grant(calling_holder(), parse.consent_request(request)), self.clock())

    async def ListConsents(self, request: pb.ListConsentsRequest, context: Any) -> pb.ListConsentsResponse:  # noqa: N802
        """Lists the holder's consents."""
        limit, after = parse.consent_page(request)
        return render.consents(await self.keep.list(calling_holder(), limit, after), self.clock())

    async def GetConsent(self, request: pb.GetConsentRequest, context: Any) -> pb.Consent:  # noqa: N802
        """Gets one consent."""
        return render.consent(await self.keep.get(calling_holder(), parse.consent_id(request.id)), self.clock())

    async def WithdrawConsent(self, request: pb.WithdrawConsentRequest, context: Any) -> pb.Consent:  # noqa: N802
        """Withdraws a consent."""
        return render.consent(await self.keep.withdraw(calling_holder(), parse.consent_id(request.id)), self.clock())

    async def ListPulls(self, request: pb.ListPullsRequest, context: Any) -> pb.ListPullsResponse:  # noqa: N802
        """Lists what was pulled under a consent."""
        limit, after = parse.pull_page(request)
        return render.pulls(await self.keep.pulls(calling_holder(), parse.consent_id(request.id), limit, after))

    async def ListRecentPulls(  # noqa: N802
        self, request: pb.ListRecentPullsRequest, context: Any
    ) -> pb.ListRecentPullsResponse:
        """Lists what was pulled lately under all consents."""
        return render.recent_pulls(await self.keep.recent(calling_holder(), since(request.since)))


@dataclass(frozen=True)
class PullServicer(consent_service_pb2_grpc.PullServiceServicer):
    """Serves passeport.publishing.v1.PullService; `address` gives the verification address of a code."""

    pull: PullPublication
    address: Callable[[str], str]

    async def PullPublication(self, request: pb.PullPublicationRequest, context: Any) -> pb.PulledPublication:  # noqa: N802
        """Gives the publication, cut."""
        pulled = await self.pull(calling_platform(), parse.pull_form(request.form))
        return render.pulled_publication(pulled, self.address)
