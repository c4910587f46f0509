"""For whom a sender of the DSN declares: an employer for itself alone, the redistribution for every employer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from passeport_records.domain.batch import Feed, Sender
from passeport_records.domain.claims import Claim
from passeport_records.domain.employment import EmploymentClaim, Retraction
from passeport_records.domain.report import Fault
from passeport_records.domain.slots import sent_by

__all__ = ["attributed", "declared_by", "declares_for"]

_SIREN = 9

Item = Claim | Retraction | Fault


def declared_by(feed: Feed, sender: Sender, items: Iterable[Item]) -> Iterator[Item]:
    """What the reader of a file found, as far as its sender may say it; the rest as faults that reject it.

    Before anybody is looked up: what an employer says of another one's employees is nothing to ask identity about.
    """
    return (each for item in items for each in _said(sender, item)) if feed is Feed.DSN else iter(items)


def attributed(feed: Feed, sender: Sender, claim: Claim) -> Claim:
    """A claim that names who sent it, also if it was read by a version of this service that noted it nowhere."""
    if feed is not Feed.DSN or not isinstance(claim, EmploymentClaim):
        return claim
    return replace(claim, slot=sent_by(claim.slot, _siren(sender)))


def _said(sender: Sender, item: Item) -> Iterator[Item]:
    if not isinstance(item, EmploymentClaim | Retraction):
        yield item
        return
    siret = item.contract.siret if isinstance(item, EmploymentClaim) else item.siret
    if not declares_for(sender, siret):
        yield _refusal(item, siret)
        return
    if isinstance(item, EmploymentClaim) and item.former:
        former = tuple(key for key in item.former if declares_for(sender, key.siret))
        if former != item.former:
            yield _left_apart(item)
            item = replace(item, former=former)
    yield replace(item, slot=sent_by(item.slot, _siren(sender)))


def declares_for(sender: Sender, siret: str) -> bool:
    """Whether a sender may say something of the contracts of an establishment."""
    return sender.every_employer or siret[:_SIREN] == _siren(sender)


def _siren(sender: Sender) -> str:
    return sender.organisation.siret[:_SIREN]


def _refusal(item: EmploymentClaim | Retraction, siret: str) -> Fault:
    return Fault(
        line=item.line,
        field="S21.G00.06.001",
        rule="other_employer",
        message="Vous déclarez pour votre SIREN seul, celui-ci est d'un autre employeur : rien n'en est gardé",
        value=siret[:_SIREN],
        fix="Envoyez-le par un client de cet employeur ; une redistribution demande la portée dsn:every-employer et "
        "renvoie le fichier",
        key=item.key,
        rejects=True,
    )


def _left_apart(claim: EmploymentClaim) -> Fault:
    return Fault(
        line=claim.line,
        field="S21.G00.41.012",
        rule="other_employer",
        message="Ce contrat était chez un autre employeur, qui l'a dit lui-même : les deux restent deux éléments",
        fix="Rien à faire ; la redistribution de la DSN les réunit",
        key=claim.key,
    )
