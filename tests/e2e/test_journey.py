"""The journey of the demo, step by step, and what others than us say of what it leaves."""

import base64
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from passeport_sandbox.demo.journey import Journey
from passeport_sandbox.demo.outsiders import Verifier, with_one_byte_changed
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack
from passeport_testing.further import further_case
from tests.e2e.documents import IndependentVerifier, openssl_verifies, pdfsig_says

STEPS = (
    "certifiers_send",
    "dsn_come_in",
    "institutions_send",
    "reports_are_read",
    "sign_in",
    "activate",
    "read_passport",
    "declare",
    "prevent",
    "arrive",
    "publish",
    "verify",
    "alter",
)
LAST_STEPS = ("take_back", "read_accesses", "sign_out")


@pytest.fixture(scope="module")
def claire(stack: Stack, http: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    with Browser(stack.addresses.base_url) as browser:
        yield Journey(stack, http, browser, tmp_path_factory.mktemp("demo"))


def test_the_demo_has_no_step_that_is_not_played_here(claire: Journey) -> None:
    assert [step.run.__name__ for step in claire.steps()] == [*STEPS, *LAST_STEPS]


@pytest.mark.parametrize("step", STEPS)
def test_step(step: str, claire: Journey) -> None:
    run: Callable[[], str] = getattr(claire, step)
    assert run()


def by_poppler(pdf: Path, chain: Path, folder: Path) -> bool:
    said = pdfsig_says(pdf)
    return "Signature is Valid" in said and "Total document signed" in said


@pytest.mark.parametrize(
    "verifies",
    [
        pytest.param(openssl_verifies, id="openssl"),
        further_case(by_poppler, at_hand=bool(shutil.which("pdfsig")), missing="poppler-utils is not installed"),
    ],
)
def test_others_verify_the_seal_and_that_it_covers_the_whole_document(
    claire: Journey, http: httpx.Client, tmp_path: Path, verifies: Callable[[Path, Path, Path], bool]
) -> None:
    chain = tmp_path / "chain.pem"
    chain.write_bytes(http.get("/.well-known/passeport-seal-chain.pem").content)
    assert verifies(claire.pdf, chain, tmp_path)
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(with_one_byte_changed(claire.pdf.read_bytes()))
    assert not verifies(changed, chain, tmp_path)


def test_a_library_of_verifiable_credentials_verifies_ours(claire: Journey, http: httpx.Client) -> None:
    independent = IndependentVerifier(http)
    credential = independent.verify(claire.credential.read_text())
    subject = credential["credentialSubject"]
    assert subject["familyName"] == "FONTANEL"
    assert {item["nature"] for item in subject["items"]} == {"guaranteed", "declared"}
    assert len(subject["items"]) == len(claire.published["entry_ids"])
    assert not any(entry.is_set for entry in independent.status(credential).entries)


def test_the_printed_address_opens_the_verdict(claire: Journey, http: httpx.Client) -> None:
    address = claire.published["verification_url"]
    answer = http.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, address
    assert "Une publication existe sous ce code" in answer.text


def payload_of(jws: str) -> dict[str, Any]:
    payload = jws.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return read


def test_what_is_hidden_is_absent(claire: Journey) -> None:
    hidden = [one for one in claire.entries if one["id"] not in claire.published["entry_ids"]]
    assert hidden
    document = PdfReader(claire.pdf)
    attached = document.attachments["credential.jwt"][0].decode("ascii")
    assert attached == claire.credential.read_text()
    printed = " ".join("".join(page.extract_text() for page in document.pages).split())
    signed = json.dumps(payload_of(attached), ensure_ascii=False)
    for entry in hidden:
        assert entry["id"] not in signed
        assert entry["title"] not in signed
        assert entry["title"] not in printed
    for entry in claire.entries:
        assert entry in hidden or entry["title"] in signed
    titles = {item["title"] for item in claire.verifier.document(claire.pdf.read_bytes())["items"]}
    assert titles == {one["title"] for one in claire.entries if one not in hidden}


@pytest.mark.parametrize("step", LAST_STEPS)
def test_last_step(step: str, claire: Journey) -> None:
    run: Callable[[], str] = getattr(claire, step)
    assert run()


def test_the_status_list_says_that_a_source_changed(claire: Journey, http: httpx.Client, verifier: Verifier) -> None:
    independent = IndependentVerifier(http)
    credential = independent.verify(claire.credential.read_text())
    said = {entry.entry.purpose: entry.is_set for entry in independent.status(credential).entries}
    assert said == {"refresh": True, "revocation": False}
    assert verifier.credential(claire.credential.read_text())["outcome"] == "superseded"
