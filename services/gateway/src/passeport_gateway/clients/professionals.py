"""What the door asks for professionals: of identity their sessions and consultations, of records what they read."""

from __future__ import annotations

from collections.abc import Sequence

import grpc.aio

from passeport.identity.v1 import body_service_pb2 as body_messages
from passeport.identity.v1 import consultation_service_pb2 as consultations
from passeport.identity.v1 import professional_service_pb2 as professionals
from passeport.identity.v1 import token_service_pb2 as tokens
from passeport.identity.v1.body_service_pb2_grpc import BodyServiceStub
from passeport.identity.v1.consultation_service_pb2_grpc import ConsultationServiceStub as ConsultationsStub
from passeport.identity.v1.professional_service_pb2_grpc import ProfessionalSignInServiceStub
from passeport.identity.v1.token_service_pb2_grpc import TokenServiceStub
from passeport.records.v1 import consultation_service_pb2 as reading
from passeport.records.v1.consultation_service_pb2_grpc import ConsultationServiceStub as ReadingStub
from passeport_gateway.clients.calls import answer

__all__ = ["ProfessionalsClient"]

_IDENTITY, _RECORDS = "identity", "records"


class ProfessionalsClient:
    """Both services, over the channels that the door has to them."""

    def __init__(self, identity: grpc.aio.Channel, records: grpc.aio.Channel) -> None:
        self._sign_in = ProfessionalSignInServiceStub(identity)
        self._consultations = ConsultationsStub(identity)
        self._tokens = TokenServiceStub(identity)
        self._bodies = BodyServiceStub(identity)
        self._reading = ReadingStub(records)

    async def begin_login(self, return_to: str) -> professionals.BeginProfessionalLoginResponse:
        """Starts a sign-in."""
        request = professionals.BeginProfessionalLoginRequest(return_to=return_to)
        return await answer(_IDENTITY, self._sign_in.BeginProfessionalLogin(request))

    async def complete_login(
        self, callback: professionals.CompleteProfessionalLoginRequest
    ) -> professionals.CompleteProfessionalLoginResponse:
        """Finishes a sign-in."""
        return await answer(_IDENTITY, self._sign_in.CompleteProfessionalLogin(callback))

    async def session(self, session_token: str) -> professionals.ProfessionalSession:
        """Looks at a session and renews its idle lifetime."""
        request = professionals.GetProfessionalSessionRequest(session_token=session_token)
        return (await answer(_IDENTITY, self._sign_in.GetProfessionalSession(request))).session

    async def end_session(self, session_token: str, csrf_token: str) -> str:
        """Ends a session and gives the provider's logout address, empty when there is nothing to end there."""
        request = professionals.EndProfessionalSessionRequest(session_token=session_token, csrf_token=csrf_token)
        return (await answer(_IDENTITY, self._sign_in.EndProfessionalSession(request))).logout_url

    async def open_consultation(self, request: consultations.OpenConsultationRequest) -> consultations.Consultation:
        """Opens a consultation."""
        return await answer(_IDENTITY, self._consultations.OpenConsultation(request))

    async def consultation_token(self, session_token: str, consultation_id: str, audiences: Sequence[str]) -> str:
        """Turns a consultation into a caller token."""
        shown = tokens.ConsultationCredential(session_token=session_token, consultation_id=consultation_id)
        request = tokens.IssueCallerTokenRequest(consultation=shown, audiences=audiences)
        return (await answer(_IDENTITY, self._tokens.IssueCallerToken(request))).caller_token

    async def body_token(self, session_token: str, audiences: Sequence[str]) -> str:
        """Turns a session into a caller token of a professional for his body, about nobody."""
        request = tokens.IssueCallerTokenRequest(professional_session_token=session_token, audiences=audiences)
        return (await answer(_IDENTITY, self._tokens.IssueCallerToken(request))).caller_token

    async def bodies(self, query: str) -> Sequence[body_messages.Body]:
        """The bodies whose name holds a text, or whose SIRET begins with it, 50 at most."""
        return (await answer(_IDENTITY, self._bodies.ListBodies(body_messages.ListBodiesRequest(query=query)))).bodies

    async def body(self, siret: str) -> body_messages.Body:
        """The body of a SIRET."""
        return await answer(_IDENTITY, self._bodies.GetBody(body_messages.GetBodyRequest(siret=siret)))

    async def entries(self, page_size: int, page_token: str) -> reading.ListConsultedEntriesResponse:
        """What the caller may read of the person of his consultation."""
        request = reading.ListConsultedEntriesRequest(page_size=page_size, page_token=page_token)
        return await answer(_RECORDS, self._reading.ListConsultedEntries(request))
