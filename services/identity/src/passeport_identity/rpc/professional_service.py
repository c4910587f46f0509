"""ProfessionalSignInService: professionals come and go through ProConnect."""

from __future__ import annotations

from typing import Any

import grpc.aio

from passeport.identity.v1 import professional_service_pb2 as pb
from passeport.identity.v1.professional_service_pb2_grpc import ProfessionalSignInServiceServicer
from passeport_identity.domain.opaque_token import csrf_token_of
from passeport_identity.domain.professional import HeldProfessionalSession
from passeport_identity.domain.purpose import purposes_of
from passeport_identity.rpc.rendering import timestamp
from passeport_identity.usecases.begin_professional_login import BeginProfessionalLogin
from passeport_identity.usecases.complete_login import Callback
from passeport_identity.usecases.complete_professional_login import CompleteProfessionalLogin
from passeport_identity.usecases.end_professional_session import EndProfessionalSession
from passeport_identity.usecases.get_professional_session import GetProfessionalSession

__all__ = ["ProfessionalSignInServicer"]

Context = grpc.aio.ServicerContext[Any, Any]


class ProfessionalSignInServicer(ProfessionalSignInServiceServicer):
    """Serves the gateway."""

    def __init__(
        self,
        begin: BeginProfessionalLogin,
        complete: CompleteProfessionalLogin,
        get: GetProfessionalSession,
        end: EndProfessionalSession,
    ) -> None:
        self._begin = begin
        self._complete = complete
        self._get = get
        self._end = end

    async def BeginProfessionalLogin(  # noqa: N802
        self, request: pb.BeginProfessionalLoginRequest, context: Context
    ) -> pb.BeginProfessionalLoginResponse:
        begun = await self._begin(request.return_to)
        return pb.BeginProfessionalLoginResponse(
            authorization_url=begun.authorization_url,
            browser_binding=begun.browser_binding,
            expire_time=timestamp(begun.expires_at),
        )

    async def CompleteProfessionalLogin(  # noqa: N802
        self, request: pb.CompleteProfessionalLoginRequest, context: Context
    ) -> pb.CompleteProfessionalLoginResponse:
        completed = await self._complete(
            Callback(
                state=request.state,
                code=request.code,
                issuer=request.iss,
                error=request.error,
                browser_binding=request.browser_binding,
                session_token=request.session_token,
            )
        )
        return pb.CompleteProfessionalLoginResponse(
            session_token=completed.session_token,
            session=_session(completed.held, completed.session_token),
            return_to=completed.return_to,
        )

    async def GetProfessionalSession(  # noqa: N802
        self, request: pb.GetProfessionalSessionRequest, context: Context
    ) -> pb.GetProfessionalSessionResponse:
        held = await self._get(request.session_token)
        return pb.GetProfessionalSessionResponse(session=_session(held, request.session_token))

    async def EndProfessionalSession(  # noqa: N802
        self, request: pb.EndProfessionalSessionRequest, context: Context
    ) -> pb.EndProfessionalSessionResponse:
        logout_url = await self._end(request.session_token, request.csrf_token)
        return pb.EndProfessionalSessionResponse(logout_url=logout_url)


def _session(held: HeldProfessionalSession, session_token: str) -> pb.ProfessionalSession:
    session, body = held.session, held.body
    return pb.ProfessionalSession(
        id=str(session.id),
        given_names=session.given_names,
        usual_name=session.usual_name,
        organisation=body.organisation,
        siret=body.siret,
        role=body.role or "",
        purposes=[
            pb.Purpose(code=purpose.code, label=purpose.in_words)
            for purpose in (purposes_of(body.role) if body.role is not None else ())
        ],
        idle_expire_time=timestamp(session.idle_expires_at),
        expire_time=timestamp(session.expires_at),
        csrf_token=csrf_token_of(session_token),
    )
