"""What is revoked stays revoked, tells why, and is told to verifiers in plain words."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from fakes import Book, Clock, Memory, Passport, Press, publishing
from passeport_publishing.domain.codes import print_code
from passeport_publishing.domain.events import PublicationRevoked
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.publication import Publication, RevocationReason, State
from passeport_publishing.domain.request import read_request
from passeport_publishing.domain.verification import Basis, Outcome
from passeport_publishing.errors import PublicationNotFound
from passeport_publishing.rpc import render
from passeport_publishing.usecases.revoke_publication import RevokePublication
from passeport_publishing.usecases.verify_code import VerifyCode
from passeport_publishing.usecases.withdraw_publication import WithdrawPublication
from samples import NOW, SAMPLE_ITEMS

PERSON = uuid4()
FRAUD = RevocationReason.FRAUD


class House:
    """One publication, and what may be done to it."""

    def __init__(self) -> None:
        self.memory, self.clock = Memory(), Clock()
        self.revoke = RevokePublication(self.memory, self.clock)
        self.withdraw = WithdrawPublication(self.memory, self.clock)

    async def publish(self) -> Publication:
        passport = Passport({item.provenance.record_id: item for item in SAMPLE_ITEMS})
        create = publishing(self.memory, passport, Press(), Book(), "u/{}".format, self.clock)
        ids = [str(record_id) for record_id in passport.entries]
        return await create(PERSON, read_request("r", SaidModel("CV", entry_ids=ids)))


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize("by_code", [True, False])
async def test_it_is_revoked_once_with_event_and_trace(house: House, by_code: bool) -> None:
    made = await house.publish()
    house.clock.advance(hours=1)
    named = print_code(made.code) if by_code else str(made.id)
    revoked = await house.revoke(named, FRAUD, "Dominique Exemple")
    assert (revoked.state, revoked.revocation_reason) == (State.REVOKED, FRAUD)
    assert revoked.revoked_at == revoked.state_at == NOW + timedelta(hours=1)
    house.clock.advance(hours=1)
    assert await house.revoke(named, RevocationReason.ISSUED_IN_ERROR, "Autre") == revoked
    assert house.memory.tables.events[1:] == [PublicationRevoked(made.id, PERSON, FRAUD, revoked.state_at)]
    access = house.memory.tables.accesses[-1]
    assert (access.action, access.actor, access.actor_id) == (
        "publishing.publication.revoke",
        "system",
        "revoke-publication:Dominique Exemple",
    )
    assert "fraude" in access.purpose


async def test_revoked_outlasts_withdrawn_and_superseded(house: House) -> None:
    made = await house.publish()
    withdrawn = await house.withdraw(PERSON, made.id)
    house.clock.advance(hours=1)
    revoked = await house.revoke(str(made.id), FRAUD, "x")
    assert (revoked.state, revoked.withdrawn_at) == (State.REVOKED, withdrawn.state_at)
    assert await house.withdraw(PERSON, made.id) == revoked
    superseded = revoked.supersede(made.record_ids[0], house.clock.now)
    assert (superseded.state, superseded.superseded_at) == (State.REVOKED, house.clock.now)
    assert superseded.supersede(made.record_ids[1], NOW).superseded_at == house.clock.now


@pytest.mark.parametrize("named", ["", "x", "0000-0000-0000-0000", str(UUID(int=0)), "\0"])
async def test_what_is_not_there_is_said(house: House, named: str) -> None:
    await house.publish()
    with pytest.raises(PublicationNotFound):
        await house.revoke(named, FRAUD, "x")
    assert house.memory.publications[0].state is State.PUBLISHED


async def test_the_verdict_says_so_in_both_languages_and_shows_nothing(house: House) -> None:
    made = await house.publish()
    await house.revoke(str(made.id), FRAUD, "x")
    verdict = await VerifyCode(house.memory, house.clock)(made.code)
    assert verdict.outcome is Outcome.REVOKED
    told = render.verdict(verdict, Basis.CODE)
    assert "annulé par le Passeport de compétences le 23 novembre 2026" in told.message_fr
    assert "revoked by the Passeport de compétences on 23 November 2026" in told.message_en
    assert told.HasField("state_time")
    assert (told.holder_name, told.title) == ("", "")
    assert "fraud" not in str(told)
