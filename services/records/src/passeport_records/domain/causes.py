"""Why an entry changed, in the words in which its provenance tells the holder."""

from __future__ import annotations

from passeport_records.domain.award import AwardClaim
from passeport_records.domain.batch import Rollback
from passeport_records.domain.claims import Claim
from passeport_records.domain.employment import Ending, Force
from passeport_records.domain.provenance import Change
from passeport_records.domain.statement import DiplomaClaim, Statement

__all__ = ["REPLACED", "UNITED", "cause_code", "cause_of", "undoing_of"]

REPLACED = "Déclaration de l'employeur remplacée ou annulée par une autre, qui ne le dit plus"

UNITED = "Réuni avec l'autre élément du même contrat, qui avait changé de numéro ou d'établissement"


_BY_SERVICE = "Envoi annulé par le service : "
_BY_SENDER = "Envoi annulé par son émetteur : "
_AWARDED = "Délivrance déclarée par le certificateur"
_AWARDED_AGAIN = "Délivrance déclarée de nouveau par le certificateur"
_AWARD_TAKEN_BACK = "Retrait demandé par le certificateur"
_ANNULLED = "Déclaration annulée par l'employeur"
_CANCELLED = "Contrat annulé par l'employeur"
_ENDED = "Fin de contrat déclarée par l'employeur"
_DIPLOMA = "Diplôme déclaré par l'établissement"
_DIPLOMA_AGAIN = "Diplôme déclaré de nouveau par l'établissement"
_DIPLOMA_CORRECTED = "Correction du diplôme envoyée par l'établissement"
_DIPLOMA_TAKEN_BACK = "Retrait du diplôme demandé par l'établissement"
_TRAINING = "Formation ou engagement déclaré par l'organisme"
_TRAINING_AGAIN = "Formation ou engagement déclaré de nouveau par l'organisme"
_TRAINING_CORRECTED = "Correction envoyée par l'organisme"
_TRAINING_TAKEN_BACK = "Retrait demandé par l'organisme"
_DECLARED = "Déclaration de l'employeur, connue au "

_DIPLOMAS = {
    Change.WITHDRAWN: _DIPLOMA_TAKEN_BACK,
    Change.CORRECTED: _DIPLOMA_CORRECTED,
    Change.REINSTATED: _DIPLOMA_AGAIN,
}

_TRAININGS = {
    Change.WITHDRAWN: _TRAINING_TAKEN_BACK,
    Change.CORRECTED: _TRAINING_CORRECTED,
    Change.REINSTATED: _TRAINING_AGAIN,
}

# The first that a cause begins with. Causes are kept as text, which the ledger commits to.
_CODES = {
    _AWARDED: "award_declared",
    _AWARDED_AGAIN: "award_declared_again",
    _AWARD_TAKEN_BACK: "award_taken_back",
    _ANNULLED: "declaration_annulled",
    REPLACED: "declaration_replaced",
    _CANCELLED: "contract_cancelled",
    _ENDED: "contract_ended",
    _DECLARED: "contract_declared",
    _DIPLOMA: "diploma_declared",
    _DIPLOMA_AGAIN: "diploma_declared_again",
    _DIPLOMA_CORRECTED: "diploma_corrected",
    _DIPLOMA_TAKEN_BACK: "diploma_taken_back",
    _TRAINING: "training_declared",
    _TRAINING_AGAIN: "training_declared_again",
    _TRAINING_CORRECTED: "training_corrected",
    _TRAINING_TAKEN_BACK: "training_taken_back",
    UNITED: "contracts_united",
    _BY_SERVICE: "batch_undone_by_service",
    _BY_SENDER: "batch_undone_by_sender",
}


def cause_of(claim: Claim, change: Change) -> str:
    """The cause of a change that a claim makes."""
    if isinstance(claim, AwardClaim):
        return {Change.WITHDRAWN: _AWARD_TAKEN_BACK, Change.REINSTATED: _AWARDED_AGAIN}.get(change, _AWARDED)
    if isinstance(claim, Statement):
        causes, first = (_DIPLOMAS, _DIPLOMA) if isinstance(claim, DiplomaClaim) else (_TRAININGS, _TRAINING)
        return causes.get(change, first)
    if claim.force is Force.ANNULS:
        return _ANNULLED
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
