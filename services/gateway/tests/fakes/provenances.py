"""Stories of entries, as records tells them."""

from __future__ import annotations

from passeport.records.v1.entry_pb2 import Organisation
from passeport.records.v1.passport_service_pb2 import Provenance, ProvenanceStep
from passeport_chassis.ids import new_id

__all__ = ["AT", "of_certifier", "of_holder", "sent"]

AT = 1_795_000_000
"""18 November 2026, in seconds since 1970."""
_DAY = 24 * 3600


def sent(
    change: str,
    revision: int,
    *,
    code: str = "",
    cause: str = "",
    sender: str = "Ministère",
    days_later: int | None = None,
) -> ProvenanceStep:
    """One change that a line of a certifier's file made, on the day of its revision or so many days after.

    Of None records does not tell it: one of the release before.
    """
    step = ProvenanceStep(
        change=change,
        cause=cause,
        cause_code=code,
        revision=revision,
        sender=Organisation(name=sender, siret="11000007200014"),
        batch_id=str(new_id()),
        file_name="flux.xml",
        line=42,
        sender_key="T-42",
        format_version="1.1.5",
    )
    received = AT + (revision - 1) * _DAY
    step.receive_time.FromSeconds(received)
    if days_later is not None:
        step.change_time.FromSeconds(received + days_later * _DAY)
    return step


def of_certifier(entry_id: str, *steps: ProvenanceStep) -> Provenance:
    """An award that a certifier sent, or what he did with it since."""
    cause = "Délivrance déclarée par le certificateur"
    first = sent("registered", 1, code="award_declared", cause=cause)
    return Provenance(
        entry_id=entry_id,
        source="certifications",
        source_label="Certificateur",
        sender=first.sender,
        steps=[first, *steps],
    )


def of_holder(entry_id: str, *changes: tuple[str, tuple[str, ...]]) -> Provenance:
    """What a holder did to what he declared: each change, with the names of the parts."""
    story = Provenance(entry_id=entry_id, source="holder", source_label="Déclaré par le titulaire")
    for number, (change, fields) in enumerate(changes):
        step = story.steps.add(change=change, revision=number + 1, changed_fields=fields)
        step.receive_time.FromSeconds(AT + number * _DAY)
    return story
