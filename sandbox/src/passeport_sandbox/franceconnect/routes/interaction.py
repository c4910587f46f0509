"""The sign-in seen by the person: login, information page, return to the service, abandonment."""

import hmac
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from passeport_sandbox.franceconnect import pages
from passeport_sandbox.franceconnect.cookie import session_cookie, set_session_cookie
from passeport_sandbox.franceconnect.errors import PageError
from passeport_sandbox.franceconnect.identity import released_claims
from passeport_sandbox.franceconnect.provider import Provider
from passeport_sandbox.franceconnect.sessions import Account, Interaction, Session
from passeport_sandbox.openid import PASSWORD
from passeport_sandbox.openid.answers import BadFormError, page, read_form, see_other
from passeport_sandbox.openid.scenarios import HONEST, SEPARATOR

TECHNICAL_ERROR = "authentication aborted due to a technical error on the authorization server"


def routes(provider: Provider) -> APIRouter:
    """Build the pages of a sign-in and what their forms post to."""
    router = APIRouter(prefix="/interaction/{uid}")
    desk = _Desk(provider)

    @router.get("")
    async def choose(request: Request, uid: str) -> Response:
        session, interaction = desk.open(request, uid)
        return desk.login_page(session, interaction, uid)

    @router.post("/login")
    async def login(request: Request, uid: str) -> Response:
        session, interaction = desk.open(request, uid)
        return desk.login(request, session, interaction, uid, await desk.form(request, session))

    @router.get("/consent")
    async def information(request: Request, uid: str) -> Response:
        session, interaction = desk.open(request, uid)
        return desk.consent_page(session, interaction, uid)

    @router.post("/consent")
    async def consent(request: Request, uid: str) -> Response:
        session, interaction = desk.open(request, uid)
        await desk.form(request, session)
        return desk.finish(session, interaction, uid)

    @router.post("/abort")
    async def abort(request: Request, uid: str) -> Response:
        session, interaction = desk.open(request, uid)
        await desk.form(request, session)
        return desk.abandon(session, interaction, uid)

    return router


class _Desk:
    """What happens at each step, once the route has found the session and the sign-in."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def open(self, request: Request, uid: str) -> tuple[Session, Interaction]:
        session = self._provider.sessions.find(session_cookie(request))
        interaction = session.interactions.get(uid) if session else None
        if session is None or interaction is None:
            raise PageError("Y190001")
        return session, interaction

    async def form(self, request: Request, session: Session) -> Mapping[str, str]:
        try:
            fields = await read_form(request)
        except BadFormError:
            raise PageError("Y470002") from None
        session.check_csrf(fields.get("csrf"))
        return fields

    def login_page(self, session: Session, interaction: Interaction, uid: str, *, refused: bool = False) -> Response:
        content = pages.login_page(
            self._provider.prefix,
            self._address(uid),
            session.csrf,
            interaction.request.client.name,
            self._provider.personas.values(),
            self._provider.scenarios.values(),
            refused=refused,
        )
        return page(content, status=400 if refused else 200)

    def login(
        self,
        request: Request,
        session: Session,
        interaction: Interaction,
        uid: str,
        fields: Mapping[str, str],
    ) -> Response:
        account = self._account(fields.get("login", ""), fields.get("password", ""))
        if account is None:
            return self.login_page(session, interaction, uid, refused=True)
        interaction.account = session.account = account
        interaction.failed = account.scenario.page is not None
        if interaction.request.skips_consent and not interaction.failed:
            response = self.finish(session, interaction, uid)
        else:
            response = see_other(f"{self._address(uid)}/consent")
        renamed = self._provider.sessions.rename(session_cookie(request), session)
        set_session_cookie(response, renamed, self._provider.prefix)
        return response

    def consent_page(self, session: Session, interaction: Interaction, uid: str) -> Response:
        account = self._identified(interaction, uid)
        content = pages.consent_page(
            self._provider.prefix,
            self._address(uid),
            session.csrf,
            interaction.request.client.name,
            account.persona,
            released_claims(account.persona, interaction.request.scopes, corrected=self._provider.platform.corrects),
        )
        return page(content)

    def finish(self, session: Session, interaction: Interaction, uid: str) -> Response:
        account = self._identified(interaction, uid)
        del session.interactions[uid]
        code = self._provider.grants.issue_code(interaction.request, account)
        return see_other(self._provider.callback(interaction.request, {"code": code}, account.scenario))

    def abandon(self, session: Session, interaction: Interaction, uid: str) -> Response:
        del session.interactions[uid]
        answer = {"error": "access_denied", "error_description": "User auth aborted"}
        if interaction.failed:
            answer = {
                "error": "server_error",
                "error_description": TECHNICAL_ERROR,
            }
        return see_other(self._provider.callback(interaction.request, answer, HONEST))

    def _account(self, login: str, password: str) -> Account | None:
        name, _, fault = login.strip().partition(SEPARATOR)
        persona = self._provider.personas.get(name)
        scenario = self._provider.scenarios.get(fault) if fault else HONEST
        right = hmac.compare_digest(password.encode(), PASSWORD.encode())
        if persona is None or scenario is None or not right:
            return None
        return Account(persona, scenario, self._provider.clock())

    def _identified(self, interaction: Interaction, uid: str) -> Account:
        account = interaction.account
        if account is None:
            raise PageError("Y100004")
        if account.scenario.page is not None:
            interaction.failed = True
            raise PageError(account.scenario.page, return_form=f"{self._address(uid)}/abort")
        return account

    def _address(self, uid: str) -> str:
        return f"{self._provider.prefix}/interaction/{uid}"
