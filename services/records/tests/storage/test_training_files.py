"""Holders named by a training file (dossierFormation): whose it is, a feed of trainings tells; on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Batch, Counts, Feed, Sender
from passeport_records.domain.entry import Kind
from passeport_records.domain.organisation import Organisation
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.retry_waiting import retry_waiting
from samples import DOSSIER, NIR, certification, flux, passage
from statements import TRAINING, csv_of
from support import CERTIFIER, NOW

FILE = "1234567891011"
OTHERS = ["1940335238045", "1940335238152", "2611199351023"]
SIRETS = ["00100014000010", "00100015700014", "00100017300011", "00100020700017"]
BY_FILE = flux(certification(passage(holder=DOSSIER)))


@pytest.fixture
def persons() -> KnownPersons:
    known = KnownPersons()
    for nir in OTHERS:
        known.add(nir)
    return known


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return replace(tools_of(open_feed_work, persons), file_senders=frozenset(SIRETS))


async def follow(tools: FeedTools, *trainings: tuple[str, str, str], action: str = "CREATION") -> None:
    """Sends trainings: the SIRET of who sends each, the number of its file, the NIR of whose it is."""
    for siret, number, nir in trainings:
        sender = Sender(f"client-{siret}", Organisation("Organisme (fictif)", siret))
        content = csv_of([TRAINING | {"idTechnique": number, "nir": nir, "action": action}])
        done = await send_and_process(tools, sender, Feed.TRAININGS, content, f"{action}-{number}.csv")
        assert done.counts == Counts(accepted=1)


async def outcome(tools: FeedTools, done: Batch) -> Mapping[str, str]:
    report = await read_report(tools.open_work, sender=CERTIFIER, batch_id=done.id)
    return {line.key: line.rule or line.outcome.value async for line in report.lines()}


async def send(tools: FeedTools, content: bytes = BY_FILE) -> tuple[Batch, Mapping[str, str]]:
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, content, str(new_id()))
    return done, await outcome(tools, done)


async def test_a_training_that_came_tells_whose_its_file_is(
    tools: FeedTools, persons: KnownPersons, open_work: UnitsOfWork
) -> None:
    await follow(tools, (SIRETS[0], FILE, NIR), (SIRETS[0], "99", OTHERS[0]))
    _, told = await send(tools)
    assert told == {"P-1": "accepted"}
    async with open_work(persons.claire) as work:
        kinds = [entry.kind for entry in (await work.entries.page((), 10, None)).entries]
    assert kinds == [Kind.CERTIFICATION, Kind.TRAINING]


async def test_of_several_who_used_the_number_the_names_tell_which(tools: FeedTools) -> None:
    await follow(tools, *((siret, FILE, nir) for siret, nir in zip(SIRETS, [*OTHERS[:2], NIR, OTHERS[2]], strict=True)))
    _, told = await send(tools)
    assert told == {"P-1": "accepted"}


async def test_a_file_of_somebody_of_another_name_gives_him_nothing(tools: FeedTools) -> None:
    await follow(tools, (SIRETS[0], FILE, OTHERS[0]))
    _, told = await send(tools)
    assert told == {"P-1": "training_file_names"}


@pytest.mark.parametrize("senders", [frozenset[str](), frozenset(SIRETS[1:])])
async def test_a_number_of_a_body_that_numbers_no_files_leads_to_nobody(
    tools: FeedTools, senders: frozenset[str]
) -> None:
    await follow(tools, (SIRETS[0], FILE, NIR))
    _, told = await send(replace(tools, file_senders=senders))
    assert told == {"P-1": "training_file"}


async def test_a_training_that_was_taken_back_leads_to_nobody(tools: FeedTools) -> None:
    await follow(tools, (SIRETS[0], FILE, NIR))
    await follow(tools, (SIRETS[0], FILE, NIR), action="SUPPRESSION")
    _, told = await send(tools)
    assert told == {"P-1": "training_file"}


async def test_a_passage_waits_for_the_training_of_its_file(
    tools: FeedTools, persons: KnownPersons, open_feed_work: FeedUnitsOfWork
) -> None:
    done, told = await send(tools)
    assert (told, done.counts.unresolved) == ({"P-1": "training_file"}, 1)
    assert persons.questions == 0
    await follow(tools, (SIRETS[0], FILE, NIR))
    later = replace(tools, clock=lambda: NOW + timedelta(days=400))
    async with open_feed_work() as work:
        assert await work.waiting.hasten() == 1
        await work.commit()
    assert await retry_waiting(later)
    assert await outcome(tools, done) == {"P-1": "accepted"}


async def test_a_passage_is_taken_back_whoever_its_file_is_of(tools: FeedTools) -> None:
    await follow(tools, (SIRETS[0], FILE, NIR))
    await send(tools)
    _, told = await send(tools, flux(certification(passage(holder=DOSSIER.replace(FILE, "42"))), action="SUPPRESSION"))
    assert told == {"P-1": "accepted"}
