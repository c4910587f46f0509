"""Values of the contract's enums and of the domain's, side by side."""

from __future__ import annotations

from passeport.records.v1 import entry_pb2
from passeport_records.domain.entry import EntryState, Kind, Nature

__all__ = ["KINDS", "NATURES", "STATES"]

KINDS = {
    Kind.EMPLOYMENT: entry_pb2.KIND_EMPLOYMENT,
    Kind.CERTIFICATION: entry_pb2.KIND_CERTIFICATION,
    Kind.DIPLOMA: entry_pb2.KIND_DIPLOMA,
    Kind.TRAINING: entry_pb2.KIND_TRAINING,
    Kind.HABILITATION: entry_pb2.KIND_HABILITATION,
    Kind.DRIVING_LICENCE: entry_pb2.KIND_DRIVING_LICENCE,
    Kind.LANGUAGE: entry_pb2.KIND_LANGUAGE,
    Kind.SKILL: entry_pb2.KIND_SKILL,
    Kind.ENGAGEMENT: entry_pb2.KIND_ENGAGEMENT,
}
NATURES = {
    Nature.GUARANTEED: entry_pb2.NATURE_GUARANTEED,
    Nature.DECLARED: entry_pb2.NATURE_DECLARED,
}
STATES = {
    EntryState.ACTIVE: entry_pb2.ENTRY_STATE_ACTIVE,
    EntryState.WITHDRAWN: entry_pb2.ENTRY_STATE_WITHDRAWN,
    EntryState.DRAFT: entry_pb2.ENTRY_STATE_DRAFT,
    EntryState.DELETED: entry_pb2.ENTRY_STATE_DELETED,
}
