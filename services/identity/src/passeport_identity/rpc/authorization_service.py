"""AuthorizationService: platforms that a holder lets read one of his publications."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

import grpc.aio
from google.protobuf.duration_pb2 import Duration

from passeport.identity.v1 import authorization_service_pb2 as pb
from passeport.identity.v1.authorization_service_pb2_grpc import AuthorizationServiceServicer
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_identity.errors import FieldInvalid
from passeport_identity.rpc.callers import calling_person
from passeport_identity.usecases.authenticate_partner import ClientProof
from passeport_identity.usecases.describe_authorization import DescribeAuthorization
from passeport_identity.usecases.end_authorization import EndAuthorization
from passeport_identity.usecases.grant_authorization import Consented, GrantAuthorization
from passeport_identity.usecases.issue_platform_tokens import IssuedPlatformTokens, IssuePlatformTokens
from passeport_identity.usecases.push_authorization import LASTS, PushAuthorization, TakePushed

__all__ = ["AuthorizationServicer"]

Context = grpc.aio.ServicerContext[Any, Any]


class AuthorizationServicer(AuthorizationServiceServicer):
    """Serves the gateway."""

    def __init__(
        self,
        describe: DescribeAuthorization,
        grant: GrantAuthorization,
        end: EndAuthorization,
        issue: IssuePlatformTokens,
        push: PushAuthorization,
        take_pushed: TakePushed,
    ) -> None:
        self._describe = describe
        self._grant = grant
        self._end = end
        self._issue = issue
        self._push = push
        self._take_pushed = take_pushed

    async def DescribeAuthorization(  # noqa: N802
        self, request: pb.DescribeAuthorizationRequest, context: Context
    ) -> pb.DescribeAuthorizationResponse:
        asking = await self._describe(request.client_id, request.redirect_uri, request.scopes)
        client = asking.client
        return pb.DescribeAuthorizationResponse(
            organisation=client.organisation,
            siret=client.siret,
            purpose=client.purpose,
            scopes=sorted(asking.scopes),
            is_wallet=client.is_wallet,
        )

    async def PushAuthorization(  # noqa: N802
        self, request: pb.PushAuthorizationRequest, context: Context
    ) -> pb.PushAuthorizationResponse:
        parameters = {one.name: one.value for one in request.parameters}
        uri = await self._push(_proof(request), request.redirect_uri, request.scopes, parameters)
        lifetime = Duration()
        lifetime.FromTimedelta(LASTS)
        return pb.PushAuthorizationResponse(request_uri=uri, lifetime=lifetime)

    async def GetPushedAuthorization(  # noqa: N802
        self, request: pb.GetPushedAuthorizationRequest, context: Context
    ) -> pb.GetPushedAuthorizationResponse:
        parameters = await self._take_pushed(request.client_id, request.request_uri)
        return pb.GetPushedAuthorizationResponse(
            parameters=[pb.AuthorizationParameter(name=name, value=value) for name, value in parameters.items()]
        )

    async def GrantAuthorization(  # noqa: N802
        self, request: pb.GrantAuthorizationRequest, context: Context
    ) -> pb.GrantAuthorizationResponse:
        consented = Consented(
            request.client_id,
            request.redirect_uri,
            request.scopes,
            request.code_challenge,
            _consent_id(request.consent_id),
            request.consent_expire_time.ToDatetime(tzinfo=UTC),
        )
        return pb.GrantAuthorizationResponse(code=await self._grant(calling_person(), consented))

    async def EndAuthorization(  # noqa: N802
        self, request: pb.EndAuthorizationRequest, context: Context
    ) -> pb.EndAuthorizationResponse:
        await self._end(calling_person(), _consent_id(request.consent_id))
        return pb.EndAuthorizationResponse()

    async def ExchangeCode(self, request: pb.ExchangeCodeRequest, context: Context) -> pb.PlatformTokens:  # noqa: N802
        return _tokens(
            await self._issue.for_code(_proof(request), request.code, request.redirect_uri, request.code_verifier)
        )

    async def RefreshTokens(self, request: pb.RefreshTokensRequest, context: Context) -> pb.PlatformTokens:  # noqa: N802
        return _tokens(await self._issue.for_refresh_token(_proof(request), request.refresh_token, request.scopes))


def _proof(request: pb.ExchangeCodeRequest | pb.RefreshTokensRequest | pb.PushAuthorizationRequest) -> ClientProof:
    return ClientProof(request.client_id, request.client_secret, request.client_assertion)


def _consent_id(text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise FieldInvalid([FieldViolation("consent_id", "must be the identifier of a consent", "FORMAT")])
    return found


def _tokens(issued: IssuedPlatformTokens) -> pb.PlatformTokens:
    lifetime = Duration()
    lifetime.FromTimedelta(issued.lifetime)
    return pb.PlatformTokens(
        access_token=issued.access_token,
        lifetime=lifetime,
        refresh_token=issued.refresh_token,
        scopes=sorted(issued.scopes),
    )
