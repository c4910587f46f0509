"""AccountService and CivilIdentityService: what a holder asks of his own; the person is the caller token's."""

from __future__ import annotations

from typing import Any

import grpc.aio

from passeport.common.v1 import access_pb2
from passeport.identity.v1 import account_service_pb2 as pb
from passeport.identity.v1.account_service_pb2_grpc import AccountServiceServicer, CivilIdentityServiceServicer
from passeport_chassis.access import AccessPosition
from passeport_chassis.rpc import PageTokens, page_size
from passeport_identity.rpc.callers import calling_person
from passeport_identity.rpc.rendering import render_access, render_account, render_identity
from passeport_identity.usecases.activate_account import ActivateAccount
from passeport_identity.usecases.close_account import CloseAccount
from passeport_identity.usecases.get_account import GetAccount
from passeport_identity.usecases.get_civil_identity import GetCivilIdentity
from passeport_identity.usecases.list_accesses import ListAccesses
from passeport_identity.usecases.reopen_account import ReopenAccount
from passeport_identity.usecases.update_account import UpdateAccount

__all__ = ["AccountServicer", "CivilIdentityServicer"]

Context = grpc.aio.ServicerContext[Any, Any]

_pages = PageTokens("identity.accesses")


class AccountServicer(AccountServiceServicer):
    """Serves the holder, through the gateway."""

    def __init__(
        self,
        get: GetAccount,
        activate: ActivateAccount,
        update: UpdateAccount,
        close: CloseAccount,
        reopen: ReopenAccount,
        list_accesses: ListAccesses,
    ) -> None:
        self._get = get
        self._activate = activate
        self._update = update
        self._close = close
        self._reopen = reopen
        self._list_accesses = list_accesses

    async def GetAccount(self, request: pb.GetAccountRequest, context: Context) -> pb.Account:  # noqa: N802
        return render_account(await self._get(calling_person()))

    async def ActivateAccount(self, request: pb.ActivateAccountRequest, context: Context) -> pb.Account:  # noqa: N802
        return render_account(await self._activate(calling_person(), request.nir))

    async def UpdateAccount(self, request: pb.UpdateAccountRequest, context: Context) -> pb.Account:  # noqa: N802
        asked = {"contact_email": request.account.contact_email, "language": request.account.language}
        return render_account(await self._update(calling_person(), asked, request.update_mask.paths, request.etag))

    async def CloseAccount(self, request: pb.CloseAccountRequest, context: Context) -> pb.Account:  # noqa: N802
        return render_account(await self._close(calling_person(), request.session_token))

    async def ReopenAccount(self, request: pb.ReopenAccountRequest, context: Context) -> pb.Account:  # noqa: N802
        return render_account(await self._reopen(calling_person()))

    async def ListAccesses(  # noqa: N802
        self, request: access_pb2.ListAccessesRequest, context: Context
    ) -> access_pb2.ListAccessesResponse:
        limit = page_size(request.page_size, default=50, most=200)
        position = _pages.read_moment(request.page_token)
        page = await self._list_accesses(
            calling_person(), limit, None if position is None else AccessPosition(*position)
        )
        token = "" if page.next is None else _pages.write_moment(page.next.at, page.next.id)
        accesses = [render_access(access) for access in page.accesses]
        return access_pb2.ListAccessesResponse(accesses=accesses, next_page_token=token)


class CivilIdentityServicer(CivilIdentityServiceServicer):
    """Serves the services that print a holder's name, on his behalf."""

    def __init__(self, get: GetCivilIdentity) -> None:
        self._get = get

    async def GetCivilIdentity(self, request: pb.GetCivilIdentityRequest, context: Context) -> pb.CivilIdentity:  # noqa: N802
        return render_identity(await self._get(calling_person()))
