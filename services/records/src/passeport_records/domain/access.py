"""Accesses by who sends feeds and by the holder, as he may read them (Code du travail R6323-40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access, by_holder, by_system
from passeport_records.domain.batch import Batch, Feed, Sender
from passeport_records.domain.entry import Entry, Kind
from passeport_records.domain.provenance import Change
from passeport_records.domain.report import Outcome

__all__ = ["award_announced", "by_sender", "entry_read", "entry_received", "entry_undone", "nothing_changed"]

_CHANGES = {
    Feed.CERTIFICATIONS: {
        Change.REGISTERED: "Certification reçue de son certificateur et ajoutée à votre passeport",
        Change.CORRECTED: "Certification corrigée par son certificateur",
        Change.WITHDRAWN: "Certification retirée par son certificateur",
        Change.REINSTATED: "Certification rétablie par son certificateur",
    },
    Feed.DSN: {
        Change.REGISTERED: "Emploi déclaré par votre employeur (DSN) et ajouté à votre passeport",
        Change.CORRECTED: "Emploi mis à jour par une déclaration de votre employeur (DSN)",
        Change.WITHDRAWN: "Emploi annulé par une déclaration de votre employeur (DSN)",
        Change.REINSTATED: "Emploi rétabli par une déclaration de votre employeur (DSN)",
    },
    Feed.DIPLOMAS: {
        Change.REGISTERED: "Diplôme reçu de l’établissement qui l’a délivré et ajouté à votre passeport",
        Change.CORRECTED: "Diplôme corrigé par l’établissement qui l’a délivré",
        Change.WITHDRAWN: "Diplôme retiré par l’établissement qui l’a délivré",
        Change.REINSTATED: "Diplôme rétabli par l’établissement qui l’a délivré",
    },
    Feed.TRAININGS: {
        Change.REGISTERED: "Formation ou engagement reçu de l’organisme et ajouté à votre passeport",
        Change.CORRECTED: "Formation ou engagement corrigé par l’organisme",
        Change.WITHDRAWN: "Formation ou engagement retiré par l’organisme",
        Change.REINSTATED: "Formation ou engagement rétabli par l’organisme",
    },
}
# What a line was that found the holder and changed nothing of what he can read.
_LINES = {
    Feed.CERTIFICATIONS: "Certification reçue de son certificateur",
    Feed.DSN: "Déclaration de votre employeur (DSN)",
    Feed.TRAININGS: "Ligne d’un organisme sur l’une de vos formations ou l’un de vos engagements",
    Feed.DIPLOMAS: "Ligne d’un établissement sur l’un de vos diplômes",
}
_NOTHING = {
    Outcome.ACCEPTED: ("records.entry.confirmed", "rien n’a changé dans votre passeport"),
    Outcome.DUPLICATE: ("records.entry.duplicate", "déjà connue, rien n’a changé dans votre passeport"),
}
_UNDONE = {
    Change.REGISTERED: "Élément ajouté à votre passeport : l’envoi qui le réunissait à un autre est annulé",
    Change.CORRECTED: "Élément remis dans son état d’avant un envoi qui est annulé",
    Change.WITHDRAWN: "Élément retiré de votre passeport : l’envoi qui l’avait apporté est annulé",
    Change.REINSTATED: "Élément rétabli : l’envoi qui l’avait retiré est annulé",
}
_REFUSED = ("records.entry.refused", "refusée, rien n’a changé dans votre passeport")


def by_sender(
    sender: Sender, person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = ""
) -> Access:
    """An access by who sends a feed; his name is shown to the holder, his client id is not."""
    return Access(person_id, at, "partner", sender.client_id, action, purpose, sender.organisation.name, resource_id)


def entry_received(batch: Batch, person_id: UUID, at: datetime, change: Change, entry_id: UUID) -> Access:
    """A line of a feed changed an entry."""
    purpose = _CHANGES[batch.feed][change]
    return by_sender(batch.sender, person_id, at, "records.entry.received", purpose, str(entry_id))


def entry_undone(batch: Batch, person_id: UUID, at: datetime, change: Change, entry_id: UUID) -> Access:
    """An entry is again as it was before a file, which is undone by who sent it or by an operator."""
    order = batch.rollback
    if order is None:
        raise ValueError("a batch that is not being rolled back")
    purpose = f"{_UNDONE[change]} ({order.reason})"
    if not order.operator:
        return by_sender(batch.sender, person_id, at, "records.entry.undone", purpose, str(entry_id))
    return by_system(f"rollback-batch:{order.operator}", person_id, at, "records.entry.undone", purpose, str(entry_id))


def award_announced(operator: str, award: Entry, at: datetime) -> Access:
    """What turned out to be in health and safety at work, and the passeport de prévention is told of it."""
    what = "Formation" if award.kind is Kind.TRAINING else "Certification"
    purpose = f"{what} en santé et sécurité au travail, signalée à votre passeport de prévention"
    who = f"announce-awards:{operator}"
    return by_system(who, award.person_id, at, "records.entry.announced", purpose, str(award.id))


def nothing_changed(batch: Batch, person_id: UUID, at: datetime, outcome: Outcome) -> Access:
    """A line of a feed that spoke of the holder was refused, known already, or told nothing new."""
    action, what = _NOTHING.get(outcome, _REFUSED)
    return by_sender(batch.sender, person_id, at, action, f"{_LINES[batch.feed]} : {what}")


def entry_read(person_id: UUID, at: datetime, entry_id: UUID) -> Access:
    """The holder was given one of his entries, whatever he had asked for."""
    purpose = "Consultation d’un élément de votre passeport"
    return by_holder(person_id, at, "records.entry.read", purpose, str(entry_id))
