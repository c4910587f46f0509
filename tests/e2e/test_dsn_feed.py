"""The DSN feed: what is wrong is told by line or by person, and what surrounds it is kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import httpx
import pytest

from passeport_sandbox.feeds.dsn import Contract, Employer, deposit, lot, monthly
from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack
from tests.e2e.conftest import samples
from tests.e2e.feeds import line_of, send

OCTOBER = date(2026, 10, 1)
EMPLOYER = Employer("001000124", "00014", "ESSAIS RÉUNIS", "7120B", "1 RUE DE L'ESSAI", "44000", "NANTES")
PLACEHOLDER = "1234567890123"
numbers = count(1)


def contract(login: str, **facts: Any) -> Contract:
    number = f"E{next(numbers):04d}"
    given = {"person": by_login(login), "employer": EMPLOYER, "number": number, "start": date(2026, 9, 1), **facts}
    return Contract(**{"title": f"Essayeur {number}", "pcs": "478c", **given})


def month(contracts: Sequence[Contract]) -> bytes:
    return b"".join(lot([monthly(EMPLOYER, OCTOBER, contracts)], number=next(numbers), made_on=date(2026, 11, 5)))


def sent(payroll: PartnerApi, content: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What became of a file: the batch and the items of its report."""
    answer = send(payroll, "dsn", content)
    assert answer.status_code == httpx.codes.ACCEPTED, answer.text
    batch = payroll.wait_for(answer.json()["id"])
    return batch, payroll.report(batch["id"]).json()["items"]


def titles(browser: Browser) -> set[str]:
    return {entry["title"] for entry in browser.ask("GET", "/api/v1/passport/records")["items"]}


def test_a_wrong_count_is_told_by_line_and_the_contracts_are_kept(
    payroll: PartnerApi, holder: Callable[[str], Browser]
) -> None:
    held = [contract("anne-laure"), contract("karim")]
    good = month(held)
    line = line_of(good, b"S90.G00.90.001")
    content = b"\n".join(
        b"S90.G00.90.001,'7'" if number == line else text for number, text in enumerate(good.split(b"\n"), start=1)
    )
    batch, items = sent(payroll, content)
    assert (batch["accepted"], batch["unresolved"], batch["rejected"]) == (2, 0, 0)
    told = [item for item in items if item["outcome"] == "remark"]
    assert [(item["line"], item["field"], item["rule"]) for item in told] == [(line, "S90.G00.90.001", "count")]
    assert held[0].title in titles(holder("anne-laure"))
    assert held[1].title in titles(holder("karim"))


def test_an_unknown_rubrique_is_told_by_line_and_the_rest_is_kept(payroll: PartnerApi) -> None:
    good = month([contract("anne-laure")])
    line = line_of(good, b"S21.G00.40.001")
    lines = good.split(b"\n")
    content = b"\n".join([*lines[: line - 1], b"S21.G00.39.777,'x'", *lines[line - 1 :]])
    batch, items = sent(payroll, content)
    assert (batch["accepted"], batch["unresolved"], batch["rejected"]) == (1, 0, 0)
    assert (line, "S21.G00.39.777", "unknown_rubrique") in {
        (item["line"], item.get("field"), item.get("rule")) for item in items
    }


def test_placeholder_numbers_are_told_by_person_and_the_others_are_kept(
    payroll: PartnerApi, holder: Callable[[str], Browser]
) -> None:
    nobody = replace(by_login("anne-laure"), nir=PLACEHOLDER, family_name="NOM_TEST")
    good, bad = contract("anne-laure"), contract("anne-laure", person=nobody)
    content = month([bad, good])
    batch, items = sent(payroll, content)
    assert batch["accepted"] == 1
    assert batch["unresolved"] + batch["rejected"] == 1
    told = [item for item in items if item["outcome"] in {"unresolved", "rejected"}]
    assert len(told) == 1
    lines = range(*(line_of(content, nir.encode()) for nir in (PLACEHOLDER, by_login("anne-laure").nir)))
    assert told[0]["line"] in lines
    assert PLACEHOLDER not in str(items)
    assert good.title in titles(holder("anne-laure"))


def three_placeholders() -> bytes:
    nobodies = [replace(by_login("anne-laure"), nir=PLACEHOLDER, family_name=f"NOM_TEST_{number}") for number in "123"]
    return month([contract("anne-laure", person=nobody) for nobody in nobodies])


@pytest.mark.parametrize("content", samples(three_placeholders, "dsn-redistribution-P25V01.dsn"))
def test_a_lot_of_placeholders_names_all_three(payroll: PartnerApi, content: Callable[[], bytes]) -> None:
    batch, items = sent(payroll, content())
    assert batch["accepted"] == 0
    told = [item for item in items if item["outcome"] in {"unresolved", "rejected"}]
    assert len(told) == 3
    assert len({item["line"] for item in told}) == 3
    assert all(item["message"] for item in told)


def test_what_nobody_may_know_is_kept_nowhere(
    stack: Stack, payroll: PartnerApi, holder: Callable[[str], Browser]
) -> None:
    secret = contract("noemie", end=date(2026, 10, 15), reason="034", sick=True)
    batch, _ = sent(payroll, month([secret]))
    assert batch["accepted"] == 1
    entry = next(
        one for one in holder("noemie").ask("GET", "/api/v1/passport/records")["items"] if one["title"] == secret.title
    )
    assert entry["end_date"] == "2026-10-15"
    kept = stack.sql("records", f"SELECT to_json(e)::text FROM entry e WHERE id = '{entry['id']}'")
    kept += stack.sql("records", "SELECT coalesce(string_agg(to_json(i)::text, ''), '') FROM batch_item i")
    # Neither the motive of the ending nor the pay.
    assert '"034"' not in kept
    assert f"{1900 + int(secret.number[-2:]) * 37}.40" not in kept
    assert stack.sql("records", f"SELECT count(*) FROM batch_file WHERE batch_id = '{batch['id']}'") == "0"


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("encoding", b"\xef\xbb\xbf" + month([contract("karim")])),
        ("encoding", b"PK\x03\x04" + b"\0" * 40),
        ("first_line", b"<?xml version='1.0'?><a/>"),
        ("character", month([contract("karim")]).replace(b"NANTES", b"NAN\0ES", 1)),
        ("first_line", b""),
    ],
    ids=["utf-8", "zip", "xml", "nul", "empty"],
)
def test_what_is_no_dsn_is_refused_at_once(stack: Stack, payroll: PartnerApi, rule: str, content: bytes) -> None:
    before = stack.sql("records", "SELECT count(*) FROM batch")
    answer = send(payroll, "dsn", content)
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, answer.text
    problem = answer.json()
    assert (problem["code"], problem["rule"]) == ("file_invalid", rule)
    assert problem["line"] >= 1
    assert stack.sql("records", "SELECT count(*) FROM batch") == before


def test_a_deposit_is_read_as_well_as_a_lot(payroll: PartnerApi, holder: Callable[[str], Browser]) -> None:
    held = contract("anne-laure", title="Cœur de métier, à l’essai")
    content = b"".join(deposit([monthly(EMPLOYER, OCTOBER, [held], redistributed=False)]))
    assert sent(payroll, content)[0]["accepted"] == 1
    assert "Coeur de métier, à l'essai" in titles(holder("anne-laure"))
