"""The holder has what he published issued once more, through the real server, and others read it and its status."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID

import grpc.aio
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused, wanted
from neighbours import Records, holder_token
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.publishing.v1 import verification_service_pb2 as vpb
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.verification_service_pb2_grpc import TrustServiceStub, VerificationServiceStub
from passeport.records.v1 import entry_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_publishing.credentials.status_list import bit_at, decode_list, decode_token_list, status_at
from passeport_publishing.domain.snapshot import Version
from passeport_publishing.usecases.supersede_publications import SupersedePublications
from samples import ISSUER, NOW
from tlog_support import sequence

SD_JWT = pb.CREDENTIAL_FORMAT_SD_JWT_VC


async def status_of(gateway: grpc.aio.Channel, claims: dict[str, Any]) -> int:
    """What the list that a credential names says of it."""
    place = claims["status"]["status_list"]
    list_id = place["uri"].removeprefix(f"{ISSUER}/status-lists/")
    answer = await TrustServiceStub(gateway).GetStatusList(vpb.GetStatusListRequest(id=list_id))
    assert answer.media_type == "application/statuslist+jwt"
    listed = json.loads(jws.extract_compact(answer.vc_jwt.encode()).payload)
    assert listed["sub"] == place["uri"]
    return status_at(decode_token_list(listed["status_list"]["lst"]), place["idx"], bits=4)


async def test_a_publication_is_issued_with_its_own_content_and_status(
    publications: PublicationServiceStub,
    gateway: grpc.aio.Channel,
    open_work: object,
    records: Records,
    person_id: UUID,
) -> None:
    entry = records.add(person_id)
    made = await publications.CreatePublication(wanted(entry))
    key = ECKey.generate_key("P-256")
    issued = await publications.IssueCredential(
        pb.IssueCredentialRequest(id=made.id, format=SD_JWT, holder_key=json.dumps(key.as_dict(private=False)))
    )
    assert issued.media_type == "application/dc+sd-jwt"
    keys = json.loads((await TrustServiceStub(gateway).GetCredentialKeys(vpb.GetCredentialKeysRequest())).jwks)["keys"]
    claims = SDJWTVerifier(issued.credential, lambda *_: JWK.from_json(json.dumps(keys[0]))).get_verified_payload()
    assert claims["publication"] == f"urn:uuid:{made.id}"
    assert ECKey.import_key(claims["cnf"]["jwk"]).thumbprint() == key.thumbprint()
    assert [item["provenance"]["recordId"] for item in claims["items"]] == [f"urn:uuid:{entry.id}"]
    # The places are those of the credential that is in the PDF.
    inside = (await publications.GetCredential(pb.GetCredentialRequest(id=made.id))).vc_jwt
    padded = inside.split(".")[1] + "=="
    status = json.loads(base64.urlsafe_b64decode(padded))["credentialStatus"]
    assert claims["status"]["status_list"]["idx"] == int(status[1]["statusListIndex"])

    assert await status_of(gateway, claims) == 0
    corrected = Version(entry.revision + 1, NOW)
    await SupersedePublications(open_work, lambda: NOW)(new_id(), UUID(entry.id), corrected)  # type: ignore[arg-type]
    other = await publications.CreatePublication(wanted(records.add(person_id)))
    # A withdrawal makes the lists anew for whoever asks next.
    await publications.WithdrawPublication(pb.WithdrawPublicationRequest(id=other.id))
    assert await status_of(gateway, claims) == 0x03
    await publications.WithdrawPublication(pb.WithdrawPublicationRequest(id=made.id))
    assert await status_of(gateway, claims) == 0x0C
    before = vpb.GetStatusListRequest(id="token-1")
    before.time.CopyFrom(made.publish_time)
    listed = await TrustServiceStub(gateway).GetStatusList(before)
    assert json.loads(jws.extract_compact(listed.vc_jwt.encode()).payload)["iat"] == made.publish_time.seconds
    before.time.FromSeconds(1_000_000_000)
    with refused("STATUS_LIST_NOT_FOUND"):
        await TrustServiceStub(gateway).GetStatusList(before)
    trail = await publications.ListAccesses(access_pb2.ListAccessesRequest())
    assert "publishing.credential.issue" in [access.action for access in trail.accesses]


async def test_what_cannot_be_issued_is_refused_by_name(
    publications: PublicationServiceStub, gateway: grpc.aio.Channel, records: Records, person_id: UUID
) -> None:
    made = await publications.CreatePublication(wanted(records.add(person_id)))
    for wrong, field in (
        (pb.IssueCredentialRequest(id=made.id), "format"),
        (pb.IssueCredentialRequest(id=made.id, format=99), "format"),  # type: ignore[arg-type]
        (pb.IssueCredentialRequest(id=made.id, format=SD_JWT, holder_key="{}"), "holder_key"),
    ):
        with refused("FIELD_INVALID") as refusals:
            await publications.IssueCredential(wrong)
        assert [violated for violated, _, _ in refusals[0].violations] == [field]
    with use_caller_token(holder_token(new_id())), refused("PUBLICATION_NOT_FOUND"):
        await PublicationServiceStub(gateway).IssueCredential(pb.IssueCredentialRequest(id=made.id, format=SD_JWT))
    with refused("STATUS_LIST_NOT_FOUND"):
        await TrustServiceStub(gateway).GetStatusList(vpb.GetStatusListRequest(id="token-99"))


async def test_anyone_verifies_what_he_is_shown_of_it(
    publications: PublicationServiceStub,
    verification: VerificationServiceStub,
    engine: AsyncEngine,
    records: Records,
    person_id: UUID,
) -> None:
    made = await publications.CreatePublication(wanted(records.add(person_id), records.add(person_id, title="Tue")))
    await sequence(engine)
    issued = await publications.IssueCredential(pb.IssueCredentialRequest(id=made.id, format=SD_JWT))
    signed, *disclosures = issued.credential.split("~")
    hidden = [part for part in disclosures if b"Tue" in base64.urlsafe_b64decode(part + "==")]
    shown = "~".join(part for part in (signed, *disclosures) if part not in hidden)
    verdict = await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=shown))
    assert verdict.outcome == vpb.OUTCOME_AUTHENTIC
    assert len(verdict.items) == 1
    assert verdict.holder_name == "Zoé Marie ŒUVRARD"
    # What was issued later stands in the log by the credential that was published.
    skipped = [check.id for check in verdict.checks if check.result != vpb.CHECK_RESULT_PASSED]
    assert skipped == ["key_binding"]
    nameless = await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=f"{signed}~"))
    assert (nameless.holder_name, nameless.title, list(nameless.items)) == ("", "", [])
    forged = await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=f"{signed}~WyJzIiwieCIsMV0~"))
    assert forged.outcome == vpb.OUTCOME_ALTERED
    await publications.WithdrawPublication(pb.WithdrawPublicationRequest(id=made.id))
    withdrawn = await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=shown))
    assert withdrawn.outcome == vpb.OUTCOME_WITHDRAWN
    for noise in ("~", "~" * 5000, "é~"):
        found = await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=noise))
        assert found.outcome == vpb.OUTCOME_UNREADABLE


async def test_an_award_is_a_badge_that_anyone_verifies(
    publications: PublicationServiceStub,
    verification: VerificationServiceStub,
    gateway: grpc.aio.Channel,
    open_work: object,
    records: Records,
    person_id: UUID,
) -> None:
    job = records.add(person_id)
    award = records.add(person_id, title="Titre professionnel", kind=entry_pb2.KIND_CERTIFICATION)
    made = await publications.CreatePublication(wanted(job, award))
    asked = pb.GetBadgeRequest(id=made.id, entry_id=award.id)
    badge = (await publications.GetBadge(asked)).badge
    assert (await publications.GetBadge(asked)).badge == badge
    keys = json.loads((await TrustServiceStub(gateway).GetCredentialKeys(vpb.GetCredentialKeysRequest())).jwks)["keys"]
    of_badges = {key["kid"]: key for key in keys}[jws.extract_compact(badge.encode()).protected["kid"]]
    opened = jws.deserialize_compact(badge, RSAKey.import_key(of_badges), algorithms=["RS256"])
    place = json.loads(opened.payload)["credentialStatus"]

    async def is_over() -> bool:
        list_id = place["statusListCredential"].removeprefix(f"{ISSUER}/status-lists/")
        answer = await TrustServiceStub(gateway).GetStatusList(vpb.GetStatusListRequest(id=list_id))
        # With the key of the badge, which displayers have.
        opened = jws.deserialize_compact(answer.vc_jwt, RSAKey.import_key(of_badges), algorithms=["RS256"])
        assert opened.protected["typ"] == "vc+jwt"
        listed = json.loads(opened.payload)
        assert (listed["id"], listed["credentialSubject"]["statusPurpose"]) == (
            place["statusListCredential"],
            "revocation",
        )
        return bit_at(decode_list(listed["credentialSubject"]["encodedList"]), int(place["statusListIndex"]))

    async def verdict() -> vpb.Verdict:
        return await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=badge))

    found = await verdict()
    assert found.outcome == vpb.OUTCOME_AUTHENTIC
    assert ([item.title for item in found.items], found.holder_name) == (["Titre professionnel"], "Zoé Marie ŒUVRARD")
    assert not await is_over()
    supersede = SupersedePublications(open_work, lambda: NOW)  # type: ignore[arg-type]
    await supersede(new_id(), UUID(job.id), Version(job.revision + 1, NOW))
    assert (await verdict()).outcome == vpb.OUTCOME_AUTHENTIC
    await supersede(new_id(), UUID(award.id), Version(award.revision + 1, NOW))
    assert (await verdict()).outcome == vpb.OUTCOME_SUPERSEDED
    with refused("AWARD_SUPERSEDED"):
        await publications.GetBadge(asked)
    for nothing in (job.id, "x", str(new_id())):
        with refused("AWARD_NOT_FOUND"):
            await publications.GetBadge(pb.GetBadgeRequest(id=made.id, entry_id=nothing))
    await publications.WithdrawPublication(pb.WithdrawPublicationRequest(id=made.id))
    assert await is_over()
    with refused("PUBLICATION_WITHDRAWN"):
        await publications.GetBadge(asked)
    trail = await publications.ListAccesses(access_pb2.ListAccessesRequest())
    assert "publishing.badge.issue" in [access.action for access in trail.accesses]
