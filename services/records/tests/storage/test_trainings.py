"""A file of trainings and engagements in the passport: kinds, organisations, details, corrections."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport.records.v1 import events_pb2
from passeport_records.domain.batch import Counts, Feed, Sender
from passeport_records.domain.details import EngagementDetails, TrainingDetails
from passeport_records.domain.entry import Kind
from passeport_records.domain.organisation import Organisation
from passeport_records.messaging.events import ENTRY_CORRECTED, ENTRY_REGISTERED
from passeport_records.referentials.domain.terms import Scheme, Term
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from referential_support import import_terms
from statements import ENGAGEMENT, TRAINING, csv_of, json_lines_of

ACCOUNT = Sender("client-of-the-account", Organisation("Compte de formation (fictif)", "00100020700017"))


_READ: dict[str, Any] = {
    ENTRY_REGISTERED: events_pb2.EntryRegistered.FromString,
    ENTRY_CORRECTED: events_pb2.EntryCorrected.FromString,
}


async def test_trainings_and_engagements_enter_the_passport(
    engine: AsyncEngine, open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork
) -> None:
    await import_terms(engine, Term(scheme=Scheme.PREVENTION, code="RS6435", label="Travail en hauteur"))
    persons = KnownPersons()
    tools = tools_of(open_feed_work, persons)
    # A body that is the sender itself has the name under which it is registered.
    own = TRAINING | {"idTechnique": "MCF-2", "siretOrganisme": ACCOUNT.organisation.siret, "organisme": ""}
    own["financeur"] = ""
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
    assert entries["MCF-1"].content.details == TrainingDetails(40, "RS6435", "passed", "cpf")
    assert entries["MCF-1"].content.organisation == Organisation("Langues du Large", "00100014000010")
    assert entries["MCF-2"].content.organisation == ACCOUNT.organisation
    assert entries["CEC-1"].content.details == EngagementDetails("service_civique", "Équipière")
    assert entries["CEC-1"].content.organisation == ACCOUNT.organisation
    # That which nobody of the law paid for does not enter the passeport de prévention.
    query = sa.select(tables.outbox.c.type, tables.outbox.c.data).order_by(tables.outbox.c.id)
    async with engine.connect() as connection:
        rows = [row for row in await connection.execute(query) if row.type in _READ]
    events = [_READ[row.type](row.data) for row in rows]
    assert {event.entry_id for event in events if event.prevention} == {str(entries["MCF-1"].id)}
    assert len(events) == 4
