"""Trainings of prevention in an attestation, through the real server; and where nobody asks prevention."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from uuid import UUID

import grpc.aio
import pytest
from google.type import date_pb2
from pypdf import PdfReader

from asking import refused
from neighbours import Prevention, Records
from passeport.prevention.v1 import training_pb2
from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.publishing.v1 import queue_service_pb2
from passeport.publishing.v1 import verification_service_pb2 as vpb
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.queue_service_pb2_grpc import QueueServiceStub
from passeport.publishing.v1.verification_service_pb2_grpc import VerificationServiceStub
from passeport_chassis.ids import new_id

LAW = "article L. 4141-5 du code du travail, et décret n° 2022-1712 du 29 décembre 2022"


def attestation(*training_ids: str, entry_ids: tuple[str, ...] = ()) -> pb.CreatePublicationRequest:
    return pb.CreatePublicationRequest(
        kind="attestation", training_ids=training_ids, entry_ids=entry_ids, request_id=str(new_id())
    )


class TestWherePreventionIsAsked:
    @pytest.fixture
    def prevention(self) -> Prevention:
        return Prevention()

    async def test_trainings_are_attested_with_declarant_validity_verification_and_law(
        self,
        publications: PublicationServiceStub,
        verification: VerificationServiceStub,
        records: Records,
        prevention: Prevention,
        person_id: UUID,
    ) -> None:
        high = prevention.add(
            person_id,
            particulars=training_pb2.Particulars(category=2),
            validity_end_date=date_pb2.Date(year=2029, month=9, day=8),
            validity=training_pb2.Validity(
                state=training_pb2.VALIDITY_STATE_VALID,
                until_date=date_pb2.Date(year=2029, month=9, day=8),
                basis=training_pb2.VALIDITY_BASIS_DECLARED,
                rule=training_pb2.ValidityRule(source="recommandation"),
            ),
            verification=training_pb2.Verification(state=training_pb2.VERIFICATION_STATE_DEEMED_VERIFIED),
        )
        post = prevention.add(
            person_id,
            title="Formation au poste",
            declarant=training_pb2.DECLARANT_EMPLOYER,
            declarant_name="Bâtisseurs SAS",
            validity=training_pb2.Validity(
                state=training_pb2.VALIDITY_STATE_EXPIRED,
                until_date=date_pb2.Date(year=2026, month=3, day=3),
                basis=training_pb2.VALIDITY_BASIS_RULE,
                rule=training_pb2.ValidityRule(source="arrêté du 23 février 2012, art. 5"),
            ),
            verification=training_pb2.Verification(state=training_pb2.VERIFICATION_STATE_CONTESTED),
        )
        made = await publications.CreatePublication(attestation(high.id, post.id))
        assert (made.title, list(made.entry_ids)) == ("Attestation de prévention", [high.id, post.id])
        document = await publications.GetDocument(pb.GetDocumentRequest(id=made.id))
        (page,) = PdfReader(io.BytesIO(document.pdf)).pages
        text = " ".join(page.extract_text().split())
        for said in (
            "Organisme Formations du Ponant · SIRET 732 829 320 00074",
            "Début 7 septembre 2026 Fin 8 septembre 2026 Preuve attestation de formation Catégorie de la formation 2",
            "Valable jusqu’au 8 septembre 2029 À la date du document valable Vérification réputée vérifiée",
            "Valable jusqu’au 3 mars 2026 Fin de validité selon arrêté du 23 février 2012, art. 5",
            "À la date du document périmée",
            "Source Organisme de formation Formations du Ponant Donnée reçue le 12 octobre 2026 Base légale article L.",
            "Source Employeur Bâtisseurs SAS",
            "auquel son passeport de prévention est intégré",
        ):
            assert said in text, said
        assert text.count("Vérification réputée") == text.count("Vérification ") == 1
        verdict = await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=document.pdf))
        assert verdict.outcome == vpb.OUTCOME_AUTHENTIC
        assert {(item.kind, item.guaranteed, item.legal_basis) for item in verdict.items} == {("prevention", True, LAW)}
        arrived = prevention.add(
            person_id,
            title="CACES",
            declarant=training_pb2.DECLARANT_AUTOMATIC,
            declarant_name="",
            declarant_siret="",
            training_body="Institut du secours",
            arrival=training_pb2.Arrival(source_label="Certificateur", siret="73282932000074"),
        )
        told_too = training_pb2.Training()
        told_too.CopyFrom(high)
        told_too.id = str(new_id())
        arrived.declared_too.append(told_too)
        job = records.add(person_id)
        both = await publications.CreatePublication(attestation(arrived.id, told_too.id, entry_ids=(job.id,)))
        assert (both.title, list(both.entry_ids)) == ("Attestation de parcours", [job.id, arrived.id, told_too.id])
        document = await publications.GetDocument(pb.GetDocumentRequest(id=both.id))
        items = (await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=document.pdf))).items
        assert {item.source for item in items if item.kind == "prevention"} == {
            "Certificateur",
            "Organisme de formation Formations du Ponant",
        }

    async def test_a_verification_is_attested_once_nobody_can_take_it_back(
        self, publications: PublicationServiceStub, prevention: Prevention, person_id: UUID
    ) -> None:
        now = datetime.now(UTC)
        # Twelve hours behind, since a day is over where it ends last.
        last = (now - timedelta(hours=12)).date()
        told = {}
        for due in (last, last - timedelta(days=1)):
            confirmed = training_pb2.Verification(
                state=training_pb2.VERIFICATION_STATE_CONFIRMED,
                due_date=date_pb2.Date(year=due.year, month=due.month, day=due.day),
            )
            training = prevention.add(person_id, verification=confirmed)
            preview = await publications.PreviewPublication(
                pb.PreviewPublicationRequest(kind="attestation", training_ids=[training.id])
            )
            told[due] = "vérifiée par l’employeur" in PdfReader(io.BytesIO(preview.pdf)).pages[0].extract_text()
        assert told == {last: False, last - timedelta(days=1): True}

    async def test_a_preview_and_the_queue_take_them(
        self,
        publications: PublicationServiceStub,
        gateway: grpc.aio.Channel,
        prevention: Prevention,
        person_id: UUID,
    ) -> None:
        training = prevention.add(person_id)
        preview = await publications.PreviewPublication(
            pb.PreviewPublicationRequest(kind="attestation", training_ids=[training.id], language="en")
        )
        shown = PdfReader(io.BytesIO(preview.pdf)).pages[0].extract_text()
        assert "Training body Formations du Ponant" in " ".join(shown.split())
        queued = await QueueServiceStub(gateway).QueuePublication(attestation(training.id))
        assert isinstance(queued, queue_service_pb2.QueuedPublication)
        assert queued.title == "Attestation de prévention"

    async def test_what_the_holder_declared_and_what_is_not_his_are_refused_by_name(
        self, publications: PublicationServiceStub, prevention: Prevention, person_id: UUID
    ) -> None:
        mine = prevention.add(person_id)
        declared = prevention.add(
            person_id,
            declarant=training_pb2.DECLARANT_HOLDER,
            declarant_name="",
            declarant_siret="",
            training_body="Un organisme",
        )
        with refused("FIELD_INVALID") as refusals:
            await publications.CreatePublication(attestation(mine.id, declared.id))
        assert [(field, rule) for field, _, rule in refusals[0].violations] == [("training_ids[1]", "DECLARED_ENTRY")]
        foreign = prevention.add(new_id())
        with refused("ENTRY_NOT_FOUND") as refusals:
            await publications.CreatePublication(attestation(mine.id, foreign.id))
        assert refusals[0].metadata == {"id": foreign.id}

    @pytest.mark.parametrize("code", [grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNIMPLEMENTED])
    async def test_a_prevention_of_before_is_one_that_cannot_be_asked(
        self, publications: PublicationServiceStub, prevention: Prevention, person_id: UUID, code: grpc.StatusCode
    ) -> None:
        prevention.refuses = code
        with refused("SOURCE_UNAVAILABLE") as refusals:
            await publications.CreatePublication(attestation(prevention.add(person_id).id))
        assert refusals[0].metadata == {"service": "prevention"}


async def test_without_prevention_they_are_refused_by_name_and_all_else_works(
    publications: PublicationServiceStub, records: Records, person_id: UUID
) -> None:
    with refused("FIELD_INVALID") as refusals:
        await publications.CreatePublication(attestation(str(new_id())))
    assert [(field, rule) for field, _, rule in refusals[0].violations] == [("training_ids", "TRAININGS_NOT_OFFERED")]
    job = records.add(person_id)
    assert (await publications.CreatePublication(attestation(entry_ids=(job.id,)))).title == "Attestation d’emploi"
