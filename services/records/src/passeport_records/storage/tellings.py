"""What lines told of entries, as text beside the versions that they made or confirmed, and back.

What the version says as well is not said again: a month of a contract that changes nothing takes a hundred bytes.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.award import AwardClaim
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Ending, Force, Retraction
from passeport_records.domain.entry import Content, Kind
from passeport_records.domain.harvest import Said
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.known import Stamp
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.statement import StatementAction
from passeport_records.domain.tellings import Given
from passeport_records.storage.details import read_details, write_details

__all__ = ["GIVEN", "NOTHING", "read_key", "read_said", "write_key", "write_said"]

NOTHING = ""
"""Of a version that no line made by itself: by an undoing, or since two contracts turned out to be one."""

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_NOBODY = NirIdentity("", "")
_PLAIN = {action: _JSON.encode({"action": action.value}) for action in StatementAction}

GIVEN = {action: text[:-1] for action, text in _PLAIN.items()}
"""With what it begins that `write_said` wrote of a line with an action; of a contract it begins otherwise."""


def write_said(said: Said | None, version: Content, content: Content | None = None) -> str:
    """What a line told of a version; `content` is what it says itself, where that is something else."""
    match said:
        case None:
            return NOTHING
        case EmploymentClaim():
            return _JSON.encode(_write_contract(said, version))
        case Retraction():
            return _JSON.encode({"taken_back": [said.siret, said.slot], "at": _write_stamp(said.stamp)})
        case AwardClaim():
            action = StatementAction(said.action.value)
        case _:
            action = said.action
    if content is None:
        return _PLAIN[action]
    return _JSON.encode({"action": action.value, "says": _differing(content, version)})


def read_said(text: str, version: Content, kind: Kind, line: int) -> Given | EmploymentClaim | Retraction:
    """What `write_said` wrote, of the version that it wrote it of."""
    row = json.loads(text)
    if (place := row.get("taken_back")) is not None:
        (siret, slot), stamp = place, _read_stamp(row["at"])
        return Retraction(line=line, siret=siret, slot=slot, stamp=stamp, message=str(stamp.number), norm="")
    said = _completed(row.get("says", {}), version, kind)
    return Given(StatementAction(row["action"]), said) if "action" in row else _read_contract(row, said, line)


def _write_contract(claim: EmploymentClaim, version: Content) -> dict[str, Any]:
    said = Content(
        title=claim.title,
        organisation=claim.employer,
        start=version.start,
        end=version.end,
        description=version.description,
        details=claim.details,
    )
    row = {
        "key": write_key(claim.contract),
        "former": [write_key(key) for key in claim.former],
        "at": _write_stamp(claim.stamp),
        "slot": claim.slot,
        "end": claim.end.isoformat() if claim.end else "",
        "ending": claim.ending.value if claim.ending else "",
        "force": "" if claim.force is Force.NORMAL else claim.force.value,
        "says": _differing(said, version),
    }
    return {name: value for name, value in row.items() if value}


def _read_contract(row: dict[str, Any], said: Content, line: int) -> EmploymentClaim:
    stamp, details = _read_stamp(row["at"]), said.details
    if not isinstance(details, EmploymentDetails):
        raise TypeError("a contract without the details of one")
    end, ending = row.get("end"), row.get("ending")
    return EmploymentClaim(
        line=line,
        contract=read_key(row["key"]),
        holder=_NOBODY,
        as_of=stamp.as_of,
        title=said.title,
        details=details,
        employer=said.organisation,
        message=str(stamp.number),
        norm="",
        made=stamp.made,
        end=date.fromisoformat(end) if end else None,
        ending=Ending(ending) if ending else None,
        former=tuple(read_key(key) for key in row.get("former", ())),
        slot=row.get("slot", ""),
        force=Force(row.get("force", Force.NORMAL)),
    )


def _differing(content: Content, version: Content) -> dict[str, Any]:
    """What a content says otherwise than a version."""
    row: dict[str, Any] = {}
    if content.title != version.title:
        row["title"] = content.title
    if (organisation := content.organisation) != version.organisation:
        row["organisation"] = [organisation.name, organisation.siret, organisation.locality]
    if content.start != version.start:
        row["start"] = str(content.start or "")
    if content.end != version.end:
        row["end"] = str(content.end or "")
    if content.details != version.details:
        row["details"] = write_details(content.details)
    return row


def _completed(row: dict[str, Any], version: Content, kind: Kind) -> Content:
    return Content(
        title=row.get("title", version.title),
        organisation=Organisation(*row["organisation"]) if "organisation" in row else version.organisation,
        start=_day(row["start"]) if "start" in row else version.start,
        end=_day(row["end"]) if "end" in row else version.end,
        description=version.description,
        details=read_details(kind, row["details"]) if "details" in row else version.details,
    )


def _day(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def write_key(key: ContractKey) -> str:
    """A key of a contract as text."""
    # Its number, which is free text, is the last.
    return f"{key.siret}/{key.start.isoformat()}/{key.number}"


def read_key(text: str) -> ContractKey:
    """The key that `write_key` wrote."""
    siret, start, number = text.split("/", 2)
    return ContractKey(siret, date.fromisoformat(start), number)


def _write_stamp(stamp: Stamp) -> str:
    return f"{stamp.as_of}/{stamp.made}/{stamp.number}"


def _read_stamp(text: str) -> Stamp:
    as_of, made, number = text.split("/")
    return Stamp(date.fromisoformat(as_of), date.fromisoformat(made), int(number), replacing=True)
