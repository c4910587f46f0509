"""What every implementation of the ports promises; run on the fakes and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from passeport_chassis.access import Access, by_holder
from passeport_chassis.ids import new_id
from passeport_chassis.partial_date import PartialDate
from passeport_dossier.domain.persons import Expiry, Merge
from passeport_prevention.domain.access import by_partner
from passeport_prevention.domain.changes import corrected, withdrawn
from passeport_prevention.domain.events import declared
from passeport_prevention.domain.request import Claimed
from passeport_prevention.domain.training import Declarant, Declarer, Position, Proof, Training
from passeport_prevention.domain.verification import Verification, VerificationState
from passeport_prevention.usecases.ports import OpenWork
from passeport_prevention.usecases.verify_trainings import LISTED
from support import BODY, NOW, attestation, day, training


async def what_is_added_comes_back_as_it_was(open_work: OpenWork) -> None:
    person_id = new_id()
    body = Declarer(Declarant.TRAINING_BODY, "Forma Prévention (fictif)", "12345678200010")
    bare = attestation("Secourisme", proof=Proof.JUSTIFICATIF, start=None, end=None, validity_end=None)
    added = [
        training(person_id, declarer=body),
        training(person_id, replace(bare, validity_start=day("2025-06"), type_name="sst", refresher=True)),
        training(person_id, attestation("Amiante", training_body="École du désamiantage", start=None, end=day("2019"))),
        training(
            person_id, attestation("Levage", type_name="caces-r490", refresher=False, end=day("2018"), start=None)
        ),
    ]
    async with open_work() as work:
        for one in added:
            await work.trainings.add(one)
        await work.commit()
    async with open_work() as work:
        assert list((await work.trainings.page(person_id, 10, None)).trainings) == added
        assert await work.trainings.get(person_id, added[1].id) == added[1]
        assert (await work.trainings.page(new_id(), 10, None)).trainings == ()


async def pages_hold_every_training_once_the_latest_first(open_work: OpenWork) -> None:
    person_id = new_id()
    dates: list[PartialDate] = [day(text) for text in ("2024-05-03", "2024", "2024-05", "2024-05-03", "1999-12-31")]
    added = [training(person_id, attestation(start=None, end=date, validity_start=None)) for date in dates]
    async with open_work() as work:
        for one in added:
            await work.trainings.add(one)
        await work.commit()
    seen: list[Training] = []
    after: Position | None = None
    async with open_work() as work:
        for _ in added:
            page = await work.trainings.page(person_id, 2, after)
            seen += page.trainings
            after = page.next
            if after is None:
                break
    assert [str(one.dated_on) for one in seen] == ["2024-05-03", "2024-05-03", "2024-05", "2024", "1999-12-31"]
    assert {one.id for one in seen} == {one.id for one in added}


async def what_is_not_committed_never_was(open_work: OpenWork) -> None:
    person_id = new_id()
    claim = Claimed(person_id, new_id(), b"f")
    async with open_work() as work:
        await work.trainings.add(training(person_id))
        await work.requests.claim_request_id("r", claim)
        await work.accesses.record(by_holder(person_id, NOW, "read", "…"))
        work.emit(declared(training(person_id)))
    async with open_work() as work:
        assert (await work.trainings.page(person_id, 10, None)).trainings == ()
        assert (await work.accesses.page(person_id, 10, None)).accesses == ()
        assert await work.requests.claim_request_id("r", claim) is None


async def a_failure_inside_leaves_nothing(open_work: OpenWork) -> None:
    person_id = new_id()

    async def fail() -> None:
        async with open_work() as work:
            await work.trainings.add(training(person_id))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with open_work() as work:
        assert (await work.trainings.page(person_id, 10, None)).trainings == ()


async def a_key_is_taken_once(open_work: OpenWork) -> None:
    first = Claimed(new_id(), new_id(), b"first")
    second = Claimed(first.person_id, new_id(), b"second")
    async with open_work() as work:
        assert await work.requests.claim_partner_key("client", "key", first) is None
        assert await work.requests.claim_request_id("key", first) is None
        await work.commit()
    async with open_work() as work:
        assert await work.requests.claim_partner_key("client", "key", second) == first
        assert await work.requests.claim_request_id("key", second) == first
        # Other partners and other workers have keys of their own.
        assert await work.requests.claim_partner_key("other", "key", second) is None
        assert await work.requests.claim_request_id("key", Claimed(new_id(), new_id(), b"third")) is None


async def accesses_come_back_newest_first_page_by_page(open_work: OpenWork) -> None:
    person_id = new_id()
    async with open_work() as work:
        for number in range(5):
            at = NOW + timedelta(seconds=number // 2)
            await work.accesses.record(by_holder(person_id, at, f"action.{number}", "…", resource_id=str(number)))
        await work.accesses.record(by_holder(new_id(), NOW, "action.other", "…"))
        await work.commit()
    seen: list[Access] = []
    async with open_work() as work:
        page = await work.accesses.page(person_id, 2, None)
        seen += page.accesses
        while page.next is not None:
            page = await work.accesses.page(person_id, 2, page.next)
            seen += page.accesses
    assert sorted(access.action for access in seen) == [f"action.{number}" for number in range(5)]
    assert [access.at for access in seen] == sorted((access.at for access in seen), reverse=True)


async def persons_who_are_one_are_read_as_one_until_they_are_not(open_work: OpenWork) -> None:
    stays, middle, merged, stranger = (new_id() for _ in range(4))
    own, other = training(stays), training(merged)
    outer, inner = Merge(new_id(), stays, middle, NOW), Merge(new_id(), middle, merged, NOW)
    async with open_work() as work:
        for one in (own, other):
            await work.trainings.add(one)
            await work.accesses.record(by_holder(one.person_id, NOW, "action", "…"))
        await work.requests.claim_request_id("r", Claimed(merged, other.id, b"f"))
        # Undone before it was heard of: it never does anything.
        gone = Merge(new_id(), stranger, stays, NOW)
        assert not await work.persons.split(gone)
        assert not await work.persons.merge(gone)
        # A chain, the later merge heard of first; each is news once.
        assert [await work.persons.merge(merge) for merge in (outer, inner, inner)] == [True, True, False]
        await work.commit()

    async def seen(person_id: UUID) -> set[UUID]:
        async with open_work() as work:
            accesses = (await work.accesses.page(person_id, 10, None)).accesses
            found = (await work.trainings.page(person_id, 10, None)).trainings
        assert {access.person_id for access in accesses} == {one.person_id for one in found}
        return {one.id for one in found}

    assert await seen(stays) == {own.id, other.id}
    assert await seen(middle) == await seen(merged) == {other.id}
    assert await seen(stranger) == set()
    async with open_work() as work:
        assert await work.trainings.get(stays, other.id) == other
        assert await work.requests.claim_request_id("r", Claimed(stays, new_id(), b"g")) == Claimed(
            merged, other.id, b"f"
        )
        assert await work.persons.are_one(merged, stays)
        assert not await work.persons.are_one(merged, stranger)
        assert [await work.persons.split(outer) for _ in range(2)] == [True, False]
        await work.commit()
    assert await seen(stays) == {own.id}
    assert await seen(middle) == {other.id}


async def of_a_person_whose_time_is_over_nothing_stays_but_the_accesses(open_work: OpenWork) -> None:
    stays, merged, other = new_id(), new_id(), new_id()
    async with open_work() as work:
        await work.persons.merge(Merge(new_id(), stays, merged, NOW))
        for person_id in (stays, merged, other):
            one = training(person_id)
            await work.trainings.add(one)
            await work.requests.claim_partner_key("client", str(person_id), Claimed(person_id, one.id, b"f"))
            await work.requests.claim_request_id("r", Claimed(person_id, one.id, b"f"))
            await work.accesses.record(by_holder(person_id, NOW, "action", "…"))
        await work.commit()
    async with open_work() as work:
        await work.persons.expire(Expiry(stays, NOW))
        # Who was merged into him is told of by himself: the merge may have ended, and nobody heard of it yet.
        assert not await work.persons.is_expired(merged)
        assert len((await work.trainings.page(merged, 10, None)).trainings) == 1
        await work.commit()
    for person_id in (merged, stays):
        async with open_work() as work:
            await work.persons.expire(Expiry(person_id, NOW))
            await work.commit()
    async with open_work() as work:
        for person_id in (stays, merged):
            assert await work.persons.is_expired(person_id)
            assert (await work.trainings.page(person_id, 10, None)).trainings == ()
            claim = Claimed(person_id, new_id(), b"new")
            assert await work.requests.claim_partner_key("client", str(person_id), claim) is None
        assert len((await work.accesses.page(stays, 10, None)).accesses) == 2
        assert not await work.persons.is_expired(other)
        assert len((await work.trainings.page(other, 10, None)).trainings) == 1
        assert await work.requests.claim_request_id("r", Claimed(stays, new_id(), b"new")) is None


async def what_is_corrected_keeps_what_was_said_before(open_work: OpenWork) -> None:
    person_id, other = new_id(), new_id()
    first, beside = replace(training(person_id), declaration="D"), replace(training(other), declaration="D")
    async with open_work() as work:
        for one in (first, beside):
            await work.trainings.add(one)
            claim = Claimed(one.person_id, one.id, b"f")
            await work.requests.claim_partner_key("client", str(one.id), claim)
        await work.commit()
    last = day("2026-05-06")
    moved = attestation("Chimie", end=last, validity_start=last, validity_end=None, training_body="Forma (fictif)")
    moved = replace(moved, type_name="sst", refresher=False)
    second = corrected(first, moved, first.particulars, "R", None, None, reason="Date fausse", at=NOW)
    gone = withdrawn(second, reason="Personne d’autre", at=NOW + timedelta(days=1))
    async with open_work() as work:
        assert await work.trainings.replace(second)
        assert await work.trainings.of_partner("client", first.id) == second
        assert (await work.trainings.page(person_id, 10, None)).trainings == (second,)
        # Who read it before is too late.
        assert not await work.trainings.replace(replace(second, reason="Autre"))
        assert await work.trainings.replace(gone)
        await work.commit()
    async with open_work() as work:
        assert (await work.trainings.page(person_id, 10, None)).trainings == ()
        assert (await work.trainings.page(person_id, 10, None, withdrawn=True)).trainings == (gone,)
        both = {first.id: person_id, beside.id: other}
        assert set(await work.trainings.withdrawn_among(both)) == {first.id}
        kept = [(one.version, one.content, one.reason) for one in await work.trainings.versions(person_id, first.id)]
        assert [said[:2] for said in kept] == [(1, first.content), (2, moved)]
        assert kept[0][2] == ""
        assert await work.trainings.versions(other, first.id) == []
        assert await work.trainings.of_partner("another", first.id) is None
        both_now = sorted((gone, beside), key=lambda one: one.id)
        assert await work.trainings.of_declaration("client", "D", 9) == both_now
        assert await work.trainings.of_declaration("client", "D", 1) == both_now[:1]
        assert await work.trainings.of_declaration("client", "", 9) == []
        await work.persons.expire(Expiry(person_id, NOW))
        assert await work.trainings.versions(person_id, first.id) == []
        assert await work.trainings.of_partner("client", first.id) is None


async def verifications_are_found_by_who_is_to_act(open_work: OpenWork) -> None:
    employer, body = "73282932000074", Declarer(Declarant.TRAINING_BODY, "Forma", "12345678200010")
    awaited = [Verification(employer, day_) for day_ in (date(2026, 9, 30), date(2026, 12, 31), date(2026, 12, 31))]
    added = [replace(training(new_id(), declarer=body), verification=one) for one in awaited]
    async with open_work() as work:
        await work.trainings.add(*added, training(new_id()))
        await work.commit()
    first, second, third = added
    asked = replace(third, verification=third.to_verify.moved(VerificationState.CORRECTION_ASKED, "Dates", NOW))
    async with open_work() as work:
        assert await work.verifications.replace(asked)
        assert not await work.verifications.replace(asked)
        page = await work.verifications.of_employer("732829320", (), 2, None, NOW)
        rest = await work.verifications.of_employer("732829320", (), 2, page.next, NOW)
        assert [*page.trainings, *rest.trainings] == sorted(
            (first, second, asked), key=lambda one: one.id, reverse=True
        )
        assert rest.next is None
        silent = await work.verifications.of_employer("732829320", {VerificationState.DEEMED_VERIFIED}, 9, None, NOW)
        assert silent.trainings == (first,)
        open_ = await work.verifications.of_employer("732829320", {VerificationState.AWAITING}, 9, None, NOW)
        assert open_.trainings == (second,)
        assert (await work.verifications.of_employer("999999999", (), 9, None, NOW)).trainings == ()
        assert (await work.verifications.of_declarant("123456782", (), 9, None)).trainings == (asked,)
        contested = await work.verifications.of_declarant("123456782", {VerificationState.CONTESTED}, 9, None)
        assert contested.trainings == ()
        assert await work.verifications.get("732829320", third.id) == asked
        assert await work.verifications.get("123456782", third.id) is None
        assert await work.verifications.count_overdue(date(2026, 10, 1)) == 1
        counts = await work.verifications.count_awaited("732829320", date(2026, 10, 1))
        assert counts == {date(2026, 12, 31): 1}
        assert list(await work.verifications.take_overdue(date(2026, 10, 1), 5)) == [first]
        assert list(await work.verifications.take_overdue(date(2026, 9, 30), 5)) == []
        within = date(2026, 9, 30), date(2026, 12, 31)
        assert await work.verifications.count_due(*within) == 2
        assert list(await work.verifications.take_due(date(2026, 10, 1), date(2026, 12, 30), 5)) == []
        assert list(await work.verifications.take_due(*within, 1)) == [first]
        await work.verifications.remind([first], NOW)
        assert list(await work.verifications.take_due(*within, 5)) == [second]
        seen = by_partner(BODY, second.person_id, NOW, LISTED, "…", str(second.id))
        await work.accesses.record(seen)
        assert set(await work.verifications.listed_since(NOW, added, BODY.client_id)) == {second.id}
        assert not await work.verifications.listed_since(NOW + timedelta(seconds=1), added, BODY.client_id)
        # Withdrawn, it is nobody's to verify; corrected, it begins anew.
        assert not await work.trainings.withdraw([withdrawn(second, reason="x", at=NOW)])
        assert await work.verifications.get("732829320", second.id) is None
        anew = replace(
            asked, version=2, revision=2, verification=asked.to_verify.moved(VerificationState.AWAITING, "", NOW)
        )
        assert await work.trainings.replace(replace(anew, changed_at=NOW, reason="y"))
        found = await work.verifications.get("732829320", third.id)
        assert found is not None
        assert found.to_verify == anew.to_verify
        await work.verifications.remind([found], NOW)
        assert await work.verifications.count_due(*within) == 0
        # What an employer said meanwhile is not overwritten: whoever asks leaves it at that.
        assert not await work.trainings.replace(replace(found, version=3, revision=3, reason="z", changed_at=NOW))


async def what_is_taken_back_at_once_is_all_of_its_revision_or_named(open_work: OpenWork) -> None:
    several = [training(new_id(), attestation(title)) for title in "ABC"]
    async with open_work() as work:
        await work.trainings.add(*several)
        moved = corrected(several[1], attestation("B2"), several[1].particulars, "", None, None, reason="x", at=NOW)
        assert await work.trainings.replace(moved)
        await work.commit()
    async with open_work() as work:
        late = [withdrawn(one, reason="y", at=NOW) for one in several]
        assert set(await work.trainings.withdraw(late)) == {moved.id}
    async with open_work() as work:
        gone = [withdrawn(one, reason="y", at=NOW) for one in (several[0], moved, several[2])]
        assert not await work.trainings.withdraw(gone)
        assert not await work.trainings.withdraw([])
        for one in gone:
            assert (await work.trainings.page(one.person_id, 9, None, withdrawn=True)).trainings == (one,)


async def an_answer_is_to_the_training_that_was_read(open_work: OpenWork) -> None:
    first = replace(training(new_id()), verification=Verification("73282932000074", date(2026, 12, 31)))
    # It named no employer for a while: its verification is another, of the same revision.
    without = replace(first, version=2, revision=2, changed_at=NOW, verification=None)
    again = replace(without, version=3, revision=3, verification=first.verification)
    said = first.to_verify.moved(VerificationState.CONFIRMED, "", NOW)
    async with open_work() as work:
        await work.trainings.add(first)
        assert await work.trainings.replace(without)
        assert await work.trainings.replace(again)
        assert not await work.verifications.replace(replace(first, verification=said))
        assert await work.verifications.replace(replace(again, verification=said))


PROMISES = [
    an_answer_is_to_the_training_that_was_read,
    what_is_taken_back_at_once_is_all_of_its_revision_or_named,
    verifications_are_found_by_who_is_to_act,
    what_is_corrected_keeps_what_was_said_before,
    what_is_added_comes_back_as_it_was,
    pages_hold_every_training_once_the_latest_first,
    what_is_not_committed_never_was,
    a_failure_inside_leaves_nothing,
    a_key_is_taken_once,
    accesses_come_back_newest_first_page_by_page,
    persons_who_are_one_are_read_as_one_until_they_are_not,
    of_a_person_whose_time_is_over_nothing_stays_but_the_accesses,
]
