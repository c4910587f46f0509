"""Calls to records, identity and prevention, on behalf of the holder."""

from passeport_publishing.clients.identity import CallerTokenKeys, IdentityRegister
from passeport_publishing.clients.prevention import PreventionTrainings
from passeport_publishing.clients.records import RecordsPassport

__all__ = ["CallerTokenKeys", "IdentityRegister", "PreventionTrainings", "RecordsPassport"]
