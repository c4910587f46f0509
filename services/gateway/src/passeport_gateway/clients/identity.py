"""What the door asks of identity: sign-in, sessions, caller tokens, accounts."""

from __future__ import annotations

from collections.abc import Sequence

import grpc.aio

from passeport.common.v1.access_pb2 import ListAccessesRequest, ListAccessesResponse
from passeport.identity.v1 import account_service_pb2 as accounts
from passeport.identity.v1 import sign_in_service_pb2 as sign_ins
from passeport.identity.v1 import token_service_pb2 as tokens
from passeport.identity.v1.account_service_pb2_grpc import AccountServiceStub
from passeport.identity.v1.sign_in_service_pb2_grpc import SignInServiceStub
from passeport.identity.v1.token_service_pb2_grpc import KeyServiceStub, TokenServiceStub
from passeport_gateway.clients.calls import answer
from passeport_gateway.domain.client_proof import ClientProof
from passeport_gateway.errors import ServiceRefused

__all__ = ["IdentityClient"]

_NAME = "identity"


class IdentityClient:
    """Identity, over one channel."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._sign_in = SignInServiceStub(channel)
        self._tokens = TokenServiceStub(channel)
        self._keys = KeyServiceStub(channel)
        self._accounts = AccountServiceStub(channel)

    async def begin_login(
        self, return_to: str, *, acr: str = "", session_token: str = ""
    ) -> sign_ins.BeginLoginResponse:
        """Starts a sign-in, or a step-up from a session to a level."""
        request = sign_ins.BeginLoginRequest(return_to=return_to, acr=acr, session_token=session_token)
        return await answer(_NAME, self._sign_in.BeginLogin(request))

    async def complete_login(self, callback: sign_ins.CompleteLoginRequest) -> sign_ins.CompleteLoginResponse:
        """Finishes a sign-in."""
        return await answer(_NAME, self._sign_in.CompleteLogin(callback))

    async def end_session(self, session_token: str, state: str = "") -> str:
        """Ends a session and gives FranceConnect's logout address, empty when the session was not known.

        `state` comes back from there with the browser.
        """
        request = sign_ins.EndSessionRequest(session_token=session_token, state=state)
        return (await answer(_NAME, self._sign_in.EndSession(request))).logout_url

    async def session(self, session_token: str) -> sign_ins.Session:
        """Looks at a session and renews its idle lifetime."""
        request = sign_ins.GetSessionRequest(session_token=session_token)
        return (await answer(_NAME, self._sign_in.GetSession(request))).session

    async def sessions(self, session_token: str) -> Sequence[sign_ins.OpenSession]:
        """The open sessions of the holder of one."""
        request = sign_ins.ListSessionsRequest(session_token=session_token)
        return (await answer(_NAME, self._sign_in.ListSessions(request))).sessions

    async def end_other_sessions(self, session_token: str, session_id: str) -> None:
        """Ends another session of the holder of one; all others with an empty `session_id`."""
        request = sign_ins.EndOtherSessionsRequest(session_token=session_token, session_id=session_id)
        await answer(_NAME, self._sign_in.EndOtherSessions(request))

    async def holder_token(
        self,
        session_token: str,
        audiences: Sequence[str],
        *,
        csrf_token: str = "",
        unsafe: bool = False,
        passive: bool = False,
    ) -> tokens.IssueCallerTokenResponse:
        """Turns a session into a caller token; `unsafe`: only with its CSRF token, `passive`: without renewing it."""
        request = tokens.IssueCallerTokenRequest(
            session_token=session_token, audiences=audiences, csrf_token=csrf_token, unsafe=unsafe, passive=passive
        )
        return await answer(_NAME, self._tokens.IssueCallerToken(request))

    async def partner_caller_token(self, access_token: str, audiences: Sequence[str]) -> str:
        """Turns a partner's access token into a caller token."""
        request = tokens.IssueCallerTokenRequest(access_token=access_token, audiences=audiences)
        return (await answer(_NAME, self._tokens.IssueCallerToken(request))).caller_token

    async def partner_token(self, client: ClientProof, scopes: Sequence[str]) -> tokens.IssuePartnerTokenResponse:
        """Issues an access token to a partner."""
        request = tokens.IssuePartnerTokenRequest(
            client_id=client.client_id,
            client_secret=client.secret,
            client_assertion=client.assertion,
            scopes=scopes,
        )
        return await answer(_NAME, self._tokens.IssuePartnerToken(request))

    async def revoke_partner_token(self, client: ClientProof, access_token: str) -> None:
        """Revokes an access token of a partner."""
        request = tokens.RevokePartnerTokenRequest(
            client_id=client.client_id,
            client_secret=client.secret,
            client_assertion=client.assertion,
            access_token=access_token,
        )
        await answer(_NAME, self._tokens.RevokePartnerToken(request))

    async def partner_authentication(self) -> Sequence[str]:
        """The ways in which partners may prove who they are, by the names of RFC 7591."""
        try:
            asked = tokens.GetPartnerAuthenticationRequest()
            return (await answer(_NAME, self._tokens.GetPartnerAuthentication(asked))).methods
        except ServiceRefused as refused:
            if refused.code != "UNIMPLEMENTED":
                raise
            # Identity of the release before: it takes them all.
            return ("private_key_jwt", "client_secret_basic", "client_secret_post")

    async def encryption_keys(self) -> str:
        """The JWK set to which FranceConnect+ encrypts, as JSON text."""
        return (await answer(_NAME, self._keys.GetEncryptionKeys(tokens.GetEncryptionKeysRequest()))).jwks

    async def account(self) -> accounts.Account:
        """The holder's account."""
        return await answer(_NAME, self._accounts.GetAccount(accounts.GetAccountRequest()))

    async def activate(self, nir: str) -> accounts.Account:
        """Activates the holder's account."""
        return await answer(_NAME, self._accounts.ActivateAccount(accounts.ActivateAccountRequest(nir=nir)))

    async def update_account(self, account: accounts.Account, etag: str, paths: Sequence[str]) -> accounts.Account:
        """Changes fields of the holder's account."""
        request = accounts.UpdateAccountRequest(account=account, etag=etag)
        request.update_mask.paths.extend(paths)
        return await answer(_NAME, self._accounts.UpdateAccount(request))

    async def close_account(self, session_token: str) -> accounts.Account:
        """Closes the holder's account; the session goes on, his others end."""
        request = accounts.CloseAccountRequest(session_token=session_token)
        return await answer(_NAME, self._accounts.CloseAccount(request))

    async def reopen_account(self) -> accounts.Account:
        """Opens the holder's account again."""
        return await answer(_NAME, self._accounts.ReopenAccount(accounts.ReopenAccountRequest()))

    async def accesses(self, page_size: int, page_token: str) -> ListAccessesResponse:
        """Who read or wrote what identity knows of the holder."""
        request = ListAccessesRequest(page_size=page_size, page_token=page_token)
        return await answer(_NAME, self._accounts.ListAccesses(request))
