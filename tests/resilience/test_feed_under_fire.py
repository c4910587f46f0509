"""A process is killed while a feed is being processed: every line of the file has its effect, once."""

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from passeport_sandbox.feeds.volume import write_awards
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack
from tests.resilience.books import Books
from tests.resilience.conftest import PEOPLE
from tests.waiting import until

seeds = count(1)


@pytest.fixture
def certifier(stack: Stack, http: httpx.Client) -> PartnerApi:
    return stack.partner(http, "certifs-ponant")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Awards of everybody, other ones in each file."""
    seed = next(seeds)
    path = tmp_path / f"awards-{seed}.xml"
    write_awards(path, PEOPLE, seed=0)
    # The people are those of seed 0; the keys of their awards are this file's own.
    path.write_bytes(path.read_bytes().replace(b"<cpf:idTechnique>0-", b"<cpf:idTechnique>%d-" % seed))
    yield path
    path.unlink()


def wait_until_under_way(stack: Stack, batch_id: str) -> None:
    """Return when the first chunk is committed and the last is not."""
    until(
        lambda: int(stack.sql("records", f"SELECT position FROM batch WHERE id = '{batch_id}'")) > 0,
        "the first chunk is committed",
    )


def finished(stack: Stack, batch_id: str) -> bool:
    return stack.sql("records", f"SELECT state FROM batch WHERE id = '{batch_id}'") == "finished"


# The others take no part in it once the file has come.
@pytest.mark.parametrize("victim", ["records", "identity", "postgres", "nats"])
def test_a_kill_in_the_middle_of_a_feed_loses_nothing_and_doubles_nothing(
    stack: Stack, certifier: PartnerApi, books: Books, file: Path, victim: str
) -> None:
    before = books.count("records", "entry")
    batch_id = certifier.send_feed("certifications", file)["id"]
    wait_until_under_way(stack, batch_id)
    stack.kill(victim)
    if victim != "postgres":
        assert not finished(stack, batch_id), "the file was too short for this test"
    time.sleep(0.5)
    stack.restart(victim)
    batch = certifier.wait_for(batch_id, timeout=90, every=0.5)
    assert (batch["accepted"], batch["unresolved"], batch["rejected"], batch["duplicates"]) == (PEOPLE, 0, 0, 0)
    assert books.count("records", "entry") == before + PEOPLE
    books.close()
    again = certifier.send_feed("certifications", file)
    assert again["id"] == batch_id


def test_an_upload_that_is_cut_off_leaves_nothing_and_may_be_sent_again(
    stack: Stack, certifier: PartnerApi, books: Books, file: Path
) -> None:
    before = books.count("records", "entry")
    content = file.read_bytes()
    named = {"Content-Type": "application/xml", "Content-Disposition": f'attachment; filename="{file.name}"'}

    def pieces() -> Iterator[bytes]:
        yield content[: len(content) // 2]
        stack.kill("gateway")
        yield content[len(content) // 2 :]

    with pytest.raises(httpx.TransportError):
        certifier.request("POST", "/partners/v1/feeds/certifications", content=pieces(), headers=named)
    stack.restart("gateway")
    assert books.count("records", "entry") == before
    batch = certifier.wait_for(certifier.send_feed("certifications", file)["id"], timeout=60)
    assert batch["accepted"] == PEOPLE
    books.close()
