"""Months of the DSN with stories: norm-true, the same for the same seed, and with all that the norm has for it."""

import csv
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from passeport_sandbox.__main__ import main
from passeport_sandbox.feeds.dsn_year import EXPECTED_COLUMNS, write_year

PEOPLE, MONTHS = 400, 4


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    write_year(folder, PEOPLE, MONTHS, seed=5)
    return folder


def messages_of(path: Path) -> list[list[str]]:
    lines = path.read_bytes().decode("iso-8859-1").splitlines()
    assert all(re.fullmatch(r"S\d\d\.G\d\d\.\d\d\.\d{3},'[^\x00-\x1f\x7f-\x9f]+'", line) for line in lines)
    starts = [number for number, line in enumerate(lines) if line.startswith("S10.G00.00.001")]
    ends = [number for number, line in enumerate(lines) if line.startswith("S90.G00.90.002")]
    return [lines[start : end + 1] for start, end in zip(starts, ends, strict=True)]


def values_of(message: list[str], code: str) -> list[str]:
    return [line[16:-1] for line in message if line.startswith(code)]


def test_each_month_is_a_lot_that_counts_right(year: Path) -> None:
    paths = sorted(year.glob("dsn-2026-*.dsn"))
    assert len(paths) == MONTHS
    for path in paths:
        messages = messages_of(path)
        assert all(values_of(message, "S90.G00.90.001") == [str(len(message))] for message in messages)
        assert path.read_bytes().count(f"S95.G51.00.002,'{len(messages)}'".encode()) == 1
        deposits = list(chain.from_iterable(values_of(message, "S10.G00.95.900") for message in messages))
        assert len(set(deposits)) == len(messages)
        assert max(map(len, deposits)) <= 23


def test_everything_happens_that_the_norm_has_words_for(year: Path) -> None:
    messages = list(chain.from_iterable(messages_of(path) for path in sorted(year.glob("dsn-2026-*.dsn"))))
    done = Counter(
        (nature, kind)
        for message in messages
        for nature, kind in zip(values_of(message, "S20.G00.05.001"), values_of(message, "S20.G00.05.002"), strict=True)
    )
    assert done.keys() >= {
        ("01", "01"),
        ("01", "03"),
        ("01", "05"),
        ("07", "01"),
        ("07", "04"),
        ("10", "01"),
        ("10", "04"),
    }
    codes = {line[:14] for message in messages for line in message}
    assert codes >= {f"S21.G00.41.{number}" for number in ("012", "014", "019", "028")}
    assert codes >= {"S21.G00.31.010", "S21.G00.62.002", "S21.G00.60.001", "S21.G00.51.013"}
    deposits = set(chain.from_iterable(values_of(message, "S10.G00.95.900") for message in messages))
    former = set(chain.from_iterable(values_of(message, "S20.G00.05.006") for message in messages))
    assert former < deposits


def test_what_is_expected_is_one_job_for_each_who_came(year: Path) -> None:
    with (year / "dsn-attendu.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == EXPECTED_COLUMNS
    assert len({row[0] for row in rows}) == len(rows)
    assert PEOPLE * 0.9 < len(rows) < PEOPLE
    assert not any("erreur" in row[4] or "faux" in row[4] for row in rows)


def test_the_same_seed_gives_the_same_bytes_and_another_others(year: Path, tmp_path: Path) -> None:
    assert main(["feeds", str(tmp_path / "same"), "--people", str(PEOPLE), "--months", str(MONTHS), "--seed", "5"]) == 0
    write_year(tmp_path / "other", PEOPLE, MONTHS, seed=6)
    for path in year.iterdir():
        assert (tmp_path / "same" / path.name).read_bytes() == path.read_bytes()
        assert (tmp_path / "other" / path.name).read_bytes() != path.read_bytes()
