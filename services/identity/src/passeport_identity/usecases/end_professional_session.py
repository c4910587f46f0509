"""Ends a session of a professional here, and says where the browser goes to end it at the provider."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_identity.domain.opaque_token import digest, is_csrf_token_of
from passeport_identity.errors import CsrfInvalid, LoginNotTrusted, ProfessionalSignInOff, ProviderUnavailable
from passeport_identity.usecases.outside import ProfessionalProvider
from passeport_identity.usecases.ports import OpenWork

__all__ = ["EndProfessionalSession"]


@dataclass(frozen=True, slots=True)
class EndProfessionalSession:
    """Ending what is not there is no fault."""

    open_work: OpenWork
    provider: ProfessionalProvider

    async def __call__(self, session_token: str, csrf_token: str) -> str:
        """The provider's logout address; empty when the session was not known or the provider cannot be asked.

        Raises CsrfInvalid.
        """
        async with self.open_work() as work:
            held = await work.professionals.find_session(digest(session_token))
            if held is None:
                return ""
            if not is_csrf_token_of(session_token, csrf_token):
                raise CsrfInvalid
            await work.professionals.end_session(held.session.id)
            await work.commit()
        try:
            return await self.provider.logout_url(held.session.id_token)
        except (ProviderUnavailable, LoginNotTrusted, ProfessionalSignInOff):
            # The session here is over, and that is what was asked.
            return ""
