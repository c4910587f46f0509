"""Whatever three batches say of a contract or an award, and in whatever order they are undone: as if never sent.

Each history, what the first, second and third batch say, is that of a contract or an award of its own, so that three
files have them all; what is to be left is read of other histories, in which the undone batches said nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import permutations, product
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_records.domain.batch import Batch, Feed, Sender
from passeport_records.storage import tables
from passeport_records.storage.report_expiry import expire_reports
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from rollback_support import YEAR, grown_old, undone
from samples import NIR, Lines, certification, contract, ended, flux, lot, message, passage, person, renamed
from support import CERTIFIER, DSN_SENDER

History = tuple[str, str, str]
Shown = dict[History, list[tuple[object, ...]]]

# Small letters are sent, capitals undone.
SCHEDULES = [*("abc" + "".join(order) for order in permutations("ABC")), "aAbcCB", "abBcAC", "abAcBC", "abABcC"]
# At the hyphen the reports of all that was sent until then expire: it can no longer be undone, what came since can.
EXPIRING = ["a-b-cC", "abA-cC", "a-bcBC"]

CONTRACTS: dict[str, Callable[[str], list[Lines]]] = {
    "": lambda _: [],
    "one": lambda name: [contract(r009=f"{name}-1", r006=f"{name}=Ingénieure")],
    "chief": lambda name: [contract(r009=f"{name}-1", r006=f"{name}=Cheffe")],
    "ended": lambda name: [contract(r009=f"{name}-1", r006=f"{name}=Ingénieure"), ended("15072026")],
    "annulled": lambda name: [contract(r009=f"{name}-1", r006=f"{name}=Ingénieure"), ended("02012017", "099")],
    "goes on": lambda name: [contract(r009=f"{name}-1", r006=f"{name}=Ingénieure"), ended("15072026", "099")],
    "renamed": lambda name: [contract(r009=f"{name}-2", r006=f"{name}=Seconde"), renamed(r014=f"{name}-1")],
    "both": lambda name: [
        contract(r009=f"{name}-1", r006=f"{name}=Ingénieure"),
        contract(r009=f"{name}-2", r006=f"{name}=Seconde"),
    ],
}
AWARDS = {"": "", "given": "TOSA Excel", "other": "TOSA Word", "back": "SUPPRESSION"}
_MONTHS = {"a": ("01082026", "05092026"), "b": ("01092026", "05102026"), "c": ("01102026", "05112026")}


def contracts(schedule: int, nir: str, letter: str, histories: Sequence[History]) -> bytes:
    month, made = _MONTHS[letter]
    said = [
        block
        for number, history in enumerate(histories)
        for block in CONTRACTS[history["abc".index(letter)]](f"{schedule}.{number}")
    ]
    return lot(message(person(nir=nir), *said, month=month, made=made))


def awards(schedule: int, letter: str, histories: Sequence[History], *, back: bool) -> bytes:
    said = [
        passage(f"{schedule}.{number}", verbatim=f"{schedule}.{number}={AWARDS[word]}")
        for number, history in enumerate(histories)
        if (word := history["abc".index(letter)]) and (word == "back") is back
    ]
    return flux(certification(*said or [passage("other")]), action="SUPPRESSION" if back else "")


class Schedule:
    """Files of the same histories, under names of their own: sent, undone, and what is shown of each."""

    def __init__(self, number: int, tools: FeedTools, engine: AsyncEngine, person_id: UUID, nir: str) -> None:
        self.number = number
        self._tools = tools
        self._engine = engine
        self._person_id = person_id
        self._nir = nir
        self._sent: dict[str, list[Batch]] = {}
        self._all: list[Batch] = []
        self._times = 0

    async def play(self, letter: str, histories: Sequence[History], feed: Feed) -> None:
        if letter == "-":
            await grown_old(self._engine, *self._all)
            await expire_reports(self._engine, YEAR)
            return
        if letter.isupper():
            for batch in self._sent.pop(letter.lower()):
                await undone(self._tools, batch)
            return
        self._times += 1
        name = f"{self.number}-{letter}-{self._times}"
        if feed is Feed.DSN:
            files = [contracts(self.number, self._nir, letter, histories)]
        else:
            files = [awards(self.number, letter, histories, back=back) for back in (False, True)]
        sender: Sender = DSN_SENDER if feed is Feed.DSN else CERTIFIER
        self._sent[letter] = [
            await send_and_process(self._tools, sender, feed, content, f"{name}-{part}")
            for part, content in enumerate(files)
        ]
        self._all += self._sent[letter]

    async def shown(self, histories: Sequence[History]) -> Shown:
        entry = tables.entry.c
        query = sa.select(entry.title, entry.start_date, entry.end_date, entry.organisation_name)
        query = query.where(entry.person_id == self._person_id, entry.state == "active")
        found: Shown = defaultdict(list)
        async with self._engine.connect() as connection:
            for row in await connection.execute(query.order_by(entry.title)):
                name, _, said = row.title.partition("=")
                schedule, _, number = name.partition(".")
                if schedule == str(self.number):
                    found[histories[int(number)]].append((said, *row[1:]))
        return found


@pytest.mark.parametrize(
    ("feed", "words", "schedules", "part"),
    [
        (Feed.DSN, CONTRACTS, [*SCHEDULES, *EXPIRING], 15),
        (Feed.CERTIFICATIONS, AWARDS, [*SCHEDULES[::3], *EXPIRING], 3),
    ],
    ids=["dsn", "certifications"],
)
async def test_what_is_left_is_what_the_others_say(
    owner_engine: AsyncEngine,
    open_feed_work: FeedUnitsOfWork,
    feed: Feed,
    words: dict[str, object],
    schedules: Sequence[str],
    part: int,
) -> None:
    persons = KnownPersons()
    tools = tools_of(open_feed_work, persons)
    histories: list[History] = [(a, b, c) for a, b, c in product(words, repeat=3)]

    def schedule(number: int) -> Schedule:
        nir = f"{NIR[:-3]}{number + 1:03}"
        return Schedule(number, tools, owner_engine, persons.add(nir) if feed is Feed.DSN else persons.claire, nir)

    model = schedule(len(schedules))
    for letter in "abc":
        await model.play(letter, histories, feed)
    expected = await model.shown(histories)
    for number, letters in enumerate(schedules):
        played = schedule(number)
        # Each in some of the schedules: all of them in all would take minutes.
        some = [each for at, each in enumerate(histories) if at % part == number % part]
        standing: set[str] = set()
        # And sent again, once all are undone.
        for letter in (*letters, *("abc" if number % 4 == 0 and letters in SCHEDULES else "")):
            standing ^= {letter.lower()} - {"-"}
            await played.play(letter, some, feed)
            found = await played.shown(some)
            for history in some:
                a, b, c = (word if at in standing else "" for at, word in zip("abc", history, strict=True))
                assert found.get(history, []) == expected.get((a, b, c), []), (letters, letter, history)
