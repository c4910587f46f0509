"""Diplomas and trainings, in formats of ours: the samples enter passports; a wrong first line is refused."""

from collections.abc import Callable

import httpx
import pytest

from passeport_sandbox.feeds.careers import diplomas, trainings
from passeport_sandbox.feeds.diplomas import write_json_lines
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack
from tests.e2e.feeds import send

SENDERS = {"diplomas": "rectorat-de-l-ouest", "trainings": "compte-formation"}


def test_what_the_samples_say_is_in_a_passport(holder: Callable[[str], Browser]) -> None:
    items = holder("noemie").ask("GET", "/api/v1/passport/records")["items"]
    entries = {entry["title"]: entry for entry in items}
    # Of the first her INE is learnt, by which the second names her.
    assert entries["Baccalauréat général"]["award"]["diploma_code"] == "20020001"
    assert entries["BTS Comptabilité et gestion"]["award"]["school_code"] == "0449901Y"
    training = entries["Anglais professionnel, niveau B2"]["training"]
    assert (training["hours"], training["certification_code"], training["outcome"]) == (42, "RS6435", "passed")
    assert training["label"] is not None


@pytest.mark.parametrize("feed", SENDERS)
def test_who_sends_the_same_again_in_another_layout_changes_nothing(
    stack: Stack, http: httpx.Client, feed: str
) -> None:
    api = stack.partner(http, SENDERS[feed])
    lines = [one.fields for one in (diplomas() if feed == "diplomas" else trainings())]
    content = b"".join(write_json_lines(lines))
    batch = api.wait_for(send(api, feed, content).json()["id"])
    # One holder is named by an INE that nobody has given with who he is.
    waiting = int(feed == "diplomas")
    told = [batch[name] for name in ("duplicates", "waiting", "accepted", "rejected")]
    assert (batch["state"], told) == ("finished", [len(lines) - waiting, waiting, 0, 0])


@pytest.mark.parametrize("feed", SENDERS)
def test_a_file_without_a_column_is_refused_in_the_language_of_who_sends(
    stack: Stack, http: httpx.Client, feed: str
) -> None:
    api = stack.partner(http, SENDERS[feed])
    content = b"nomNaissance;dateNaissance\n"
    answer = send(api, feed, content, headers={"Accept-Language": "en"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "file_invalid")
    assert "these columns are missing: idTechnique" in answer.text
