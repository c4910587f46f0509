"""The lock on activation, and the ages at which an account opens."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_chassis.days import day_in_paris
from passeport_identity.domain.account import Account, ActivationLimit
from passeport_identity.domain.account_age import check_age, needs_apprenticeship
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.errors import ActivationLocked, TooYoung

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIMIT = ActivationLimit()


def failed(times: int) -> Account:
    account = Account(uuid4())
    for _ in range(times):
        account = account.after_failure(NOW, LIMIT)
    return account


def test_four_failures_do_not_lock_and_the_fifth_does() -> None:
    failed(4).check_not_locked(NOW)
    with pytest.raises(ActivationLocked) as refusal:
        failed(5).check_not_locked(NOW + timedelta(minutes=5))
    assert refusal.value.retry_after == timedelta(minutes=10)


def test_the_lock_runs_out_and_the_count_begins_again() -> None:
    later = NOW + timedelta(minutes=15)
    account = failed(5)
    account.check_not_locked(later)
    assert account.after_failure(later, LIMIT) == Account(account.person_id, failures=1)


def test_activation_forgets_the_failures_and_happens_once() -> None:
    active = failed(3).activated(NOW)
    assert active == Account(active.person_id, activated_at=NOW)
    assert active.activated(NOW + timedelta(days=1)) is active


@given(st.integers(0, 30))
def test_a_guesser_never_gets_more_than_five_tries_per_quarter_of_an_hour(tries: int) -> None:
    account, made = Account(uuid4()), 0
    for _ in range(tries):
        try:
            account.check_not_locked(NOW)
        except ActivationLocked:
            break
        made += 1
        account = account.after_failure(NOW, LIMIT)
    assert made == min(tries, 5)


@pytest.mark.parametrize(
    ("born", "has_contract"),
    [("2010-11-23", False), ("2011-11-23", True), ("1968-00-00", False)],
)
def test_these_may_open_an_account(born: str, has_contract: bool) -> None:
    check_age(BirthDate.parse(born), NOW.date(), has_apprenticeship_contract=has_contract)


@pytest.mark.parametrize(
    ("born", "has_contract"),
    [("2010-11-24", False), ("2011-11-23", False), ("2011-11-24", True), ("2011-00-00", True)],
)
def test_these_may_not(born: str, has_contract: bool) -> None:
    with pytest.raises(TooYoung) as refusal:
        check_age(BirthDate.parse(born), NOW.date(), has_apprenticeship_contract=has_contract)
    assert refusal.value.metadata == {"minimum_age": "16"}


def test_the_contract_is_asked_about_only_at_fifteen() -> None:
    assert needs_apprenticeship(BirthDate(2011, 9, 14), NOW.date())
    assert not needs_apprenticeship(BirthDate(1981, 4, 17), NOW.date())


def test_a_birthday_begins_at_midnight_in_france() -> None:
    assert day_in_paris(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == date(2026, 7, 2)
