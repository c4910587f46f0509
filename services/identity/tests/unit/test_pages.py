"""The pages of this service name what there is: its tables, its commands, its refusals, what a person reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import passeport_identity
from passeport_identity import __main__ as program
from passeport_identity import errors
from passeport_identity.storage.tables import metadata

_SERVICE = Path(__file__).parents[2]
_DOCS = _SERVICE / "docs"
_SOURCE = "\n".join(path.read_text() for path in Path(passeport_identity.__file__).parent.rglob("*.py"))
_PAGES = "\n".join(page.read_text() for page in (_SERVICE / "README.md", *sorted(_DOCS.glob("*.md"))))


def first_cells(page: str) -> list[str]:
    return [line.split("|")[1] for line in (_DOCS / page).read_text().splitlines() if line.startswith("| `")]


def test_the_page_of_lifecycles_has_every_table_and_no_other() -> None:
    named = [name for cell in first_cells("lifecycles.md") for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(metadata.tables)


def test_the_page_of_operating_has_every_command_and_no_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["passeport_identity", "--help"])
    with pytest.raises(SystemExit):
        program.main()
    listed = re.search(r"\{([a-z,-]+)\}", capsys.readouterr().out)
    assert listed is not None
    named = [name for cell in first_cells("operating.md") for name in re.findall(r"`([a-z-]+)", cell)]
    assert sorted(named) == sorted(listed[1].split(","))


def test_every_check_of_a_sign_in_is_named() -> None:
    row = re.search(r"`LOGIN_NOT_TRUSTED` \| `check`: (.+?) \|", _PAGES)
    assert row is not None
    assert set(re.findall(r"`(\w+)`", row[1])) == set(re.findall(r'LoginNotTrusted\("(\w+)"', _SOURCE))


def test_a_reason_that_is_named_is_one() -> None:
    reasons = {
        one.reason for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.IdentityError)
    }
    named = {name for name in re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", _PAGES) if not name.startswith("PASSEPORT_")}
    # Outcomes of the resolution of a person and of a declared number are no refusals; X_FILE stands for any setting.
    assert {name for name in named - reasons - {"X_FILE"} if not re.search(rf"\b{name}\b", _SOURCE)} == set()


def test_what_a_person_is_said_to_read_is_written() -> None:
    named = set(re.findall(r"`(identity(?:\.[a-z_]+){2})`", _PAGES))
    assert named
    # Some are put together of what is done and whose use case it is.
    whole = {action for action in named if f'"{action}"' in _SOURCE}
    assert {action for action in named - whole if f'"{action.rpartition(".")[2]}"' not in _SOURCE} == set()
