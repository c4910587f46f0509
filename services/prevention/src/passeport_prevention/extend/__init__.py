"""The extension API: all that a programme may import of this service, and what it is made of.

The guide is services/prevention/docs/extending.md; what this module promises changes as its CHANGELOG says.
"""

from passeport_prevention.extend.context import Audience, Caller, Context, Rows
from passeport_prevention.extend.programme import ENTRY_POINTS, Asked, Handler, Programme, Route
from passeport_prevention.extend.refusals import Finding, NotFound, Refusal, WrongFields
from passeport_prevention.extend.wellformed import faults_of

__all__ = [
    "ENTRY_POINTS",
    "Asked",
    "Audience",
    "Caller",
    "Context",
    "Finding",
    "Handler",
    "NotFound",
    "Programme",
    "Refusal",
    "Route",
    "Rows",
    "WrongFields",
    "faults_of",
]
