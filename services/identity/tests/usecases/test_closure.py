"""Closing an account and opening it again: what ends, what stays, who is told, and death."""

import pytest

from passeport_identity.domain.account import AccountState
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.caller_token import CallerToken
from passeport_identity.domain.events import AccountActivated, AccountClosed, AccountReopened
from passeport_identity.errors import AccountClosed as Closed
from passeport_identity.errors import AccountNotActive, PersonDeceased, SessionInvalid
from passeport_identity.proconnect.client import ProConnectOff
from passeport_identity.usecases.get_professional_session import GetProfessionalSession
from passeport_identity.usecases.issue_caller_token import IssueCallerToken
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.report_death import ReportDeath
from people import CLAIRE, CLAIRE_NIR, START, signed_in
from usecases.house import LIFETIMES, Desk, recognised


class Signer:
    """Signs nothing: shows the scopes of a token."""

    jwks = ""

    def sign(self, token: CallerToken) -> str:
        return " ".join(sorted(token.scopes))


def issuing(desk: Desk) -> IssueCallerToken:
    professionals = GetProfessionalSession(desk.units, ProConnectOff(), desk.clock, LIFETIMES)
    return IssueCallerToken(desk.units, desk.door.get, professionals, Signer(), desk.clock)


async def test_closing_ends_the_other_sessions_and_says_so_once(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    await desk.activate(claire, CLAIRE_NIR)
    here, there = await desk.door.sign_in(signed_in(CLAIRE)), await desk.door.sign_in(signed_in(CLAIRE))
    view = await desk.close_account(claire, here.session_token)
    assert (view.account.state, view.account.closed_at) == (AccountState.CLOSED, START)
    assert view.nir_hint, "nothing is deleted"
    assert await desk.close_account(claire, here.session_token) == view
    held = await desk.door.get(here.session_token)
    assert (held.state, held.activated) == (AccountState.CLOSED, False)
    with pytest.raises(SessionInvalid):
        await desk.door.get(there.session_token)
    assert await desk.units.events() == [AccountActivated(claire, START), AccountClosed(claire, START, 1)]
    actions = await desk.actions(claire)
    assert actions.count("identity.account.closed") == 1
    # That of `recognised`, and the one elsewhere.
    assert actions.count("identity.session.ended") == 2


async def test_who_has_closed_it_signs_in_and_can_do_nothing_but_open_it_again(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    await desk.activate(claire, CLAIRE_NIR)
    await desk.close_account(claire, "")
    session = (await desk.door.sign_in(signed_in(CLAIRE))).session_token
    issue = issuing(desk)
    with pytest.raises(Closed):
        await issue.for_session(session, ["records"], csrf_token=None)
    with pytest.raises(Closed):
        await issue.for_session(session, ["identity", "records"], csrf_token=None)
    assert (await issue.for_session(session, ["identity"], csrf_token=None)).token == "account:reopen"
    # The NIR does not open it: he has to want it.
    assert (await desk.activate(claire, CLAIRE_NIR)).account.state is AccountState.CLOSED
    opened = await desk.reopen_account(claire)
    assert (opened.account.state, opened.account.activated_at) == (AccountState.ACTIVE, START)
    assert await desk.reopen_account(claire) == opened
    assert "passport:read" in (await issue.for_session(session, ["records"], csrf_token=None)).token
    assert (await desk.units.events())[1:] == [AccountClosed(claire, START, 1), AccountReopened(claire, START, 2)]
    assert (await desk.actions(claire)).count("identity.account.reopened") == 1


async def test_what_was_never_open_is_neither_closed_nor_opened_again(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    with pytest.raises(AccountNotActive):
        await desk.close_account(claire, "")
    with pytest.raises(AccountNotActive):
        await desk.reopen_account(claire)
    assert await desk.units.events() == []


async def test_after_a_death_nobody_opens_it_until_that_is_withdrawn(desk: Desk) -> None:
    claire = await recognised(desk, CLAIRE, CLAIRE_NIR)
    await desk.activate(claire, CLAIRE_NIR)
    await desk.close_account(claire, "")
    report = ReportDeath(desk.units, desk.clock, Operator("report-death"))
    await report(claire, BirthDate(2026, 11, 1))
    with pytest.raises(PersonDeceased):
        await desk.reopen_account(claire)
    await report(claire, None)
    assert (await desk.get_account(claire)).account.state is AccountState.CLOSED
    assert (await desk.reopen_account(claire)).account.is_active
