"""Why an entry changed, in the words in which its provenance tells the holder."""

from __future__ import annotations

from passeport_records.domain.award import AwardClaim
from passeport_records.domain.batch import Rollback
from passeport_records.domain.employment import EmploymentClaim, Ending
from passeport_records.domain.provenance import Change

__all__ = ["UNITED", "cause_code", "cause_of", "undoing_of"]

UNITED = "Réuni avec l'autre élément du même contrat, qui avait changé de numéro ou d'établissement"


_BY_SERVICE = "Envoi annulé par le service : "
_BY_SENDER = "Envoi annulé par son émetteur : "
_AWARDED = "Délivrance déclarée par le certificateur"
_AWARDED_AGAIN = "Délivrance déclarée de nouveau par le certificateur"
_AWARD_TAKEN_BACK = "Retrait demandé par le certificateur"
_CANCELLED = "Contrat annulé par l'employeur"
_ENDED = "Fin de contrat déclarée par l'employeur"
_DECLARED = "Déclaration de l'employeur, connue au "

# The first that a cause begins with. Causes are kept as text, which the ledger commits to.
_CODES = {
    _AWARDED: "award_declared",
    _AWARDED_AGAIN: "award_declared_again",
    _AWARD_TAKEN_BACK: "award_taken_back",
    _CANCELLED: "contract_cancelled",
    _ENDED: "contract_ended",
    _DECLARED: "contract_declared",
    UNITED: "contracts_united",
    _BY_SERVICE: "batch_undone_by_service",
    _BY_SENDER: "batch_undone_by_sender",
}


def cause_of(claim: AwardClaim | EmploymentClaim, change: Change) -> str:
    """The cause of a change that a claim makes."""
    if isinstance(claim, AwardClaim):
        return {Change.WITHDRAWN: _AWARD_TAKEN_BACK, Change.REINSTATED: _AWARDED_AGAIN}.get(change, _AWARDED)
    if change is Change.WITHDRAWN:
        return _CANCELLED
    if claim.ending is Ending.CLOSED:
        return _ENDED
    return f"{_DECLARED}{claim.as_of:%d/%m/%Y}"


def undoing_of(order: Rollback) -> str:
    """The cause of a change that the undoing of a batch makes."""
    return f"{_BY_SERVICE if order.operator else _BY_SENDER}{order.reason}"


def cause_code(cause: str) -> str:
    """The stable name of a cause, for who has words of his own for it; empty for one that has none."""
    return next((code for text, code in _CODES.items() if cause.startswith(text)), "")
