"""Claims that wait are read as they were written, and say nothing when they cannot be read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.award import AwardAction, AwardClaim
from passeport_records.domain.details import (
    AwardDetails,
    DigitalResult,
    EmploymentDetails,
    EngagementDetails,
    TrainingDetails,
    WorkingTime,
)
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Ending
from passeport_records.domain.holder import (
    CivilIdentity,
    HolderIdentity,
    NirIdentity,
    Sex,
    StudentNumber,
    TemporaryNumber,
    TrainingFile,
)
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.statement import DiplomaClaim, EngagementClaim, TrainingClaim
from passeport_records.feeds.claims import read_claim, write_claim

HOLDERS: list[HolderIdentity] = [
    NirIdentity("2810444109021", "FONTANEL", NirIdentity("2810444109022", "FONTANEL"), "1001000017 7"),
    NirIdentity("2810444109021", "FONTANEL"),
    CivilIdentity("Fontanel", ("Claire", "Sophie"), Sex.FEMALE, 1981, 4, 17, "44109", "99100", "Durand"),
    CivilIdentity("Fontanel", (), Sex.UNKNOWN, 1981),
    CivilIdentity("Fontanel", ("Claire",), Sex.FEMALE, 1981, ine="071234567AB"),
    StudentNumber("071234567AB", "FONTANEL"),
    TrainingFile("1234567891011", "Fontanel", "Claire"),
    TemporaryNumber("10010000177", "FONTANEL"),
    TemporaryNumber("10010000177"),
]


@pytest.mark.parametrize("holder", HOLDERS)
def test_claims_are_read_as_they_were_written(holder: HolderIdentity) -> None:
    award = AwardClaim(
        line=3,
        key="P-1",
        holder=holder,
        valid_from=date(2026, 4, 17),
        valid_until=None,
        details=AwardDetails(register="RS", code="RS7256", digital_results=(DigitalResult("1", "2", 4),)),
        action=AwardAction.WITHDRAW,
        wording="TOSA",
    )
    employment = EmploymentClaim(
        line=1,
        contract=ContractKey("00100001700010", date(2017, 1, 2), "00102"),
        holder=holder,
        as_of=date(2026, 9, 30),
        title="Ingénieure",
        details=EmploymentDetails("388c", "01", working_time=WorkingTime.FULL, planned_end=date(2027, 8, 31)),
        employer=Organisation("PONANT LOGICIEL", "00100001700010", "NANTES"),
        message="1",
        norm="P26V01",
        end=date(2026, 9, 1),
        ending=Ending.CLOSED,
        former=(ContractKey("00100001700010", date(2017, 1, 2), "00101"),),
    )
    said: dict[str, Any] = {"line": 2, "key": "D-1", "holder": holder, "title": "Titre", "start": PartialDate(2026, 7)}
    body = Organisation("Lycée", "", "Académie")
    diploma = DiplomaClaim(**said, organisation=body, details=AwardDetails(level=4, diploma_code="40025214"))
    training = TrainingClaim(**said, organisation=body, end=PartialDate(2026), details=TrainingDetails())
    engagement = EngagementClaim(**said, organisation=body, details=EngagementDetails("service_civique"))
    for claim in (award, employment, diploma, training, engagement):
        read = read_claim(write_claim(claim))
        assert read == claim
        assert type(read.holder) is type(holder)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"line": 1, "holder": {"nir": "2810444109021"}}'])
def test_what_is_no_claim_is_refused_without_showing_it(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a claim that this version reads") as refused:
        read_claim(data)
    assert "2810444109021" not in str(refused.value)
