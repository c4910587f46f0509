"""Revokes a publication: the issuer takes back what should never have been published, at the word of an operator."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.access import by_system
from passeport_chassis.clock import Clock
from passeport_chassis.ids import parse_id
from passeport_publishing.domain.codes import read_code
from passeport_publishing.domain.events import PublicationRevoked
from passeport_publishing.domain.publication import Publication, RevocationReason
from passeport_publishing.errors import PublicationNotFound
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["RevokePublication"]

# What the holder reads in his log of accesses.
_PURPOSES = {
    RevocationReason.ISSUED_IN_ERROR: "Annulation de votre publication : elle a été émise par erreur",
    RevocationReason.FRAUD: "Annulation de votre publication : fraude constatée",
    RevocationReason.KEY_COMPROMISED: "Annulation de votre publication : la clé qui l’a signée n’est plus sûre",
}


@dataclass(frozen=True, slots=True)
class RevokePublication:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, named: str, reason: RevocationReason, operator: str) -> Publication:
        """Revokes the one that has this identifier or code; again changes nothing. Raises PublicationNotFound."""
        async with self.open_work() as work:
            publication = await _named(work, named)
            now = self.clock()
            revoked = publication.revoke(reason, now)
            if revoked != publication:
                await work.publications.save(revoked)
                work.emit(PublicationRevoked(publication.id, publication.person_id, reason, now))
                await work.accesses.record(
                    by_system(
                        f"revoke-publication:{operator}",
                        publication.person_id,
                        now,
                        "publishing.publication.revoke",
                        _PURPOSES[reason],
                        str(publication.id),
                    )
                )
                await work.commit()
        return revoked


async def _named(work: UnitOfWork, named: str) -> Publication:
    publication_id, code = parse_id(named), read_code(named)
    found = None
    if publication_id is not None:
        found = await work.publications.registered(publication_id)
    elif code is not None:
        found = await work.publications.behind_code(code)
    if found is not None:
        own = found.publication
        locked = await work.publications.get(own.person_id, own.id, lock=True)
        if locked is not None:
            return locked
    raise PublicationNotFound(metadata={"id": named[:36]})
