"""The holder publishes, reads back and withdraws, through the real server; anyone verifies what he shows."""

from __future__ import annotations

import hashlib
import io
import json
from uuid import UUID

import grpc.aio
from google.type import date_pb2
from joserfc import jws
from joserfc.jwk import KeySet
from pypdf import PdfReader
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused, wanted
from neighbours import Identity, Records, Refusal, holder_token
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import log_service_pb2 as lpb
from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.publishing.v1 import verification_service_pb2 as vpb
from passeport.publishing.v1.log_service_pb2_grpc import LogServiceStub
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.verification_service_pb2_grpc import TrustServiceStub, VerificationServiceStub
from passeport.records.v1 import entry_pb2
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import TlsFiles, open_channel, use_caller_token
from passeport_publishing.credentials.status_list import bit_at, decode_list
from passeport_publishing.domain.leaf import leaf_said
from passeport_publishing.domain.snapshot import Version
from passeport_publishing.usecases.supersede_publications import SupersedePublications
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.proof_file import ProofFile
from passeport_tlog.tiles import ENTRIES, Tile, read_bundle
from samples import ISSUER, NOW
from tlog_support import ORIGIN, SIGNER, sequence


def award(records: Records, person_id: UUID) -> entry_pb2.Entry:
    return records.add(
        person_id,
        kind=entry_pb2.KIND_CERTIFICATION,
        title="Titre professionnel Conducteur de travaux",
        source_label="Certificateur Ministère du Travail",
        award=entry_pb2.AwardDetails(code="RNCP41142", mention="MENTION_BIEN", level=6),
    )


async def proves(found: pb.GetProofResponse, pdf: bytes, log: LogServiceStub) -> None:
    """The PDF, the proof and the key of the log are enough; the log says the same to anybody."""
    proof = ProofFile.parse(found.proof)
    (credential,) = PdfReader(io.BytesIO(pdf)).attachments["credential.jwt"]
    said = leaf_said(UUID(found.id), hashlib.sha256(pdf).hexdigest(), credential.decode())
    assert (found.said, proof.extra) == (said, found.salt)
    entry = hashlib.sha256(found.salt + said.encode()).digest()
    checkpoint = proof.verify(leaf_hash(entry), ORIGIN, [SIGNER.key])
    assert (await log.GetCheckpoint(lpb.GetCheckpointRequest())).note == proof.checkpoint
    bundle = Tile(ENTRIES, 0, checkpoint.size)
    data = (await log.GetTile(lpb.GetTileRequest(path=bundle.path))).data
    assert read_bundle(data)[found.index] == entry
    for path in ("tile/0/999", "tile/x", "checkpoint"):
        with refused("TILE_NOT_FOUND"):
            await log.GetTile(lpb.GetTileRequest(path=path))


async def test_the_whole_way(
    publications: PublicationServiceStub,
    verification: VerificationServiceStub,
    gateway: grpc.aio.Channel,
    records: Records,
    person_id: UUID,
    engine: AsyncEngine,
) -> None:
    job, title = records.add(person_id), award(records, person_id)
    hidden = records.add(person_id, title="Métier que je tais")
    language = records.add(
        person_id,
        kind=entry_pb2.KIND_LANGUAGE,
        nature=entry_pb2.NATURE_DECLARED,
        title="Portugais",
        start_date=None,
        organisation=None,
        source_label="Déclaré par le titulaire",
        language=entry_pb2.LanguageDetails(language="pt", cefr_level="C1"),
    )
    made = await publications.CreatePublication(wanted(title, job, language))
    assert made.state == pb.PUBLICATION_STATE_PUBLISHED
    assert list(made.entry_ids) == [title.id, job.id, language.id]
    assert made.verification_url == f"{ISSUER}/verify/{made.verification_code.replace('-', '')}"
    assert made.language == "fr"

    document = await publications.GetDocument(pb.GetDocumentRequest(id=made.id))
    assert document.sha256 == made.document_sha256 == hashlib.sha256(document.pdf).hexdigest()
    assert made.document_size == len(document.pdf)
    text = PdfReader(io.BytesIO(document.pdf)).pages[0].extract_text()
    assert all(
        part in text for part in ("Zoé Marie", "D’ARC-LEBLANC", "ŒUVRARD", "janvier 1992", "Titre professionnel")
    )
    assert hidden.title not in text

    credential = await publications.GetCredential(pb.GetCredentialRequest(id=made.id))
    assert PdfReader(io.BytesIO(document.pdf)).attachments["credential.jwt"] == [credential.vc_jwt.encode()]
    trust = TrustServiceStub(gateway)
    keys = json.loads((await trust.GetCredentialKeys(vpb.GetCredentialKeysRequest())).jwks)
    signed = jws.deserialize_compact(credential.vc_jwt, KeySet.import_key_set(keys), algorithms=["ES256"])
    assert [item["label"] for item in json.loads(signed.payload)["credentialSubject"]["items"]] == [
        title.title,
        job.title,
        language.title,
    ]

    early = await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=document.pdf))
    assert early.outcome == vpb.OUTCOME_AUTHENTIC
    assert [check.id for check in early.checks if check.result != vpb.CHECK_RESULT_PASSED] == ["log_inclusion"]
    with refused("PUBLICATION_NOT_IN_LOG"):
        await publications.GetProof(pb.GetProofRequest(id=made.id))
    await sequence(engine)
    for verdict in (
        await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=document.pdf)),
        await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=credential.vc_jwt)),
    ):
        assert verdict.outcome == vpb.OUTCOME_AUTHENTIC
        assert verdict.holder_name == "Zoé Marie ŒUVRARD"
        assert [(item.title, item.guaranteed) for item in verdict.items] == [
            (title.title, True),
            (job.title, True),
            (language.title, False),
        ]
        assert verdict.items[0].start_date == date_pb2.Date(year=2021, month=3, day=1)
        assert verdict.items[0].source == "Certificateur Ministère du Travail"
        assert verdict.items[0].HasField("register_time")
        assert {check.result for check in verdict.checks} == {vpb.CHECK_RESULT_PASSED}
    assert len(verdict.checks) == 6
    await proves(await publications.GetProof(pb.GetProofRequest(id=made.id)), document.pdf, LogServiceStub(gateway))
    with use_caller_token(holder_token(new_id())), refused("PUBLICATION_NOT_FOUND"):
        await publications.GetProof(pb.GetProofRequest(id=made.id))

    by_code = await verification.VerifyCode(vpb.VerifyCodeRequest(code=made.verification_code.lower()))
    assert by_code.outcome == vpb.OUTCOME_AUTHENTIC
    assert by_code.document_sha256 == made.document_sha256
    assert by_code.holder_name == "Zoé Marie ŒUVRARD"
    assert list(by_code.items) == []


async def test_a_repeated_request_publishes_once(
    publications: PublicationServiceStub, records: Records, person_id: UUID
) -> None:
    request = wanted(records.add(person_id))
    first = await publications.CreatePublication(request)
    assert await publications.CreatePublication(request) == first
    page = await publications.ListPublications(pb.ListPublicationsRequest())
    assert list(page.publications) == [first]
    request.title = "Autre"
    with refused("REQUEST_ID_REUSED"):
        await publications.CreatePublication(request)


async def test_a_withdrawn_publication_says_so_in_its_status_list_too(
    publications: PublicationServiceStub,
    verification: VerificationServiceStub,
    gateway: grpc.aio.Channel,
    records: Records,
    person_id: UUID,
) -> None:
    made = await publications.CreatePublication(wanted(records.add(person_id)))
    credential = (await publications.GetCredential(pb.GetCredentialRequest(id=made.id))).vc_jwt
    document = await publications.GetDocument(pb.GetDocumentRequest(id=made.id))

    async def bit(place: int) -> bool:
        status = json.loads(jws.extract_compact(credential.encode()).payload)["credentialStatus"][place]
        list_id = status["statusListCredential"].removeprefix(f"{ISSUER}/status-lists/")
        answer = await TrustServiceStub(gateway).GetStatusList(vpb.GetStatusListRequest(id=list_id))
        assert answer.max_age == 60
        subject = json.loads(jws.extract_compact(answer.vc_jwt.encode()).payload)["credentialSubject"]
        return bit_at(decode_list(subject["encodedList"]), int(status["statusListIndex"]))

    assert (await bit(0), await bit(1)) == (False, False)
    withdrawn = await publications.WithdrawPublication(pb.WithdrawPublicationRequest(id=made.id))
    assert withdrawn.state == pb.PUBLICATION_STATE_WITHDRAWN
    assert await publications.WithdrawPublication(pb.WithdrawPublicationRequest(id=made.id)) == withdrawn
    assert (await bit(0), await bit(1)) == (False, True)
    for verdict in (
        await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=document.pdf)),
        await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=credential)),
        await verification.VerifyCode(vpb.VerifyCodeRequest(code=made.verification_code)),
    ):
        assert verdict.outcome == vpb.OUTCOME_WITHDRAWN
        assert verdict.HasField("state_time")
        assert (verdict.holder_name, verdict.title, list(verdict.items)) == ("", "", [])
    address = json.loads(jws.extract_compact(credential.encode()).payload)["credentialStatus"][1]["id"]
    list_id, _, index = address.rpartition("/")[2].partition("#")
    said = await verification.VerifyStatus(vpb.VerifyStatusRequest(list_id=list_id, index=int(index)))
    assert (said.outcome, said.HasField("state_time")) == (vpb.OUTCOME_WITHDRAWN, False)
    with refused("FIELD_INVALID"):
        await verification.VerifyStatus(vpb.VerifyStatusRequest(list_id=list_id, index=131_072))


async def test_a_superseded_publication_is_still_authentic(
    publications: PublicationServiceStub,
    verification: VerificationServiceStub,
    open_work: object,
    records: Records,
    person_id: UUID,
) -> None:
    entry = records.add(person_id)
    made = await publications.CreatePublication(wanted(entry))
    corrected = Version(entry.revision + 1, NOW)
    await SupersedePublications(open_work, lambda: NOW)(new_id(), UUID(entry.id), corrected)  # type: ignore[arg-type]
    document = await publications.GetDocument(pb.GetDocumentRequest(id=made.id))
    verdict = await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=document.pdf))
    assert verdict.outcome == vpb.OUTCOME_SUPERSEDED
    assert "n’est plus à jour" in verdict.message_fr
    assert len(verdict.items) == 1
    assert verdict.checks[-1].id == "status"
    assert verdict.checks[-1].result == vpb.CHECK_RESULT_FAILED
    now = await publications.GetPublication(pb.GetPublicationRequest(id=made.id))
    assert (now.state, list(now.changed_entry_ids)) == (pb.PUBLICATION_STATE_SUPERSEDED, [entry.id])


async def test_one_changed_byte_is_altered_and_noise_unreadable(
    publications: PublicationServiceStub, verification: VerificationServiceStub, records: Records, person_id: UUID
) -> None:
    made = await publications.CreatePublication(wanted(records.add(person_id)))
    pdf = bytearray((await publications.GetDocument(pb.GetDocumentRequest(id=made.id))).pdf)
    pdf[2000] ^= 1
    altered = await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=bytes(pdf)))
    assert altered.outcome == vpb.OUTCOME_ALTERED
    assert "ne vous y fiez pas" in altered.message_fr
    assert list(altered.items) == []
    noise = await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=b"%PDF-1.7 " + bytes(5000)))
    assert noise.outcome == vpb.OUTCOME_UNREADABLE
    token = await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt="a.b.c"))
    assert token.outcome == vpb.OUTCOME_UNREADABLE


async def test_pages_and_the_trail(publications: PublicationServiceStub, records: Records, person_id: UUID) -> None:
    entry = records.add(person_id)
    made = [await publications.CreatePublication(wanted(entry)) for _ in range(3)]
    first = await publications.ListPublications(pb.ListPublicationsRequest(page_size=2))
    rest = await publications.ListPublications(
        pb.ListPublicationsRequest(page_size=2, page_token=first.next_page_token)
    )
    assert {publication.id for publication in (*first.publications, *rest.publications)} == {one.id for one in made}
    assert (len(first.publications), rest.next_page_token) == (2, "")
    trail = await publications.ListAccesses(access_pb2.ListAccessesRequest())
    assert [access.action for access in trail.accesses].count("publishing.publication.create") == 3
    assert all(access.actor == "holder" and access.purpose for access in trail.accesses)
    assert [access.action for access in trail.accesses].count("publishing.publication.list") == 1


async def test_another_holder_finds_nothing(
    publications: PublicationServiceStub, gateway: grpc.aio.Channel, records: Records, person_id: UUID
) -> None:
    mine = records.add(person_id)
    made = await publications.CreatePublication(wanted(mine))
    with use_caller_token(holder_token(new_id())):
        stranger = PublicationServiceStub(gateway)
        for call in (
            stranger.GetPublication(pb.GetPublicationRequest(id=made.id)),
            stranger.GetDocument(pb.GetDocumentRequest(id=made.id)),
            stranger.GetCredential(pb.GetCredentialRequest(id=made.id)),
            stranger.WithdrawPublication(pb.WithdrawPublicationRequest(id=made.id)),
        ):
            with refused("PUBLICATION_NOT_FOUND"):
                await call
        with refused("ENTRY_NOT_FOUND") as refusals:
            await stranger.CreatePublication(wanted(mine))
        assert refusals[0].metadata == {"id": mine.id}
        assert list((await stranger.ListPublications(pb.ListPublicationsRequest())).publications) == []


async def test_an_entry_taken_back_by_its_source_is_not_published(
    publications: PublicationServiceStub, records: Records, person_id: UUID
) -> None:
    entry = records.add(person_id, state=entry_pb2.ENTRY_STATE_WITHDRAWN)
    with refused("ENTRY_NOT_FOUND"):
        await publications.CreatePublication(wanted(entry))


async def test_a_neighbour_that_is_away_is_named(
    publications: PublicationServiceStub, records: Records, identity: Identity, person_id: UUID
) -> None:
    entry = records.add(person_id)
    for name, neighbour in (("records", records), ("identity", identity)):
        neighbour.refuse_with = Refusal(Kind.UNAVAILABLE, "AWAY")
        with refused("SOURCE_UNAVAILABLE") as refusals:
            await publications.CreatePublication(wanted(entry))
        assert refusals[0].metadata == {"service": name}
        neighbour.refuse_with = None
    assert list((await publications.ListPublications(pb.ListPublicationsRequest())).publications) == []


async def test_who_may_not_is_refused(
    gateway: grpc.aio.Channel, target: str, tls_files: object, records: Records, person_id: UUID
) -> None:
    stub = PublicationServiceStub(gateway)
    with refused("CALLER_TOKEN_INVALID"):
        await stub.ListPublications(pb.ListPublicationsRequest())
    with use_caller_token(holder_token(person_id, scope="account:activate")), refused("CALLER_NOT_ALLOWED"):
        await stub.CreatePublication(wanted(records.add(person_id)))
    own = tls_files("records")  # type: ignore[operator]
    tls = TlsFiles(own.certificate, own.key, own.authority)
    async with open_channel(target, "passeport.publishing.v1", tls) as channel:
        with refused("CALLER_NOT_ALLOWED"):
            await VerificationServiceStub(channel).VerifyCode(vpb.VerifyCodeRequest(code="x"))


async def test_wrong_fields_unknown_codes_and_lists_are_told(
    publications: PublicationServiceStub, verification: VerificationServiceStub, gateway: grpc.aio.Channel
) -> None:
    with refused("FIELD_INVALID") as refusals:
        await publications.CreatePublication(pb.CreatePublicationRequest(title="x", entry_ids=["y"], request_id="z"))
    assert [field for field, _, _ in refusals[0].violations] == ["entry_ids[0]"]
    with refused("FIELD_INVALID"):
        await publications.CreatePublication(pb.CreatePublicationRequest())
    for code in ("0000-0000-0000-0000", "no code at all"):
        with refused("CODE_NOT_FOUND"):
            await verification.VerifyCode(vpb.VerifyCodeRequest(code=code))
    with refused("STATUS_LIST_NOT_FOUND"):
        await TrustServiceStub(gateway).GetStatusList(vpb.GetStatusListRequest(id="refresh-99"))
    for token in ("nonsense", "W10"):
        with refused("FIELD_INVALID"):
            await publications.ListPublications(pb.ListPublicationsRequest(page_token=token))
    with refused("PUBLICATION_NOT_FOUND"):
        await publications.GetPublication(pb.GetPublicationRequest(id="not-an-id"))
    with refused("DOCUMENT_TOO_LARGE"):
        await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=bytes(10 * 1024 * 1024 + 1)))
    chain = await TrustServiceStub(gateway).GetSealChain(vpb.GetSealChainRequest())
    assert chain.pem.count("BEGIN CERTIFICATE") == 3


async def test_the_holder_chooses_a_template(
    publications: PublicationServiceStub, records: Records, person_id: UUID
) -> None:
    entry = records.add(person_id)
    made = await publications.CreatePublication(wanted(entry, template="europass"))
    assert made.template == "europass"
    assert (await publications.GetPublication(pb.GetPublicationRequest(id=made.id))).template == "europass"
    document = await publications.GetDocument(pb.GetDocumentRequest(id=made.id))
    assert "Informations personnelles" in PdfReader(io.BytesIO(document.pdf)).pages[0].extract_text()
    assert (await publications.CreatePublication(wanted(entry))).template == "classic"
    with refused("FIELD_INVALID") as refusals:
        await publications.CreatePublication(wanted(entry, template="cv"))
    assert refusals[0].violations == (("template", "must be classic or ats or europass", "TEMPLATE"),)


async def test_an_attestation_goes_the_same_way_and_is_called_by_its_name(
    publications: PublicationServiceStub,
    verification: VerificationServiceStub,
    records: Records,
    person_id: UUID,
) -> None:
    known = entry_pb2.EmploymentDetails(contract_nature="CDI", known_until=date_pb2.Date(year=2026, month=9, day=30))
    job, title = records.add(person_id, employment=known), award(records, person_id)
    declared = records.add(person_id, nature=entry_pb2.NATURE_DECLARED)
    request = pb.CreatePublicationRequest(kind="attestation", entry_ids=[title.id, job.id], request_id="a")
    made = await publications.CreatePublication(request)
    assert (made.kind, made.title, made.template) == ("attestation", "Attestation de parcours", "")
    assert (await publications.GetPublication(pb.GetPublicationRequest(id=made.id))).kind == "attestation"
    document = await publications.GetDocument(pb.GetDocumentRequest(id=made.id))
    assert document.kind == "attestation"
    text = " ".join(PdfReader(io.BytesIO(document.pdf)).pages[0].extract_text().split())
    assert "Connue jusqu’à septembre 2026 Base légale article L. 133-5-3 du code de la sécurité sociale" in text

    verdict = await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=document.pdf))
    assert (verdict.outcome, verdict.kind) == (vpb.OUTCOME_AUTHENTIC, "attestation")
    assert verdict.message_fr.startswith("Cette attestation est authentique")
    assert [item.legal_basis for item in verdict.items] == [
        "article L. 6113-8 du code du travail",
        "article L. 133-5-3 du code de la sécurité sociale",
    ]
    assert verdict.items[1].known_until == known.known_until
    credential = await publications.GetCredential(pb.GetCredentialRequest(id=made.id))
    sd_jwt = await publications.IssueCredential(
        pb.IssueCredentialRequest(id=made.id, format=pb.CREDENTIAL_FORMAT_SD_JWT_VC)
    )
    for token in (credential.vc_jwt, sd_jwt.credential):
        told = await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=token))
        assert (told.outcome, told.kind) == (vpb.OUTCOME_AUTHENTIC, "attestation")

    with refused("FIELD_INVALID") as refusals:
        await publications.CreatePublication(
            pb.CreatePublicationRequest(kind="attestation", entry_ids=[job.id, declared.id], request_id="b")
        )
    assert [(field, rule) for field, _, rule in refusals[0].violations] == [("entry_ids[1]", "DECLARED_ENTRY")]
    with refused("FIELD_INVALID") as refusals:
        await publications.CreatePublication(pb.CreatePublicationRequest(entry_ids=[job.id], request_id="c"))
    assert [field for field, _, _ in refusals[0].violations] == ["title"]
    await publications.WithdrawPublication(pb.WithdrawPublicationRequest(id=made.id))
    by_code = await verification.VerifyCode(vpb.VerifyCodeRequest(code=made.verification_code))
    assert by_code.message_en.startswith("The attestation published under this code was withdrawn")
