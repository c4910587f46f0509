"""The fake in memory, of the three-step rule: whether a person fits a step."""

from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.matching import Candidate, HolderCriteria, Step
from passeport_identity.domain.person import Person


def candidate(person: Person) -> Candidate:
    born = person.identity.birth_date
    return Candidate(person.id, born.month, born.day, person.identity.birth_place)


def fits(identity: CivilIdentity, wanted: HolderCriteria, step: Step) -> bool:
    born = identity.birth_date
    theirs = {
        "birth_name": identity.birth_name_key == wanted.birth_name_key,
        "given_name": identity.first_given_name_key == wanted.first_given_name_key,
        "sex": identity.sex is wanted.sex,
        "birth_year": born.year == wanted.birth_year,
        "birth_month": born.month == wanted.birth_month,
        "birth_day": born.day == wanted.birth_day,
        "birth_place": identity.birth_place == wanted.birth_place,
        "birth_country": identity.birth_country == wanted.birth_country,
        "given_names": identity.given_names_key.startswith(wanted.given_names_key),
        "usage_name": identity.usage_name_key == wanted.usage_name_key,
    }
    return all(theirs[name] for name in wanted.fields_at(step))
