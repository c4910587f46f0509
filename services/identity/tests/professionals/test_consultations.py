"""A professional names a person and a purpose, reads for a while, and the person reads that he did."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import KeySet
from sqlalchemy.ext.asyncio import AsyncEngine

from held_back import HeldBack, until_somebody_waits
from passeport.identity.v1 import account_service_pb2 as accounts_pb
from passeport.identity.v1 import consultation_service_pb2 as pb
from passeport_chassis.ids import new_id
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.consultation import ConsultationLimit
from passeport_identity.domain.opaque_token import csrf_token_of
from passeport_identity.errors import (
    AccessTokenInvalid,
    ConsultationExpired,
    ConsultationNotFound,
    ConsultationsExhausted,
    ConsultedPersonUnknown,
    CsrfInvalid,
    FieldInvalid,
    ProfessionalSessionInvalid,
    SessionInvalid,
)
from passeport_identity.rpc.consultation_service import ConsultationServicer
from passeport_identity.storage.tables import consultation
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.issue_caller_token import IssueCallerToken
from passeport_identity.usecases.merge_persons import MergePersons
from passeport_identity.usecases.open_consultation import ConsultedByNir, OpenConsultation, OpenedConsultation
from passeport_identity.usecases.remove_partner import RemovePartner
from passeport_identity.usecases.report_death import ReportDeath
from passeport_identity.usecases.split_merge import SplitMerge
from passeport_identity.vault.caller_token_signer import CallerTokenSigner
from passeport_sandbox.proconnect import BODIES
from people import CLAIRE, CLAIRE_NIR, MAMADOU, MAMADOU_NIR, OPERATOR, THOMAS, THOMAS_NIR, VAULT, MovedClock, register
from professionals.conftest import LIFETIMES, Entrance

SIGNER = CallerTokenSigner(ec.generate_private_key(ec.SECP256R1()))
BY_NIR = ConsultedByNir(CLAIRE_NIR, "Fontanel")
YOUNG, GUIDANCE = "integration-of-young-people", "professional-guidance"


class Desk:
    """A professional at work."""

    def __init__(self, entrance: Entrance, token: str, limit: ConsultationLimit) -> None:
        self.units, self.token, clock = entrance.units, token, entrance.clock
        self.opening = OpenConsultation(self.units, entrance.get, VAULT, clock, limit)
        get_session = GetSession(self.units, clock, LIFETIMES)
        self.issue = IssueCallerToken(self.units, get_session, entrance.get, SIGNER, clock)

    async def open(self, purpose: str = YOUNG, person: ConsultedByNir | CivilIdentity = BY_NIR) -> OpenedConsultation:
        return await self.opening(self.token, csrf_token_of(self.token), purpose, person)

    async def claims(self, consultation_id: UUID | None) -> dict[str, Any]:
        issued = await self.issue.for_consultation(self.token, consultation_id, ["records"])
        keys = KeySet.import_key_set(json.loads(SIGNER.jwks))
        claims: dict[str, Any] = json.loads(
            jws.deserialize_compact(issued.token, keys, algorithms=["ES256"]).payload or b""
        )
        return claims


@pytest.fixture
async def claire(entrance: Entrance) -> UUID:
    return await register(entrance.units, CLAIRE_NIR, CLAIRE, new_id())


@pytest.fixture
async def desk(entrance: Entrance, claire: UUID) -> Desk:
    token = (await entrance.enter("idriss")).session_token
    return Desk(entrance, token, ConsultationLimit(most=4, misses=2))


async def test_a_consultation_says_about_whom_and_why_and_the_person_reads_it(desk: Desk, claire: UUID) -> None:
    opened = await desk.open()
    claims = await desk.claims(opened.consultation.id)
    assert (claims["actor"], claims["scope"], claims["aud"]) == ("professional", "passport:consult", ["records"])
    assert (claims["person"], claims["org_name"]) == (str(claire), BODIES[1].name)
    assert claims["purpose"] == opened.purpose.in_words
    assert "L5314-2" in claims["purpose"]
    assert claims["sub"] == str(opened.consultation.professional_id) != str(claire)
    async with desk.units() as work:
        (access,) = (await work.accesses.page(claire, 10, None)).accesses
    assert (access.actor, access.organisation, access.purpose) == (
        "professional",
        BODIES[1].name,
        opened.purpose.in_words,
    )
    assert (access.action, access.resource_id) == ("identity.consultation.opened", str(opened.consultation.id))


@pytest.mark.parametrize("purpose", ["", "curiosity", "return-to-work", "oversight-of-training"])
async def test_without_a_purpose_of_his_body_nothing_is_looked_up(desk: Desk, purpose: str, claire: UUID) -> None:
    with pytest.raises(FieldInvalid) as refusal:
        await desk.open(purpose)
    (violation,) = refusal.value.violations
    assert (violation.field, violation.reason) == ("purpose", "MISSION")
    assert GUIDANCE in violation.description
    async with desk.units() as work:
        assert (await work.accesses.page(claire, 10, None)).accesses == ()


async def test_only_who_is_named_exactly_is_found(entrance: Entrance, claire: UUID) -> None:
    await register(entrance.units, MAMADOU_NIR, MAMADOU, new_id())
    desk = Desk(entrance, (await entrance.enter("maud")).session_token, ConsultationLimit())
    assert (await desk.open(GUIDANCE, CLAIRE)).consultation.person_id == claire
    assert (await desk.open(GUIDANCE, MAMADOU)).consultation.person_id
    for wrong in (
        ConsultedByNir(CLAIRE_NIR, "Fontanelle"),
        ConsultedByNir(CLAIRE_NIR, "—"),
        ConsultedByNir(THOMAS_NIR, "Martin"),
        replace(CLAIRE, given_names=("Claire",)),
        replace(CLAIRE, birth_date=BirthDate(1981, 4, 0)),
        replace(CLAIRE, birth_place="44110"),
        THOMAS,
    ):
        with pytest.raises(ConsultedPersonUnknown):
            await desk.open(GUIDANCE, wrong)


async def test_nobody_goes_through_the_registry(desk: Desk, clock: MovedClock) -> None:
    await desk.open()
    clock.advance(timedelta(minutes=5))
    for _ in range(2):
        with pytest.raises(ConsultedPersonUnknown):
            await desk.open(person=THOMAS)
    with pytest.raises(ConsultationsExhausted) as refusal:
        await desk.open()
    assert (refusal.value.metadata, refusal.value.retry_after) == ({"limit": "2"}, timedelta(hours=1))
    for _ in range(6):
        clock.advance(timedelta(minutes=10))
        held = await desk.opening.get_session(desk.token)
    assert held.session.is_open(clock.now)
    for _ in range(4):
        await desk.open()
    with pytest.raises(ConsultationsExhausted) as refusal:
        await desk.open()
    assert refusal.value.metadata == {"limit": "4"}


async def test_a_consultation_is_its_professionals_and_ends(desk: Desk, entrance: Entrance, clock: MovedClock) -> None:
    opened = (await desk.open()).consultation
    other = Desk(entrance, (await entrance.enter("maud")).session_token, ConsultationLimit())
    for stranger, consultation_id in ((other, opened.id), (desk, new_id()), (desk, None)):
        with pytest.raises(ConsultationNotFound):
            await stranger.claims(consultation_id)
    with pytest.raises(ConsultedPersonUnknown):
        await desk.open(person=THOMAS)
    async with desk.units() as work:
        (missed,) = (
            one
            for one in await work.professionals.consultations(opened.professional_id, clock.now - timedelta(hours=1))
            if one.person_id is None
        )
    with pytest.raises(ConsultationNotFound):
        await desk.claims(missed.id)
    for _ in range(3):
        clock.advance(timedelta(minutes=10))
        await desk.opening.get_session(desk.token)
    with pytest.raises(ConsultationExpired):
        await desk.claims(opened.id)


async def test_when_the_body_is_taken_away_its_consultations_serve_no_more(desk: Desk, clock: MovedClock) -> None:
    opened = (await desk.open()).consultation
    await RemovePartner(desk.units, clock, OPERATOR)("mission-locale-brest")
    with pytest.raises(ProfessionalSessionInvalid):
        await desk.claims(opened.id)
    with pytest.raises(ProfessionalSessionInvalid):
        await desk.open()


async def test_sessions_of_the_two_kinds_are_never_taken_for_one_another(desk: Desk) -> None:
    with pytest.raises(SessionInvalid):
        await desk.issue.for_session(desk.token, ["records"], csrf_token=None)
    with pytest.raises(AccessTokenInvalid):
        await desk.issue.for_partner(desk.token, ["records"])
    with pytest.raises(CsrfInvalid):
        await desk.opening(desk.token, "", YOUNG, BY_NIR)


def named(**changes: object) -> pb.ConsultedPerson:
    person = pb.ConsultedPerson(
        birth_name="Fontanel",
        given_names=["Claire", "Sophie", "Hélène"],
        sex=accounts_pb.SEX_FEMALE,
        birth_place="44109",
    )
    person.birth_date.year, person.birth_date.month, person.birth_date.day = 1981, 4, 17
    for name, value in changes.items():
        person.ClearField(name)
        if name == "birth_date" and value:
            person.birth_date.year, person.birth_date.month, person.birth_date.day = value  # type: ignore[misc]
        elif name == "given_names":
            person.given_names.extend(value)  # type: ignore[arg-type]
        elif value:
            setattr(person, name, value)
    return person


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"given_names": []}, "person.given_names", "REQUIRED"),
        ({"given_names": ["<>"]}, "person.given_names", "NAME"),
        ({"sex": None}, "person.sex", "REQUIRED"),
        ({"birth_date": None}, "person.birth_date", "REQUIRED"),
        ({"birth_date": (1981, 2, 31)}, "person.birth_date", "DATE"),
        ({"birth_place": None}, "person.birth_place", "REQUIRED"),
        ({"birth_place": "441"}, "person.birth_place", "COG"),
        ({"birth_country": "99341"}, "person.birth_place", "COG"),
        ({"birth_country": "FRA", "birth_place": None}, "person.birth_country", "COG"),
    ],
)
async def test_who_is_not_named_in_full_is_told_what_lacks(
    desk: Desk, changes: dict[str, object], field: str, rule: str
) -> None:
    request = pb.OpenConsultationRequest(
        session_token=desk.token, csrf_token=csrf_token_of(desk.token), purpose=YOUNG, person=named(**changes)
    )
    with pytest.raises(FieldInvalid) as refusal:
        await ConsultationServicer(desk.opening).OpenConsultation(request, None)  # type: ignore[arg-type]
    assert [(each.field, each.reason) for each in refusal.value.violations] == [(field, rule)]


@pytest.mark.parametrize(
    ("person", "faults"),
    [
        ({"nir": "281044410902"}, [("person.nir", "NIR_LENGTH")]),
        ({"nir": "281044410902199"}, [("person.nir", "NIR_KEY")]),
        ({"nir": CLAIRE_NIR.value, "given_names": ["x"]}, [("person.given_names", "BESIDE_NIR")]),
        (
            {"nir": CLAIRE_NIR.value, "sex": accounts_pb.SEX_MALE, "birth_country": "99341"},
            [("person.sex", "BESIDE_NIR"), ("person.birth_country", "BESIDE_NIR")],
        ),
    ],
)
async def test_beside_a_number_and_a_birth_name_nothing_is_taken(
    desk: Desk, claire: UUID, person: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    request = pb.OpenConsultationRequest(
        session_token=desk.token,
        csrf_token=csrf_token_of(desk.token),
        purpose=YOUNG,
        person=pb.ConsultedPerson(birth_name="FONTANEL", **person),
    )
    with pytest.raises(FieldInvalid) as refusal:
        await ConsultationServicer(desk.opening).OpenConsultation(request, None)  # type: ignore[arg-type]
    assert [(each.field, each.reason) for each in refusal.value.violations] == faults


async def test_by_its_number_or_by_name_the_same_person_is_found(desk: Desk, claire: UUID) -> None:
    servicer = ConsultationServicer(desk.opening)
    for person in (named(), pb.ConsultedPerson(birth_name="FONTANEL", nir="2 81 04 44 109 021 " + CLAIRE_NIR.key)):
        request = pb.OpenConsultationRequest(
            session_token=desk.token, csrf_token=csrf_token_of(desk.token), purpose=YOUNG, person=person
        )
        answer = await servicer.OpenConsultation(request, None)  # type: ignore[arg-type]
        assert (await desk.claims(UUID(answer.id)))["person"] == str(claire)
        assert (answer.purpose, str(claire) in str(answer)) == (YOUNG, False)


async def test_a_consultation_follows_the_person_into_whom_hers_was_merged(
    desk: Desk, entrance: Entrance, claire: UUID, clock: MovedClock
) -> None:
    stays = await register(entrance.units, THOMAS_NIR, CLAIRE, new_id())
    opened = (await desk.open()).consultation
    assert opened.person_id == claire
    merge = await MergePersons(entrance.units, VAULT, clock, OPERATOR)(stays, claire)
    assert (await desk.claims(opened.id))["person"] == str(stays)
    # Who died is who stays: nobody reads of him by what was opened about the other.
    report = ReportDeath(entrance.units, clock, OPERATOR)
    await report(stays, BirthDate(2026, 11, 1))
    with pytest.raises(ConsultationExpired):
        await desk.claims(opened.id)
    await report(stays, None)
    # Opened while the merge holds, by the number of the other.
    meanwhile = (await desk.open()).consultation
    assert meanwhile.person_id == stays
    clock.advance(timedelta(minutes=1))
    await SplitMerge(entrance.units, clock, OPERATOR)(merge.id)
    with pytest.raises(ConsultationExpired):
        await desk.claims(meanwhile.id)
    assert (await desk.claims(opened.id))["person"] == str(claire)
    assert (await desk.claims((await desk.open()).consultation.id))["person"] == str(claire)


async def test_a_consultation_goes_with_the_person_whose_time_is_over(
    desk: Desk, entrance: Entrance, claire: UUID, engine: AsyncEngine
) -> None:
    opened = (await desk.open()).consultation
    async with desk.units() as work:
        await work.registry.forget([claire])
        await work.commit()
    with pytest.raises(ConsultationNotFound):
        await desk.claims(opened.id)
    async with engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(consultation)) == 0
    async with desk.units() as work:
        (access,) = (await work.accesses.page(claire, 10, None)).accesses
    # The trail keeps that it was opened, its year (R6323-40).
    assert access.action == "identity.consultation.opened"


async def test_a_consultation_that_is_opened_during_a_split_is_about_whom_the_number_names_then(
    desk: Desk, entrance: Entrance, claire: UUID, clock: MovedClock, engine: AsyncEngine
) -> None:
    stays = await register(entrance.units, THOMAS_NIR, CLAIRE, new_id())
    merge = await MergePersons(entrance.units, VAULT, clock, OPERATOR)(stays, claire)
    held_back = HeldBack(engine)
    split = asyncio.create_task(SplitMerge(held_back, clock, OPERATOR)(merge.id))
    await held_back.is_ready.wait()
    opening = asyncio.create_task(desk.open())
    await until_somebody_waits(engine)
    held_back.may_go_on.set()
    await split
    assert (await opening).consultation.person_id == claire


async def test_a_consultation_that_waited_for_a_merge_ends_with_its_split(
    desk: Desk, entrance: Entrance, claire: UUID, clock: MovedClock, engine: AsyncEngine
) -> None:
    stays = await register(entrance.units, THOMAS_NIR, CLAIRE, new_id())
    before = (await desk.open(person=ConsultedByNir(THOMAS_NIR, "FONTANEL"))).consultation
    async with entrance.units() as work:
        await work.take_turns(f"professional {before.professional_id}")
        opening = asyncio.create_task(desk.open())
        await until_somebody_waits(engine)
        clock.advance(timedelta(seconds=1))
        merge = await MergePersons(entrance.units, VAULT, clock, OPERATOR)(stays, claire, keep=stays)
    meanwhile = (await opening).consultation
    assert (meanwhile.person_id, meanwhile.opened_at) == (stays, clock.now)
    clock.advance(timedelta(seconds=-5))
    behind = (await desk.open()).consultation
    assert behind.opened_at < merge.merged_at
    clock.advance(timedelta(seconds=5))
    await SplitMerge(entrance.units, clock, OPERATOR)(merge.id)
    for over in (meanwhile, behind):
        with pytest.raises(ConsultationExpired):
            await desk.claims(over.id)
    # About who stayed alone, and opened when nobody had been merged into him.
    assert (await desk.claims(before.id))["person"] == str(stays)
