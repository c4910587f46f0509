"""Gives the code by which a platform obtains the tokens of a holder's consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import new_id
from passeport_identity.domain.authorization import CODE_LASTS, AuthorizationCode, check_challenge
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.errors import FieldInvalid
from passeport_identity.usecases.describe_authorization import platform_asking
from passeport_identity.usecases.ports import OpenWork

__all__ = ["Consented", "GrantAuthorization"]


@dataclass(frozen=True, slots=True)
class Consented:
    """What a holder consented to, as publishing keeps it, and the challenge of the platform."""

    client_id: str
    redirect_uri: str
    scopes: Sequence[str]
    challenge: str
    consent_id: UUID
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class GrantAuthorization:
    """The use case with its ports. The consent itself is in the trail of publishing, which keeps it."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, consented: Consented) -> str:
        """The code. Raises PlatformNotFound, RedirectUriNotRegistered, ScopeNotAllowed, FieldInvalid."""
        check_challenge(consented.challenge)
        if not consented.scopes:
            raise FieldInvalid([FieldViolation("scopes", "one at least is granted", "REQUIRED")])
        code, now = mint(), self.clock()
        async with self.open_work() as work:
            # Who registers the client anew, or takes it away, comes before or after.
            await work.take_turns(f"client {consented.client_id}")
            asking = await platform_asking(work, consented.client_id, consented.redirect_uri, consented.scopes)
            await work.authorizations.add_code(
                AuthorizationCode(
                    digest(code),
                    asking.client.client_id,
                    consented.redirect_uri,
                    asking.scopes,
                    consented.challenge,
                    person_id,
                    consented.consent_id,
                    now + CODE_LASTS,
                    consented.ends_at,
                    grant_id=new_id(),
                )
            )
            await work.commit()
        return code
