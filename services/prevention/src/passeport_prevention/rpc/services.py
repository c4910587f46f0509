"""The services of the contract, added to a server."""

from __future__ import annotations

from collections.abc import Callable

from passeport.prevention.v1 import (
    consent_service_pb2,
    consent_service_pb2_grpc,
    duty_service_pb2,
    duty_service_pb2_grpc,
    import_service_pb2,
    import_service_pb2_grpc,
    training_service_pb2,
    training_service_pb2_grpc,
    training_type_service_pb2,
    training_type_service_pb2_grpc,
    verification_service_pb2,
    verification_service_pb2_grpc,
)
from passeport.prevention.v1alpha1 import programme_service_pb2, programme_service_pb2_grpc
from passeport_chassis.rpc import RpcServer
from passeport_prevention.rpc.consent_service import ConsentServicer, WorkerServicer
from passeport_prevention.rpc.declaration_service import DeclarationServicer
from passeport_prevention.rpc.duty_service import DutyServicer
from passeport_prevention.rpc.import_service import ImportServicer
from passeport_prevention.rpc.programme_service import ProgrammeServicer
from passeport_prevention.rpc.training_service import TrainingServicer
from passeport_prevention.rpc.training_types import TrainingTypeServicer
from passeport_prevention.rpc.verification_service import VerificationServicer
from passeport_prevention.usecases.import_ports import ImportTools
from passeport_prevention.usecases.ports import OpenWork, Workers
from passeport_prevention.usecases.programme_ports import ProgrammeTools

__all__ = ["add_services"]


def add_services(
    server: RpcServer,
    open_work: OpenWork,
    workers: Workers,
    tools: ImportTools,
    programmes: ProgrammeTools,
    wake: Callable[[], None],
    files_at_once: int,
) -> RpcServer:
    """Adds them all; `wake` tells the worker of this process that a file was received."""
    trainings = training_service_pb2.DESCRIPTOR.services_by_name
    imports = import_service_pb2.DESCRIPTOR.services_by_name
    server.add(
        training_service_pb2_grpc.add_TrainingServiceServicer_to_server,
        TrainingServicer(open_work, tools.clock, tools.types),
        trainings["TrainingService"],
    )
    server.add(
        training_service_pb2_grpc.add_DeclarationServiceServicer_to_server,
        DeclarationServicer(open_work, tools.clock, workers, tools.regulation, tools.types),
        trainings["DeclarationService"],
    )
    server.add(
        verification_service_pb2_grpc.add_VerificationServiceServicer_to_server,
        VerificationServicer(open_work, tools.clock, tools.types),
        verification_service_pb2.DESCRIPTOR.services_by_name["VerificationService"],
    )
    consents = consent_service_pb2.DESCRIPTOR.services_by_name
    server.add(
        consent_service_pb2_grpc.add_ConsentServiceServicer_to_server,
        ConsentServicer(open_work, tools.clock),
        consents["ConsentService"],
    )
    server.add(
        consent_service_pb2_grpc.add_WorkerServiceServicer_to_server,
        WorkerServicer(open_work, tools.clock, workers, tools.types),
        consents["WorkerService"],
    )
    server.add(
        duty_service_pb2_grpc.add_DutyServiceServicer_to_server,
        DutyServicer(open_work, tools.clock, tools.regulation),
        duty_service_pb2.DESCRIPTOR.services_by_name["DutyService"],
    )
    server.add(
        programme_service_pb2_grpc.add_ProgrammeServiceServicer_to_server,
        ProgrammeServicer(programmes, tools.clock),
        programme_service_pb2.DESCRIPTOR.services_by_name["ProgrammeService"],
    )
    server.add(
        training_type_service_pb2_grpc.add_TrainingTypeServiceServicer_to_server,
        TrainingTypeServicer(tools.types),
        training_type_service_pb2.DESCRIPTOR.services_by_name["TrainingTypeService"],
    )
    return server.add(
        import_service_pb2_grpc.add_ImportServiceServicer_to_server,
        ImportServicer(tools, wake, files_at_once),
        imports["ImportService"],
    )
