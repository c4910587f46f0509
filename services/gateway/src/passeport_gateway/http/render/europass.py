"""A passport as Europass CV, in the JSON form of its schema 3.4: `SkillsPassport`, document type `ECV`.

The schema is `Europass_JSONSchema.json` 3.4.0 of Cedefop, whose objects know no other fields than those that it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from passeport.identity.v1.account_service_pb2 import Account
from passeport.records.v1.entry_pb2 import Entry
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.render.entries import KIND_NAMES
from passeport_gateway.http.render.values import Date, moment

__all__ = ["europass_cv"]

_Json = dict[str, Any]
_AWARDS = frozenset({"diploma", "certification", "habilitation"})
# AM and A2 came after it (directive 2006/126/EC): they are told in words.
_DRIVING = frozenset({"A", "A1", "B", "B1", "BE", "C", "C1", "C1E", "CE", "D", "D1", "D1E", "DE"})
_LICENCE = Words("Permis de conduire : {categories}", "Driving licence: {categories}")
_LEVELS = {
    "Listening": "listening",
    "Reading": "reading",
    "SpokenInteraction": "spoken_interaction",
    "SpokenProduction": "spoken_production",
    "Writing": "writing",
}


def europass_cv(account: Account, entries: Sequence[Entry], language: Language) -> _Json:
    """The active entries in the holder's order; what is not known is left out."""
    of_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        of_kind.setdefault(KIND_NAMES[entry.kind], []).append(entry)
    education = [entry for entry in entries if KIND_NAMES[entry.kind] in _AWARDS | {"training"}]
    newest = max((moment(entry.update_time) for entry in entries), default=None)
    return {
        "SkillsPassport": _known(
            {
                "Locale": language,
                "DocumentInfo": _known(
                    {
                        "DocumentType": "ECV",
                        "LastUpdateDate": newest,
                        "XSDVersion": "V3.4",
                        "Generator": "passeport",
                    }
                ),
                "LearnerInfo": _known(
                    {
                        "Identification": _identification(account),
                        "WorkExperience": [_work(entry) for entry in of_kind.get("employment", ())],
                        "Education": [_education(entry) for entry in education],
                        "Skills": _skills(of_kind, language),
                        "Achievement": [_achievement(entry) for entry in of_kind.get("engagement", ())],
                    }
                ),
            }
        )
    }


def _known(said: _Json) -> _Json:
    return {name: value for name, value in said.items() if value}


def _date(date: Date) -> _Json:
    return _known({"Year": date.year, "Month": date.month, "Day": date.day})


def _identification(account: Account) -> _Json:
    civil = account.civil_identity
    return _known(
        {
            "PersonName": _known({"FirstName": civil.given_names, "Surname": civil.usage_name or civil.birth_name}),
            "ContactInfo": {"Email": {"Contact": account.contact_email}} if account.contact_email else None,
            "Demographics": {"Birthdate": _date(civil.birth_date)} if civil.HasField("birth_date") else None,
        }
    )


def _period(entry: Entry) -> _Json:
    if not entry.HasField("start_date"):
        return {}
    if not entry.HasField("end_date"):
        return {"From": _date(entry.start_date), "Current": True}
    return {"From": _date(entry.start_date), "To": _date(entry.end_date)}


def _organisation(entry: Entry) -> _Json:
    named = entry.organisation
    place = {"Address": {"Contact": {"Municipality": named.locality}}} if named.locality else None
    return _known({"Name": named.name, "ContactInfo": place})


def _work(entry: Entry) -> _Json:
    return _known(
        {
            "Period": _period(entry),
            "Position": {"Label": entry.title},
            "Activities": entry.description,
            "Employer": _organisation(entry),
        }
    )


def _education(entry: Entry) -> _Json:
    period = _period(entry)
    if KIND_NAMES[entry.kind] in _AWARDS:
        # The first date of an award is the day of its delivery, the last one the end of its validity.
        period = {"To": _date(entry.start_date)} if entry.HasField("start_date") else {}
    level = entry.award.label.level or entry.award.level
    # The levels of the French register are those of the European one (Code du travail, D6113-19).
    return _known(
        {
            "Period": period,
            "Title": entry.title,
            "Activities": entry.description,
            "Organisation": _organisation(entry),
            "Level": {"Label": f"EQF {level}"} if level else None,
        }
    )


def _skills(of_kind: dict[str, list[Entry]], language: Language) -> _Json:
    foreign = [_language(entry) for entry in of_kind.get("language", ())]
    skills = "; ".join(entry.title for entry in of_kind.get("skill", ()))
    categories = [
        one.category for entry in of_kind.get("driving_licence", ()) for one in entry.driving_licence.categories
    ]
    driving = [category for category in categories if category in _DRIVING]
    others = ", ".join(category for category in categories if category not in _DRIVING)
    licence = _LICENCE.in_language(language).format(categories=others)
    return _known(
        {
            "Linguistic": {"ForeignLanguage": foreign} if foreign else None,
            "JobRelated": {"Description": skills} if skills else None,
            "Driving": {"Description": driving} if driving else None,
            "Other": {"Description": licence} if others else None,
        }
    )


def _language(entry: Entry) -> _Json:
    told = entry.language
    levels = {name: getattr(told, field) or told.cefr_level for name, field in _LEVELS.items()}
    return _known(
        {
            "Description": _known({"Code": told.language, "Label": entry.title}),
            "ProficiencyLevel": _known(levels),
        }
    )


def _achievement(entry: Entry) -> _Json:
    said = [entry.engagement.role or entry.title, entry.organisation.name, entry.description]
    return {"Title": {"Label": entry.title}, "Description": ", ".join(part for part in said if part)}
