"""Turns a credential from outside (a session, a partner's access token) into a caller token for the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import new_id
from passeport_identity.domain.account import AccountState
from passeport_identity.domain.caller_token import CallerToken, audiences_of
from passeport_identity.domain.contact import Language
from passeport_identity.domain.opaque_token import digest, is_csrf_token_of
from passeport_identity.errors import (
    AccessTokenInvalid,
    AccountClosed,
    ConsultationExpired,
    ConsultationNotFound,
    CsrfInvalid,
    FieldInvalid,
)
from passeport_identity.usecases.get_professional_session import GetProfessionalSession
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.open_accounts import check_consents_hold
from passeport_identity.usecases.open_consultation import OpenConsultation
from passeport_identity.usecases.outside import CallerTokenSigner
from passeport_identity.usecases.ports import OpenWork

__all__ = ["IssueCallerToken", "IssuedCallerToken"]


@dataclass(frozen=True, slots=True)
class IssuedCallerToken:
    """A caller token in compact form, and the language that its holder chose."""

    token: str = field(repr=False)
    expires_at: datetime
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class IssueCallerToken:
    """Issues caller tokens of one minute."""

    open_work: OpenWork
    get_session: GetSession
    get_professional_session: GetProfessionalSession
    signer: CallerTokenSigner
    clock: Clock

    async def for_session(
        self, session_token: str, audiences: Sequence[str], *, csrf_token: str | None, passive: bool = False
    ) -> IssuedCallerToken:
        """The token of a holder; `csrf_token` is None when nothing is changed, `passive` says that it is no act of his.

        Of a closed account it serves identity alone. Raises SessionInvalid, CsrfInvalid, AccountClosed,
        FieldInvalid.
        """
        meant_for = _audiences(audiences)
        held = await self.get_session(session_token, passive=passive)
        if csrf_token is not None and not is_csrf_token_of(session_token, csrf_token):
            raise CsrfInvalid
        if held.state is AccountState.CLOSED and meant_for != ("identity",):
            raise AccountClosed
        token = CallerToken.for_holder(
            held.session.person_id,
            held.session.assurance,
            state=held.state,
            audiences=meant_for,
            now=self.clock(),
            token_id=new_id(),
        )
        return self._signed(token, held.language)

    async def for_partner(self, access_token: str, audiences: Sequence[str]) -> IssuedCallerToken:
        """The token of a partner, or of a platform about one consent. Raises AccessTokenInvalid, ConsentSuspended,
        FieldInvalid.
        """
        meant_for, now = _audiences(audiences), self.clock()
        async with self.open_work() as work:
            found = await work.partners.find_token(digest(access_token))
            granted = await work.authorizations.find_access(digest(access_token)) if found is None else None
            if granted is not None and now < granted[0].expires_at:
                await check_consents_hold(work, granted[0].person_id)
        if granted is not None and now < granted[0].expires_at:
            token = CallerToken.for_platform(*granted, audiences=meant_for, now=now, token_id=new_id())
            return self._signed(token)
        if found is None or now >= found[0].expires_at:
            raise AccessTokenInvalid
        held, client = found
        # What was taken from the client since then is taken from its tokens too.
        scopes = held.scopes & client.scopes
        token = CallerToken.for_partner(client, held.proof, scopes, audiences=meant_for, now=now, token_id=new_id())
        return self._signed(token)

    async def for_consultation(
        self, session_token: str, consultation_id: UUID | None, audiences: Sequence[str]
    ) -> IssuedCallerToken:
        """The token of a professional about the person of one of his consultations.

        Raises ProfessionalSessionInvalid, ConsultationNotFound, ConsultationExpired, FieldInvalid.
        """
        meant_for, now = _audiences(audiences), self.clock()
        held = await self.get_professional_session(session_token)
        session = held.session
        async with self.open_work() as work:
            found = await work.professionals.consultation(consultation_id) if consultation_id is not None else None
            if found is None or found.person_id is None or found.professional_id != session.professional_id:
                raise ConsultationNotFound
            if found.siret not in ("", session.siret):
                # Of another body: signed in for this one, he opens one of this one's.
                raise ConsultationNotFound
            # Merged since into another, it is about that one: services read both as one person's (ADR 0020).
            person = await work.persons.get(found.person_id)
            if person is None:
                raise ConsultationNotFound
            if now >= found.expires_at or await work.deaths.of(person.id) is not None:
                raise ConsultationExpired
        # Asked again: what the body is may have changed since.
        purpose = OpenConsultation.stated_purpose(held, found.purpose)
        return self._signed(
            CallerToken.for_professional(held, person.id, purpose, audiences=meant_for, now=now, token_id=new_id())
        )

    async def for_body(self, session_token: str, audiences: Sequence[str]) -> IssuedCallerToken:
        """The token of a professional for his body. Raises ProfessionalSessionInvalid, FieldInvalid."""
        meant_for = _audiences(audiences)
        held = await self.get_professional_session(session_token)
        return self._signed(CallerToken.for_body(held, audiences=meant_for, now=self.clock(), token_id=new_id()))

    def _signed(self, token: CallerToken, language: Language | None = None) -> IssuedCallerToken:
        return IssuedCallerToken(self.signer.sign(token), token.expires_at, language)


def _audiences(names: Sequence[str]) -> tuple[str, ...]:
    try:
        return audiences_of(names)
    except ValueError as error:
        raise FieldInvalid([FieldViolation("audiences", str(error), "AUDIENCES")]) from None
