"""Shares of publishing: by person, their links by secret; one PIN is right, and openings last while the share does."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fakes.refusals import refusal
from passeport.publishing.v1 import addressed_share_service_pb2 as apb
from passeport.publishing.v1 import opening_service_pb2 as opb
from passeport.publishing.v1 import publication_service_pb2
from passeport.publishing.v1 import share_service_pb2 as pb
from passeport.publishing.v1.addressed_share_service_pb2_grpc import AddressedShareServiceServicer
from passeport.publishing.v1.opening_service_pb2_grpc import OpeningServiceServicer
from passeport.publishing.v1.share_service_pb2_grpc import ShareServiceServicer
from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.ids import new_id, parse_id
from passeport_chassis.rpc import current_caller

__all__ = ["FakeShares"]

DOMAIN = "publishing.passeport"
MOMENT = 1_795_424_700
FAR = 4_000_000_000


@dataclass(slots=True)
class FakeShares(ShareServiceServicer, OpeningServiceServicer, AddressedShareServiceServicer):
    shares: dict[str, dict[str, pb.Share]] = field(default_factory=dict)
    links: dict[str, pb.Share] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)
    visits: dict[str, list[pb.ShareAccess]] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    reports: list[tuple[str, int, str]] = field(default_factory=list)

    def _one(self, share_id: str) -> pb.Share:
        found = self.shares.get(current_caller().subject, {}).get(share_id)
        if found is None:
            raise refusal(Kind.NOT_FOUND, "SHARE_NOT_FOUND", DOMAIN, id=share_id[:36])
        return found

    async def CreateShare(self, request: Any, context: Any) -> pb.CreateShareResponse:
        if parse_id(request.publication_id) is None:
            raise refusal(Kind.NOT_FOUND, "PUBLICATION_NOT_FOUND", DOMAIN, id=request.publication_id[:36])
        parts = request.parts or [pb.SHARE_PART_PAGE, pb.SHARE_PART_DOCUMENT]
        share = pb.Share(
            id=str(new_id()),
            publication_id=request.publication_id,
            recipient=request.recipient,
            purpose=request.purpose,
            parts=parts,
            single_use=request.single_use,
            has_pin=bool(request.pin),
            pin_tries_left=5 if request.pin else 0,
            state=pb.SHARE_STATE_LIVE,
            etag="r1",
            addressee_siret=request.addressee_siret,
        )
        share.create_time.FromSeconds(MOMENT)
        share.expire_time.FromSeconds(request.expire_time.seconds or MOMENT)
        self.shares.setdefault(current_caller().subject, {})[share.id] = share
        if share.addressee_siret:
            if request.pin:
                fault = FieldViolation("pin", "is for shares by a link", "NOT_ADDRESSED")
                raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
            return pb.CreateShareResponse(share=share)
        token = f"link-{share.id}"
        self.links[token], self.pins[share.id] = share, request.pin
        return pb.CreateShareResponse(share=share, link=f"https://passeport.example/p/{token}")

    async def ListShares(self, request: Any, context: Any) -> pb.ListSharesResponse:
        mine = self.shares.get(current_caller().subject, {}).values()
        wanted = [one for one in mine if request.publication_id in {"", one.publication_id}]
        return pb.ListSharesResponse(shares=wanted)

    async def GetShare(self, request: Any, context: Any) -> pb.Share:
        return self._one(request.id)

    async def ExtendShare(self, request: Any, context: Any) -> pb.Share:
        share = self._one(request.id)
        if request.etag != share.etag:
            raise refusal(Kind.CONFLICT, "ETAG_STALE", DOMAIN, id=share.id)
        if not MOMENT < request.expire_time.seconds < FAR:
            violation = FieldViolation("expire_time", "must lie after now and within a year", "SHARE_END")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(violation,))
        share.expire_time.CopyFrom(request.expire_time)
        share.etag = "r2"
        return share

    async def RevokeShare(self, request: Any, context: Any) -> pb.Share:
        share = self._one(request.id)
        share.state = pb.SHARE_STATE_REVOKED
        share.revoke_time.FromSeconds(MOMENT)
        return share

    async def AskDeletion(self, request: Any, context: Any) -> pb.Share:
        share = self._one(request.id)
        share.deletion_ask_time.FromSeconds(MOMENT)
        return share

    async def ListShareAccesses(self, request: Any, context: Any) -> pb.ListShareAccessesResponse:
        return pb.ListShareAccessesResponse(accesses=self.visits.get(self._one(request.id).id, []))

    async def ReportShare(self, request: Any, context: Any) -> pb.ReportShareResponse:
        self.reports.append((self._one(request.id).id, request.ground, request.text))
        return pb.ReportShareResponse()

    async def ListRecentShareAccesses(self, request: Any, context: Any) -> pb.ListRecentShareAccessesResponse:
        mine = self.shares.get(current_caller().subject, {})
        found: list[pb.RecentShareAccess] = [
            pb.RecentShareAccess(share_id=share_id, access=access)
            for share_id in mine
            for access in self.visits.get(share_id, [])
            if access.at.ToNanoseconds() >= request.since.ToNanoseconds()
        ]
        found.sort(key=lambda one: one.access.id)
        return pb.ListRecentShareAccessesResponse(accesses=found)

    # OpeningService

    def _behind(self, token: str) -> pb.Share:
        share = self.links.get(token)
        if share is None or share.state != pb.SHARE_STATE_LIVE:
            raise refusal(Kind.NOT_FOUND, "LINK_NOT_FOUND", DOMAIN)
        return share

    async def DescribeLink(self, request: Any, context: Any) -> opb.DescribeLinkResponse:
        share = self._behind(request.token)
        return opb.DescribeLinkResponse(needs_pin=share.has_pin, single_use=share.single_use)

    async def OpenLink(self, request: Any, context: Any) -> opb.OpenLinkResponse:
        share = self._behind(request.token)
        if share.has_pin and not request.pin:
            violation = FieldViolation("pin", "is required", "REQUIRED")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(violation,))
        if share.has_pin and request.pin != self.pins[share.id]:
            share.pin_tries_left -= 1
            raise refusal(Kind.DENIED, "PIN_WRONG", DOMAIN, left=str(share.pin_tries_left))
        access = pb.ShareAccess(
            id=str(new_id()), act=pb.SHARE_ACT_OPENED, client=request.client, organisation=request.organisation
        )
        access.at.GetCurrentTime()
        self.visits.setdefault(share.id, []).append(access)
        answer = opb.OpenLinkResponse(opening=f"opening-{share.id}")
        answer.expire_time.FromSeconds(FAR)
        return answer

    async def ReportLink(self, request: Any, context: Any) -> opb.ReportLinkResponse:
        share = self._behind(request.token)
        if not request.ground:
            violation = FieldViolation("ground", "is required", "REQUIRED")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(violation,))
        if len(request.text) > 1000:
            long = FieldViolation("text", "must have at most 1000 characters", "LENGTH")
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(long,))
        self.reports.append((share.id, request.ground, request.text))
        return opb.ReportLinkResponse()

    def _opened(self, request: Any) -> pb.Share:
        share = self._behind(request.token)
        if request.opening != f"opening-{share.id}":
            raise refusal(Kind.NOT_FOUND, "LINK_NOT_FOUND", DOMAIN)
        return share

    async def GetSharedPublication(self, request: Any, context: Any) -> opb.SharedPublication:
        return self._shown(self._opened(request))

    def _shown(self, share: pb.Share) -> opb.SharedPublication:
        shown = opb.SharedPublication(
            holder_name="Camille <EXEMPLE>",
            title="Développeuse web",
            summary="Dix ans de métier.",
            purpose=share.purpose,
            state=publication_service_pb2.PUBLICATION_STATE_PUBLISHED,
            parts=share.parts,
            items=[VerifiedItem(guaranteed=True, kind="employment", title="Serveuse", source="DSN")],
            verification_code="K7QF-2M9X-PD4T-W6HA",
            document_size=60043,
            language="fr",
        )
        shown.publish_time.FromSeconds(MOMENT)
        shown.expire_time.CopyFrom(share.expire_time)
        if share.HasField("deletion_ask_time"):
            shown.deletion_ask_time.CopyFrom(share.deletion_ask_time)
        for name, value in self.shown.items():
            setattr(shown, name, value)
        if shown.state == publication_service_pb2.PUBLICATION_STATE_SUPERSEDED:
            shown.state_time.FromSeconds(MOMENT)
        return shown

    async def GetSharedDocument(self, request: Any, context: Any) -> opb.GetSharedDocumentResponse:
        share = self._opened(request)
        return opb.GetSharedDocumentResponse(pdf=b"%PDF", sha256="ab" * 32, publication_id=share.publication_id)

    async def GetSharedCredential(self, request: Any, context: Any) -> opb.GetSharedCredentialResponse:
        share = self._opened(request)
        return opb.GetSharedCredentialResponse(vc_jwt="a.b.c", publication_id=share.publication_id)

    # AddressedShareService

    def _addressed(self) -> dict[str, pb.Share]:
        siret = current_caller().siret
        every = (one for mine in self.shares.values() for one in mine.values())
        return {one.id: one for one in every if one.addressee_siret == siret != "" and one.state == pb.SHARE_STATE_LIVE}

    def _read(self, share_id: str, act: Any) -> pb.Share:
        share = self._addressed().get(share_id)
        if share is None:
            raise refusal(Kind.NOT_FOUND, "SHARE_NOT_FOUND", DOMAIN, id=share_id[:36])
        access = pb.ShareAccess(id=str(new_id()), act=act, organisation=current_caller().organisation)
        access.at.GetCurrentTime()
        self.visits.setdefault(share.id, []).append(access)
        return share

    async def ListAddressedShares(self, request: Any, context: Any) -> apb.ListAddressedSharesResponse:
        found = [
            apb.AddressedShare(
                id=one.id,
                holder_name="Camille <EXEMPLE>",
                title="Développeuse web",
                purpose=one.purpose,
                kind="cv",
                parts=one.parts,
                create_time=one.create_time,
                expire_time=one.expire_time,
            )
            for one in self._addressed().values()
        ]
        return apb.ListAddressedSharesResponse(shares=found)

    async def OpenAddressedShare(self, request: Any, context: Any) -> opb.SharedPublication:
        return self._shown(self._read(request.id, pb.SHARE_ACT_OPENED))

    async def GetAddressedDocument(self, request: Any, context: Any) -> opb.GetSharedDocumentResponse:
        share = self._read(request.id, pb.SHARE_ACT_DOCUMENT)
        return opb.GetSharedDocumentResponse(pdf=b"%PDF", sha256="ab" * 32, publication_id=share.publication_id)

    async def GetAddressedCredential(self, request: Any, context: Any) -> opb.GetSharedCredentialResponse:
        share = self._read(request.id, pb.SHARE_ACT_CREDENTIAL)
        return opb.GetSharedCredentialResponse(vc_jwt="a.b.c", publication_id=share.publication_id)
