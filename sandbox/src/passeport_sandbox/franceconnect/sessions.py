"""The browser's side: a session of its own cookie, and the sign-ins under way in it."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from passeport_sandbox.franceconnect.errors import PageError
from passeport_sandbox.franceconnect.parameters import AuthorizationRequest
from passeport_sandbox.openid.scenarios import Scenario
from passeport_sandbox.openid.shelf import Clock, Shelf
from passeport_sandbox.personas import Persona

MOST_INTERACTIONS = 20  # tabs of one browser; the oldest gives way


@dataclass(frozen=True, slots=True)
class Account:
    """Who signed in, when, and how the provider is to misbehave for him."""

    persona: Persona
    scenario: Scenario
    authenticated_at: datetime


@dataclass(slots=True)
class Interaction:
    """One sign-in under way, from /authorize to the return to the service."""

    request: AuthorizationRequest
    account: Account | None = None
    failed: bool = False  # on an error page that leads back to the service


@dataclass(slots=True)
class Session:
    """One browser. `account` is who will be offered without a new login (single sign-on)."""

    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    account: Account | None = None
    interactions: dict[str, Interaction] = field(default_factory=dict)

    def begin(self, request: AuthorizationRequest) -> str:
        """Open a sign-in, already identified if the browser is, and return its identifier."""
        while len(self.interactions) >= MOST_INTERACTIONS:
            del self.interactions[next(iter(self.interactions))]
        uid = secrets.token_urlsafe(16)
        self.interactions[uid] = Interaction(request, self.account)
        return uid

    def check_csrf(self, token: str | None) -> None:
        """Refuse a form that this session did not hand out."""
        if token is None:
            raise PageError("Y470002")
        if not hmac.compare_digest(token.encode(), self.csrf.encode()):
            raise PageError("Y470001")


class Sessions:
    """The sessions by cookie value; each use starts their lifetime anew."""

    def __init__(self, clock: Clock, lifetime: timedelta) -> None:
        self._shelf: Shelf[Session] = Shelf(clock, lifetime)

    def open(self) -> tuple[str, Session]:
        """Start a session and return it with the value of its cookie."""
        session = Session()
        return self.rename(None, session), session

    def find(self, cookie: str | None) -> Session | None:
        """Return the living session of this cookie, which lives on from now."""
        session = self._shelf.get(cookie) if cookie else None
        if cookie and session is not None:
            self._shelf.put(cookie, session)
        return session

    def rename(self, cookie: str | None, session: Session) -> str:
        """Give the session a new cookie value, as every login must, and return it."""
        if cookie:
            self._shelf.drop(cookie)
        renamed = secrets.token_urlsafe(32)
        self._shelf.put(renamed, session)
        return renamed

    def close(self, cookie: str | None) -> None:
        """End the session, and with it single sign-on."""
        if cookie:
            self._shelf.drop(cookie)
