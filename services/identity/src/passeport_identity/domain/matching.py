"""The three-step rule by which the holder of a certification is found (« NIRisation » of the certifiers' feed).

Step 1 compares birth name, first given name, sex and birth year. When several persons fit, step 2 adds month and day
of birth; when several still fit, step 3 adds the commune of birth and every optional datum that the feed sent. One
hit resolves, none or several at the last step do not. An award is never attached to someone who merely resembles:
a datum that the feed gives and the registry does not have does not match where homonyms must be told apart, and one
hit is refused when the month, the day or the commune that the feed gives is another than the registry's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NamedTuple
from uuid import UUID

from passeport_identity.domain.civil_identity import Sex

__all__ = ["Candidate", "HolderCriteria", "Outcome", "Resolution", "Step", "decide"]


class Step(IntEnum):
    """A step of the rule."""

    MANDATORY = 1
    DATE = 2
    PLACE = 3


class Outcome(Enum):
    """What came of a query."""

    RESOLVED = "RESOLVED"
    NO_MATCH = "NO_MATCH"
    AMBIGUOUS = "AMBIGUOUS"
    NIR_INVALID = "NIR_INVALID"
    NIR_NAME_MISMATCH = "NIR_NAME_MISMATCH"
    NTT_INVALID = "NTT_INVALID"
    NTT_UNKNOWN = "NTT_UNKNOWN"
    INE_INVALID = "INE_INVALID"
    INE_UNKNOWN = "INE_UNKNOWN"


class Resolution(NamedTuple):
    """The answer to one query, with what explains it: the step that decided and the fields compared there.

    `named` is whom the query named before a merge gave what is his to `person_id`; None where they are the same. A
    tuple, since they are made by the million.
    """

    outcome: Outcome
    person_id: UUID | None = None
    step: int = 0
    fields: tuple[str, ...] = ()
    named: UUID | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """A person that fits a step, with what may still contradict the feed. Empty and 0: the registry does not know."""

    person_id: UUID
    birth_month: int = 0
    birth_day: int = 0
    birth_place: str = ""

    def __repr__(self) -> str:
        """Names the person, and says nothing of him."""
        return f"Candidate({self.person_id}, …)"


@dataclass(frozen=True, slots=True, repr=False)
class HolderCriteria:
    """What a feed says of a holder, names already turned into keys. Empty and 0 mean that the feed does not say.

    `given_names_key` is the key of all given names sent, the first one included; `usage_name_key` is empty when the
    feed repeats the birth name there, as the official sample does. `ine` is compared with nothing: it leads to whom the
    rest is found to be of.
    """

    birth_name_key: str
    first_given_name_key: str
    sex: Sex
    birth_year: int
    birth_month: int = 0
    birth_day: int = 0
    birth_place: str = ""
    birth_country: str = ""
    given_names_key: str = ""
    usage_name_key: str = ""
    ine: str = ""

    @property
    def is_comparable(self) -> bool:
        """Whether there is anything to compare: names of another script have no key, numbers may be of no date."""
        return bool(
            self.birth_name_key
            and self.first_given_name_key
            and self.sex is not Sex.UNSPECIFIED
            and 1 <= self.birth_year <= 9999
            and 0 <= self.birth_month <= 12
            and 0 <= self.birth_day <= 31
        )

    def fields_at(self, step: Step) -> tuple[str, ...]:
        """The fields compared at a step, those of the steps before included."""
        fields = ["birth_name", "given_name", "sex", "birth_year"]
        if step >= Step.DATE:
            fields += ["birth_month"] if self.birth_month else []
            fields += ["birth_day"] if self.birth_day else []
        if step >= Step.PLACE:
            fields += ["birth_place"] if self.birth_place else []
            fields += ["birth_country"] if self.birth_country else []
            fields += ["given_names"] if self.given_names_key != self.first_given_name_key else []
            fields += ["usage_name"] if self.usage_name_key else []
        return tuple(fields)

    def next_step(self, step: Step) -> Step | None:
        """The next step that compares something more, if there is one."""
        for later in Step:
            if later > step and self.fields_at(later) != self.fields_at(step):
                return later
        return None

    def contradicted_by(self, candidate: Candidate) -> Step | None:
        """The first step at which a datum that both have differs. What either does not know contradicts nothing."""
        dates = ((self.birth_month, candidate.birth_month), (self.birth_day, candidate.birth_day))
        if any(given and known and given != known for given, known in dates):
            return Step.DATE
        given, known = self.birth_place, candidate.birth_place
        return Step.PLACE if given and known and given != known else None

    def __repr__(self) -> str:
        """Says nothing: who is looked for must not reach a log by accident."""
        return "HolderCriteria(…)"


def decide(criteria: HolderCriteria, step: Step, hits: Sequence[Candidate]) -> Resolution | Step:
    """What the hits of a step mean: an answer, or the step to go on with. Two hits are enough to know of several."""
    fields = criteria.fields_at(step)
    if not hits:
        return Resolution(Outcome.NO_MATCH, step=step, fields=fields)
    if len(hits) == 1:
        contradicted = criteria.contradicted_by(hits[0])
        if contradicted is not None:
            return Resolution(Outcome.NO_MATCH, step=contradicted, fields=criteria.fields_at(contradicted))
        return Resolution(Outcome.RESOLVED, hits[0].person_id, step, fields)
    return criteria.next_step(step) or Resolution(Outcome.AMBIGUOUS, step=step, fields=fields)
