"""What every implementation of the ports promises of consents and of what they let an employer see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry, Merge
from passeport_prevention.domain.consent import Consent, ConsentScope, Sight
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.persons import Fact, HolderNews
from passeport_prevention.domain.training import Declarant, Declarer, Training
from passeport_prevention.usecases.ports import OpenWork, UnitOfWork
from support import NOW, training

EMPLOYER, OTHER = "73282932000074", "98765432400019"


def trainings_of(person_id: UUID) -> dict[str, Training]:
    """One of each sort that an employer may meet."""
    own = Declarer(Declarant.EMPLOYER, "Employeur (fictif)", EMPLOYER)
    body = Declarer(Declarant.TRAINING_BODY, "Organisme (fictif)", "12345678200010")
    first = {
        "own": training(person_id, declarer=own),
        "own, other establishment": training(person_id, declarer=replace(own, siret="73282932000082")),
        "of another employer": training(person_id, declarer=replace(own, siret=OTHER)),
        "of a body": training(person_id, declarer=body),
        "of a body, category 2": training(person_id, declarer=body),
        "of the holder": training(person_id),
    }
    told = Particulars(category=2, employer_siret=EMPLOYER)
    return first | {"of a body, category 2": replace(first["of a body, category 2"], particulars=told)}


async def an_employer_sees_what_a_sight_includes(open_work: OpenWork) -> None:
    person_id = new_id()
    added = trainings_of(person_id)
    chosen = added["of the holder"].id
    sights = [
        Sight("732829320"),
        Sight("732829320", everything=True),
        Sight("732829320", training_ids=(chosen,)),
        Sight("732829320", categories=(2, 3)),
        Sight("732829320", training_ids=(chosen,), categories=(1, 2)),
        Sight("987654324"),
        Sight("000000000"),
        Sight(""),
    ]
    async with open_work() as work:
        await work.trainings.add(*added.values())
        await work.commit()
    async with open_work() as work:
        for sight in sights:
            page = await work.trainings.page(person_id, 20, None, sight=sight)
            expected = {one.id for one in added.values() if sight.includes(one)}
            assert {one.id for one in page.trainings} == expected, sight
        assert set(await work.trainings.his_among(person_id, [chosen, new_id()])) == {chosen}
        assert not await work.trainings.his_among(new_id(), [chosen])


async def the_last_word_of_a_worker_counts(open_work: OpenWork) -> None:
    person_id, merged = new_id(), new_id()
    total = Consent(EMPLOYER, ConsentScope.TOTAL, granted_at=NOW)
    partial = Consent(
        "73282932000082",
        ConsentScope.PARTIAL,
        (new_id(), new_id()),
        (1, 4),
        date(2027, 1, 1),
        NOW + timedelta(minutes=1),
    )
    refused = Consent(OTHER, ConsentScope.REFUSED, granted_at=NOW - timedelta(days=1))
    async with open_work() as work:
        await work.consents.put(person_id, total)
        await work.consents.put(person_id, refused)
        await work.consents.put(merged, partial)
        assert await work.consents.all_of(person_id) == [total, refused]
        await work.persons.merge(Merge(new_id(), person_id, merged, NOW))
        # What he said under the other identifier came later.
        assert await work.consents.all_of(person_id) == [partial, refused]
        assert await work.consents.get(person_id, "732829320") == partial
        gone = partial.withdrawn(NOW + timedelta(minutes=2))
        await work.consents.put(person_id, gone)
        assert await work.consents.get(person_id, "732829320") == gone
        assert await work.consents.get(new_id(), "732829320") is None
        for each in (person_id, merged):
            await work.persons.expire(Expiry(each, NOW))
        assert await work.consents.all_of(person_id) == []


async def what_was_withdrawn_stays_so_when_a_merge_is_undone(open_work: OpenWork) -> None:
    """Who was merged grants, who stays withdraws, or says something else: nothing holds of the one restored."""
    total = Consent(EMPLOYER, ConsentScope.TOTAL, granted_at=NOW)
    later = NOW + timedelta(minutes=1)
    for word in (total.withdrawn(later), Consent(EMPLOYER, ConsentScope.REFUSED, granted_at=later)):
        stays, merged, last = (new_id() for _ in range(3))
        refused = Consent(OTHER, ConsentScope.REFUSED, granted_at=NOW)
        merges = [Merge(new_id(), stays, merged, NOW), Merge(new_id(), merged, last, NOW)]
        async with open_work() as work:
            for each in (merged, last):
                await work.consents.put(each, total)
            await work.consents.put(merged, refused)
            for merge in merges:
                await work.persons.merge(merge)
            await work.consents.put(stays, word)
            await work.consents.put(stays, replace(total, employer_siret=OTHER, granted_at=later))
            assert await work.consents.get(stays, "732829320") == word
            for merge in merges:
                await work.persons.split(merge)
            for each in (merged, last):
                assert await work.consents.get(each, "732829320") == total.withdrawn(later)
            # What he refused is not let by the word of another.
            assert await work.consents.get(merged, "987654324") == refused


async def nobody_reads_by_a_consent_of_who_is_away(open_work: OpenWork) -> None:
    """Each fact alone, told in the wrong order too; of an account that is merged, its own and that of who stays."""
    for fact in Fact:
        stays, merged = new_id(), new_id()
        merge = Merge(new_id(), stays, merged, NOW)
        of_stays = Consent(EMPLOYER, ConsentScope.TOTAL, granted_at=NOW)
        of_merged = Consent(OTHER, ConsentScope.TOTAL, granted_at=NOW)
        async with open_work() as work:

            async def open_now(work: UnitOfWork = work, stays: UUID = stays) -> tuple[bool, bool]:
                found = [await work.consents.open_to(stays, siren) for siren in ("732829320", "987654324")]
                return found[0] is not None, found[1] is not None

            await work.consents.put(stays, of_stays)
            await work.consents.put(merged, of_merged)
            await work.persons.merge(merge)
            assert await open_now() == (True, True)
            await work.persons.note(HolderNews(stays, fact, True, 5))
            await work.persons.note(HolderNews(stays, fact, False, 4))
            assert await open_now() == (False, False)
            # He himself still reads what he said.
            assert await work.consents.get(stays, "732829320") == of_stays
            await work.persons.note(HolderNews(stays, fact, False, 6))
            assert await open_now() == (True, True)
            await work.persons.note(HolderNews(merged, fact, True, 2))
            # A closed account is not opened by a merge; a death is that of who stays.
            assert await open_now() == (True, fact is Fact.DEAD)
            await work.persons.split(merge)
            assert await work.consents.open_to(merged, "987654324") is None


PROMISES_OF_CONSENTS = [
    nobody_reads_by_a_consent_of_who_is_away,
    an_employer_sees_what_a_sight_includes,
    the_last_word_of_a_worker_counts,
    what_was_withdrawn_stays_so_when_a_merge_is_undone,
]
