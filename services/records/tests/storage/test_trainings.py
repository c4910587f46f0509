"""A file of trainings and engagements in the passport: kinds, organisations, details, corrections."""

from __future__ import annotations

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_records.domain.batch import Counts, Feed, Sender
from passeport_records.domain.details import EngagementDetails, TrainingDetails
from passeport_records.domain.entry import Kind
from passeport_records.domain.organisation import Organisation
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from statements import ENGAGEMENT, TRAINING, csv_of, json_lines_of

ACCOUNT = Sender("client-of-the-account", Organisation("Compte de formation (fictif)", "00100020700017"))


async def test_trainings_and_engagements_enter_the_passport(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork
) -> None:
    persons = KnownPersons()
    tools = tools_of(open_feed_work, persons)
    # A body that is the sender itself has the name under which it is registered.
    own = TRAINING | {"idTechnique": "MCF-2", "siretOrganisme": ACCOUNT.organisation.siret, "organisme": ""}
    unknown = TRAINING | {"idTechnique": "MCF-3", "nir": "1760859350384"}
    content = csv_of([TRAINING, ENGAGEMENT, own, unknown])
    done = await send_and_process(tools, ACCOUNT, Feed.TRAININGS, content, "formations.csv")
    assert done.counts == Counts(accepted=3, unresolved=1)
    corrected = json_lines_of([TRAINING | {"action": "CORRECTION", "dureeHeures": 40}])
    again = await send_and_process(tools, ACCOUNT, Feed.TRAININGS, corrected, "corrections.jsonl")
    assert again.counts == Counts(accepted=1)
    async with open_work(persons.claire) as work:
        page = await work.entries.page((), 10, None)
        entries = {(await work.provenances.get(entry)).steps[0].sender_key: entry for entry in page.entries}
    assert {key: entry.kind for key, entry in entries.items()} == {
        "MCF-1": Kind.TRAINING,
        "MCF-2": Kind.TRAINING,
        "CEC-1": Kind.ENGAGEMENT,
    }
    assert entries["MCF-1"].content.details == TrainingDetails(40, "RS6435", "passed")
    assert entries["MCF-1"].content.organisation == Organisation("Langues du Large", "00100014000010")
    assert entries["MCF-2"].content.organisation == ACCOUNT.organisation
    assert entries["CEC-1"].content.details == EngagementDetails("service_civique", "Équipière")
    assert entries["CEC-1"].content.organisation == ACCOUNT.organisation
