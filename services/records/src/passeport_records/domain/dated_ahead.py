"""What a file says to be of a day after it came, which nobody can know: it is refused by name.

Of the DSN it would do lasting harm: the order of declarations goes by the month that they tell and by the day their
file was made, so that one dated ahead would silence all that come after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from passeport_records.domain.award import AwardAction, AwardClaim
from passeport_records.domain.claims import Claim
from passeport_records.domain.employment import EmploymentClaim, Retraction
from passeport_records.domain.report import Fault
from passeport_records.domain.slots import is_monthly
from passeport_records.domain.statement import latest_day

__all__ = ["told_in_time"]

Item = Claim | Retraction | Fault


def told_in_time(received: datetime, items: Iterable[Item]) -> Iterator[Item]:
    """What the reader of a file found, with faults that reject declarations and awards dated after its receipt.

    Statements are judged when they are processed (`domain.statement`): a line of theirs may wait until its day. What
    takes an award back is never refused by its date.
    """
    last = latest_day(received)
    for item in items:
        if isinstance(item, EmploymentClaim):
            yield _ahead(item, item.as_of, item.made, last) or _bounded(item, last)
        elif isinstance(item, Retraction):
            yield _ahead(item, item.stamp.as_of, item.stamp.made, last) or item
        elif isinstance(item, AwardClaim):
            yield _not_delivered(item, last) or item
        else:
            yield item


def _ahead(item: EmploymentClaim | Retraction, as_of: date, made: date, last: date) -> Fault | None:
    if made > last:
        return _refusal(item.line, "S20.G00.05.007", "La date de constitution du fichier", made, last, item.key)
    # A month that runs may be declared before its end.
    if is_monthly(item.slot) and (month := as_of.replace(day=1)) > last:
        return _refusal(item.line, "S20.G00.05.005", "Le mois principal déclaré", month, last.replace(day=1), item.key)
    return None


def _bounded(claim: EmploymentClaim, last: date) -> EmploymentClaim:
    """An event that does not tell the day its file was made knows no more than what is known when it comes."""
    return replace(claim, as_of=last) if claim.as_of > last and not is_monthly(claim.slot) else claim


def _not_delivered(claim: AwardClaim, last: date) -> Fault | None:
    if claim.valid_from <= last or claim.action is AwardAction.WITHDRAW:
        return None
    return Fault(
        line=claim.line,
        field="dateDebutValidite",
        rule="future",
        message="La date de début de validité, qui est celle de la délivrance, est dans l'avenir",
        value=claim.valid_from.isoformat(),
        fix=f"Renvoyez le passage quand la certification est délivrée ; exemple : {last}",
        key=claim.key,
        rejects=True,
    )


def _refusal(line: int, field: str, what: str, said: date, right: date, key: str) -> Fault:
    return Fault(
        line=line,
        field=field,
        rule="future",
        message=f"{what} est dans l'avenir : rien n'est gardé de ce qui ne peut pas encore être connu",
        value=f"{said:%d%m%Y}",
        fix=f"Renvoyez la déclaration avec sa date, {right:%d%m%Y} au plus tard",
        key=key,
        rejects=True,
    )
