"""A time limit holds even where CPython drops what a signal handler raises."""

import time

import pytest

from passeport_publishing.documents.deadline import AGAIN, TimeIsUp, time_limit


class _Slow:
    """Its finaliser takes longer than the limit: CPython prints what is raised there, and goes on."""

    def __del__(self) -> None:
        time.sleep(0.04)


def _lose_the_first_alarm(then: float = 0) -> None:
    slow = _Slow()
    del slow
    time.sleep(then)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_alarm_that_a_finaliser_drops_rings_again() -> None:
    began = time.monotonic()
    with pytest.raises(TimeIsUp), time_limit(0.005):
        _lose_the_first_alarm(then=60)
    assert time.monotonic() - began < 30


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_work_that_ends_without_having_heard_the_alarm_is_late() -> None:
    with pytest.raises(TimeIsUp), time_limit(0.005):
        _lose_the_first_alarm()


def test_work_in_time_is_left_alone_for_ever() -> None:
    with time_limit(0.05):
        pass
    time.sleep(2 * AGAIN)
