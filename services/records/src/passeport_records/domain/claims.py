"""What feeds say of persons, and the keys under which the entry that a line speaks of may be known."""

from __future__ import annotations

from uuid import UUID

from passeport_records.domain.award import AwardAction, AwardClaim
from passeport_records.domain.batch import Batch
from passeport_records.domain.employment import EmploymentClaim
from passeport_records.domain.harvest import SourceKey, award_key, contract_key, statement_key
from passeport_records.domain.provenance import Source
from passeport_records.domain.statement import Statement, StatementAction, StatementClaim

__all__ = ["Claim", "is_withdrawal", "keys_of"]

Claim = AwardClaim | EmploymentClaim | StatementClaim


def keys_of(batch: Batch, claim: Claim, person_id: UUID | None) -> tuple[SourceKey, ...]:
    """The keys under which the entry of a claim may be known, the present one first."""
    if isinstance(claim, AwardClaim):
        return (award_key(batch.head.id_client, claim.key),)
    if isinstance(claim, Statement):
        return (statement_key(Source(batch.feed.value), batch.sender.organisation.siret, claim.key),)
    if person_id is None:
        return ()
    return tuple(contract_key(person_id, contract) for contract in (claim.contract, *claim.former))


def is_withdrawal(claim: Claim) -> bool:
    """Whether a line takes back what its sender said."""
    if isinstance(claim, AwardClaim):
        return claim.action is AwardAction.WITHDRAW
    return isinstance(claim, Statement) and claim.action is StatementAction.WITHDRAW
