"""The life of an account, as a state machine: whatever comes, it is open only to a holder who wants it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from passeport_identity.domain.account import Account, AccountState
from passeport_identity.domain.contact import Language
from passeport_identity.errors import AccountClosed, AccountNotActive

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


class AccountLife(RuleBasedStateMachine):
    """A holder activates, changes, closes and opens his account, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.account = Account(uuid4())
        self.now = START
        self.activated = self.closed = False
        self.versions = [0]

    def becomes(self, account: Account) -> None:
        if account is not self.account:
            self.versions.append(account.version)
        self.account = account

    @rule(minutes=st.integers(0, 600))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def activate(self) -> None:
        self.account = self.account.activated(self.now)
        self.activated = True

    @rule()
    def close(self) -> None:
        if not self.activated:
            with pytest.raises(AccountNotActive):
                self.account.closed(self.now)
            return
        self.becomes(self.account.closed(self.now))
        self.closed = True

    @rule()
    def reopen(self) -> None:
        if not self.activated:
            with pytest.raises(AccountNotActive):
                self.account.reopened()
        else:
            self.becomes(self.account.reopened())
            self.closed = False

    @rule(language=st.sampled_from(Language))
    def change(self, language: Language) -> None:
        if not self.activated or self.closed:
            with pytest.raises(AccountClosed if self.activated else AccountNotActive):
                self.account.check_change()
            return
        self.account.check_change()
        self.becomes(self.account.changed(email=None, language=language))
        assert self.account.language is language

    @invariant()
    def stands_where_it_should(self) -> None:
        if self.closed:
            assert self.account.state is AccountState.CLOSED
        else:
            assert self.account.state is (AccountState.ACTIVE if self.activated else AccountState.INACTIVE)
        assert self.account.was_activated == self.activated

    @invariant()
    def no_version_comes_twice(self) -> None:
        assert self.versions == sorted(set(self.versions))


TestAccountLife = AccountLife.TestCase
TestAccountLife.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
