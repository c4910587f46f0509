"""Reads a file of diplomas: a claim a line, or the rules that the line breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.batch import FileHead
from passeport_records.domain.details import AwardDetails
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import Fault
from passeport_records.domain.statement import DiplomaClaim, StatementAction
from passeport_records.feeds.rows.check import RowsCheck
from passeport_records.feeds.rows.holders import holder_of
from passeport_records.feeds.rows.read import Row, read_claims
from passeport_records.feeds.rows.schema import Schema

__all__ = ["SCHEMA", "check_diplomas", "read_diplomas"]

SCHEMA = Schema("diplomas")


def check_diplomas() -> RowsCheck:
    """A check of a file that arrives."""
    return RowsCheck(SCHEMA)


def read_diplomas(open_file: Callable[[], Iterable[bytes]], _head: FileHead) -> Iterator[DiplomaClaim | Fault]:
    """Reads a checked file from its first byte. A line at fault gives one fault that rejects it, and remarks."""
    yield from read_claims(open_file(), SCHEMA, _claim)


def _claim(row: Row) -> DiplomaClaim | None:
    holder = holder_of(row)
    if not row.text("codeDiplome") and not row.text("codeCertification"):
        row.breaks("codeDiplome", "code", "ou codeCertification est obligatoire")
    if row.text("dateNaissance") and row.text("dateObtention"):
        born, awarded = (PartialDate.parse(row.text(name)) for name in ("dateNaissance", "dateObtention"))
        if awarded.latest <= born.earliest:
            row.breaks("dateObtention", "order", "précède la naissance")
    if holder is None or row.faults:
        return None
    code = row.text("codeCertification")
    return DiplomaClaim(
        line=row.line,
        key=row.text("idTechnique"),
        holder=holder,
        title=row.text("libelle"),
        start=PartialDate.parse(row.text("dateObtention")),
        action=StatementAction(row.text("action") or StatementAction.CREATE),
        organisation=Organisation(row.text("etablissement"), row.text("siretEtablissement"), row.text("academie")),
        details=AwardDetails(
            register="RNCP" if code else "",
            code=code,
            option=row.text("specialite"),
            mention=row.text("mention"),
            access_way=row.text("modaliteAcces"),
            level=row.number("niveau"),
            diploma_code=row.text("codeDiplome"),
            school_code=row.text("uai"),
        ),
    )
