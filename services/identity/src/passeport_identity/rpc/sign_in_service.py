"""SignInService: signing in with FranceConnect, and the session that comes of it."""

from __future__ import annotations

from typing import Any

import grpc.aio

from passeport.identity.v1 import sign_in_service_pb2 as pb
from passeport.identity.v1.sign_in_service_pb2_grpc import SignInServiceServicer
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_identity.errors import FieldInvalid
from passeport_identity.rpc.rendering import render_open_sessions, render_session, timestamp
from passeport_identity.usecases.begin_login import BeginLogin
from passeport_identity.usecases.complete_login import Callback, CompleteLogin
from passeport_identity.usecases.end_other_sessions import EndOtherSessions
from passeport_identity.usecases.end_session import EndSession
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.list_sessions import ListSessions

__all__ = ["SignInServicer"]

Context = grpc.aio.ServicerContext[Any, Any]


class SignInServicer(SignInServiceServicer):
    """Serves the gateway."""

    def __init__(
        self,
        begin: BeginLogin,
        complete: CompleteLogin,
        get: GetSession,
        end: EndSession,
        list_sessions: ListSessions,
        end_others: EndOtherSessions,
    ) -> None:
        self._begin = begin
        self._complete = complete
        self._get = get
        self._end = end
        self._list = list_sessions
        self._end_others = end_others

    async def BeginLogin(self, request: pb.BeginLoginRequest, context: Context) -> pb.BeginLoginResponse:  # noqa: N802
        begun = await self._begin(request.return_to, request.acr, request.session_token)
        return pb.BeginLoginResponse(
            authorization_url=begun.authorization_url,
            browser_binding=begun.browser_binding,
            expire_time=timestamp(begun.expires_at),
        )

    async def CompleteLogin(self, request: pb.CompleteLoginRequest, context: Context) -> pb.CompleteLoginResponse:  # noqa: N802
        completed = await self._complete(
            Callback(
                state=request.state,
                code=request.code,
                issuer=request.iss,
                error=request.error,
                browser_binding=request.browser_binding,
                session_token=request.session_token,
                device=request.device,
            )
        )
        return pb.CompleteLoginResponse(
            session_token=completed.session_token,
            session=render_session(completed.held, completed.session_token or request.session_token),
            return_to=completed.return_to,
            already_completed=completed.already_completed,
        )

    async def GetSession(self, request: pb.GetSessionRequest, context: Context) -> pb.GetSessionResponse:  # noqa: N802
        held = await self._get(request.session_token)
        return pb.GetSessionResponse(session=render_session(held, request.session_token))

    async def EndSession(self, request: pb.EndSessionRequest, context: Context) -> pb.EndSessionResponse:  # noqa: N802
        return pb.EndSessionResponse(logout_url=await self._end(request.session_token, request.state))

    async def ListSessions(self, request: pb.ListSessionsRequest, context: Context) -> pb.ListSessionsResponse:  # noqa: N802
        return render_open_sessions(await self._list(request.session_token))

    async def EndOtherSessions(  # noqa: N802
        self, request: pb.EndOtherSessionsRequest, context: Context
    ) -> pb.EndOtherSessionsResponse:
        session_id = parse_id(request.session_id)
        if request.session_id and session_id is None:
            raise FieldInvalid([FieldViolation("session_id", "is not an identifier", "FORMAT")])
        return pb.EndOtherSessionsResponse(ended_count=await self._end_others(request.session_token, session_id))
