"""VerificationService and TrustService: for anyone, without an account."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from passeport.publishing.v1 import verification_service_pb2 as pb
from passeport.publishing.v1 import verification_service_pb2_grpc
from passeport_publishing.domain.verification import Basis
from passeport_publishing.rpc import render
from passeport_publishing.usecases.get_credential_keys import GetCredentialKeys
from passeport_publishing.usecases.get_seal_chains import GetSealChains
from passeport_publishing.usecases.get_status_list import GetStatusList
from passeport_publishing.usecases.list_status_lists import ListStatusLists
from passeport_publishing.usecases.verify_code import VerifyCode
from passeport_publishing.usecases.verify_credential import VerifyCredential
from passeport_publishing.usecases.verify_document import VerifyDocument
from passeport_publishing.usecases.verify_status import VerifyStatus

__all__ = ["TrustServicer", "VerificationServicer"]


@dataclass(frozen=True)
class VerificationServicer(verification_service_pb2_grpc.VerificationServiceServicer):
    """Serves passeport.publishing.v1.VerificationService."""

    document: VerifyDocument
    credential: VerifyCredential
    code: VerifyCode
    status: VerifyStatus

    async def VerifyDocument(self, request: pb.VerifyDocumentRequest, context: Any) -> pb.Verdict:  # noqa: N802
        """Verifies a PDF."""
        return render.verdict(await self.document(request.pdf))

    async def VerifyCredential(self, request: pb.VerifyCredentialRequest, context: Any) -> pb.Verdict:  # noqa: N802
        """Verifies a credential."""
        return render.verdict(await self.credential(request.vc_jwt))

    async def VerifyCode(self, request: pb.VerifyCodeRequest, context: Any) -> pb.Verdict:  # noqa: N802
        """Tells what stands behind a code."""
        return render.verdict(await self.code(request.code), Basis.CODE)

    async def VerifyStatus(self, request: pb.VerifyStatusRequest, context: Any) -> pb.Verdict:  # noqa: N802
        """Tells what a place of a status list says."""
        return render.verdict(await self.status(request.list_id, request.index), Basis.STATUS)


@dataclass(frozen=True)
class TrustServicer(verification_service_pb2_grpc.TrustServiceServicer):
    """Serves passeport.publishing.v1.TrustService."""

    keys: GetCredentialKeys
    status_list: GetStatusList
    status_lists: ListStatusLists
    seal_chains: GetSealChains

    async def GetCredentialKeys(  # noqa: N802
        self, request: pb.GetCredentialKeysRequest, context: Any
    ) -> pb.GetCredentialKeysResponse:
        """Gets the JWK set of the credential keys."""
        keys = await self.keys()
        return pb.GetCredentialKeysResponse(jwks=json.dumps({"keys": [dict(key) for key in keys]}))

    async def GetStatusList(  # noqa: N802
        self, request: pb.GetStatusListRequest, context: Any
    ) -> pb.GetStatusListResponse:
        """Gets a status list, signed."""
        then = request.time.ToDatetime(tzinfo=UTC) if request.HasField("time") else None
        found = await self.status_list(request.id, then)
        return pb.GetStatusListResponse(vc_jwt=found.token, max_age=found.max_age, media_type=found.media_type)

    async def ListStatusLists(  # noqa: N802
        self, request: pb.ListStatusListsRequest, context: Any
    ) -> pb.ListStatusListsResponse:
        """Lists the Status List Tokens."""
        return pb.ListStatusListsResponse(ids=await self.status_lists(), max_age=self.status_lists.max_age)

    async def GetSealChain(self, request: pb.GetSealChainRequest, context: Any) -> pb.GetSealChainResponse:  # noqa: N802
        """Gets the certificates that seals chain to."""
        return pb.GetSealChainResponse(pem=await self.seal_chains())
