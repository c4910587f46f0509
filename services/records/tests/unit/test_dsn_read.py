"""The DSN: careers come out, the rest never gets in, and what is wrong is told by line."""

from __future__ import annotations

from datetime import date

import pytest

from passeport_records.domain.details import EmploymentDetails, WorkingTime
from passeport_records.domain.employment import ContractKey, EmploymentClaim, Ending, Retraction
from passeport_records.domain.holder import NirIdentity, TemporaryNumber
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import Fault
from passeport_records.feeds.dsn.check import DsnCheck
from passeport_records.feeds.dsn.read import read_contracts
from samples import (
    NAME,
    NIR,
    PAY,
    SICK_LEAVE,
    contract,
    ended,
    in_pieces,
    lot,
    message,
    person,
    renamed,
)


def read(content: bytes, size: int = 1 << 20) -> list[EmploymentClaim | Retraction | Fault]:
    checking = DsnCheck()
    for piece in in_pieces(content, size):
        checking.feed(piece)
    return list(read_contracts(lambda: in_pieces(content, size), checking.close()))


def claims(content: bytes) -> list[EmploymentClaim]:
    return [item for item in read(content) if isinstance(item, EmploymentClaim)]


def faults(content: bytes) -> list[tuple[int, str, str]]:
    return [(item.line, item.field, item.rule) for item in read(content) if isinstance(item, Fault)]


def test_a_month_of_a_contract_is_read() -> None:
    content = lot(message(person(), contract(r010="31122026"), PAY))
    assert read(content) == [
        EmploymentClaim(
            line=27,
            contract=ContractKey("00100001700010", date(2017, 1, 2), "00102"),
            holder=NirIdentity(NIR, NAME),
            as_of=date(2026, 10, 31),
            title="Ingénieure",
            details=EmploymentDetails(
                "388c", "01", apprenticeship=False, working_time=WorkingTime.FULL, planned_end=date(2026, 12, 31)
            ),
            employer=Organisation("PONANT LOGICIEL", "00100001700010", "NANTES"),
            message="251219141028734",
            norm="P26V01",
            made=date(2026, 11, 5),
            slot="01 2026-10 11 01",
        )
    ]


def test_a_deposit_with_crlf_reads_the_same() -> None:
    text = message(person(), contract(), ended())
    plain = text.encode("latin-1")
    assert read(plain) == read(plain.replace(b"\n", b"\r\n")) == read(plain.rstrip(b"\n"))


@pytest.mark.parametrize("size", [1, 5, 97])
def test_the_pieces_in_which_a_file_comes_do_not_matter(size: int) -> None:
    content = lot(
        message(person(), contract(), PAY, ended()), message(person(nir="1760859350384", name="Z"), contract())
    )
    assert read(content, size) == read(content)


def test_pay_sick_leave_motive_and_what_is_sensitive_never_come_out() -> None:
    sensitive = contract(r003="04", r008="94", r007="53", r072="01", r043="9.99")
    content = lot(message(person(r008="1 RUE SECRETE", r018="a@b.fr"), sensitive, SICK_LEAVE, ended(reason="091"), PAY))
    (claim,) = claims(content)
    text = repr(claim)
    assert not any(
        word in text for word in ("4321", "091", "SECRETE", "a@b", "12102026", "2026, 10, 12", "53", "94", "9.99")
    )
    assert claim.details.contract_nature_code == ""
    assert not claim.details.apprenticeship
    assert (claim.end, claim.ending) == (date(2026, 10, 31), Ending.CLOSED)


@pytest.mark.parametrize("scheme", ["64", "65", "81"])
def test_an_apprenticeship_is_known_by_its_scheme(scheme: str) -> None:
    (claim,) = claims(lot(message(person(), contract(r008=scheme))))
    assert claim.details.apprenticeship


@pytest.mark.parametrize(
    ("code", "expected"), [("10", "full_time"), ("20", "part_time"), ("41", "part_time"), ("99", ""), ("30", "")]
)
def test_working_time(code: str, expected: str) -> None:
    (claim,) = claims(lot(message(person(), contract(r014=code))))
    assert claim.details.working_time == expected


@pytest.mark.parametrize(
    ("reason", "ending"),
    [("099", Ending.REOPENED), ("100", Ending.TRANSFERRED), ("998", Ending.TRANSFERRED), ("059", Ending.CLOSED)],
)
def test_what_an_end_does(reason: str, ending: Ending) -> None:
    (claim,) = claims(lot(message(person(), contract(), ended(reason=reason), nature="07", month="")))
    assert claim.ending is ending
    assert claim.as_of == date(2026, 11, 5)


def test_an_end_annulled_on_the_first_day_annuls_the_contract() -> None:
    blocks = (person(), contract(), ended(day="02012017", reason="099"))
    (claim,) = claims(lot(message(*blocks, nature="07", month="")))
    assert claim.ending is Ending.ANNULLED


def test_each_contract_of_each_person_is_told_apart() -> None:
    content = lot(
        message(
            person(),
            contract(r009="1"),
            contract(r009="2"),
            ended(),
            PAY,
            person(nir="1760859350384", name="ZERROUKI"),
            PAY,
            person(nir="2660180021118", name="VASSEUR"),
            contract(r009="3"),
        )
    )
    found = [(claim.contract.number, claim.holder, claim.end) for claim in claims(content)]
    assert found == [
        ("1", NirIdentity(NIR, NAME), None),
        ("2", NirIdentity(NIR, NAME), date(2026, 10, 31)),
        ("3", NirIdentity("2660180021118", "VASSEUR"), None),
    ]


def test_a_contract_that_changed_its_key_tells_the_former_ones() -> None:
    blocks = [contract(r009="3"), renamed(r014="2"), renamed(r012="00100001700028", r021="01012016", r014="1")]
    (claim,) = claims(lot(message(person(), *blocks)))
    assert claim.former == (
        ContractKey("00100001700028", date(2016, 1, 1), "1"),
        ContractKey("00100001700010", date(2017, 1, 2), "2"),
        ContractKey("00100001700028", date(2016, 1, 1), "2"),
    )


def test_a_former_number_may_have_been_known_in_another_establishment() -> None:
    content = lot(
        message(person(), contract(), renamed(r014="OLD"), nature="07", month="", last_siret="00100001700028")
    )
    (claim,) = claims(content)
    start = date(2017, 1, 2)
    assert claim.former == (ContractKey("00100001700010", start, "OLD"), ContractKey("00100001700028", start, "OLD"))


def test_a_person_who_changed_is_asked_for_under_the_former_identity_too() -> None:
    former = [("S21.G00.31.001", "01102026"), ("S21.G00.31.008", "2810444109031"), ("S21.G00.31.009", "AVANT")]
    (claim,) = claims(lot(message(person(), former, contract())))
    assert isinstance(claim.holder, NirIdentity)
    assert claim.holder.former == NirIdentity("2810444109031", "AVANT")


def test_a_person_awaiting_a_nir_is_known_by_a_temporary_number() -> None:
    (claim,) = claims(lot(message(person(nir="", r020="2001000017ABC"), contract())))
    assert claim.holder == TemporaryNumber("2001000017ABC", NAME)


def test_a_temporary_number_is_repeated_beside_the_nir_that_replaces_it() -> None:
    former = [("S21.G00.31.001", "01102026"), ("S21.G00.31.008", "2810444109031")]
    (claim,) = claims(lot(message(person(r020="2001000017ABC"), former, contract())))
    assert isinstance(claim.holder, NirIdentity)
    assert claim.holder.former is not None
    assert (claim.holder.ntt, claim.holder.former.ntt) == ("2001000017ABC", "2001000017ABC")


@pytest.mark.parametrize("ntt", ["2356000000ABC", "3001000017ABC", "2001000017", "2001000017 A", "12345"])
@pytest.mark.parametrize("nir", ["", NIR])
def test_what_is_no_temporary_number_of_the_employer_names_nobody_and_links_nothing(ntt: str, nir: str) -> None:
    found = read(lot(message(person(nir=nir, r020=ntt), contract())))
    (fault,) = (item for item in found if isinstance(item, Fault) and item.field == "S21.G00.30.020")
    assert (fault.rule, fault.rejects) == ("ntt", not nir)
    assert "SIREN" in fault.fix
    assert ntt not in repr(fault)
    holders = [item.holder for item in found if isinstance(item, EmploymentClaim)]
    assert holders == ([NirIdentity(NIR, NAME)] if nir else [])


def test_people_without_a_usable_number_are_rejected_one_by_one() -> None:
    content = lot(
        message(
            person(nir="1234567890123"),
            contract(r009="A"),
            person(nir=""),
            contract(r009="B"),
            person(name=""),
            contract(r009="C"),
            person(),
            contract(r009="D"),
        )
    )
    rejected = [item for item in read(content) if isinstance(item, Fault)]
    assert [(fault.key, fault.field, fault.rule, fault.rejects) for fault in rejected] == [
        ("A", "S21.G00.30.001", "nir", True),
        ("B", "S21.G00.30.001", "person", True),
        ("C", "S21.G00.30.002", "person", True),
    ]
    assert [claim.key for claim in claims(content)] == ["D"]
    assert not any("1234567890123" in repr(fault) for fault in rejected)


@pytest.mark.parametrize(
    ("nir", "words"),
    [
        ("281044410902154", "la clé est de trop"),
        ("268082a00407654", "la clé est de trop"),
        ("28104441090215", "14 caractères au lieu de 13"),
        ("281044410902", "12 caractères au lieu de 13"),
        ("2 81 04 44 109 021", "18 caractères au lieu de 13"),
        ("2814544109021", "le mois"),
    ],
)
def test_what_is_wrong_with_a_number_is_told(nir: str, words: str) -> None:
    (fault,) = read(lot(message(person(nir=nir), contract(r009="A"))))
    assert isinstance(fault, Fault)
    assert (fault.field, fault.rule, fault.rejects) == ("S21.G00.30.001", "nir", True)
    assert words in fault.message
    assert "13" in fault.fix or "NTT" in fault.fix
    assert nir not in repr(fault)


def test_corsica_in_small_letters_is_corsica() -> None:
    former = [("S21.G00.31.001", "01102026"), ("S21.G00.31.008", "268082b004076")]
    (claim,) = claims(lot(message(person(nir="268082a004076"), former, contract())))
    assert isinstance(claim.holder, NirIdentity)
    assert claim.holder.nir == "268082A004076"
    assert claim.holder.former is not None
    assert claim.holder.former.nir == "268082B004076"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"r001": "31022017"}, "S21.G00.40.001"),
        ({"r001": ""}, "S21.G00.40.001"),
        ({"r009": ""}, "S21.G00.40.009"),
    ],
)
def test_a_contract_without_its_key_is_rejected(change: dict[str, str], field: str) -> None:
    found = [item for item in read(lot(message(person(), contract(**change), PAY))) if isinstance(item, Fault)]
    assert found[-1].field == field
    assert found[-1].rejects


@pytest.mark.parametrize(("change", "field"), [({"siren": "12"}, "S21.G00.06.001"), ({"nic": "x"}, "S21.G00.11.001")])
def test_an_establishment_without_its_number_has_no_contract(change: dict[str, str], field: str) -> None:
    content = lot(message(person(), contract(), **change))
    assert faults(content) == [(27, field, "key")]


def test_an_end_before_the_start_is_rejected() -> None:
    content = lot(message(person(), contract(), ended(day="01012010")))
    (fault,) = [item for item in read(content) if isinstance(item, Fault)]
    assert (fault.field, fault.rule, fault.value, fault.rejects) == ("S21.G00.62.001", "order", "01012010", True)


def test_an_end_without_a_day_leaves_the_contract_open() -> None:
    content = lot(message(person(), contract(), [("S21.G00.62.002", "059")]))
    (claim,) = claims(content)
    assert claim.end is None
    assert [rule for _, _, rule in faults(content)] == ["end"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"real": "01"}, "S10.G00.00.005"),
        ({"nature": "04"}, "S20.G00.05.001"),
        ({"nature": "08"}, "S20.G00.05.001"),
        ({"nature": "09"}, "S20.G00.05.001"),
        ({"kind": "04"}, "S20.G00.05.002"),
    ],
)
def test_messages_that_say_nothing_of_careers_are_recognised_and_left(change: dict[str, str], field: str) -> None:
    content = lot(message(person(), contract(), SICK_LEAVE, **change), message(person(), contract()))
    assert len(claims(content)) == 1
    assert [(told, rule) for _, told, rule in faults(content)] == [(field, "not_read")]


@pytest.mark.parametrize(
    ("made", "as_of"),
    [("20122016", date(2016, 12, 20)), ("02012017", date(2017, 1, 2)), ("31012017", date(2017, 1, 2))],
)
def test_a_declaration_before_a_hiring_knows_of_nothing_after_the_first_day(made: str, as_of: date) -> None:
    (claim,) = claims(lot(message(person(), contract(), nature="10", month="", made=made)))
    assert (claim.contract.start, claim.as_of, claim.end) == (date(2017, 1, 2), as_of, None)


def test_groups_that_failed_the_checks_upstream_are_left() -> None:
    content = lot(message(person(), contract()), group="CT-KO")
    assert claims(content) == []
    assert [field for _, field, _ in faults(content)] == ["S06.G51.00.001"]


def test_a_replacing_declaration_is_read() -> None:
    assert len(claims(lot(message(person(), contract(), kind="03")))) == 1


def test_another_norm_is_read_and_remarked_on() -> None:
    content = lot(message(person(), contract(), norm="P27V01"))
    assert len(claims(content)) == 1
    assert faults(content) == [(6, "S10.G00.00.006", "norm")]
