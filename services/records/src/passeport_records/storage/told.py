"""What messages told of an employment, as two columns of `entry` and back.

`known` is what versions before `told` read and write: the places of five messages. Where it is not what `told` was
written with, such a version wrote last, and it is what counts.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.entry import Content, Kind
from passeport_records.domain.known import Annulled, Core, EndTold, Known, Stamp, Telling
from passeport_records.domain.organisation import Organisation
from passeport_records.storage.details import read_details, write_details

__all__ = ["known_up_to", "read_known", "write_places", "write_told"]

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def read_known(places: str | None, told: str | None, content: Content) -> Known | None:
    """What an entry stands on, by both columns and by what it says; None where neither says anything."""
    if places is None:
        return None
    if told is not None:
        known = _read(told, content)
        if write_places(known, content) == places:
            return known
    said, ended, named, located, annulled = (_read_stamp(part) for part in places.split(" "))
    return _of_places(content, said, ended, named, located, annulled)


def known_up_to(day: date, content: Content, *, annulled: bool = False) -> Known:
    """What a version of this service kept that knew of the day alone."""
    said = Stamp(day)
    return _of_places(content, said, said, said, said, Stamp(day, date.max) if annulled else None)


def write_places(known: Known, content: Content) -> str:
    """The column that older versions read as well."""
    ended = known.ended.stamp if known.ended and content.end else None
    parts = (known.said, ended, known.named, known.located, known.annulled.stamp if known.annulled else None)
    return " ".join("-" if part is None else f"{part.as_of}/{part.made}/{part.number}" for part in parts)


def write_told(known: Known, content: Content) -> str:
    """The column that says all. What the telling before it says, or the entry, a telling does not say again."""
    above = _core_of(content)
    tellings = []
    for telling in known.tellings:
        core = None if telling.core == above else _write_core(telling.core)
        tellings.append([_write_stamp(telling.stamp), telling.slot, core])
        above = telling.core
    annulled = known.annulled
    said: dict[str, Any] = {
        "told": tellings,
        "ends": [[*_place(end), str(end.day)] for end in known.endings if _is_plain(end)],
        # Apart: a version that knows of plain ends alone reads those, and passes over these.
        "turns": [
            [*_place(end), str(end.day) if end.day else "", end.leaving] for end in known.endings if not _is_plain(end)
        ],
        "named": _write_stamp(known.named),
        "located": _write_stamp(known.located),
        "annulled": annulled and [_write_stamp(annulled.stamp), annulled.slot],
        "older": _write_stamp(known.older),
        "revoked": [[nature, _write_stamp(stamp)] for nature, stamp in known.revoked],
    }
    return _JSON.encode({name: value for name, value in said.items() if value})


def _read(text: str, content: Content) -> Known:
    said = json.loads(text)
    above, tellings = _core_of(content), []
    for stamp, slot, core in said.get("told", ()):
        above = above if core is None else _read_core(core)
        tellings.append(Telling(_stamp(stamp), slot, above))
    annulled = said.get("annulled")
    return Known(
        tellings=tuple(tellings),
        endings=_read_endings(said),
        named=_read_stamp(said.get("named", "-")),
        located=_read_stamp(said.get("located", "-")),
        annulled=Annulled(_stamp(annulled[0]), annulled[1]) if annulled else None,
        older=_read_stamp(said.get("older", "-")),
        revoked=tuple((nature, _stamp(at)) for nature, at in said.get("revoked", ())),
    )


def _is_plain(end: EndTold) -> bool:
    return end.day is not None and not end.leaving


def _place(end: EndTold) -> tuple[str, str]:
    return _write_stamp(end.stamp), end.slot


def _read_endings(said: dict[str, Any]) -> tuple[EndTold, ...]:
    plain = [EndTold(_stamp(at), slot, PartialDate.parse(day)) for at, slot, day in said.get("ends", ())]
    turns = [
        EndTold(_stamp(at), slot, PartialDate.parse(day) if day else None, leaving)
        for at, slot, day, leaving in said.get("turns", ())
    ]
    return tuple(sorted((*plain, *turns), key=lambda end: end.stamp, reverse=True) if turns else plain)


def _of_places(
    content: Content,
    said: Stamp | None,
    ended: Stamp | None,
    named: Stamp | None,
    located: Stamp | None,
    annulled: Stamp | None,
) -> Known:
    return Known(
        tellings=(Telling(said, "", _core_of(content)),) if said else (),
        endings=(EndTold(ended, "", content.end),) if ended and content.end else (),
        named=named,
        located=located,
        annulled=Annulled(annulled, "") if annulled else None,
    )


def _core_of(content: Content) -> Core:
    return Core(content.title, content.organisation, content.start, content.details)


def _write_core(core: Core) -> dict[str, Any]:
    employer = core.employer
    return {
        "title": core.title,
        "employer": [employer.name, employer.siret, employer.locality],
        "start": str(core.start) if core.start else None,
        "details": write_details(core.details),
    }


def _read_core(said: dict[str, Any]) -> Core:
    start = said["start"]
    details = read_details(Kind.EMPLOYMENT, said["details"])
    return Core(said["title"], Organisation(*said["employer"]), PartialDate.parse(start) if start else None, details)


def _write_stamp(stamp: Stamp | None) -> str:
    if stamp is None:
        return ""
    return f"{stamp.as_of}/{stamp.made}/{stamp.number}" + ("/r" if stamp.replacing else "")


def _read_stamp(text: str) -> Stamp | None:
    return None if text == "-" else _stamp(text)


def _stamp(text: str) -> Stamp:
    as_of, made, number, *rest = text.split("/")
    return Stamp(date.fromisoformat(as_of), date.fromisoformat(made), int(number), bool(rest))
