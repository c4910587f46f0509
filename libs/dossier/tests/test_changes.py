"""What the handler makes of identity's events: once each, told to both, and a dead letter of what is none."""

from __future__ import annotations

from uuid import UUID

import pytest

from notes import NOW, WORDING, NoteUnits
from passeport.identity.v1 import events_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery
from passeport_dossier.messaging.persons import PERSON_EXPIRED, PERSON_MERGED, PERSON_SPLIT, PersonChanges

MERGE, STAYS, GONE = new_id(), new_id(), new_id()


@pytest.fixture
def changes(open_work: NoteUnits) -> PersonChanges:
    return PersonChanges(open_work, WORDING, lambda: NOW)


def merged() -> bytes:
    event = events_pb2.PersonMerged(merge_id=str(MERGE), person_id=str(STAYS), merged_person_id=str(GONE))
    event.merge_time.FromDatetime(NOW)
    return event.SerializeToString()


def split() -> bytes:
    event = events_pb2.PersonSplit(merge_id=str(MERGE), person_id=str(STAYS), restored_person_id=str(GONE))
    event.split_time.FromDatetime(NOW)
    return event.SerializeToString()


def expired() -> bytes:
    event = events_pb2.PersonExpired(person_id=str(STAYS), revision=3)
    event.expire_time.FromDatetime(NOW)
    return event.SerializeToString()


def delivered(subject: str, data: bytes, event_id: UUID | None = None) -> Delivery:
    headers = {"ce-id": str(event_id or new_id()), "ce-type": subject}
    return Delivery.of(subject, data, headers, "IDENTITY", 1)


_SAID = {
    "merged": (PERSON_MERGED, merged()),
    "split": (PERSON_SPLIT, split()),
    "expired": (PERSON_EXPIRED, expired()),
}


async def told(open_work: NoteUnits, person_id: UUID) -> list[tuple[str, str, str, str]]:
    """What a person reads under his own identifier, the oldest first."""
    async with open_work() as work:
        found = (await work.accesses.page([person_id], 10, None)).accesses
    return sorted((each.action, each.purpose, each.actor_id, each.resource_id) for each in found)


async def test_a_merge_and_its_end_are_told_to_both_once(open_work: NoteUnits, changes: PersonChanges) -> None:
    async with open_work() as work:
        await work.write(GONE, "his")
        await work.commit()
    once = new_id()
    for event_id in (once, once, new_id()):
        await changes(delivered(PERSON_MERGED, merged(), event_id))
    async with open_work() as work:
        assert await work.read(STAYS) == {"his"}
    for _ in range(2):
        await changes(delivered(PERSON_SPLIT, split()))
    async with open_work() as work:
        assert await work.read(STAYS) == set()
        assert await work.read(GONE) == {"his"}
    assert await told(open_work, STAYS) == [
        ("notes.person.merge", "merged into you", "identity", str(MERGE)),
        ("notes.person.split", "separated from you", "identity", str(MERGE)),
    ]
    assert await told(open_work, GONE) == [
        ("notes.person.merge", "you were merged", "identity", str(MERGE)),
        ("notes.person.split", "you were separated", "identity", str(MERGE)),
    ]


@pytest.mark.parametrize(
    ("first", "second", "are_one", "is_over"),
    [("expired", "merged", False, True), ("merged", "split", True, False), ("merged", "expired", True, False)],
)
async def test_an_event_is_handled_once_whatever_it_says_the_second_time(
    open_work: NoteUnits, changes: PersonChanges, first: str, second: str, *, are_one: bool, is_over: bool
) -> None:
    event_id = new_id()
    for subject, data in (_SAID[first], _SAID[second]):
        await changes(delivered(subject, data, event_id))
    async with open_work() as work:
        assert await work.persons.are_one(STAYS, GONE) is are_one
        assert bool(await work.persons.expired([STAYS])) is is_over


async def test_whose_time_is_over_is_forgotten(open_work: NoteUnits, changes: PersonChanges) -> None:
    async with open_work() as work:
        await work.write(STAYS, "his")
        await work.commit()
    await changes(delivered(PERSON_EXPIRED, expired()))
    async with open_work() as work:
        assert await work.read(STAYS) == set()
        assert await work.persons.expired([STAYS, GONE]) == {STAYS}


@pytest.mark.parametrize(
    ("delivery", "why"),
    [
        (Delivery.of(PERSON_MERGED, merged(), {}, "IDENTITY", 1), "no event id"),
        (delivered("passeport.identity.v1.person.renumbered", b""), "no handler for .*renumbered"),
        (delivered(PERSON_MERGED, events_pb2.PersonMerged(merge_id="1").SerializeToString()), "hexadecimal"),
    ],
)
async def test_what_is_not_as_the_contract_says_is_refused(
    changes: PersonChanges, delivery: Delivery, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        await changes(delivery)
