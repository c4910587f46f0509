"""A holder consents, a platform pulls what he granted and no more, and he sees it and takes it back: on the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import grpc.aio
import pytest
import sqlalchemy as sa
from google.protobuf.json_format import MessageToJson
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused, until_one_waits
from neighbours import caller_token, holder_token
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import consent_service_pb2 as pb
from passeport.publishing.v1 import publication_service_pb2
from passeport.publishing.v1.consent_service_pb2_grpc import ConsentServiceStub, PullServiceStub
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_dossier.domain.persons import Expiry
from passeport_publishing.domain.consent import DataScope
from passeport_publishing.domain.persons import Fact, HolderNews
from passeport_publishing.domain.publication import Publication
from passeport_publishing.storage import tables
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from registered import CREDENTIAL, keep_publication
from samples import ISSUER

EVERY = [scope.value for scope in DataScope]
# What is in the sample under each scope; none of it may be seen without the scope.
MARKS = {
    "cv:identity": ("Camille", "MARTIN-DUBOIS", "LEFÈBVRE", "1991"),
    "cv:employment": ("Bâtisseurs de l’Ouest", "73282932000074", "CDI"),
    "cv:awards": ("Titre professionnel", "RNCP41142", "MENTION_BIEN"),
    "cv:trainings": (),
    "cv:declared": ("Coffreuse", "Missions de 3 à 8 mois", "Portugais", "Douze ans", "Conductrice de travaux"),
    "cv:credential": (ISSUER,),
}
JSON_RESUME, CREDENTIAL_FORM = pb.PULL_FORM_JSON_RESUME, pb.PULL_FORM_CREDENTIAL


@dataclass(frozen=True)
class Platform:
    """Software of a platform, with a token for one consent."""

    channel: grpc.aio.Channel
    client_id: str = "recruteur"
    organisation: str = "Recruteur"
    purpose: str = "Préremplir votre candidature"

    @contextmanager
    def acting(self, consent_id: str, scopes: list[str]) -> Iterator[None]:
        registered = {"org_name": self.organisation, "purpose": self.purpose}
        token = caller_token(self.client_id, "platform", " ".join(scopes), consent=consent_id, **registered)
        with use_caller_token(token):
            yield

    async def pull(self, consent_id: str, scopes: list[str] = EVERY, form: Any = JSON_RESUME) -> pb.PulledPublication:
        with self.acting(consent_id, scopes):
            return await PullServiceStub(self.channel).PullPublication(pb.PullPublicationRequest(form=form))


def pulls(outcome: str) -> float:
    """How many pulls came to that, as operators see it."""
    told = {"client": "recruteur", "outcome": outcome.lower()}
    return REGISTRY.get_sample_value("platform_pulls_total", told) or 0.0


@pytest.fixture
async def publication(open_work: UnitsOfWork, person_id: UUID) -> Publication:
    return await keep_publication(open_work, person_id)


@pytest.fixture
async def consents(gateway: grpc.aio.Channel, person_id: UUID) -> AsyncIterator[ConsentServiceStub]:
    with use_caller_token(holder_token(person_id)):
        yield ConsentServiceStub(gateway)


@pytest.fixture
def platform(gateway: grpc.aio.Channel) -> Platform:
    return Platform(gateway)


def asked(publication: Publication, *scopes: str, **fields: str) -> pb.GrantConsentRequest:
    usual = {
        "publication_id": str(publication.id),
        "client_id": "recruteur",
        "platform": "Recruteur",
        "purpose": "Préremplir votre candidature",
    }
    return pb.GrantConsentRequest(scopes=scopes or EVERY, **{**usual, **fields})


async def test_a_platform_pulls_and_the_holder_sees_that_it_did(
    consents: ConsentServiceStub, platform: Platform, gateway: grpc.aio.Channel, publication: Publication
) -> None:
    given = await consents.GrantConsent(asked(publication, "cv:identity", "cv:awards", "cv:credential"))
    assert (given.state, given.platform, given.publication_title) == (
        pb.CONSENT_STATE_LIVE,
        "Recruteur",
        "Conductrice de travaux",
    )
    assert timedelta(days=180) < given.expire_time.ToDatetime() - given.grant_time.ToDatetime() < timedelta(days=185)
    assert not given.HasField("last_pull_time")

    pulled = await platform.pull(given.id, ["cv:identity", "cv:awards"])
    assert list(pulled.scopes) == ["cv:identity", "cv:awards"]
    assert (pulled.holder.usage_name, pulled.holder.birth_date.year) == ("MARTIN-DUBOIS", 1991)
    assert [item.title.partition(" ")[0] for item in pulled.items] == ["Titre"]
    assert (pulled.state, pulled.publication_id) == (
        publication_service_pb2.PUBLICATION_STATE_PUBLISHED,
        str(publication.id),
    )
    assert pulled.kind == "cv"
    whole = await platform.pull(given.id, form=CREDENTIAL_FORM)
    assert (whole.credential, list(whole.items), whole.title, whole.HasField("holder")) == (CREDENTIAL, [], "", False)
    with refused("SCOPE_NOT_GRANTED") as refusals:
        await platform.pull(given.id, ["cv:identity"], CREDENTIAL_FORM)
    assert dict(refusals[0].metadata) == {"scope": "cv:credential"}
    with refused("FIELD_INVALID"):
        await platform.pull(given.id, form=99)

    now = await consents.GetConsent(pb.GetConsentRequest(id=given.id))
    assert (now.pull_count, now.HasField("last_pull_time")) == (2, True)
    first = await consents.ListPulls(pb.ListPullsRequest(id=given.id, page_size=1))
    rest = await consents.ListPulls(pb.ListPullsRequest(id=given.id, page_size=1, page_token=first.next_page_token))
    told = [(one.form, list(one.scopes)) for one in (*first.pulls, *rest.pulls)]
    assert told == [
        (CREDENTIAL_FORM, ["cv:identity", "cv:awards", "cv:credential"]),
        (JSON_RESUME, ["cv:identity", "cv:awards"]),
    ]
    assert rest.next_page_token == ""
    since = pb.ListRecentPullsRequest(since=rest.pulls[0].at)
    for _ in range(2):
        news = (await consents.ListRecentPulls(since)).pulls
        assert [(one.consent_id, one.platform, one.pull) for one in news] == [
            (given.id, "Recruteur", one) for one in (rest.pulls[0], first.pulls[0])
        ]
    since.since.FromDatetime(datetime.now(UTC) + timedelta(seconds=5))
    assert list((await consents.ListRecentPulls(since)).pulls) == []
    trail = (await PublicationServiceStub(gateway).ListAccesses(access_pb2.ListAccessesRequest())).accesses
    by_platform = [(one.organisation, one.purpose) for one in trail if one.actor == "platform"]
    # As the holder read it when he consented.
    assert by_platform == [("Recruteur", "Préremplir votre candidature")] * 2
    by_holder = {one.action for one in trail if one.actor == "holder"}
    assert by_holder == {f"publishing.consent.{act}" for act in ("grant", "read", "pulls", "watch")}
    assert [one.action for one in trail].count("publishing.consent.watch") == 1


@pytest.mark.parametrize("granted", EVERY)
async def test_what_is_not_granted_is_absent(
    granted: str, consents: ConsentServiceStub, platform: Platform, publication: Publication
) -> None:
    given = await consents.GrantConsent(asked(publication, granted))
    # A token never gives more than the consent does.
    said = MessageToJson(await platform.pull(given.id, EVERY), ensure_ascii=False)
    for scope, marks in MARKS.items():
        for mark in marks:
            # The title of the publication is that of an employment, too.
            if mark == "Conductrice de travaux" and granted == "cv:employment":
                continue
            assert (mark in said) == (scope == granted), mark


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("withdrawn", "CONSENT_WITHDRAWN"),
        ("expired", "CONSENT_EXPIRED"),
        ("publication withdrawn", "PUBLICATION_GONE"),
        ("account closed", "CONSENT_SUSPENDED"),
    ],
)
async def test_what_is_over_between_two_pulls_is_refused_by_name(
    how: str,
    reason: str,
    consents: ConsentServiceStub,
    platform: Platform,
    gateway: grpc.aio.Channel,
    publication: Publication,
    open_work: UnitsOfWork,
    engine: AsyncEngine,
) -> None:
    given = await consents.GrantConsent(asked(publication))
    await platform.pull(given.id)
    states = {"expired": pb.CONSENT_STATE_EXPIRED, "publication withdrawn": pb.CONSENT_STATE_PUBLICATION_GONE}
    if how == "withdrawn":
        states[how] = pb.CONSENT_STATE_WITHDRAWN
        for _ in range(2):
            withdrawn = await consents.WithdrawConsent(pb.WithdrawConsentRequest(id=given.id))
            assert withdrawn.HasField("withdraw_time")
    elif how == "expired":
        async with engine.begin() as connection:
            await connection.execute(sa.update(tables.consent).values(expires_at=datetime.now(UTC)))
    elif how == "account closed":
        async with open_work() as work:
            await work.persons.note(HolderNews(publication.person_id, Fact.CLOSED, True, 1))
            await work.commit()
    else:
        request = publication_service_pb2.WithdrawPublicationRequest(id=str(publication.id))
        await PublicationServiceStub(gateway).WithdrawPublication(request)
        with refused("PUBLICATION_WITHDRAWN"):
            await consents.GrantConsent(asked(publication))
    before = pulls(reason)
    for form in (JSON_RESUME, CREDENTIAL_FORM):
        with refused(reason):
            await platform.pull(given.id, form=form)
    assert pulls(reason) == before + 2
    now = await consents.GetConsent(pb.GetConsentRequest(id=given.id))
    assert (now.pull_count, now.state) == (1, states.get(how, pb.CONSENT_STATE_LIVE))


async def test_what_is_withdrawn_while_a_pull_waits_is_not_pulled(
    consents: ConsentServiceStub,
    platform: Platform,
    publication: Publication,
    open_work: UnitsOfWork,
    owner_engine: AsyncEngine,
) -> None:
    given = await consents.GrantConsent(asked(publication))
    async with open_work() as work:
        # As another pull does, and then the holder; who pulls meanwhile has read the publication as it was.
        await work.consents.of_platform(UUID(given.id), platform.client_id)
        await work.publications.save(publication.withdraw(datetime.now(UTC)))
        pulling = asyncio.create_task(platform.pull(given.id))
        await until_one_waits(owner_engine)
        await work.commit()
    with refused("PUBLICATION_GONE"):
        await pulling
    assert (await consents.GetConsent(pb.GetConsentRequest(id=given.id))).pull_count == 0


@pytest.mark.parametrize("now", [{"organisation": "Courtier en données"}, {"purpose": "Vous envoyer des offres"}])
async def test_nobody_pulls_for_what_the_holder_did_not_read(
    now: dict[str, Any], consents: ConsentServiceStub, platform: Platform, publication: Publication
) -> None:
    given = await consents.GrantConsent(asked(publication))
    otherwise = replace(platform, **now)
    for form in (JSON_RESUME, CREDENTIAL_FORM):
        with refused("CONSENT_OUTDATED") as refusals:
            await otherwise.pull(given.id, form=form)
        assert dict(refusals[0].metadata) == {"id": given.id}
    assert (await consents.GetConsent(pb.GetConsentRequest(id=given.id))).pull_count == 0
    # Asked again he reads it as it is now, and the same consent serves.
    await consents.GrantConsent(asked(publication, platform=otherwise.organisation, purpose=otherwise.purpose))
    assert (await otherwise.pull(given.id)).publication_id == str(publication.id)
    with refused("CONSENT_OUTDATED"):
        await platform.pull(given.id)


async def test_a_consent_is_given_again_under_its_name_and_anew_once_it_is_withdrawn(
    consents: ConsentServiceStub, platform: Platform, publication: Publication
) -> None:
    # Two tabs at once make one consent.
    first, again = await asyncio.gather(*(consents.GrantConsent(asked(publication)) for _ in range(2)))
    assert first.id == again.id
    narrowed = await consents.GrantConsent(asked(publication, "cv:awards"))
    assert (narrowed.id, list(narrowed.scopes)) == (first.id, ["cv:awards"])
    # What he granted before is granted no more, whatever older tokens say.
    assert list((await platform.pull(first.id)).scopes) == ["cv:awards"]
    await consents.WithdrawConsent(pb.WithdrawConsentRequest(id=first.id))
    anew = await consents.GrantConsent(asked(publication))
    other = await consents.GrantConsent(asked(publication, client_id="autre-recruteur"))
    assert len({first.id, anew.id, other.id}) == 3
    with refused("CONSENT_WITHDRAWN"):
        await platform.pull(first.id)
    page = await consents.ListConsents(pb.ListConsentsRequest(page_size=2))
    rest = await consents.ListConsents(pb.ListConsentsRequest(page_token=page.next_page_token))
    assert [one.id for one in (*page.consents, *rest.consents)] == [other.id, anew.id, first.id]


async def test_nobody_else_finds_it(
    consents: ConsentServiceStub, platform: Platform, gateway: grpc.aio.Channel, publication: Publication
) -> None:
    given = await consents.GrantConsent(asked(publication))
    with refused("CONSENT_NOT_FOUND"):
        await Platform(gateway, "autre-recruteur").pull(given.id)
    with refused("CONSENT_NOT_FOUND"):
        await platform.pull(str(new_id()))
    one = pb.GetConsentRequest(id=given.id)
    with use_caller_token(holder_token(uuid4())):
        with refused("CONSENT_NOT_FOUND"):
            await consents.GetConsent(one)
        with refused("CONSENT_NOT_FOUND"):
            await consents.WithdrawConsent(pb.WithdrawConsentRequest(id=given.id))
        with refused("CONSENT_NOT_FOUND"):
            await consents.ListPulls(pb.ListPullsRequest(id=given.id))
        with refused("PUBLICATION_NOT_FOUND"):
            await consents.GrantConsent(asked(publication))
        assert list((await consents.ListConsents(pb.ListConsentsRequest())).consents) == []
    # Neither pulls what the other may: a holder is no platform, and a platform of no scope is nobody.
    with refused("CALLER_NOT_ALLOWED"):
        await PullServiceStub(gateway).PullPublication(pb.PullPublicationRequest(form=JSON_RESUME))
    with refused("CALLER_NOT_ALLOWED"):
        await platform.pull(given.id, ["feed:dsn"])
    with platform.acting(given.id, EVERY), refused("CALLER_NOT_ALLOWED"):
        await consents.GetConsent(one)


async def test_what_no_consent_is_given_for(consents: ConsentServiceStub, publication: Publication) -> None:
    for wrong, reason in (
        (asked(publication, "cv:identity", "cv:everything"), "FIELD_INVALID"),
        (asked(publication, publication_id="x"), "PUBLICATION_NOT_FOUND"),
        (asked(publication, platform=""), "FIELD_INVALID"),
    ):
        with refused(reason):
            await consents.GrantConsent(wrong)
    with refused("CONSENT_NOT_FOUND"):
        await consents.GetConsent(pb.GetConsentRequest(id="x"))


async def test_consents_and_pulls_go_with_their_person(
    consents: ConsentServiceStub, platform: Platform, publication: Publication, open_work: UnitsOfWork,
    engine: AsyncEngine,
) -> None:  # fmt: skip
    given = await consents.GrantConsent(asked(publication))
    await platform.pull(given.id)
    async with open_work() as work:
        await work.persons.expire(Expiry(publication.person_id, datetime.now(UTC)))
        await work.commit()
    async with engine.connect() as connection:
        for table in (tables.consent, tables.consent_pull):
            assert await connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    with refused("CONSENT_NOT_FOUND"):
        await platform.pull(given.id)
