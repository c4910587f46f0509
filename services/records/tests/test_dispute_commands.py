"""The commands of operators on disputes, in this process: what they say, and what they refuse."""

from __future__ import annotations

from passeport_chassis.ids import new_id
from passeport_records.domain.entry import Entry
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from support import award, batch, contestation, guaranteed, harvest
from test_service import PROGRAM, Environment, environment, stream  # noqa: F401 - fixtures

BY = ("--operator", "a.martin", "--reason", "Le certificateur a fermé")


async def contested(open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork) -> tuple[Entry, str]:
    entry = guaranteed(new_id(), award())
    async with open_feed_work() as feed:
        sent = batch()
        await feed.batches.open(sent)
        received = await feed.batches.receive(sent)
        await feed.guaranteed.write(received, harvest(received, {"P-1": entry}))
        await feed.commit()
    dispute = contestation(entry)
    async with open_work(entry.person_id) as work:
        await work.disputes.add(dispute)
        await work.commit()
    return entry, str(dispute.id)


async def test_an_operator_lists_reads_and_answers_for_a_source_that_is_silent(
    environment: Environment,  # noqa: F811 - a fixture
    open_work: UnitsOfWork,
    open_feed_work: FeedUnitsOfWork,
) -> None:
    code, out, err = await PROGRAM.run(environment, "disputes")
    assert (code, out) == (0, "0 disputes\n"), err
    entry, dispute = await contested(open_work, open_feed_work)
    code, out, err = await PROGRAM.run(environment, "disputes")
    assert code == 0, err
    assert (out.split()[:2], "2016" in out) == ([dispute, "opened"], False)
    code, out, err = await PROGRAM.run(environment, "dispute", dispute, *BY)
    assert code == 0, err
    assert (str(entry.id) in out, "J’ai commencé en 2016." in out) == (True, True)
    answer = ("answer-dispute", dispute, "refused", "--text", "Le procès-verbal dit 2017.", *BY)
    code, out, err = await PROGRAM.run(environment, *answer)
    assert (code, out.split()[:2]) == (0, [dispute, "refused"]), err
    code, _, err = await PROGRAM.run(environment, *answer)
    assert (code, "has ended" in err) == (1, True)
    code, _, err = await PROGRAM.run(environment, "dispute", str(new_id()), *BY)
    assert (code, err.count("\n"), "no dispute has this identifier; `disputes --all` lists them" in err) == (1, 1, True)
    code, out, _ = await PROGRAM.run(environment, "operator-acts", "--about", dispute)
    assert [line.split()[1] for line in out.splitlines()] == ["dispute", "answer-dispute"]
