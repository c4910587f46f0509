"""The fake in memory, of the three-step rule: whether a person fits a step."""

from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.matching import Candidate, HolderCriteria, Step
from passeport_identity.domain.person import Person
from passeport_identity.domain.wanted_person import WantedPerson


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


def is_wanted(wanted: WantedPerson, one: CivilIdentity) -> bool:
    """Whether somebody may be whom an operator looks for."""
    keys, given = (wanted.given_names_key, one.given_names_key), wanted.birth_date
    return (
        one.birth_name_key == wanted.birth_name_key
        and one.first_given_name_key == wanted.first_given_name_key
        and (keys[0].startswith(keys[1]) or keys[1].startswith(keys[0]))
        and one.birth_date.year == given.year
        and (not given.month or one.birth_date.month in (0, given.month))
        and (not given.day or one.birth_date.day in (0, given.day))
    )
