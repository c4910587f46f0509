"""What enters the passeport de prévention by itself (décret 2022-1712, article 8), if its certification is listed."""

from __future__ import annotations

from passeport_records.domain.details import AwardDetails, Details, TrainingDetails

__all__ = ["prevention_code"]

_GONE_THROUGH = frozenset({"followed", "passed"})


def prevention_code(details: Details) -> str:
    """The certification by which it enters, to be looked up in the list; empty where it does not, whatever is listed.

    An award (1° and 2°), or a training that leads to one, that somebody of the law paid for, and that its holder went
    through to the end (3°): of part of a training nobody gives an attestation.
    """
    match details:
        case AwardDetails(code=code):
            return code
        case TrainingDetails(certification_code=code, outcome=outcome, funder=funder) if funder:
            return code if outcome in _GONE_THROUGH else ""
        case _:
            return ""
