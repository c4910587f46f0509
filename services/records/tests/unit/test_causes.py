"""Causes of changes: each has a stable name, by which others say it in their own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from passeport_records.domain.award import AwardClaim
from passeport_records.domain.batch import Rollback
from passeport_records.domain.causes import REPLACED, UNITED, cause_code, cause_of, undoing_of
from passeport_records.domain.details import AwardDetails, EmploymentDetails
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Ending, Force
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.provenance import Change
from support import NOW

HOLDER = NirIdentity("2810444109021", "FONTANEL")
AWARD = AwardClaim(
    line=7,
    key="P-1",
    holder=HOLDER,
    valid_from=date(2026, 4, 17),
    valid_until=None,
    details=AwardDetails(register="RS"),
)


def job(ending: Ending | None = None) -> EmploymentClaim:
    return EmploymentClaim(
        line=27,
        contract=ContractKey("00100001700010", date(2017, 1, 2), "00102"),
        holder=HOLDER,
        as_of=date(2026, 10, 31),
        title="Ingénieure",
        details=EmploymentDetails(),
        employer=Organisation("PONANT LOGICIEL", "00100001700010", "NANTES"),
        message="1",
        norm="P26V01",
        ending=ending,
    )


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (cause_of(AWARD, Change.REGISTERED), "award_declared"),
        (cause_of(AWARD, Change.CORRECTED), "award_declared"),
        (cause_of(AWARD, Change.WITHDRAWN), "award_taken_back"),
        (cause_of(AWARD, Change.REINSTATED), "award_declared_again"),
        (cause_of(job(), Change.CORRECTED), "contract_declared"),
        (cause_of(job(), Change.WITHDRAWN), "contract_cancelled"),
        (cause_of(job(Ending.CLOSED), Change.CORRECTED), "contract_ended"),
        (UNITED, "contracts_united"),
        (REPLACED, "declaration_replaced"),
        (cause_of(replace(job(), force=Force.ANNULS), Change.WITHDRAWN), "declaration_annulled"),
        (undoing_of(Rollback(reason="Essai", began_at=NOW)), "batch_undone_by_sender"),
        (undoing_of(Rollback(reason="Essai", began_at=NOW, operator="ada")), "batch_undone_by_service"),
        ("une cause d'une version à venir", ""),
    ],
)
def test_a_cause_has_a_name(cause: str, code: str) -> None:
    assert cause_code(cause) == code
