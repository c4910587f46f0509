"""TokenService and KeyService: the tokens by which the services know who acts, and the keys that verify them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import grpc.aio
from google.protobuf.duration_pb2 import Duration

from passeport.identity.v1 import token_service_pb2 as pb
from passeport.identity.v1.token_service_pb2_grpc import KeyServiceServicer, TokenServiceServicer
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_identity.errors import FieldInvalid
from passeport_identity.rpc.rendering import timestamp
from passeport_identity.usecases.authenticate_partner import ClientProof
from passeport_identity.usecases.issue_caller_token import IssueCallerToken
from passeport_identity.usecases.issue_partner_token import IssuePartnerToken
from passeport_identity.usecases.outside import CallerTokenSigner
from passeport_identity.usecases.revoke_partner_token import RevokePartnerToken

__all__ = ["KeyServicer", "TokenServicer"]

Context = grpc.aio.ServicerContext[Any, Any]


class TokenServicer(TokenServiceServicer):
    """Serves the gateway."""

    def __init__(
        self,
        issue_caller_token: IssueCallerToken,
        issue_partner_token: IssuePartnerToken,
        revoke: RevokePartnerToken,
        methods: Sequence[str],
    ) -> None:
        self._issue_caller_token = issue_caller_token
        self._issue_partner_token = issue_partner_token
        self._revoke = revoke
        self._methods = methods

    async def IssueCallerToken(  # noqa: N802
        self, request: pb.IssueCallerTokenRequest, context: Context
    ) -> pb.IssueCallerTokenResponse:
        match request.WhichOneof("credential"):
            case "session_token":
                csrf_token = request.csrf_token if request.unsafe else None
                issued = await self._issue_caller_token.for_session(
                    request.session_token, request.audiences, csrf_token=csrf_token, passive=request.passive
                )
            case "access_token":
                issued = await self._issue_caller_token.for_partner(request.access_token, request.audiences)
            case "consultation":
                shown = request.consultation
                issued = await self._issue_caller_token.for_consultation(
                    shown.session_token, parse_id(shown.consultation_id), request.audiences
                )
            case "professional_session_token":
                issued = await self._issue_caller_token.for_body(request.professional_session_token, request.audiences)
            case _:
                raise FieldInvalid([FieldViolation("credential", "is required", "REQUIRED")])
        return pb.IssueCallerTokenResponse(
            caller_token=issued.token,
            expire_time=timestamp(issued.expires_at),
            language=issued.language.value if issued.language is not None else "",
        )

    async def IssuePartnerToken(  # noqa: N802
        self, request: pb.IssuePartnerTokenRequest, context: Context
    ) -> pb.IssuePartnerTokenResponse:
        issued = await self._issue_partner_token(_proof(request), request.scopes)
        lifetime = Duration()
        lifetime.FromTimedelta(issued.lifetime)
        return pb.IssuePartnerTokenResponse(
            access_token=issued.access_token, lifetime=lifetime, scopes=sorted(issued.scopes)
        )

    async def RevokePartnerToken(  # noqa: N802
        self, request: pb.RevokePartnerTokenRequest, context: Context
    ) -> pb.RevokePartnerTokenResponse:
        await self._revoke(_proof(request), request.access_token)
        return pb.RevokePartnerTokenResponse()

    async def GetPartnerAuthentication(  # noqa: N802
        self, request: pb.GetPartnerAuthenticationRequest, context: Context
    ) -> pb.GetPartnerAuthenticationResponse:
        return pb.GetPartnerAuthenticationResponse(methods=self._methods)


def _proof(request: pb.IssuePartnerTokenRequest | pb.RevokePartnerTokenRequest) -> ClientProof:
    return ClientProof(request.client_id, request.client_secret, request.client_assertion)


class KeyServicer(KeyServiceServicer):
    """Serves every service."""

    def __init__(self, signer: CallerTokenSigner, encryption_jwks: str) -> None:
        self._signer = signer
        self._encryption_jwks = encryption_jwks

    async def GetCallerTokenKeys(  # noqa: N802
        self, request: pb.GetCallerTokenKeysRequest, context: Context
    ) -> pb.GetCallerTokenKeysResponse:
        return pb.GetCallerTokenKeysResponse(jwks=self._signer.jwks)

    async def GetEncryptionKeys(  # noqa: N802
        self, request: pb.GetEncryptionKeysRequest, context: Context
    ) -> pb.GetEncryptionKeysResponse:
        return pb.GetEncryptionKeysResponse(jwks=self._encryption_jwks)
