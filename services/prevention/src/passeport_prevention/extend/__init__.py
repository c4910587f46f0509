"""The extension API: all that a programme may import of this service, and what it is made of.

The guide is services/prevention/docs/extending.md; what this module promises changes as its CHANGELOG says.
"""

from passeport_prevention.domain.period import Period
from passeport_prevention.domain.training_types import CountsFrom, Force, TrainingType, ValidityRule
from passeport_prevention.extend.context import Audience, Caller, Context, Rows, Training, Trainings
from passeport_prevention.extend.programme import ENTRY_POINTS, Asked, Handler, Programme, Route
from passeport_prevention.extend.refusals import Finding, NotFound, Refusal, WrongFields
from passeport_prevention.extend.wellformed import faults_of

__all__ = [
    "ENTRY_POINTS",
    "Asked",
    "Audience",
    "Caller",
    "Context",
    "CountsFrom",
    "Finding",
    "Force",
    "Handler",
    "NotFound",
    "Period",
    "Programme",
    "Refusal",
    "Route",
    "Rows",
    "Training",
    "TrainingType",
    "Trainings",
    "ValidityRule",
    "WrongFields",
    "faults_of",
]
