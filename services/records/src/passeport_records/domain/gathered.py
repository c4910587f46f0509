"""What has come of the items of a chunk so far: entries, keys, steps, reports, events, accesses, and who waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access
from passeport_chassis.ids import new_id
from passeport_records.domain.access import entry_received
from passeport_records.domain.batch import Batch, Counts
from passeport_records.domain.causes import cause_of
from passeport_records.domain.claims import Claim, keys_of
from passeport_records.domain.employment import (
    EmploymentClaim,
    Retraction,
    first_known,
)
from passeport_records.domain.entry import Content, Entry, EntryState, Kind, Nature
from passeport_records.domain.events import Event, events_of
from passeport_records.domain.harvest import Confirmation, EntryStep, Harvest, Held, Said, SourceKey
from passeport_records.domain.provenance import SOURCE_LABELS, Change, Source, Step, change_of
from passeport_records.domain.report import LineReport, Outcome, counts_of
from passeport_records.domain.resolution import Resolution, explain_unresolved
from passeport_records.domain.statement import Statement
from passeport_records.domain.waiting import Wait, waits

__all__ = ["Gathered"]


class Gathered:
    """Notes what the items of a chunk do, one after the other; each sees what those before it did."""

    def __init__(
        self, batch: Batch, held: Mapping[SourceKey, Held], now: datetime, awaited: Collection[SourceKey]
    ) -> None:
        """`held` are the entries known under any of the items' keys; `awaited` as `Wait` has it."""
        self._batch = batch
        self._ids = {key: known.entry.id for key, known in held.items()}
        self._held = {known.entry.id: known for known in held.values()}
        self._in_stead: dict[UUID, UUID] = {}
        self._wait = Wait(awaited)
        self._now = now
        self._added: dict[UUID, Held] = {}
        self._changed: dict[UUID, Held] = {}
        self._keys: dict[SourceKey, Entry] = {}
        self._steps: list[EntryStep] = []
        self._reports: list[LineReport] = []
        self._confirmations: list[Confirmation] = []
        self.events: list[Event] = []
        self.accesses: list[Access] = []

    @property
    def waiting(self) -> Mapping[int, Claim]:
        """Those, by their ordinals, that are to be tried again when their person is known."""
        return self._wait.items

    @property
    def counts(self) -> Counts:
        """How many items have which outcome."""
        return counts_of(self._reports)

    @property
    def harvest(self) -> Harvest:
        """What is to be written."""
        return Harvest(self._added, self._changed, self._keys, self._steps, self._reports, self._confirmations)

    def _under(self, key: SourceKey) -> Held | None:
        if (entry_id := self._ids.get(key)) is None:
            return None
        while (after := self._in_stead.get(entry_id)) is not None:
            # Makes the way half as long for who comes next: keys are not moved, however many entries are united.
            self._in_stead[entry_id] = entry_id = self._in_stead.get(after, after)
        return self._held[entry_id]

    def _register(
        self, ordinal: int, claim: Claim, key: SourceKey, person_id: UUID, kind: Kind, content: Content
    ) -> None:
        known = first_known(claim) if isinstance(claim, EmploymentClaim) else None
        annulled = known is not None and not known.holds
        entry = Entry(
            id=new_id(),
            person_id=person_id,
            nature=Nature.GUARANTEED,
            kind=kind,
            content=content,
            created_at=self._now,
            updated_at=self._now,
            # Kept, so that what an older message says of it, which comes later, is known to be taken back.
            state=EntryState.WITHDRAWN if annulled else EntryState.ACTIVE,
            source_label=self._source_label(key.source, content),
        )
        self._keys[key] = entry
        self._ids[key] = entry.id
        self._held[entry.id] = Held(entry, known)
        self._added[entry.id] = self._held[entry.id]
        if annulled:
            self._note(claim, entry, Change.WITHDRAWN, said=claim)
            message = "Ce contrat est annulé avant d'avoir été reçu, il n'apparaîtra pas"
            self._outcome(ordinal, claim, Outcome.ACCEPTED, message, rule="unknown_contract")
            return
        self._note(claim, entry, Change.REGISTERED, said=claim)
        self._outcome(ordinal, claim, Outcome.ACCEPTED)

    def _source_label(self, source: Source, content: Content) -> str:
        """Who vouches: who sent the line, not whom it names (a school), which is the organisation of the content."""
        sender = self._batch.sender.organisation
        # Some send awards for their certifier, whose name does not come with them.
        named = source is not Source.CERTIFICATIONS or content.organisation == sender
        label = SOURCE_LABELS[source]
        return f"{label} {sender.name}".rstrip() if named and source is not Source.DSN else label

    def _change(self, claim: Claim, key: SourceKey, held: Held, after: Held) -> None:
        """Keeps an entry as a claim leaves it, and tells of the new revision, or that the one before is confirmed."""
        self._ids[key] = after.entry.id
        self._keep(held, after)
        if after.entry.revision == held.entry.revision:
            self._confirm(claim, after.entry)
        else:
            self._tell(claim, held, after.entry, said=claim)

    def _keep(self, held: Held, after: Held) -> None:
        if after != held:
            self._held[after.entry.id] = after
            (self._added if after.entry.id in self._added else self._changed)[after.entry.id] = after

    def _confirm(self, said: Said, entry: Entry, content: Content | None = None) -> None:
        self._confirmations.append(Confirmation(entry, said, None if content == entry.content else content))

    def _tell(self, claim: Claim, before: Held, after: Entry, *, said: Said | None = None) -> None:
        if after.revision != before.entry.revision:
            self._note(claim, after, change_of(before.entry, after), before=before, said=said)

    def _note(
        self,
        claim: Claim | Retraction,
        entry: Entry,
        change: Change,
        cause: str = "",
        *,
        before: Held | None = None,
        said: Said | None = None,
    ) -> None:
        """Notes a change that a line makes; `said`: the line, where it tells of this very entry."""
        step = Step(
            revision=entry.revision,
            change=change,
            cause=cause if isinstance(claim, Retraction) else cause or cause_of(claim, change),
            batch_id=self._batch.id,
            line=claim.line,
            sender_key=claim.key,
            format_version=claim.norm
            if isinstance(claim, EmploymentClaim | Retraction)
            else self._batch.head.format_version,
            received_at=self._batch.created_at,
            made_at=self._now,
            file_name=self._batch.file_name,
        )
        self._steps.append(EntryStep(entry, step, before, said))
        self.events += events_of(entry, change, before.entry.content if before else None)
        self.accesses.append(entry_received(self._batch, entry.person_id, self._now, change, entry.id))

    def _unresolved(self, ordinal: int, claim: Claim, resolution: Resolution) -> None:
        message, fix = explain_unresolved(self._batch.feed, resolution)
        rule = resolution.why.value if resolution.why else ""
        if isinstance(claim, Statement) and not claim.may_wait:
            message, fix = f"{message} : rien n'est corrigé", f"{fix}. Renvoyez ensuite la ligne, qui n'attend pas"
        elif waits(resolution.why):
            self._wait.begin(ordinal, claim, keys_of(self._batch, claim, None))
        self._outcome(ordinal, claim, Outcome.UNRESOLVED, message, rule=rule, fix=fix)

    def _end_wait(self, key: SourceKey) -> bool:
        """Whether a line of a key waited, which is withdrawn."""
        waited, ordinals = self._wait.end(key)
        if ordinals:
            ended = frozenset(ordinals)
            self._reports = [one.taken_back() if one.ordinal in ended else one for one in self._reports]
        return waited

    def _outcome(
        self,
        ordinal: int,
        claim: Claim | Retraction,
        outcome: Outcome,
        message: str = "",
        *,
        rule: str = "",
        fix: str = "",
        field: str = "",
    ) -> None:
        self._told(
            LineReport(
                ordinal=ordinal,
                line=claim.line,
                outcome=outcome,
                key=claim.key,
                field=field,
                rule=rule,
                message=message,
                fix=fix,
            )
        )

    def _told(self, report: LineReport) -> None:
        self._reports.append(report)
