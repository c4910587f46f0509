"""Files of the official import of any size, the same for a seed."""

from pathlib import Path

from passeport_sandbox.feeds.people import synthetic_people
from passeport_sandbox.feeds.prevention import ADF_COLUMNS, write_adf


def test_each_of_the_people_has_a_line_and_twelve_a_declaration(tmp_path: Path) -> None:
    path = write_adf(tmp_path / "adf.csv", synthetic_people(30, 1), 1)
    header, *lines = [line.split("|") for line in path.read_bytes().decode().split("\r\n")[:-1]]
    assert tuple(header) == ADF_COLUMNS
    assert {len(line) for line in lines} == {20}
    assert [len({line[place] for line in lines}) for place in (0, 2, 13)] == [3, 30, 30]
    again = write_adf(tmp_path / "again.csv", synthetic_people(30, 1), 1)
    other = write_adf(tmp_path / "other.csv", synthetic_people(30, 2), 2)
    assert path.read_bytes() == again.read_bytes() != other.read_bytes()
