"""Reads a file of trainings and engagements: a claim a line, or the rules that the line breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.batch import FileHead
from passeport_records.domain.details import EngagementDetails, TrainingDetails
from passeport_records.domain.holder import HolderIdentity
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import Fault
from passeport_records.domain.statement import EngagementClaim, StatementAction, StatementClaim, TrainingClaim
from passeport_records.feeds.rows.check import RowsCheck
from passeport_records.feeds.rows.holders import holder_of
from passeport_records.feeds.rows.read import Row, read_claims
from passeport_records.feeds.rows.schema import Schema

__all__ = ["SCHEMA", "check_trainings", "read_trainings"]

SCHEMA = Schema("trainings")

_ENGAGEMENT = "ENGAGEMENT"
_OF_A_TRAINING = ("codeCertification", "dureeHeures", "resultat", "financeur")
_OF_AN_ENGAGEMENT = ("activite", "role")
_OUTCOMES = {"SUIVIE": "followed", "SUIVIE_EN_PARTIE": "followed_in_part", "REUSSIE": "passed"}


def check_trainings() -> RowsCheck:
    """A check of a file that arrives."""
    return RowsCheck(SCHEMA)


def read_trainings(open_file: Callable[[], Iterable[bytes]], _head: FileHead) -> Iterator[StatementClaim | Fault]:
    """Reads a checked file from its first byte. A line at fault gives one fault that rejects it, and remarks."""
    claims: Iterator[StatementClaim | Fault] = read_claims(open_file(), SCHEMA, _claim)
    yield from claims


def _claim(row: Row) -> StatementClaim | None:
    holder = holder_of(row)
    engagement = row.text("nature") == _ENGAGEMENT
    needed, strange = ("activite", _OF_A_TRAINING) if engagement else ("siretOrganisme", _OF_AN_ENGAGEMENT)
    kind = "un engagement" if engagement else "une formation"
    if needed not in row.said:
        row.breaks(needed, "required", f"est obligatoire pour {kind}")
    for name in strange:
        if name in row.said:
            row.breaks(name, "nature", f"ne se dit pas d'{kind}", "Laissez-le vide")
    if row.text("dateDebut") and row.text("dateFin"):
        start, end = (PartialDate.parse(row.text(name)) for name in ("dateDebut", "dateFin"))
        if end.latest < start.earliest:
            row.breaks("dateFin", "order", "précède dateDebut")
    if holder is None or row.faults:
        return None
    return _engagement(row, holder) if engagement else _training(row, holder)


def _training(row: Row, holder: HolderIdentity) -> TrainingClaim:
    return TrainingClaim(
        line=row.line,
        key=row.text("idTechnique"),
        holder=holder,
        title=row.text("intitule"),
        start=PartialDate.parse(row.text("dateDebut")),
        end=_end(row),
        action=_action(row),
        organisation=_organisation(row),
        details=TrainingDetails(
            hours=row.number("dureeHeures"),
            certification_code=row.text("codeCertification"),
            outcome=_OUTCOMES.get(row.text("resultat"), ""),
            # The list of the law has the same names here and there.
            funder=row.text("financeur").lower(),
        ),
    )


def _engagement(row: Row, holder: HolderIdentity) -> EngagementClaim:
    return EngagementClaim(
        line=row.line,
        key=row.text("idTechnique"),
        holder=holder,
        title=row.text("intitule"),
        start=PartialDate.parse(row.text("dateDebut")),
        end=_end(row),
        action=_action(row),
        organisation=_organisation(row),
        # The list of the law has the same names here and there.
        details=EngagementDetails(activity=row.text("activite").lower(), role=row.text("role")),
    )


def _action(row: Row) -> StatementAction:
    return StatementAction(row.text("action") or StatementAction.CREATE)


def _end(row: Row) -> PartialDate | None:
    return PartialDate.parse(row.text("dateFin")) if row.text("dateFin") else None


def _organisation(row: Row) -> Organisation:
    return Organisation(row.text("organisme"), row.text("siretOrganisme"))
