"""TrainingTypeService, and how training types, rules and what follows from them are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from passeport.prevention.v1 import training_pb2, training_type_service_pb2, training_type_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris
from passeport_chassis.rpc import write_date
from passeport_prevention.domain.training import Training
from passeport_prevention.domain.training_types import TrainingType, TrainingTypes, ValidityRule
from passeport_prevention.domain.validity import validity_of
from passeport_prevention.rpc.days import write_day

__all__ = ["Standing", "TrainingTypeServicer"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How trainings stand on a day."""

    types: TrainingTypes
    today: date

    @classmethod
    def now(cls, types: TrainingTypes, clock: Clock) -> Standing:
        """How they stand today, in Paris."""
        return cls(types, day_in_paris(clock()))

    def of(self, training: Training) -> training_pb2.Validity:
        """Until when one holds."""
        found = validity_of(training, self.types, self.today)
        return training_pb2.Validity(
            state=f"VALIDITY_STATE_{found.state.name}",
            from_date=write_date(found.since),
            until_date=write_date(found.until),
            basis=f"VALIDITY_BASIS_{found.basis.name}" if found.basis else None,
            as_of_date=write_day(found.as_of),
            training_type=found.kind.name if found.kind else "",
            training_type_title=found.kind.title if found.kind else "",
            rule=_rule(found.rule) if found.rule else None,
        )


class TrainingTypeServicer(training_type_service_pb2_grpc.TrainingTypeServiceServicer):
    """Serves passeport.prevention.v1.TrainingTypeService."""

    def __init__(self, types: TrainingTypes) -> None:
        self._all = training_type_service_pb2.ListTrainingTypesResponse(
            training_types=[_type(kind, types) for kind in types.types]
        )

    async def ListTrainingTypes(  # noqa: N802
        self, request: training_type_service_pb2.ListTrainingTypesRequest, context: Any
    ) -> training_type_service_pb2.ListTrainingTypesResponse:
        """Lists the types."""
        return self._all


def _type(kind: TrainingType, types: TrainingTypes) -> training_type_service_pb2.TrainingType:
    return training_type_service_pb2.TrainingType(
        name=kind.name,
        title=kind.title,
        category=kind.category,
        certifications=kind.certifications,
        broad=kind.broad,
        source=kind.source,
        rules=map(_rule, types.rules_of(kind)),
    )


def _rule(rule: ValidityRule) -> training_pb2.ValidityRule:
    return training_pb2.ValidityRule(
        since_date=write_day(rule.since),
        until_date=write_day(rule.until),
        period=str(rule.period or ""),
        refresher_period=str(rule.after_refresher or ""),
        unlimited=rule.unlimited,
        counts_from=f"PERIOD_START_{rule.counts_from.name}",
        force=f"RULE_FORCE_{rule.force.name}",
        source=rule.source,
    )
