"""Awards given, taken back and given again, in any order and any files: the passport ends as a small model does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from passeport_chassis.ids import new_id
from passeport_records.domain.award import AwardAction, AwardClaim
from passeport_records.domain.details import AwardDetails
from passeport_records.domain.entry import EntryState
from passeport_records.domain.events import EntryRegistered, EntryWithdrawn
from passeport_records.domain.gathering import Gathering
from passeport_records.domain.harvest import Held, SourceKey
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.report import Outcome
from passeport_records.domain.resolution import Resolution, Unresolved
from support import NOW, batch

ANNE, BRUNO = new_id(), new_id()
KEYS = ("P-1", "P-2")


@dataclass(frozen=True)
class Line:
    """A passage of a file: its key, what is asked, whom it leads to, and until when it is valid."""

    key: str
    action: AwardAction
    person: UUID | None
    until: date | None

    @property
    def claim(self) -> AwardClaim:
        return AwardClaim(
            line=1,
            key=self.key,
            holder=NirIdentity("2810444109021", "FONTANEL"),
            valid_from=date(2026, 4, 17),
            valid_until=self.until,
            details=AwardDetails(register="RS", code="RS7256"),
            action=self.action,
        )

    @property
    def resolution(self) -> Resolution:
        return Resolution(self.person) if self.person else Resolution(why=Unresolved.NO_MATCH, step=1)


lines = st.builds(
    Line,
    st.sampled_from(KEYS),
    st.sampled_from(AwardAction),
    st.sampled_from([ANNE, BRUNO, None]),
    st.sampled_from([None, date(2030, 1, 1)]),
)


@dataclass
class Model:
    """Of each key whose award it is, and whether it stands: what certifiers are told they can rely on."""

    owner: dict[str, UUID]
    stands: set[str]
    awaited: set[str] = field(default_factory=set)
    """Keys of this file whose holder is not known: what waits in the database is no matter of one file."""

    def take(self, line: Line) -> Outcome:
        return self._withdraw(line) if line.action is AwardAction.WITHDRAW else self._give(line)

    def _withdraw(self, line: Line) -> Outcome:
        awaited = line.key in self.awaited
        self.awaited.discard(line.key)
        if line.key not in self.owner:
            return Outcome.ACCEPTED if awaited else Outcome.REJECTED
        if line.key not in self.stands:
            return Outcome.DUPLICATE
        self.stands.remove(line.key)
        return Outcome.ACCEPTED

    def _give(self, line: Line) -> Outcome:
        if line.key in self.stands:
            return Outcome.DUPLICATE
        if line.person is None:
            self.awaited.add(line.key)
            return Outcome.UNRESOLVED
        if self.owner.setdefault(line.key, line.person) != line.person:
            return Outcome.REJECTED
        self.stands.add(line.key)
        return Outcome.ACCEPTED


@settings(deadline=None)
@given(st.lists(st.lists(lines, max_size=6), max_size=4))
def test_a_history_ends_as_the_model_says_however_it_is_cut_into_files(files: Sequence[Sequence[Line]]) -> None:
    model = Model({}, set())
    kept: dict[SourceKey, Held] = {}
    standing: set[UUID] = set()
    for file in files:
        gathering = Gathering(batch(), kept, NOW)
        model.awaited.clear()
        for ordinal, line in enumerate(file):
            gathering.take(ordinal, line.claim, line.resolution)
        told = gathering.harvest.reports
        assert [report.outcome for report in told] == [model.take(line) for line in file]
        assert all(report.message for report in told if report.outcome is not Outcome.ACCEPTED)
        for event in gathering.events:
            if isinstance(event, EntryRegistered):
                standing.add(event.entry_id)
            elif isinstance(event, EntryWithdrawn):
                standing.discard(event.entry_id)
        entries = {**gathering.harvest.added, **gathering.harvest.changed}
        kept |= {key: entries[entry.id] for key, entry in gathering.harvest.keys.items()}
        kept = {key: entries.get(held.entry.id, held) for key, held in kept.items()}
    assert {key.key: held.entry.person_id for key, held in kept.items()} == model.owner
    active = {held.entry.id for held in kept.values() if held.entry.state is EntryState.ACTIVE}
    assert {key.key for key, held in kept.items() if held.entry.id in active} == model.stands
    # Who only hears the events knows the same.
    assert standing == active
    # What is sent again says nothing new, to whomever it leads.
    again = Gathering(batch(), kept, NOW)
    for ordinal, key in enumerate(sorted(model.stands)):
        line = Line(key, AwardAction.CREATE, BRUNO, None)
        again.take(ordinal, line.claim, line.resolution)
    assert not again.harvest.changed
    assert not again.events
