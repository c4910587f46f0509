"""The services of the contract, put together from what they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from passeport.records.v1 import attachment_service_pb2 as attachment_pb2
from passeport.records.v1 import (
    attachment_service_pb2_grpc,
    consultation_service_pb2_grpc,
    declared_entry_service_pb2_grpc,
    dispute_service_pb2_grpc,
    feed_service_pb2_grpc,
    joining_service_pb2_grpc,
    ledger_service_pb2_grpc,
    passport_service_pb2_grpc,
    prevention_entry_service_pb2_grpc,
    referential_service_pb2_grpc,
    source_service_pb2_grpc,
)
from passeport.records.v1 import consultation_service_pb2 as consultation_pb2
from passeport.records.v1 import declared_entry_service_pb2 as declared_pb2
from passeport.records.v1 import dispute_service_pb2 as dispute_pb2
from passeport.records.v1 import feed_service_pb2 as feed_pb2
from passeport.records.v1 import joining_service_pb2 as joining_pb2
from passeport.records.v1 import ledger_service_pb2 as ledger_pb2
from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport.records.v1 import prevention_entry_service_pb2 as prevention_pb2
from passeport.records.v1 import referential_service_pb2 as referential_pb2
from passeport.records.v1 import source_service_pb2 as source_pb2
from passeport_chassis.rpc import RpcServer
from passeport_records.domain.batch import Feed
from passeport_records.domain.dispute import Deadlines
from passeport_records.referentials.usecases.ports import TermSearch
from passeport_records.rpc.attachment_service import AttachmentServicer
from passeport_records.rpc.consultation_service import ConsultationServicer
from passeport_records.rpc.declared_entry_service import DeclaredEntryServicer
from passeport_records.rpc.dispute_service import DisputeServicer
from passeport_records.rpc.employment_fact_service import EmploymentFactServicer
from passeport_records.rpc.feed_service import FeedServicer
from passeport_records.rpc.joining_service import JoiningServicer
from passeport_records.rpc.ledger_service import LedgerServicer
from passeport_records.rpc.passport_service import PassportServicer
from passeport_records.rpc.prevention_entry_service import PreventionEntryServicer
from passeport_records.rpc.referential_service import ReferentialServicer
from passeport_records.rpc.source_dispute_service import SourceDisputeServicer
from passeport_records.rpc.source_service import SourceServicer
from passeport_records.usecases.attachment_ports import AttachmentTools
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.list_sources import Sources
from passeport_records.usecases.ports import OpenWork, PublicLedger

__all__ = ["add_services"]


def add_services(
    server: RpcServer,
    open_work: OpenWork,
    ledger: PublicLedger,
    search: TermSearch,
    tools: FeedTools,
    wake: Callable[[], None],
    transfers_at_once: int,
    keep_deleted: timedelta,
    attachments: AttachmentTools | None,
    deadlines: Deadlines,
    sources: Sources,
    rhythms: Mapping[Feed, timedelta],
) -> RpcServer:
    """Adds the services to a server.

    `wake` tells the worker of this process that a file was received; `keep_deleted` says for how long a holder can take
    the deletion of an entry back; without `attachments` no files are kept; `deadlines` are those of disputes; `rhythms`
    say for how long each source may pause.
    """
    disputes = dispute_pb2.DESCRIPTOR.services_by_name
    passport = passport_pb2.DESCRIPTOR.services_by_name
    return (
        server.add(
            passport_service_pb2_grpc.add_PassportServiceServicer_to_server,
            PassportServicer(open_work, tools.clock),
            passport["PassportService"],
        )
        .add(
            passport_service_pb2_grpc.add_EmploymentFactServiceServicer_to_server,
            EmploymentFactServicer(open_work, tools.clock),
            passport["EmploymentFactService"],
        )
        .add(
            consultation_service_pb2_grpc.add_ConsultationServiceServicer_to_server,
            ConsultationServicer(open_work, tools.clock),
            consultation_pb2.DESCRIPTOR.services_by_name["ConsultationService"],
        )
        .add(
            referential_service_pb2_grpc.add_ReferentialServiceServicer_to_server,
            ReferentialServicer(search, tools.clock),
            referential_pb2.DESCRIPTOR.services_by_name["ReferentialService"],
        )
        .add(
            source_service_pb2_grpc.add_SourceServiceServicer_to_server,
            SourceServicer(sources, rhythms, tools.clock),
            source_pb2.DESCRIPTOR.services_by_name["SourceService"],
        )
        .add(
            ledger_service_pb2_grpc.add_LedgerServiceServicer_to_server,
            LedgerServicer(ledger),
            ledger_pb2.DESCRIPTOR.services_by_name["LedgerService"],
        )
        .add(
            declared_entry_service_pb2_grpc.add_DeclaredEntryServiceServicer_to_server,
            DeclaredEntryServicer(open_work, tools.clock, keep_deleted),
            declared_pb2.DESCRIPTOR.services_by_name["DeclaredEntryService"],
        )
        .add(
            joining_service_pb2_grpc.add_JoiningServiceServicer_to_server,
            JoiningServicer(open_work, tools.clock),
            joining_pb2.DESCRIPTOR.services_by_name["JoiningService"],
        )
        .add(
            dispute_service_pb2_grpc.add_DisputeServiceServicer_to_server,
            DisputeServicer(open_work, tools.clock, deadlines),
            disputes["DisputeService"],
        )
        .add(
            dispute_service_pb2_grpc.add_SourceDisputeServiceServicer_to_server,
            SourceDisputeServicer(tools.open_work, tools.clock),
            disputes["SourceDisputeService"],
        )
        .add(
            attachment_service_pb2_grpc.add_AttachmentServiceServicer_to_server,
            AttachmentServicer(open_work, attachments, tools.clock),
            attachment_pb2.DESCRIPTOR.services_by_name["AttachmentService"],
        )
        .add(
            prevention_entry_service_pb2_grpc.add_PreventionEntryServiceServicer_to_server,
            PreventionEntryServicer(tools.open_work, tools.clock),
            prevention_pb2.DESCRIPTOR.services_by_name["PreventionEntryService"],
        )
        .add(
            feed_service_pb2_grpc.add_FeedServiceServicer_to_server,
            FeedServicer(tools, wake, transfers_at_once),
            feed_pb2.DESCRIPTOR.services_by_name["FeedService"],
        )
    )
