"""Turns some items of a file, whose persons and keys are known, into what they do to the passports.

Pure: the same items on the same entries give the same harvest. Items see what those before them did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from passeport_records.domain.access import nothing_changed
from passeport_records.domain.award import AwardAction, AwardClaim, award_content
from passeport_records.domain.batch import Batch
from passeport_records.domain.causes import REPLACED, UNITED
from passeport_records.domain.claims import Claim, is_withdrawal, keys_of
from passeport_records.domain.declarants import declares_for
from passeport_records.domain.employment import (
    EmploymentClaim,
    Retraction,
    employment_content,
    follow,
    retract,
    unite,
)
from passeport_records.domain.entry import Content, Entry, EntryState, Kind
from passeport_records.domain.gathered import Gathered
from passeport_records.domain.harvest import Held, SourceKey, award_key, whosever
from passeport_records.domain.known import Known
from passeport_records.domain.provenance import Change, change_of
from passeport_records.domain.replacing import Replacing
from passeport_records.domain.report import Fault, LineReport, Outcome
from passeport_records.domain.resolution import Resolution, already_there
from passeport_records.domain.statement import Statement, StatementClaim, content_of, judge

__all__ = ["Gathering"]


class Gathering(Gathered):
    """Takes items one by one; what came of them is in `harvest`, `events` and `accesses`."""

    def __init__(
        self,
        batch: Batch,
        held: Mapping[SourceKey, Held],
        now: datetime,
        one: Collection[tuple[UUID, UUID]] = (),
        awaited: Collection[SourceKey] = (),
        replacing: Replacing | None = None,
    ) -> None:
        """`held` are the entries known under any of the items' keys.

        `one`: of whom an award is kept, and whom the file names for it, where these are one person by now. `awaited`:
        keys of lines that waited for their person and are withdrawn here. `replacing`: declarations of employers that
        no longer count.
        """
        super().__init__(batch, held, now, awaited)
        self._one = one
        self.replacing = replacing or Replacing({}, {})

    def take_fault(self, ordinal: int, fault: Fault) -> None:
        """An item that its reader rejected, or a remark."""
        self._told(LineReport.of(ordinal, fault))

    def take(self, ordinal: int, claim: Claim, resolution: Resolution) -> None:
        """A claim and the person that identity found for it."""
        noted = len(self.accesses)
        if isinstance(claim, AwardClaim):
            self._award(ordinal, claim, resolution)
        elif isinstance(claim, Statement):
            self._statement(ordinal, claim, resolution)
        elif resolution.person_id is None:
            self._unresolved(ordinal, claim, resolution)
        else:
            self._employment(ordinal, claim, resolution.person_id)
        if resolution.person_id is not None and len(self.accesses) == noted:
            # He was looked up, and reads what came of it.
            outcome = self._reports[-1].outcome
            self.accesses.append(nothing_changed(self._batch, resolution.person_id, self._now, outcome))

    def take_retraction(self, ordinal: int, taken_back: Retraction) -> None:
        """What a declaration takes back that the one it replaces or annuls told of contracts."""
        changed = 0
        left = self.replacing.left(taken_back)
        unplaced = {entry_id for key, entry_id in self._ids.items() if whosever(key) in left} if left else set()
        for held in self.replacing.take(taken_back, self._held):
            if held.entry.id in unplaced:
                continue
            followed = retract(held.entry, _known(held), taken_back, self._now)
            after = Held(followed.entry, followed.known)
            self._held.setdefault(held.entry.id, held)
            self._keep(held, after)
            if followed.changed:
                change = change_of(held.entry, after.entry)
                self._note(taken_back, after.entry, change, REPLACED, before=held, said=taken_back)
                changed += 1
            elif after != held:
                self._confirm(taken_back, held.entry)
        message = f"{changed} contrat(s) que la déclaration remplacée ou annulée était seule à dire ainsi"
        outcome = Outcome.ACCEPTED if changed else Outcome.REMARK
        self._outcome(ordinal, taken_back, outcome, message, rule="replaced")

    # Awards.

    def _award(self, ordinal: int, claim: AwardClaim, resolution: Resolution) -> None:
        key = award_key(self._batch.head.id_client, claim.key)
        held = self._under(key)
        if claim.action is AwardAction.WITHDRAW:
            self._withdraw_award(ordinal, claim, key, held, awaited=self._end_wait(key))
        elif held is not None and held.entry.state is EntryState.ACTIVE:
            if resolution.person_id is not None and self._is_his(held, resolution.person_id):
                self._confirm(claim, held.entry, self._award_content(claim))
            self._outcome(ordinal, claim, Outcome.DUPLICATE, already_there(key.sender, claim.key), rule="duplicate")
        elif resolution.person_id is None:
            self._unresolved(ordinal, claim, resolution)
        elif held is None:
            self._register(ordinal, claim, key, resolution.person_id, Kind.CERTIFICATION, self._award_content(claim))
        elif self._is_his(held, resolution.person_id):
            self._change(claim, key, held, Held(held.entry.reinstated(self._award_content(claim), self._now)))
            self._outcome(ordinal, claim, Outcome.ACCEPTED)
        else:
            message = "Cet id technique a servi à un autre titulaire et ne peut pas changer de personne"
            self._outcome(ordinal, claim, Outcome.REJECTED, message, rule="key", fix="Donnez un nouvel idTechnique")

    def _withdraw_award(
        self, ordinal: int, claim: AwardClaim, key: SourceKey, held: Held | None, *, awaited: bool
    ) -> None:
        if held is None and awaited:
            message = "Ce passage attendait son titulaire, il n'est plus attendu"
            self._outcome(ordinal, claim, Outcome.ACCEPTED, message, rule="was_waiting")
        elif held is None:
            message = (
                f"Aucun passage certification avec le bcr émetteur {key.sender} "
                f"et l'id technique partenaire {claim.key} n'existe en base"
            )
            fix = "Vérifiez l'idTechnique du passage à supprimer"
            self._outcome(ordinal, claim, Outcome.REJECTED, message, rule="unknown_key", fix=fix)
        elif held.entry.state is EntryState.WITHDRAWN:
            self._confirm(claim, held.entry)
            self._outcome(ordinal, claim, Outcome.DUPLICATE, "Ce passage est déjà supprimé", rule="duplicate")
        else:
            self._change(claim, key, held, Held(held.entry.withdrawn(self._now)))
            self._outcome(ordinal, claim, Outcome.ACCEPTED)

    def _is_his(self, held: Held, person_id: UUID) -> bool:
        return held.entry.person_id == person_id or (held.entry.person_id, person_id) in self._one

    def _award_content(self, claim: AwardClaim) -> Content:
        return award_content(claim, self._batch.sender.organisation)

    # Diplomas, trainings, engagements.

    def _statement(self, ordinal: int, claim: StatementClaim, resolution: Resolution) -> None:
        (key,) = keys_of(self._batch, claim, None)
        held = self._under(key)
        content = content_of(claim, self._batch.sender.organisation)
        entry, awaited = held.entry if held else None, is_withdrawal(claim) and self._end_wait(key)
        verdict = judge(claim, content, entry, resolution, self._now, awaited=awaited, one=self._one)
        if verdict is None:
            self._unresolved(ordinal, claim, resolution)
        elif verdict.registers and resolution.person_id is not None:
            self._register(ordinal, claim, key, resolution.person_id, claim.kind, content)
        else:
            if held is not None and verdict.after is not None and verdict.outcome is not Outcome.REJECTED:
                self._change(claim, key, held, Held(verdict.after))
            said = {"rule": verdict.rule, "fix": verdict.fix, "field": verdict.field}
            self._outcome(ordinal, claim, verdict.outcome, verdict.message, **said)

    # Employments.

    def _employment(self, ordinal: int, claim: EmploymentClaim, person_id: UUID) -> None:
        if self.replacing.covers(claim):
            message = "Cette déclaration a été remplacée ou annulée par une autre, déjà reçue : rien ne change"
            self._outcome(ordinal, claim, Outcome.DUPLICATE, message, rule="replaced")
            return
        keys = keys_of(self._batch, claim, person_id)
        found = {held.entry.id: held for held in filter(None, map(self._under, keys))}
        if not found:
            self._register(ordinal, claim, keys[0], person_id, Kind.EMPLOYMENT, employment_content(claim))
            self._name(keys, self._held[self._ids[keys[0]]].entry)
            self.replacing.told(claim, self._ids[keys[0]])
            return
        if not all(declares_for(self._batch.sender, held.entry.content.organisation.siret) for held in found.values()):
            message = "Ce contrat est passé chez un autre employeur, qui le déclare désormais : rien ne change"
            self._outcome(ordinal, claim, Outcome.REJECTED, message, rule="other_employer")
            return
        # Messages under two names of a contract may have come before the one that says that they are the same.
        held, *others = sorted(found.values(), key=lambda one: (one.entry.created_at, one.entry.id))
        for other in others:
            held = self._unite(claim, held, other)
        # The contract was renumbered, or moved to another establishment: the entry goes on under all its names.
        self._name(keys, held.entry)
        followed = follow(held.entry, _known(held), claim, self._now)
        self._change(claim, keys[0], held, Held(followed.entry, followed.known))
        self.replacing.told(claim, held.entry.id)
        if followed.changed or others:
            self._outcome(ordinal, claim, Outcome.ACCEPTED)
        else:
            message = "Ce contrat est déjà connu, rien ne change"
            self._outcome(ordinal, claim, Outcome.DUPLICATE, message, rule="duplicate")

    def _name(self, keys: Iterable[SourceKey], entry: Entry) -> None:
        for key in keys:
            if key not in self._ids:
                self._keys[key] = entry
                self._ids[key] = entry.id

    def _unite(self, claim: EmploymentClaim, held: Held, other: Held) -> Held:
        """Lets an entry go on for another one as well, which ends; keys of that one lead to it from now on."""
        gone = Held(other.entry.withdrawn(self._now), other.known, continued_by=held.entry.id)
        self._keep(other, gone)
        if gone.entry is not other.entry:
            self._note(claim, gone.entry, Change.WITHDRAWN, UNITED, before=other)
        self._in_stead[gone.entry.id] = held.entry.id
        followed = unite(held.entry, _known(held), other.entry.content, _known(other), self._now)
        after = Held(followed.entry, followed.known)
        self._keep(held, after)
        self._tell(claim, held, after.entry)
        return after


def _known(held: Held) -> Known:
    if held.known is None:
        raise ValueError("an employment of which nothing is known")
    return held.known
