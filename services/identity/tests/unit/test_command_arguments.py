"""Arguments of commands: each that will not do is refused in our own words, by its name."""

import argparse

import pytest

from passeport_chassis.program import Command
from passeport_identity.commands.lives import LIFE_COMMANDS
from passeport_identity.commands.partners import PARTNER_COMMANDS
from passeport_identity.commands.professionals import PROFESSIONAL_COMMANDS
from passeport_identity.commands.registry import REGISTRY_COMMANDS
from passeport_identity.settings import Settings
from passeport_identity.usecases.operator import Operator

PERSON = "01932c07-5c1e-7cc4-8a53-f2f4a7f60c11"
ACT = ["--operator", "maria", "--reason", "acte reçu"]
COMMANDS: dict[str, Command[Settings]] = {
    **LIFE_COMMANDS,
    **PARTNER_COMMANDS,
    **PROFESSIONAL_COMMANDS,
    **REGISTRY_COMMANDS,
}


def parser_of(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=name)
    COMMANDS[name].arguments(parser)
    return parser


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "must not be empty"),
        (" \t ", "must not be empty"),
        ("\N{NO-BREAK SPACE}", "must not be empty"),
        ("ma\x1bria", "without control characters"),
        ("one\ntwo", "without control characters"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}airam", "without control characters"),
        ("\udc80", "without control characters"),
        ("x" * 201, "one line of 200 characters at most"),
    ],
)
@pytest.mark.parametrize("argument", ["--operator", "--reason"])
@pytest.mark.parametrize("command", ["expire-persons", "split-merge"])
def test_who_gives_a_command_says_who_he_is_and_why_in_one_line(
    command: str, argument: str, given: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    positional = [PERSON] if command == "split-merge" else []
    with pytest.raises(SystemExit):
        parser_of(command).parse_args([*positional, *ACT, argument, given])
    error = capsys.readouterr().err
    assert f"argument {argument}: must " in error
    assert said in error
    with pytest.raises(ValueError, match=f"{argument}: must be one line"):
        Operator("x", **{"name" if argument == "--operator" else "reason": "x" * 201})


def test_every_command_that_takes_a_reason_refuses_an_empty_one() -> None:
    taking = []
    for name in COMMANDS:
        actions = {action.dest: action for action in parser_of(name)._actions}
        if "operator" in actions:
            taking.append(name)
            for part in ("operator", "reason"):
                read = actions[part].type
                assert callable(read)
                with pytest.raises(argparse.ArgumentTypeError):
                    read("")
    assert len(taking) >= 10


def test_french_typography_is_no_control_character() -> None:
    given = parser_of("split-merge").parse_args(
        [PERSON, "--operator", " maria ", "--reason", "reçu\N{NO-BREAK SPACE}: acte"]
    )
    assert (given.operator, given.reason) == ("maria", "reçu : acte")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("hier", "AAAA-MM-JJ, with 00 for a part that is not known"),
        ("2026-11-31", "the day does not exist in that month"),
        ("2026-13-00", "the month must lie between 01 and 12"),
        ("0026-01-01", "the year cannot be right"),
    ],
)
def test_a_date_that_is_none_is_told_with_the_form(given: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser_of("report-death").parse_args([PERSON, "--died-on", given, *ACT])
    error = capsys.readouterr().err
    assert "argument --died-on: " in error
    assert said in error
    assert "invalid" not in error


def test_an_identifier_that_is_none_is_told_with_the_form(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser_of("withdraw-death").parse_args(["2810444109021", *ACT])
    error = capsys.readouterr().err
    assert "argument person_id: must be an identifier such as" in error
    # Whoever types a NIR here does not find it in the log of a terminal as well.
    assert "2810444109021" not in error


def test_a_day_that_is_none_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser_of("operator-acts").parse_args(["--since", "hier"])
    assert "argument --since: must be a day such as 2026-11-25" in capsys.readouterr().err
