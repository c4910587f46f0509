"""The services of prevention, and who may call them, as the fake server has them."""

from __future__ import annotations

from typing import Any

from passeport.prevention.v1 import consent_service_pb2 as prevention_consents
from passeport.prevention.v1 import consent_service_pb2_grpc as consents_of_prevention
from passeport.prevention.v1 import (
    duty_service_pb2,
    duty_service_pb2_grpc,
    import_service_pb2,
    import_service_pb2_grpc,
    training_service_pb2,
    training_service_pb2_grpc,
    training_type_service_pb2,
    training_type_service_pb2_grpc,
)
from passeport.prevention.v1 import verification_service_pb2 as prevention_verification
from passeport.prevention.v1 import verification_service_pb2_grpc as verification_of_prevention
from passeport.prevention.v1alpha1 import programme_service_pb2, programme_service_pb2_grpc
from passeport_chassis.rpc import Policy

__all__ = ["PREVENTION_SERVICES"]

_READ = Policy.holder("passport:read", "gateway")
_WRITE = Policy.holder("passport:write", "gateway")

_EITHER = Policy(frozenset({"gateway"}), frozenset({"holder", "partner"}), "passport:read prevention:declare")

PREVENTION_SERVICES: list[Any] = [
    (
        programme_service_pb2,
        programme_service_pb2_grpc.add_ProgrammeServiceServicer_to_server,
        _EITHER,
        {
            "ReadForHolder": _READ,
            "WriteForHolder": _WRITE,
            "CallForPartner": Policy.partner("prevention:declare", "gateway"),
        },
    ),
    (
        training_service_pb2,
        training_service_pb2_grpc.add_TrainingServiceServicer_to_server,
        _READ,
        dict.fromkeys(("CreateTraining", "UpdateTraining", "DeleteTraining"), _WRITE),
    ),
    (
        training_service_pb2,
        training_service_pb2_grpc.add_DeclarationServiceServicer_to_server,
        Policy.partner("prevention:declare", "gateway"),
        {},
    ),
    (
        import_service_pb2,
        import_service_pb2_grpc.add_ImportServiceServicer_to_server,
        Policy.partner("prevention:declare", "gateway"),
        {},
    ),
    (
        training_type_service_pb2,
        training_type_service_pb2_grpc.add_TrainingTypeServiceServicer_to_server,
        Policy.service("gateway"),
        {},
    ),
    (
        duty_service_pb2,
        duty_service_pb2_grpc.add_DutyServiceServicer_to_server,
        Policy.partner("prevention:declare", "gateway"),
        {},
    ),
    (
        prevention_consents,
        consents_of_prevention.add_ConsentServiceServicer_to_server,
        _READ,
        {"SetConsent": _WRITE, "WithdrawConsent": _WRITE},
    ),
    (
        prevention_consents,
        consents_of_prevention.add_WorkerServiceServicer_to_server,
        Policy.partner("prevention:read", "gateway"),
        {},
    ),
    (
        prevention_verification,
        verification_of_prevention.add_VerificationServiceServicer_to_server,
        Policy.partner("prevention:declare", "gateway"),
        {},
    ),
]
