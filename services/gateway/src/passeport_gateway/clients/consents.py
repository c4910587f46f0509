"""What the door asks about platforms: of identity who asks, codes and tokens; of publishing consents and pulls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import grpc.aio

from passeport.identity.v1 import authorization_service_pb2 as authorizations
from passeport.identity.v1.authorization_service_pb2_grpc import AuthorizationServiceStub
from passeport.publishing.v1 import consent_service_pb2 as messages
from passeport.publishing.v1.consent_service_pb2_grpc import ConsentServiceStub, PullServiceStub
from passeport_gateway.clients.calls import answer
from passeport_gateway.domain.client_proof import ClientProof

__all__ = ["ConsentsClient"]

_IDENTITY, _PUBLISHING = "identity", "publishing"


class ConsentsClient:
    """Both services, over the channels that the door has to them."""

    def __init__(self, identity: grpc.aio.Channel, publishing: grpc.aio.Channel) -> None:
        self._authorizations = AuthorizationServiceStub(identity)
        self._consents = ConsentServiceStub(publishing)
        self._pulls = PullServiceStub(publishing)

    async def describe(
        self, client_id: str, redirect_uri: str, scopes: Sequence[str]
    ) -> authorizations.DescribeAuthorizationResponse:
        """Which platform asks, and for what."""
        request = authorizations.DescribeAuthorizationRequest(
            client_id=client_id, redirect_uri=redirect_uri, scopes=scopes
        )
        return await answer(_IDENTITY, self._authorizations.DescribeAuthorization(request))

    async def push(self, request: authorizations.PushAuthorizationRequest) -> authorizations.PushAuthorizationResponse:
        """Has an authorization request kept until the browser comes with it."""
        return await answer(_IDENTITY, self._authorizations.PushAuthorization(request))

    async def pushed(self, client_id: str, request_uri: str) -> Mapping[str, str]:
        """The parameters of one that was kept."""
        request = authorizations.GetPushedAuthorizationRequest(client_id=client_id, request_uri=request_uri)
        found = await answer(_IDENTITY, self._authorizations.GetPushedAuthorization(request))
        return {one.name: one.value for one in found.parameters}

    async def grant(self, request: messages.GrantConsentRequest) -> messages.Consent:
        """Keeps a consent of the holder."""
        return await answer(_PUBLISHING, self._consents.GrantConsent(request))

    async def code(self, request: authorizations.GrantAuthorizationRequest) -> str:
        """The code of a consent that is kept."""
        return (await answer(_IDENTITY, self._authorizations.GrantAuthorization(request))).code

    async def exchange(
        self, client: ClientProof, code: str, redirect_uri: str, code_verifier: str
    ) -> authorizations.PlatformTokens:
        """Turns a code into tokens."""
        request = authorizations.ExchangeCodeRequest(
            client_id=client.client_id,
            client_secret=client.secret,
            client_assertion=client.assertion,
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=code_verifier,
        )
        return await answer(_IDENTITY, self._authorizations.ExchangeCode(request))

    async def refresh(
        self, client: ClientProof, refresh_token: str, scopes: Sequence[str]
    ) -> authorizations.PlatformTokens:
        """Turns a refresh token into tokens."""
        request = authorizations.RefreshTokensRequest(
            client_id=client.client_id,
            client_secret=client.secret,
            client_assertion=client.assertion,
            refresh_token=refresh_token,
            scopes=scopes,
        )
        return await answer(_IDENTITY, self._authorizations.RefreshTokens(request))

    async def consents(self, page_size: int, page_token: str) -> messages.ListConsentsResponse:
        """A page of the holder's consents."""
        request = messages.ListConsentsRequest(page_size=page_size, page_token=page_token)
        return await answer(_PUBLISHING, self._consents.ListConsents(request))

    async def consent(self, consent_id: str) -> messages.Consent:
        """One consent."""
        return await answer(_PUBLISHING, self._consents.GetConsent(messages.GetConsentRequest(id=consent_id)))

    async def withdraw(self, consent_id: str) -> None:
        """Withdraws a consent, and then ends the tokens that were given for it.

        From the first answer on nothing can be pulled, whatever token is shown: the second spares the platform a token
        that is worth nothing. Asked again, both are done again.
        """
        await answer(_PUBLISHING, self._consents.WithdrawConsent(messages.WithdrawConsentRequest(id=consent_id)))
        request = authorizations.EndAuthorizationRequest(consent_id=consent_id)
        await answer(_IDENTITY, self._authorizations.EndAuthorization(request))

    async def pulls(self, consent_id: str, page_size: int, page_token: str) -> messages.ListPullsResponse:
        """A page of what was pulled under a consent."""
        request = messages.ListPullsRequest(id=consent_id, page_size=page_size, page_token=page_token)
        return await answer(_PUBLISHING, self._consents.ListPulls(request))

    async def recent_pulls(self, since: datetime) -> Sequence[messages.RecentPull]:
        """What was pulled under all consents from a moment on, oldest first, 100 at most."""
        request = messages.ListRecentPullsRequest()
        request.since.FromDatetime(since)
        return (await answer(_PUBLISHING, self._consents.ListRecentPulls(request))).pulls

    async def pull(self, form: messages.PullForm) -> messages.PulledPublication:
        """The publication that the platform's token speaks of, cut."""
        return await answer(_PUBLISHING, self._pulls.PullPublication(messages.PullPublicationRequest(form=form)))
