"""The services of the contract, put together from their ports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from passeport.publishing.v1 import (
    addressed_share_service_pb2,
    addressed_share_service_pb2_grpc,
    consent_service_pb2,
    consent_service_pb2_grpc,
    draft_service_pb2,
    draft_service_pb2_grpc,
    log_service_pb2,
    log_service_pb2_grpc,
    opening_service_pb2,
    opening_service_pb2_grpc,
    photo_service_pb2,
    photo_service_pb2_grpc,
    publication_service_pb2,
    publication_service_pb2_grpc,
    queue_service_pb2,
    queue_service_pb2_grpc,
    share_service_pb2,
    share_service_pb2_grpc,
    verification_service_pb2,
    verification_service_pb2_grpc,
    wallet_service_pb2,
    wallet_service_pb2_grpc,
)
from passeport_chassis.rpc import RpcServer
from passeport_publishing.domain.leaf import LogBook
from passeport_publishing.rpc.addressed_share_service import AddressedShareServicer
from passeport_publishing.rpc.consent_service import ConsentServicer, PullServicer
from passeport_publishing.rpc.draft_service import DraftServicer
from passeport_publishing.rpc.log_service import LogServicer
from passeport_publishing.rpc.opening_service import OpeningServicer
from passeport_publishing.rpc.photo_service import PhotoServicer
from passeport_publishing.rpc.publication_service import PublicationServicer
from passeport_publishing.rpc.pull_outcomes import note_pull
from passeport_publishing.rpc.queue_service import QueueServicer
from passeport_publishing.rpc.share_service import ShareServicer
from passeport_publishing.rpc.verification_service import TrustServicer, VerificationServicer
from passeport_publishing.rpc.wallet_service import WalletServicer
from passeport_publishing.usecases.authorize_wallet import AuthorizeWallet, InviteWallet
from passeport_publishing.usecases.badge_ports import Badges
from passeport_publishing.usecases.change_share import AskDeletion, ExtendShare, RevokeShare
from passeport_publishing.usecases.create_publication import CreatePublication
from passeport_publishing.usecases.create_share import CreateShare
from passeport_publishing.usecases.document_ports import Darkroom, Examiner
from passeport_publishing.usecases.get_credential import GetCredential
from passeport_publishing.usecases.get_credential_keys import GetCredentialKeys
from passeport_publishing.usecases.get_document import GetDocument
from passeport_publishing.usecases.get_proof import GetProof
from passeport_publishing.usecases.get_publication import GetPublication
from passeport_publishing.usecases.get_seal_chains import GetSealChains
from passeport_publishing.usecases.get_share import GetShare
from passeport_publishing.usecases.get_status_list import GetStatusList
from passeport_publishing.usecases.grant_consent import GrantConsent
from passeport_publishing.usecases.issue_badge import IssueBadge
from passeport_publishing.usecases.issue_sd_jwt import IssueSdJwt
from passeport_publishing.usecases.issue_to_wallet import IssueToWallet
from passeport_publishing.usecases.issue_two_d_doc import IssueTwoDDoc
from passeport_publishing.usecases.keep_consents import KeepConsents
from passeport_publishing.usecases.keep_drafts import KeepDrafts
from passeport_publishing.usecases.keep_photo import KeepPhoto
from passeport_publishing.usecases.keep_queue import KeepQueue
from passeport_publishing.usecases.list_accesses import ListAccesses
from passeport_publishing.usecases.list_publications import ListPublications
from passeport_publishing.usecases.list_recent_share_accesses import ListRecentShareAccesses
from passeport_publishing.usecases.list_share_accesses import ListShareAccesses
from passeport_publishing.usecases.list_shares import ListShares
from passeport_publishing.usecases.list_status_lists import ListStatusLists
from passeport_publishing.usecases.make_publication import MakePublication
from passeport_publishing.usecases.offer_credential import EndCredentialOffer, ListCredentialOffers, OfferCredential
from passeport_publishing.usecases.open_link import DescribeLink, OpenLink
from passeport_publishing.usecases.ports import (
    CivilRegister,
    PassportSource,
    PreventionSource,
    PublicLog,
)
from passeport_publishing.usecases.preview_publication import PreviewPublication
from passeport_publishing.usecases.publish_draft import PublishDraft
from passeport_publishing.usecases.pull_publication import PullPublication
from passeport_publishing.usecases.queue_publication import QueuePublication
from passeport_publishing.usecases.read_addressed_shares import ReadAddressedShares
from passeport_publishing.usecases.read_share import ReadShare
from passeport_publishing.usecases.redeem_authorization import RedeemAuthorization
from passeport_publishing.usecases.redeem_offer import RedeemOffer
from passeport_publishing.usecases.report_share import ReportLink, ReportShare
from passeport_publishing.usecases.share_ports import Pins
from passeport_publishing.usecases.take_snapshot import TakeSnapshot
from passeport_publishing.usecases.two_d_doc_ports import TwoDDocs
from passeport_publishing.usecases.verify_code import VerifyCode
from passeport_publishing.usecases.verify_credential import VerifyCredential
from passeport_publishing.usecases.verify_document import VerifyDocument
from passeport_publishing.usecases.verify_status import VerifyStatus
from passeport_publishing.usecases.wallet_ports import Wallets
from passeport_publishing.usecases.withdraw_publication import WithdrawPublication

__all__ = ["Ports", "add_services"]


@dataclass(frozen=True, slots=True)
class Ports:
    """What the services need of the outside world, besides what makes publications."""

    source: PassportSource
    register: CivilRegister
    making: MakePublication
    examiner: Examiner
    darkroom: Darkroom
    pins: Pins
    link: Callable[[str], str]
    log: PublicLog
    wallets: Wallets
    # None: no trainings of the passeport de prévention are attested.
    prevention: PreventionSource | None = None
    # What verifiers know of the log; None: there is none.
    log_book: LogBook | None = None
    # None: no badges are issued.
    badges: Badges | None = None
    # None: no 2D-Docs are issued.
    two_d_docs: TwoDDocs | None = None
    # How many may be in line, and who hears of each that comes.
    queue_most: int = 1000
    queued: Callable[[], None] = lambda: None


def add_services(server: RpcServer, ports: Ports, *, status_max_age: int) -> RpcServer:
    """Adds the services to a server."""
    making = ports.making
    work, clock, book, press = making.open_work, making.clock, making.credentials, making.press
    status_list = GetStatusList(work, book, clock, timedelta(seconds=status_max_age), ports.badges)
    read = TakeSnapshot(ports.source, ports.register, clock, ports.prevention)
    create = CreatePublication(work, read, making)
    queue = QueuePublication(work, read, press, clock, ports.queue_most, ports.queued)
    publications = PublicationServicer(
        create=create,
        preview=PreviewPublication(work, read, press, making.address),
        list=ListPublications(work, clock),
        get=GetPublication(work, clock),
        document=GetDocument(work, clock, making.artefacts),
        credential=GetCredential(work, clock),
        issue_sd_jwt=IssueSdJwt(work, book, clock),
        badge=IssueBadge(work, ports.badges, clock),
        two_d_doc=IssueTwoDDoc(work, ports.two_d_docs, ports.register, clock),
        proof=GetProof(work, clock),
        withdraw=WithdrawPublication(work, clock, bit_was_set=status_list.forget),
        accesses=ListAccesses(work, clock),
        address=making.address,
    )
    verification = VerificationServicer(
        document=VerifyDocument(work, ports.examiner, book, clock, ports.log_book),
        credential=VerifyCredential(work, book, clock, ports.log_book),
        code=VerifyCode(work, clock),
        status=VerifyStatus(work),
    )
    trust = TrustServicer(
        keys=GetCredentialKeys(work, book, ports.badges),
        status_list=status_list,
        status_lists=ListStatusLists(work, status_max_age),
        seal_chains=GetSealChains(work, making.seal_chains),
    )
    shares = ShareServicer(
        create=CreateShare(work, ports.pins, clock),
        list=ListShares(work, clock),
        get=GetShare(work, clock),
        revoke=RevokeShare(work, clock),
        extend=ExtendShare(work, clock),
        ask_deletion=AskDeletion(work, clock),
        accesses=ListShareAccesses(work, clock),
        recent=ListRecentShareAccesses(work, clock),
        report=ReportShare(work, clock),
        link=ports.link,
        clock=clock,
    )
    addressed = AddressedShareServicer(ReadAddressedShares(work, clock, making.artefacts))
    openings = OpeningServicer(
        describe=DescribeLink(work, clock),
        open=OpenLink(work, ports.pins, clock),
        read=ReadShare(work, clock, making.artefacts),
        report=ReportLink(work, clock),
    )
    consenting = consent_service_pb2.DESCRIPTOR.services_by_name
    wallets = WalletServicer(
        offer=OfferCredential(work, ports.pins, clock),
        list=ListCredentialOffers(work, clock),
        end=EndCredentialOffer(work, clock),
        redeem=RedeemOffer(work, ports.pins, clock),
        invite=InviteWallet(work),
        authorize=AuthorizeWallet(work, clock),
        redeem_authorization=RedeemAuthorization(work, clock),
        issue=IssueToWallet(work, book, ports.wallets.proofs, ports.wallets.nonces, clock),
        nonces=ports.wallets.nonces,
        address=ports.wallets.address,
        invitation=ports.wallets.invitation,
        draw=ports.wallets.draw,
        clock=clock,
    )
    verifying = verification_service_pb2.DESCRIPTOR.services_by_name
    return (
        server.add(
            publication_service_pb2_grpc.add_PublicationServiceServicer_to_server,
            publications,
            publication_service_pb2.DESCRIPTOR.services_by_name["PublicationService"],
        )
        .add(
            draft_service_pb2_grpc.add_DraftServiceServicer_to_server,
            DraftServicer(KeepDrafts(work, clock), PublishDraft(work, create), making.address),
            draft_service_pb2.DESCRIPTOR.services_by_name["DraftService"],
        )
        .add(
            queue_service_pb2_grpc.add_QueueServiceServicer_to_server,
            QueueServicer(queue, PublishDraft(work, queue), KeepQueue(work, clock)),
            queue_service_pb2.DESCRIPTOR.services_by_name["QueueService"],
        )
        .add(
            photo_service_pb2_grpc.add_PhotoServiceServicer_to_server,
            PhotoServicer(KeepPhoto(work, ports.darkroom, clock)),
            photo_service_pb2.DESCRIPTOR.services_by_name["PhotoService"],
        )
        .add(
            share_service_pb2_grpc.add_ShareServiceServicer_to_server,
            shares,
            share_service_pb2.DESCRIPTOR.services_by_name["ShareService"],
        )
        .add(
            opening_service_pb2_grpc.add_OpeningServiceServicer_to_server,
            openings,
            opening_service_pb2.DESCRIPTOR.services_by_name["OpeningService"],
        )
        .add(
            addressed_share_service_pb2_grpc.add_AddressedShareServiceServicer_to_server,
            addressed,
            addressed_share_service_pb2.DESCRIPTOR.services_by_name["AddressedShareService"],
        )
        .add(
            consent_service_pb2_grpc.add_ConsentServiceServicer_to_server,
            ConsentServicer(GrantConsent(work, clock), KeepConsents(work, clock), clock),
            consenting["ConsentService"],
        )
        .add(
            consent_service_pb2_grpc.add_PullServiceServicer_to_server,
            PullServicer(PullPublication(work, clock, note_pull), making.address),
            consenting["PullService"],
        )
        .add(
            wallet_service_pb2_grpc.add_WalletServiceServicer_to_server,
            wallets,
            wallet_service_pb2.DESCRIPTOR.services_by_name["WalletService"],
        )
        .add(
            verification_service_pb2_grpc.add_VerificationServiceServicer_to_server,
            verification,
            verifying["VerificationService"],
        )
        .add(verification_service_pb2_grpc.add_TrustServiceServicer_to_server, trust, verifying["TrustService"])
        .add(
            log_service_pb2_grpc.add_LogServiceServicer_to_server,
            LogServicer(ports.log),
            log_service_pb2.DESCRIPTOR.services_by_name["LogService"],
        )
    )
