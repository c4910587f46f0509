"""Attestations: guaranteed entries alone, each with its law and its date, and nothing that the holder typed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jws

from fakes import Book, Clock, Memory, Passport, Press, publishing
from pages import plain, read
from passeport_chassis.partial_date import PartialDate
from passeport_publishing.credentials import JoseCredentialBook
from passeport_publishing.documents.cv import ATTESTATION
from passeport_publishing.documents.model import document_model, preview_model
from passeport_publishing.domain.attestation import attestation_title, legal_basis
from passeport_publishing.domain.model import SaidModel, faults_of
from passeport_publishing.domain.model_json import model_from_json, model_to_json
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.request import read_request
from passeport_publishing.domain.sentences import say_english, say_french
from passeport_publishing.domain.snapshot import Item, Kind, Language, Nature, PublicationKind
from passeport_publishing.domain.snapshot_json import snapshot_from_json, snapshot_to_json
from passeport_publishing.domain.status import Purpose, StatusEntry
from passeport_publishing.domain.verification import Basis, Outcome, Registered, SignatureState, Verdict
from passeport_publishing.errors import FieldInvalid
from passeport_publishing.usecases.preview_publication import PreviewPublication
from passeport_publishing.usecases.take_snapshot import TakeSnapshot
from samples import CODE, ISSUER, NOW, SAMPLE_ITEMS, URL, make_attestation, make_item, make_snapshot
from workshop import PUBLICATION_ID, Workshop

ATTESTED = make_attestation()
JOB, AWARD = ATTESTED.items
DECLARED = SAMPLE_ITEMS[1]


def named(*items: Item) -> list[str]:
    return [str(item.provenance.record_id) for item in items]


class House:
    """The use cases with their stand-ins."""

    def __init__(self) -> None:
        self.memory, self.press = Memory(), Press()
        self.passport = Passport({item.provenance.record_id: item for item in (JOB, AWARD, DECLARED)})
        clock = Clock()
        self.create = publishing(self.memory, self.passport, self.press, Book(), "https://p.example/{}".format, Clock())
        read = TakeSnapshot(self.passport, self.passport, clock)
        self.preview = PreviewPublication(self.memory, read, self.press, "https://p.example/{}".format)

    async def publish(self, **said: Any) -> Publication:
        return await self.create(uuid4(), read_request(str(uuid4()), SaidModel(**said)))

    @property
    def actions(self) -> list[str]:
        return [access.action for access in self.memory.tables.accesses]


@pytest.fixture
def house() -> House:
    return House()


async def test_it_is_called_by_what_it_has_and_keeps_law_and_date_of_each(house: House) -> None:
    made = await house.publish(kind="attestation", entry_ids=named(AWARD, JOB))
    assert (made.kind, made.title) == (PublicationKind.ATTESTATION, "Attestation de parcours")
    kept = house.memory.tables.made[made.id].snapshot
    assert (kept.kind, kept.title, kept.items) == (made.kind, made.title, (AWARD, JOB))
    assert house.actions == ["publishing.attestation.create"]
    one = await house.publish(kind="attestation", entry_ids=named(JOB), language="en")
    assert one.title == "Attestation of employment"


async def test_a_description_is_in_no_form_of_it(house: House) -> None:
    told = replace(JOB, description="Chef de fait de toute l’équipe")
    house.passport.entries[JOB.provenance.record_id] = told
    made = await house.publish(kind="attestation", entry_ids=named(JOB))
    kept = house.memory.tables.made[made.id]
    assert kept.snapshot.items == (JOB,)
    cv = await house.publish(title="CV", entry_ids=named(JOB))
    assert house.memory.tables.made[cv.id].snapshot.items[0].description == told.description


async def test_a_set_is_of_guaranteed_entries_alone(house: House) -> None:
    for nature in ("", "guaranteed"):
        made = await house.publish(kind="attestation", entry_set=(nature, ()))
        assert made.record_ids == (JOB.provenance.record_id, AWARD.provenance.record_id)


async def test_a_declared_entry_is_refused_by_name(house: House) -> None:
    for choice in ({"entry_ids": named(JOB, DECLARED)}, {"entry_set": ("declared", ())}):
        with pytest.raises(FieldInvalid) as refused:
            await house.publish(kind="attestation", **choice)
        (fault,) = refused.value.violations
        assert fault.reason == "DECLARED_ENTRY"
        assert fault.field in {"entry_ids[1]", "entry_set.nature"}
    assert house.memory.publications == []


async def test_trainings_come_after_entries_and_of_trainings_alone_records_is_not_asked(house: House) -> None:
    training = make_item("Travail en hauteur", kind=Kind.PREVENTION)
    house.passport.entries[training.provenance.record_id] = training
    made = await house.publish(kind="attestation", entry_set=("", ["certification"]), training_ids=named(training))
    assert house.memory.tables.made[made.id].snapshot.items == (AWARD, training)
    reads = house.passport.reads
    alone = await house.publish(kind="attestation", training_ids=named(training), language="en")
    assert (alone.title, house.passport.reads - reads) == ("Attestation of safety training", 1)


async def test_a_cv_of_the_same_entries_says_neither_law_nor_month(house: House) -> None:
    made = await house.publish(title="CV", entry_ids=named(JOB, AWARD, DECLARED))
    kept = house.memory.tables.made[made.id].snapshot
    assert made.kind is PublicationKind.CV
    assert {(item.provenance.legal_basis, item.provenance.known_until) for item in kept.items} == {("", None)}
    assert house.actions == ["publishing.publication.create"]


async def test_a_preview_of_one_is_told_as_such(house: House) -> None:
    request = read_request("r", SaidModel(kind="attestation", entry_ids=named(JOB)))
    assert (await house.preview(uuid4(), request.model)).startswith("Attestation d’emploi".encode())
    assert house.actions == ["publishing.attestation.preview"]
    cv = read_request("r", SaidModel(title="CV", entry_ids=named(JOB)))
    assert cv.fingerprint != replace(cv, model=replace(cv.model, kind=PublicationKind.ATTESTATION)).fingerprint


def test_what_its_holder_words_is_refused_by_name() -> None:
    said = SaidModel(kind="attestation", title="Docteur", summary="Le meilleur", template="ats", entry_ids=named(JOB))
    assert [(fault.field, fault.reason) for fault in faults_of(said)] == [
        (name, "NOT_OF_ATTESTATIONS") for name in ("title", "summary", "template")
    ]
    assert [fault.field for fault in faults_of(SaidModel(kind="diploma", title="x", entry_ids=named(JOB)))] == ["kind"]


def test_trainings_are_of_attestations_are_counted_and_keep_requests_apart() -> None:
    one, other = str(uuid4()), str(uuid4())
    cases: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({"kind": "attestation", "training_ids": [one]}, []),
        ({"title": "CV", "training_ids": [one]}, [("training_ids", "OF_ATTESTATIONS")]),
        (
            {"kind": "attestation", "training_ids": [one, one, "x"]},
            [
                ("training_ids[1]", "DUPLICATE"),
                ("training_ids[2]", "FORMAT"),
            ],
        ),
        ({"kind": "attestation", "training_ids": [one] * 101}, [("training_ids", "COUNT")]),
        (
            {"kind": "attestation", "training_ids": [one, other], "entry_ids": [str(uuid4()) for _ in range(299)]},
            [
                ("training_ids", "COUNT"),
            ],
        ),
        ({"kind": "attestation", "entry_set": ("", ["prevention"])}, [("entry_set.kinds", "KIND")]),
    ]
    for said, faults in cases:
        told = {"title": "", **said}
        assert [
            (fault.field, fault.reason)
            for fault in faults_of(SaidModel(**told))
            if not fault.field.startswith("entry_ids")
        ] == faults, said
    first, second = (read_request("r", SaidModel(kind="attestation", training_ids=[one_of])) for one_of in (one, other))
    assert first.fingerprint != second.fingerprint
    assert model_from_json(model_to_json(first.model)) == first.model


@pytest.mark.parametrize(
    ("kind", "told", "law"),
    [
        (Kind.EMPLOYMENT, {}, "article L. 133-5-3 du code de la sécurité sociale"),
        (Kind.CERTIFICATION, {}, "article L. 6113-8 du code du travail"),
        (
            Kind.CERTIFICATION,
            {"prevention": True},
            "article L. 6113-8, et article L. 4141-5 du code du travail",
        ),
        (Kind.DIPLOMA, {"registered": True}, "article L. 6113-8 du code du travail"),
        (Kind.DIPLOMA, {}, "article L. 6323-8, III du code du travail"),
        (Kind.TRAINING, {}, "article L. 6323-8, III du code du travail"),
        (Kind.PREVENTION, {}, "article L. 4141-5 du code du travail, et décret n° 2022-1712 du 29 décembre 2022"),
        (Kind.ENGAGEMENT, {}, "article L. 6323-8, III, et article L. 5151-9 du code du travail"),
    ],
)
def test_each_source_has_its_law(kind: Kind, told: dict[str, bool], law: str) -> None:
    assert legal_basis(kind, **{"registered": False, **told}) == law


def test_every_kind_has_a_title() -> None:
    for language in Language:
        titles = {kind: attestation_title([make_item("x", kind=kind)], language) for kind in Kind}
        assert all(titles.values())
        several = attestation_title([make_item("x", kind=kind) for kind in Kind], language)
        assert titles[Kind.DIPLOMA] != several


def test_it_is_a_sound_pdf_that_says_every_fact_under_its_label(workshop: Workshop) -> None:
    reader = read(workshop.render(ATTESTED, template=ATTESTATION))
    root: Any = reader.root_object
    metadata = root["/Metadata"].get_data().decode()
    for claim in ("pdfaid:part>3<", "pdfaid:conformance>A<", "pdfuaid:part>1<"):
        assert claim in metadata
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "fr")
    assert reader.metadata is not None
    assert reader.metadata.title == "Attestation de parcours de Camille Marie MARTIN-DUBOIS"
    assert list(reader.attachments) == ["credential.jwt"]
    text = plain(reader.pages[0].extract_text())
    for said in (
        *("Attestation de parcours", "Vérifier cette attestation", "K7QF-2M9X-PD4T-W6HA", "Elle ne remplace pas"),
        "Employeur Bâtisseurs de l’Ouest SAS · Nantes · SIRET 732 829 320 00074",
        *("Début 1er mars 2021", "Fin aucune, d’après les déclarations connues", "Contrat CDI"),
        *("Référence RNCP41142", "Date de délivrance 28 juin 2020", "Valable jusqu’au 28 juin 2030"),
        "Source Déclaration sociale nominative Donnée reçue le 12 octobre 2026 Connue jusqu’à septembre 2026",
        "Base légale article L. 133-5-3 du code de la sécurité sociale",
        "Source Certificateur Ministère du Travail Donnée reçue le 12 octobre 2026 Base légale article L. 6113-8",
    ):
        assert said in text, said
    assert "CV" not in text


def test_a_preview_and_the_english_one_name_it() -> None:
    english = document_model(make_attestation(Language.ENGLISH), CODE, URL)
    assert english["sections"][0]["items"][0]["rows"][1] == {"label": "Start", "value": "1 March 2021"}
    assert preview_model(ATTESTED, URL)["document_title"].startswith("Aperçu de l’attestation de")
    for made in (english, preview_model(ATTESTED, URL), document_model(ATTESTED, CODE, URL)):
        assert "CV" not in json.dumps(made["words"])


def test_sixty_entries_go_on_over_pages_and_none_is_split(workshop: Workshop) -> None:
    items = [replace(JOB, title=f"Poste {number:02d}") for number in range(60)]
    pages = read(workshop.render(replace(ATTESTED, items=tuple(items)), template=ATTESTATION)).pages
    texts = [plain(page.extract_text()) for page in pages]
    assert 10 < len(texts) < 20
    for number in range(60):
        (page,) = (text for text in texts if f"Poste {number:02d}" in text)
        told = page.split(f"Poste {number:02d}")[1].split("Poste ")[0]
        assert "article L. 133-5-3 du code de la sécurité sociale" in told


def test_a_snapshot_of_one_is_read_as_it_was_kept_and_one_of_before_is_of_a_cv() -> None:
    assert snapshot_from_json(snapshot_to_json(ATTESTED)) == ATTESTED
    before = snapshot_to_json(make_snapshot())
    del before["kind"]
    assert snapshot_from_json(before) == make_snapshot()


def test_its_credential_has_a_type_of_its_own_in_both_forms(workshop: Workshop) -> None:
    book = JoseCredentialBook(workshop.key, ISSUER)
    status = tuple(StatusEntry(f"{purpose}-1", purpose, 7) for purpose in Purpose)
    token = book.issue(PUBLICATION_ID, ATTESTED, status)
    said = json.loads(jws.extract_compact(token.encode()).payload)
    assert said["type"] == ["VerifiableCredential", "PasseportAttestationCredential"]
    first, second = (item["provenance"] for item in said["credentialSubject"]["items"])
    assert first["legalBasis"] == JOB.provenance.legal_basis
    assert (first["knownUntil"], "knownUntil" in second) == ("2026-09-30", False)
    sd_jwt = book.issue_sd_jwt(PUBLICATION_ID, ATTESTED, status, None, NOW)
    vct = json.loads(jws.extract_compact(sd_jwt.partition("~")[0].encode()).payload)["vct"]
    assert vct == f"{ISSUER}/credential-types/attestation/v1"
    for one in (token, sd_jwt):
        assert book.read(one, workshop.key.public_jwk).signature is SignatureState.VALID


STATES = {
    State.PUBLISHED: Outcome.AUTHENTIC,
    State.SUPERSEDED: Outcome.SUPERSEDED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.REVOKED: Outcome.REVOKED,
}


def test_a_verdict_names_what_was_published() -> None:
    said: set[str] = set()
    for kind, name in ((PublicationKind.CV, "CV"), (PublicationKind.ATTESTATION, "attestation")):
        for state, outcome in STATES.items():
            publication = Publication(
                *(uuid4(), uuid4(), CODE, "x", Language.FRENCH, state, NOW, NOW, (), "ab", 1), kind=kind
            )
            verdict = Verdict(outcome, (), Registered(publication, ATTESTED, "a.b.c"))
            for basis in (Basis.DOCUMENT, Basis.CODE):
                sentences = say_french(verdict, basis), say_english(verdict, basis)
                assert all(name in sentence and "{" not in sentence for sentence in sentences)
                said.update(sentences)
    assert len(said) == 32
    for sentence in (
        "Cette attestation est authentique et à jour : elle a été publiée le 23 novembre 2026 et n’a pas été modifiée.",
        "This attestation was published, but its holder withdrew it on 23 November 2026: it must no longer be used.",
        "Ce CV a bien été publié, mais son titulaire l’a retiré le 23 novembre 2026 : il ne doit plus être utilisé.",
    ):
        assert sentence in said
    assert any(sentence.startswith("L’attestation publiée sous ce code a été retirée par") for sentence in said)


def test_dates_are_told_as_they_are_known() -> None:
    item = replace(JOB, start=PartialDate(2019), end=PartialDate(2020, 6), nature=Nature.GUARANTEED)
    (section,) = document_model(replace(ATTESTED, items=(item,)), CODE, URL)["sections"]
    rows = {row["label"]: row["value"] for row in section["items"][0]["rows"]}
    assert (rows["Début"], rows["Fin"]) == ("2019", "juin 2020")
