"""What items of a file do to the passports: the rules of both feeds, without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.award import AwardAction, AwardClaim
from passeport_records.domain.batch import Batch, Counts, Feed
from passeport_records.domain.claims import Claim, keys_of
from passeport_records.domain.details import AwardDetails, EmploymentDetails
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Ending
from passeport_records.domain.entry import EntryState, Nature
from passeport_records.domain.events import EntryCorrected, EntryRegistered, EntryWithdrawn
from passeport_records.domain.gathering import Gathering
from passeport_records.domain.harvest import Held, SourceKey, award_key, contract_key
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.provenance import Change
from passeport_records.domain.report import Fault, Outcome
from passeport_records.domain.resolution import Resolution, Unresolved
from support import DSN_SENDER, NOW, batch

PERSON = new_id()
HOLDER = NirIdentity("2810444109021", "FONTANEL")
KNOWN = Resolution(PERSON)
NOBODY = Resolution(why=Unresolved.NO_MATCH, step=1)
DSN = batch(feed=Feed.DSN, sender=DSN_SENDER)


def award(key: str = "P-1", **changes: object) -> AwardClaim:
    said = AwardClaim(
        line=7,
        key=key,
        holder=HOLDER,
        valid_from=date(2026, 4, 17),
        valid_until=None,
        details=AwardDetails(register="RS", code="RS7256"),
    )
    return replace(said, **changes)  # type: ignore[arg-type]


def job(**changes: object) -> EmploymentClaim:
    said = EmploymentClaim(
        line=27,
        contract=ContractKey("00100001700010", date(2017, 1, 2), "00102"),
        holder=HOLDER,
        as_of=date(2026, 10, 31),
        title="Ingénieure",
        details=EmploymentDetails(pcs_code="388c"),
        employer=Organisation("PONANT LOGICIEL", "00100001700010", "NANTES"),
        message="1",
        norm="P26V01",
    )
    return replace(said, **changes)  # type: ignore[arg-type]


def gather(
    of: Batch,
    *items: tuple[Claim | Fault, Resolution],
    held: Mapping[SourceKey, Held] | None = None,
) -> Gathering:
    gathering = Gathering(of, held or {}, NOW)
    for ordinal, (item, resolution) in enumerate(items):
        if isinstance(item, Fault):
            gathering.take_fault(ordinal, item)
        else:
            gathering.take(ordinal, item, resolution)
    return gathering


def after(gathering: Gathering, of: Batch, *claims: Claim, person: UUID = PERSON) -> dict[SourceKey, Held]:
    """What a database would hold under the keys of some claims, once a gathering is written."""
    entries = {**gathering.harvest.added, **gathering.harvest.changed}
    names = {key: entry.id for key, entry in gathering.harvest.keys.items()}
    keys = {key for claim in claims for key in keys_of(of, claim, person)}
    return {key: entries[names[key]] for key in keys if key in names}


def outcomes(gathering: Gathering) -> list[Outcome]:
    return [report.outcome for report in gathering.harvest.reports]


def accesses(gathering: Gathering) -> list[tuple[str, UUID]]:
    return [(access.action, access.person_id) for access in gathering.accesses]


def changes(gathering: Gathering) -> list[tuple[int, Change]]:
    return [(noted.step.revision, noted.step.change) for noted in gathering.harvest.steps]


def test_an_award_enters_the_passport_with_its_story() -> None:
    of = batch()
    gathering = gather(of, (award(), KNOWN))
    (held,) = gathering.harvest.added.values()
    assert (held.entry.person_id, held.entry.nature, held.entry.content.title) == (
        PERSON,
        Nature.GUARANTEED,
        "Certification RS7256",
    )
    assert held.entry.source_label == f"Certificateur {of.sender.organisation.name}"
    assert gathering.harvest.keys == {award_key("AB123CDE", "P-1"): held.entry}
    (noted,) = gathering.harvest.steps
    assert (noted.step.batch_id, noted.step.line, noted.step.sender_key) == (of.id, 7, "P-1")
    assert gathering.events == [EntryRegistered(held.entry.id, PERSON, held.entry.kind, 1, NOW, "RS7256", "RS7256")]
    assert [(access.person_id, access.organisation) for access in gathering.accesses] == [
        (PERSON, of.sender.organisation.name)
    ]
    assert gathering.counts == Counts(accepted=1)


def test_a_passage_sent_again_is_told_by_the_official_message_even_if_its_holder_is_known_no_more() -> None:
    of = batch()
    first = gather(of, (award(), KNOWN))
    again = gather(of, (award(), NOBODY), held=after(first, of, award()))
    assert outcomes(again) == [Outcome.DUPLICATE]
    assert again.harvest.reports[0].message == (
        "Le passage certification avec le bcr émetteur AB123CDE et l'id technique partenaire P-1 existe déjà en base"
    )
    assert (again.harvest.added, again.harvest.changed, again.harvest.keys, again.events) == ({}, {}, {}, [])


def test_a_passage_twice_in_one_file_counts_once() -> None:
    gathering = gather(batch(), (award(), KNOWN), (award(), KNOWN))
    assert outcomes(gathering) == [Outcome.ACCEPTED, Outcome.DUPLICATE]
    assert len(gathering.harvest.added) == 1


@pytest.mark.parametrize(
    ("why", "waits"),
    [(why, why not in {Unresolved.NIR_INVALID, Unresolved.NTT_INVALID, Unresolved.INE_INVALID}) for why in Unresolved],
)
def test_what_may_be_mended_waits(why: Unresolved, waits: bool) -> None:
    assert bool(gather(batch(), (award(), Resolution(why=why))).waiting) is waits


def test_a_holder_nobody_knows_leaves_the_others_alone() -> None:
    gathering = gather(batch(), (award("1"), NOBODY), (award("2"), KNOWN))
    assert outcomes(gathering) == [Outcome.UNRESOLVED, Outcome.ACCEPTED]
    assert gathering.harvest.reports[0].message == "Aucun titulaire ne correspond aux critères obligatoires"


def test_a_withdrawal_closes_the_award_and_a_creation_brings_it_back() -> None:
    of = batch()
    withdrawal = award(action=AwardAction.WITHDRAW)
    first = gather(of, (award(), KNOWN))
    second = gather(of, (withdrawal, NOBODY), held=after(first, of, award()))
    (gone,) = second.harvest.changed.values()
    assert (gone.entry.state, gone.entry.revision) == (EntryState.WITHDRAWN, 2)
    assert [type(event) for event in second.events] == [EntryWithdrawn]
    held = {award_key("AB123CDE", "P-1"): gone}
    assert outcomes(gather(of, (withdrawal, NOBODY), held=held)) == [Outcome.DUPLICATE]
    third = gather(of, (award(valid_until=date(2030, 1, 1)), KNOWN), held=held)
    (back,) = third.harvest.changed.values()
    assert (back.entry.state, back.entry.revision, back.entry.content.end) == (
        EntryState.ACTIVE,
        3,
        PartialDate(2030, 1, 1),
    )
    assert changes(third) == [(3, Change.REINSTATED)]
    assert [type(event) for event in third.events] == [EntryRegistered]


def test_all_of_that_in_one_file_ends_as_it_should() -> None:
    withdrawal = award(action=AwardAction.WITHDRAW)
    gathering = gather(batch(), (award(), KNOWN), (withdrawal, KNOWN), (award(), KNOWN))
    (held,) = gathering.harvest.added.values()
    assert (held.entry.state, held.entry.revision) == (EntryState.ACTIVE, 3)
    assert gathering.harvest.changed == {}
    assert changes(gathering) == [(1, Change.REGISTERED), (2, Change.WITHDRAWN), (3, Change.REINSTATED)]
    assert gathering.counts == Counts(accepted=3)


def test_a_key_never_changes_hands() -> None:
    of = batch()
    first = gather(of, (award(), KNOWN), (award(action=AwardAction.WITHDRAW), KNOWN))
    other = gather(of, (award(), Resolution(new_id())), held=after(first, of, award()))
    assert outcomes(other) == [Outcome.REJECTED]
    assert other.harvest.changed == {}


def test_what_was_never_sent_cannot_be_withdrawn() -> None:
    gathering = gather(batch(), (award(action=AwardAction.WITHDRAW), NOBODY))
    assert outcomes(gathering) == [Outcome.REJECTED]
    assert gathering.harvest.reports[0].rule == "unknown_key"


def test_faults_of_the_reader_are_reported_and_remarks_counted_apart() -> None:
    rejected = Fault(line=3, field="x", rule="r", message="m", rejects=True, key="K")
    remark = Fault(line=4, field="y", rule="s", message="n")
    gathering = gather(batch(), (rejected, KNOWN), (remark, KNOWN))
    assert [(r.outcome, r.line, r.key) for r in gathering.harvest.reports] == [
        (Outcome.REJECTED, 3, "K"),
        (Outcome.REMARK, 4, ""),
    ]
    assert gathering.counts == Counts(rejected=1, remarks=1)


def test_a_contract_lives_through_its_months_as_one_entry() -> None:
    first = gather(DSN, (job(), KNOWN))
    (held,) = first.harvest.added.values()
    assert held.known is not None
    assert (held.known.day, held.entry.source_label) == (date(2026, 10, 31), "Déclaration sociale nominative")
    november = job(as_of=date(2026, 11, 30))
    second = gather(DSN, (november, KNOWN), held=after(first, DSN, job()))
    assert outcomes(second) == [Outcome.DUPLICATE]
    (later,) = second.harvest.changed.values()
    assert later.known is not None
    assert (later.entry.revision, later.known.day) == (1, date(2026, 11, 30))
    assert second.harvest.steps == []
    december = job(as_of=date(2026, 12, 31), end=date(2026, 12, 15), ending=Ending.CLOSED)
    third = gather(DSN, (december, KNOWN), held=after(first, DSN, job()))
    assert changes(third) == [(2, Change.CORRECTED)]
    assert [type(event) for event in third.events] == [EntryCorrected]
    assert third.harvest.steps[0].step.cause == "Fin de contrat déclarée par l'employeur"


def test_the_same_file_again_writes_nothing_but_that_it_came() -> None:
    first = gather(DSN, (job(), KNOWN))
    again = gather(DSN, (job(), KNOWN), held=after(first, DSN, job()))
    assert outcomes(again) == [Outcome.DUPLICATE]
    assert (again.harvest.changed, again.harvest.keys, again.events) == ({}, {}, [])
    assert accesses(again) == [("records.entry.duplicate", PERSON)]


def test_the_holder_reads_what_came_of_each_line_that_spoke_of_him_and_who_sent_it() -> None:
    of, other = batch(), new_id()
    created = gather(of, (award(), KNOWN))
    held = after(created, of, award())
    withdrawal = award(action=AwardAction.WITHDRAW)
    withdrawn = gather(of, (withdrawal, KNOWN), held=held)
    gone = dict.fromkeys(held, *withdrawn.harvest.changed.values())
    cases = [
        (created, "records.entry.received", "ajoutée à votre passeport", PERSON),
        (gather(of, (award(), KNOWN), held=held), "records.entry.duplicate", "déjà connue", PERSON),
        (withdrawn, "records.entry.received", "retirée", PERSON),
        (gather(of, (award(), KNOWN), held=gone), "records.entry.received", "rétablie", PERSON),
        (gather(of, (award(), Resolution(other)), held=gone), "records.entry.refused", "refusée", other),
        (gather(of, (award("P-9", action=AwardAction.WITHDRAW), KNOWN)), "records.entry.refused", "refusée", PERSON),
    ]
    for gathering, action, words, person in cases:
        (access,) = gathering.accesses
        assert (access.action, access.person_id, access.organisation) == (action, person, of.sender.organisation.name)
        assert words in access.purpose
        assert bool(access.resource_id) == (action == "records.entry.received")
    assert gather(of, (award(), NOBODY)).accesses == []


def test_a_renumbered_contract_goes_on_under_both_keys() -> None:
    former = job().contract
    renumbered = job(
        contract=replace(former, number="00777"), former=(former,), as_of=date(2026, 11, 30), title="Cheffe de projet"
    )
    first = gather(DSN, (job(), KNOWN))
    second = gather(DSN, (renumbered, KNOWN), held=after(first, DSN, renumbered))
    (held,) = second.harvest.changed.values()
    assert second.harvest.added == {}
    assert set(second.harvest.keys) == {contract_key(PERSON, renumbered.contract)}
    assert held.entry.content.title == "Cheffe de projet"
    both = gather(DSN, (job(), KNOWN), (renumbered, KNOWN), (replace(renumbered, former=()), KNOWN))
    assert len(both.harvest.added) == 1
    assert outcomes(both) == [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.DUPLICATE]


def test_an_annulled_contract_is_withdrawn_even_before_it_is_received() -> None:
    annulled = job(ending=Ending.ANNULLED, as_of=date(2026, 11, 5))
    first = gather(DSN, (job(), KNOWN))
    second = gather(DSN, (annulled, KNOWN), held=after(first, DSN, job()))
    assert changes(second) == [(2, Change.WITHDRAWN)]
    early = gather(DSN, (annulled, KNOWN))
    (kept,) = early.harvest.added.values()
    assert (kept.entry.state, kept.entry.revision) == (EntryState.WITHDRAWN, 1)
    assert (outcomes(early), changes(early)) == ([Outcome.ACCEPTED], [(1, Change.WITHDRAWN)])
    assert early.events == []
    late = gather(DSN, (job(), KNOWN), held=after(early, DSN, job()))
    assert (outcomes(late), changes(late), late.events) == ([Outcome.DUPLICATE], [], [])


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Unresolved.NO_MATCH, "sous ce numéro (NIR ou NIA)"),
        (Unresolved.NAME_MISMATCH, "ne vont pas ensemble"),
        (Unresolved.NIR_INVALID, "pas bien formé"),
        (Unresolved.TEMPORARY_NUMBER, "pas encore de droit"),
        (Unresolved.NTT_INVALID, "S21.G00.30.020"),
        (Unresolved.AMBIGUOUS, "plusieurs personnes"),
    ],
)
def test_an_employee_nobody_knows_is_told_why(why: Unresolved, words: str) -> None:
    gathering = gather(DSN, (job(), Resolution(why=why)))
    (report,) = gathering.harvest.reports
    assert report.outcome is Outcome.UNRESOLVED
    assert words in report.message
    assert report.fix


def test_the_same_number_at_two_persons_is_two_contracts() -> None:
    other = Resolution(new_id())
    gathering = gather(DSN, (job(), KNOWN), (job(), other))
    people: Sequence[UUID] = [held.entry.person_id for held in gathering.harvest.added.values()]
    assert len(set(people)) == 2


def test_times_come_from_the_clock_and_the_receipt() -> None:
    of = batch(created_at=NOW - timedelta(hours=1))
    gathering = gather(of, (award(), KNOWN))
    (noted,) = gathering.harvest.steps
    assert noted.step.received_at == of.created_at
    assert noted.entry.created_at == NOW


def test_what_no_publication_prints_is_no_news() -> None:
    first = gather(DSN, (job(), KNOWN))
    held = after(first, DSN, job())
    details = EmploymentDetails(pcs_code="388c", workplace_code="44109", planned_end=date(2027, 1, 31))
    moved = gather(DSN, (job(as_of=date(2026, 11, 30), details=details), KNOWN), held=held)
    assert (moved.events, [noted.step.change for noted in moved.harvest.steps]) == ([], [Change.CORRECTED])
    renamed = gather(DSN, (job(as_of=date(2026, 11, 30), details=details, title="Cheffe"), KNOWN), held=held)
    assert [type(event) for event in renamed.events] == [EntryCorrected]
