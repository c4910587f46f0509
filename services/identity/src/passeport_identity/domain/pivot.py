"""When an identity that FranceConnect vouches for is that of a person of the registry.

Two answers to two questions. At sign-in nobody has proved anything but the identity, so that only an identity equal
in every part opens the door by itself. At activation the holder also knows the NIR, so that what civil registers are
known to write differently (place, later given names, presumed dates) is forgiven, unless the account is already
somebody's: then it must be equal in every part as well.
"""

from __future__ import annotations

from passeport_identity.domain.civil_identity import CivilIdentity, Sex

__all__ = ["agrees", "is_same"]


def is_same(pivot: CivilIdentity, registered: CivilIdentity) -> bool:
    """Whether two identities are equal in every part, names by their keys and dates as presumed.

    FranceConnect turns 1992-11-00 into 1992-11-01, hence the presumed dates. The usage name is not part of the
    identité pivot (FranceConnect v2) and is not compared. An unspecified sex equals none.
    """
    return (
        pivot.birth_name_key == registered.birth_name_key
        and pivot.given_names_key == registered.given_names_key
        and pivot.sex is registered.sex is not Sex.UNSPECIFIED
        and pivot.birth_date.presumed == registered.birth_date.presumed
        and pivot.birth_country == registered.birth_country
        and pivot.birth_place == registered.birth_place
    )


def agrees(pivot: CivilIdentity, registered: CivilIdentity) -> bool:
    """Whether two identities can be one person's when the NIR says so too.

    Birth name, sex, presumed birth date and first given name must agree. Where one given name ends is not always
    known, so that the names of one may begin with the first name of the other.
    """
    return (
        pivot.birth_name_key == registered.birth_name_key
        and (Sex.UNSPECIFIED in (pivot.sex, registered.sex) or pivot.sex is registered.sex)
        and pivot.birth_date.presumed == registered.birth_date.presumed
        and _begins_alike(pivot, registered)
    )


def _begins_alike(one: CivilIdentity, other: CivilIdentity) -> bool:
    if not one.given_names or not other.given_names:
        return not one.given_names and not other.given_names
    return one.given_names_key.startswith(other.first_given_name_key) or other.given_names_key.startswith(
        one.first_given_name_key
    )
