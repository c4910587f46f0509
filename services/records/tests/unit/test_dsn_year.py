"""Months of whole companies as the sandbox invents them, in any order: passports say what was meant to come of them."""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from functools import partial
from pathlib import Path

import pytest

from passeport_records.domain.batch import FileHead
from passeport_records.domain.employment import EmploymentClaim, Retraction
from passeport_records.domain.holder import NirIdentity
from passeport_records.domain.report import Fault
from passeport_records.feeds.dsn.read import read_contracts
from passeport_sandbox.feeds.dsn_year import write_year
from passport_model import Passport

Job = tuple[str, str, str, str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    write_year(folder, 200, 4, seed=11)
    return folder


def declarations(folder: Path) -> list[bytes]:
    """The messages of all lots, each as a file of its own."""
    found: list[bytes] = []
    for path in sorted(folder.glob("*.dsn")):
        found += re.findall(rb"S10\.G00\.00\.001.*?S90\.G00\.90\.002[^\n]*\n", path.read_bytes(), re.DOTALL)
    return found


def expected(folder: Path) -> set[Job]:
    with (folder / "dsn-attendu.csv").open(encoding="utf-8", newline="") as file:
        return {(row["nir"], row["siret"], row["start"], row["title"], row["end"]) for row in csv.DictReader(file)}


def come_of(messages: list[bytes]) -> set[Job]:
    """What is in the passports of all once messages came in this order."""
    told = [
        [item for item in read_contracts(partial(list, [message]), FileHead()) if not isinstance(item, Fault)]
        for message in messages
    ]
    passports = {_nir(item): Passport() for items in told for item in items if isinstance(item, EmploymentClaim)}
    for items in told:
        taken_back = [item for item in items if isinstance(item, Retraction)]
        claims: defaultdict[str, list[EmploymentClaim | Retraction]] = defaultdict(list)
        for item in items:
            if isinstance(item, EmploymentClaim):
                claims[_nir(item)].append(item)
        for nir in passports if taken_back else claims:
            passports[nir].receive([*claims[nir], *taken_back])
    return {
        (nir, content.organisation.siret, str(content.start), content.title, str(content.end or ""))
        for nir, passport in passports.items()
        for content in passport.shown()
    }


def _nir(claim: EmploymentClaim) -> str:
    assert isinstance(claim.holder, NirIdentity)
    return claim.holder.nir


def test_in_the_order_in_which_they_were_made(folder: Path) -> None:
    assert come_of(declarations(folder)) == expected(folder)


@pytest.mark.parametrize("seed", range(3))
def test_in_any_other_order(folder: Path, seed: int) -> None:
    messages = declarations(folder)
    random.Random(seed).shuffle(messages)  # noqa: S311 - to be the same again
    assert come_of(messages) == expected(folder)
