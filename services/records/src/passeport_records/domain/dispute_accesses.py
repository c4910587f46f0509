"""What the holder reads of disputes in the log of accesses (Code du travail R6323-40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access, by_holder, by_system
from passeport_records.domain.access import by_sender
from passeport_records.domain.batch import Sender
from passeport_records.domain.dispute import Dispute, DisputeState
from passeport_records.domain.operator import Operator

__all__ = [
    "LISTED",
    "answered_by_operator",
    "answered_by_source",
    "listed_to_source",
    "opened",
    "read_by_holder",
    "read_by_operator",
    "reopened",
    "seen_by_source",
    "settled",
    "taken_back",
]

LISTED = "records.dispute.listed"
"""The action of a source that was handed a dispute in a list."""

_ANSWERS = {
    DisputeState.ACCEPTED: "La source reconnaît l’erreur que vous avez signalée et va la corriger",
    DisputeState.REFUSED: "La source maintient l’élément que vous contestez et dit pourquoi",
}
_SETTLED = {
    DisputeState.CORRECTED: "Votre contestation est close : la source a corrigé l’élément",
    DisputeState.WITHDRAWN: "Votre contestation est close : la source a retiré l’élément",
}


def opened(dispute: Dispute, caller: UUID) -> Access:
    """The holder contests an entry."""
    purpose = "Contestation d’un élément garanti de votre passeport"
    return by_holder(caller, dispute.opened_at, "records.dispute.open", purpose, str(dispute.id))


def taken_back(dispute: Dispute, caller: UUID, at: datetime) -> Access:
    """The holder gives it up."""
    return by_holder(caller, at, "records.dispute.take_back", "Retrait d’une contestation", str(dispute.id))


def read_by_holder(caller: UUID, at: datetime, dispute_id: str = "") -> Access:
    """The holder reads his disputes, or one of them."""
    return by_holder(caller, at, "records.dispute.read", "Consultation de vos contestations", dispute_id)


def listed_to_source(sender: Sender, dispute: Dispute, at: datetime) -> Access:
    """The source saw that there is one."""
    purpose = "Votre contestation figure dans la liste remise à la source de l’élément"
    return by_sender(sender, dispute.person_id, at, LISTED, purpose, str(dispute.id))


def seen_by_source(sender: Sender, dispute: Dispute, at: datetime) -> Access:
    """The source read what the holder wrote."""
    purpose = "Lecture de votre contestation par la source de l’élément"
    return by_sender(sender, dispute.person_id, at, "records.dispute.seen", purpose, str(dispute.id))


def answered_by_source(sender: Sender, dispute: Dispute, at: datetime) -> Access:
    """The source answered."""
    purpose = _ANSWERS[dispute.state]
    return by_sender(sender, dispute.person_id, at, "records.dispute.answered", purpose, str(dispute.id))


def answered_by_operator(operator: Operator, dispute: Dispute, at: datetime) -> Access:
    """An operator noted the answer of a source that does not answer by itself; the reason is kept with the act."""
    purpose = f"{_ANSWERS[dispute.state]} (réponse saisie par le service)"
    name = f"{operator.command}:{operator.name}"
    return by_system(name, dispute.person_id, at, "records.dispute.answered", purpose, str(dispute.id))


def read_by_operator(operator: Operator, dispute: Dispute, at: datetime) -> Access:
    """An operator read what the holder wrote."""
    purpose = f"Lecture de votre contestation par le service ({operator.reason})"
    name = f"{operator.command}:{operator.name}"
    return by_system(name, dispute.person_id, at, "records.dispute.seen", purpose, str(dispute.id))


def settled(dispute: Dispute, at: datetime) -> Access:
    """A line of a feed ended it."""
    purpose = _SETTLED[dispute.state]
    return by_system("records", dispute.person_id, at, "records.dispute.settled", purpose, str(dispute.id))


def reopened(dispute: Dispute, at: datetime) -> Access:
    """What ended it was undone."""
    purpose = "Votre contestation est rouverte : l’envoi qui y répondait est annulé"
    return by_system("records", dispute.person_id, at, "records.dispute.reopened", purpose, str(dispute.id))
