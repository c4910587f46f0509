"""Why an entry changed, in the words in which its provenance tells the holder."""

from __future__ import annotations

from passeport_records.domain.award import AwardClaim
from passeport_records.domain.employment import EmploymentClaim, Ending
from passeport_records.domain.provenance import Change

__all__ = ["UNITED", "cause_of"]

UNITED = "Réuni avec l'autre élément du même contrat, qui avait changé de numéro ou d'établissement"


def cause_of(claim: AwardClaim | EmploymentClaim, change: Change) -> str:
    """The cause of a change that a claim makes."""
    if isinstance(claim, AwardClaim):
        return {
            Change.WITHDRAWN: "Retrait demandé par le certificateur",
            Change.REINSTATED: "Délivrance déclarée de nouveau par le certificateur",
        }.get(change, "Délivrance déclarée par le certificateur")
    if change is Change.WITHDRAWN:
        return "Contrat annulé par l'employeur"
    if claim.ending is Ending.CLOSED:
        return "Fin de contrat déclarée par l'employeur"
    return f"Déclaration de l'employeur, connue au {claim.as_of:%d/%m/%Y}"
