"""What a body states of a person under a number of its own, in the formats that are ours: given, corrected, taken back.

Unlike the certifiers' format these tell a correction from a double: a line that says otherwise what is known already is
refused, so that files in whatever order, and lines that waited for their person, never undo what came later.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import AwardDetails, EngagementDetails, TrainingDetails
from passeport_records.domain.entry import Content, Entry, EntryState, Kind
from passeport_records.domain.holder import HolderIdentity
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import Outcome
from passeport_records.domain.resolution import Resolution

__all__ = [
    "DiplomaClaim",
    "EngagementClaim",
    "Statement",
    "StatementAction",
    "StatementClaim",
    "TrainingClaim",
    "Verdict",
    "content_of",
    "in_future",
    "judge",
    "latest_day",
]


class StatementAction(StrEnum):
    """What a line asks for (`action`; CREATION when absent)."""

    CREATE = "CREATION"
    CORRECT = "CORRECTION"
    WITHDRAW = "SUPPRESSION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a line says of its holder. With the SIRET of who sends, `key` (idTechnique) names it for ever.

    `organisation` is who awarded, taught or engaged, where the line names one; otherwise who sends did. `dated_by` is
    the field of the format that gives `start`.
    """

    line: int
    key: str
    holder: HolderIdentity
    title: str
    start: PartialDate
    organisation: Organisation
    end: PartialDate | None = None
    action: StatementAction = StatementAction.CREATE

    dated_by: ClassVar[str] = "dateDebut"

    @property
    def may_wait(self) -> bool:
        """Whether it may be tried again later. A correction may not: it would undo the one that came after it."""
        return self.action is StatementAction.CREATE


@dataclass(frozen=True, slots=True, kw_only=True)
class DiplomaClaim(Statement):
    """A diploma awarded."""

    details: AwardDetails
    kind: Literal[Kind.DIPLOMA] = Kind.DIPLOMA

    dated_by: ClassVar[str] = "dateObtention"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingClaim(Statement):
    """A training followed (Mon Compte Formation, continuing training)."""

    details: TrainingDetails
    kind: Literal[Kind.TRAINING] = Kind.TRAINING


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementClaim(Statement):
    """An activity of the closed list of Code du travail L5151-9."""

    details: EngagementDetails
    kind: Literal[Kind.ENGAGEMENT] = Kind.ENGAGEMENT


StatementClaim = DiplomaClaim | TrainingClaim | EngagementClaim


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a line: its outcome, and the entry as it leaves it, where there was one.

    `registers`: there was none, and there is one now.
    """

    outcome: Outcome
    after: Entry | None = None
    registers: bool = False
    rule: str = ""
    message: str = ""
    fix: str = ""
    field: str = ""


def content_of(claim: StatementClaim, sender: Organisation) -> Content:
    """What the passport keeps of a statement; `sender` stands for an organisation that the line does not name."""
    said = claim.organisation
    if not said.name and said.siret in ("", sender.siret):
        said = Organisation(sender.name, sender.siret, said.locality)
    return Content(title=claim.title, organisation=said, start=claim.start, end=claim.end, details=claim.details)


def latest_day(now: datetime) -> date:
    """The last day that may be told of as past: tomorrow, for the day is not the same everywhere and clocks differ."""
    return now.date() + timedelta(days=1)


def in_future(claim: Statement, now: datetime) -> Verdict | None:
    """The refusal of what is said to have happened after tomorrow, and of what came of a training that has not ended.

    A training ends in the course of its last day: where it is tomorrow already it has not. What takes a statement back
    is never refused by its dates.
    """
    if claim.action is StatementAction.WITHDRAW:
        return None
    if claim.start.earliest > latest_day(now):
        return _refused_ahead(claim.dated_by, f"est dans l'avenir ({claim.start})", now)
    if isinstance(claim, TrainingClaim) and claim.details.outcome:
        named, last = ("dateFin", claim.end) if claim.end is not None else (claim.dated_by, claim.start)
        if last.earliest > now.date():
            return _refused_ahead(named, f"est dans l'avenir ({last}) : resultat ne se dit pas avant la fin", now)
    return None


def _refused_ahead(named: str, what: str, now: datetime) -> Verdict:
    return Verdict(
        Outcome.REJECTED, rule="future", message=f"{named} {what}", fix=f"Exemple : {now.date()}", field=named
    )


def judge(
    claim: StatementClaim,
    content: Content,
    held: Entry | None,
    resolution: Resolution,
    now: datetime,
    *,
    awaited: bool = False,
    one: Collection[tuple[UUID, UUID]] = (),
) -> Verdict | None:
    """What becomes of a statement, given the entry that has its key; None: its person is not known, and decides.

    `awaited`: a line of this key waited for its person, and no longer does. `one`: pairs of persons who are one.
    """
    if claim.action is StatementAction.WITHDRAW:
        return _withdraw(held, now, awaited)
    if (refusal := in_future(claim, now)) is not None:
        return refusal
    if claim.action is StatementAction.CORRECT:
        return _correct(content, held, resolution, now, one)
    return _create(content, held, resolution, now, one)


def _withdraw(held: Entry | None, now: datetime, awaited: bool) -> Verdict:
    if held is None and awaited:
        message = "Cette ligne attendait son titulaire, elle n'est plus attendue"
        return Verdict(Outcome.ACCEPTED, rule="was_waiting", message=message)
    if held is None:
        return _unknown_key("supprimer")
    if held.state is EntryState.WITHDRAWN:
        return Verdict(Outcome.DUPLICATE, held, rule="duplicate", message="Cet élément est déjà supprimé")
    return Verdict(Outcome.ACCEPTED, held.withdrawn(now))


def _correct(
    content: Content, held: Entry | None, resolution: Resolution, now: datetime, one: Collection[tuple[UUID, UUID]]
) -> Verdict | None:
    if held is None:
        return _unknown_key("corriger")
    if resolution.person_id is not None and not _is_his(held, resolution.person_id, one):
        return _of_another()
    if held.state is EntryState.WITHDRAWN:
        message = "Cet élément est supprimé et ne peut pas être corrigé"
        return Verdict(
            Outcome.REJECTED, held, rule="withdrawn", message=message, fix="Renvoyez-le avec l'action CREATION"
        )
    if resolution.person_id is None:
        # It may be of somebody else whom nobody knows here: what is in this passport is not to become his.
        return None
    after = held.revised(content, now)
    return _already_there(held) if after is held else Verdict(Outcome.ACCEPTED, after)


def _create(
    content: Content, held: Entry | None, resolution: Resolution, now: datetime, one: Collection[tuple[UUID, UUID]]
) -> Verdict | None:
    if resolution.person_id is None:
        return None
    if held is None:
        return Verdict(Outcome.ACCEPTED, registers=True)
    if not _is_his(held, resolution.person_id, one):
        return _of_another()
    if held.state is EntryState.ACTIVE and held.content == content:
        return _already_there(held)
    if held.state is EntryState.WITHDRAWN:
        return Verdict(Outcome.ACCEPTED, held.reinstated(content, now))
    return Verdict(
        Outcome.REJECTED,
        held,
        rule="changed",
        message="Cet idTechnique est déjà connu et dit autre chose, rien n'est changé",
        fix="Renvoyez la ligne avec l'action CORRECTION si elle corrige, sinon avec un nouvel idTechnique",
    )


def _already_there(held: Entry) -> Verdict:
    return Verdict(Outcome.DUPLICATE, held, rule="duplicate", message="Cet élément est déjà connu, rien ne change")


def _unknown_key(verb: str) -> Verdict:
    return Verdict(
        Outcome.REJECTED,
        rule="unknown_key",
        message=f"Vous n'avez rien envoyé sous cet idTechnique qui soit dans un passeport, il n'y a rien à {verb}",
        fix="Vérifiez l'idTechnique ; une ligne qui attend son titulaire se remplace par SUPPRESSION puis CREATION",
    )


def _of_another() -> Verdict:
    return Verdict(
        Outcome.REJECTED,
        rule="key",
        message="Cet idTechnique a servi à un autre titulaire et ne peut pas changer de personne",
        fix="Donnez un nouvel idTechnique",
    )


def _is_his(held: Entry, person_id: UUID, one: Collection[tuple[UUID, UUID]]) -> bool:
    return held.person_id == person_id or (held.person_id, person_id) in one
