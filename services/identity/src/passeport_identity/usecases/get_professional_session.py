"""Gets an open session of a professional whose body may still read passports, and counts it as used."""

from __future__ import annotations

from dataclasses import dataclass, replace

from passeport_chassis.clock import Clock
from passeport_identity.domain.opaque_token import digest, is_csrf_token_of
from passeport_identity.domain.professional import HeldProfessionalSession
from passeport_identity.domain.session import SessionLifetimes
from passeport_identity.errors import CsrfInvalid, ProfessionalSessionInvalid
from passeport_identity.usecases.outside import ProfessionalProvider
from passeport_identity.usecases.ports import OpenWork

__all__ = ["GetProfessionalSession"]


@dataclass(frozen=True, slots=True)
class GetProfessionalSession:
    """Renews the idle lifetime when that is worth a write. What a body lost, its professionals have lost by then."""

    open_work: OpenWork
    provider: ProfessionalProvider
    clock: Clock
    lifetimes: SessionLifetimes

    async def __call__(self, session_token: str, *, csrf_token: str | None = None) -> HeldProfessionalSession:
        """The session of a secret; `csrf_token` None when the request changes nothing.

        Raises ProfessionalSignInOff, ProfessionalSessionInvalid, CsrfInvalid.
        """
        self.provider.check_on()
        now = self.clock()
        async with self.open_work() as work:
            held = await work.professionals.find_session(digest(session_token))
            if held is None or not held.session.is_open(now):
                raise ProfessionalSessionInvalid
            if csrf_token is not None and not is_csrf_token_of(session_token, csrf_token):
                raise CsrfInvalid
            renewed = held.session.renewed(now, self.lifetimes)
            if renewed is not held.session:
                await work.professionals.renew_session(renewed)
                await work.commit()
        return replace(held, session=renewed)
