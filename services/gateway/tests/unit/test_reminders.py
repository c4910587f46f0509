"""Reminders are asked for seldom, given once, and made up for when prevention was away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from passeport.prevention.v1.training_service_pb2 import Reminder
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http.reminders import Reminders

NOW = datetime.now(UTC)


def reminder(name: str) -> Reminder:
    return Reminder(id=name, days=30)


class Prevention:
    def __init__(self) -> None:
        self.asked: list[datetime] = []
        self.found: list[Reminder] = []
        self.away = False

    async def recent(self, since: datetime) -> Sequence[Reminder]:
        self.asked.append(since)
        if self.away:
            raise ServiceRefused("prevention", "UNAVAILABLE")
        return self.found


async def test_what_was_given_is_not_given_again_and_what_was_missed_is() -> None:
    prevention = Prevention()
    reminders = Reminders(prevention.recent, 0.0)
    prevention.away = True
    assert await reminders.since(NOW) == ()
    prevention.away, prevention.found = False, [reminder("a")]
    # From where it could not be asked, whatever else was told meanwhile.
    assert await reminders.since(NOW + timedelta(hours=1)) == [reminder("a")]
    assert prevention.asked == [NOW, NOW]
    prevention.found = [reminder("a"), reminder("b")]
    assert await reminders.since(NOW + timedelta(hours=1)) == [reminder("b")]
    assert prevention.asked[-1] >= NOW


async def test_it_is_asked_no_more_often_than_is_said() -> None:
    prevention = Prevention()
    reminders = Reminders(prevention.recent, 60.0)
    for _ in range(5):
        assert list(await reminders.since(NOW)) == []
    assert len(prevention.asked) == 1
