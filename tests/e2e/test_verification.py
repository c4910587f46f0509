"""A bad document is a verdict: altered, by a stranger, unreadable; only an unknown code is refused."""

import base64
import io
import json
import random
from collections.abc import Callable, Iterator

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from PIL import Image
from pypdf import PdfReader

from passeport_sandbox.demo.outsiders import Verifier, signed_ranges, with_one_byte_changed
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack
from tests.e2e.feeds import announced

FLIPS = 12
REFUSED = {"altered", "unreadable"}


@pytest.fixture(scope="module")
def published(holder: Callable[[str], Browser]) -> tuple[bytes, str, str]:
    """The PDF, the credential and the code of a CV."""
    browser = holder("yasmina")
    entries = browser.ask("GET", "/api/v1/passport/records")["items"]
    draft = {"title": "Biologiste", "entry_ids": [entry["id"] for entry in entries]}
    made = browser.ask("POST", "/api/v1/publications", json=draft)
    credential = browser.download(made["credential_url"]).decode()
    return browser.download(made["document_url"]), credential, made["verification_code"]


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def by_a_stranger(credential: str, **header: str) -> str:
    """The same credential signed with a key that nobody vouches for."""
    head, payload, _ = credential.split(".")
    said = json.loads(base64.urlsafe_b64decode(head + "=="))
    new_head = encoded(json.dumps({**said, **header}).encode())
    signature = ec.generate_private_key(ec.SECP256R1()).sign(f"{new_head}.{payload}".encode(), ec.ECDSA(SHA256()))
    raw = b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(signature))
    return f"{new_head}.{payload}.{encoded(raw)}"


def test_any_byte_changed_inside_the_signed_range_is_found(
    verifier: Verifier, published: tuple[bytes, str, str]
) -> None:
    pdf = published[0]
    assert verifier.document(pdf)["outcome"] == "authentic"
    draw = random.Random(20261123)  # noqa: S311 - the same places each time
    covered = [place for part in signed_ranges(pdf) for place in part]
    for place in draw.sample(covered, FLIPS):
        verdict = verifier.document(with_one_byte_changed(pdf, place))
        assert verdict["outcome"] in REFUSED, place
        assert verdict["items"] == []
        assert verdict["holder_name"] is None


def test_what_was_added_or_cut_off_is_found(verifier: Verifier, published: tuple[bytes, str, str]) -> None:
    pdf = published[0]
    for changed in (pdf + b"\n% more", pdf[:-200], pdf + pdf):
        assert verifier.document(changed)["outcome"] in REFUSED


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"hello", b"\0" * 1000, b"PK\x03\x04"])
def test_what_carries_no_seal_is_unreadable(verifier: Verifier, http: httpx.Client, content: bytes) -> None:
    answer = http.post("/api/v1/verifications", content=content, headers={"Content-Type": "application/pdf"})
    if content:
        assert verifier.document(content)["outcome"] == "unreadable"
    else:
        assert answer.is_client_error


def test_a_credential_by_a_stranger_is_refused(verifier: Verifier, published: tuple[bytes, str, str]) -> None:
    credential = published[1]
    assert verifier.credential(credential)["outcome"] == "authentic"
    unknown_key = verifier.credential(by_a_stranger(credential, kid="somebody-elses"))
    assert unknown_key["outcome"] == "unknown_issuer"
    # In our name, under our kid: the signature is not ours all the same.
    in_our_name = verifier.credential(by_a_stranger(credential))
    assert in_our_name["outcome"] == "altered"
    for verdict in (unknown_key, in_our_name):
        assert verdict["items"] == []
        assert verdict["holder_name"] is None


def test_a_credential_that_was_changed_is_altered(verifier: Verifier, published: tuple[bytes, str, str]) -> None:
    head, payload, signature = published[1].split(".")
    said = json.loads(base64.urlsafe_b64decode(payload + "=="))
    said["credentialSubject"]["title"] = "Directrice"
    changed = f"{head}.{encoded(json.dumps(said).encode())}.{signature}"
    assert verifier.credential(changed)["outcome"] == "altered"
    assert verifier.credential("not.a.credential")["outcome"] == "unreadable"


def test_a_code_is_read_as_people_write_it(verifier: Verifier, published: tuple[bytes, str, str]) -> None:
    code = published[2]
    for written in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
        assert verifier.code(written)["outcome"] == "authentic"


def test_an_unknown_code_is_refused(http: httpx.Client) -> None:
    for code in ("K7QF-2M9X-PD4T-W6HA", "x", "%00"):
        answer = http.get(f"/api/v1/verifications/{code}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (404, "code_not_found"), code


def test_a_document_that_is_too_large_is_refused(stack: Stack) -> None:
    headers = {"Content-Type": "application/pdf", "Content-Length": str(11 * 1024 * 1024)}
    status, problem = announced(stack.addresses.gateway, "/api/v1/verifications", headers)
    assert (status, problem["code"]) == (413, "body_too_large")


def test_a_withdrawn_cv_says_so(holder: Callable[[str], Browser], verifier: Verifier) -> None:
    browser = holder("yasmina")
    entry = browser.ask("POST", "/api/v1/passport/records", json={"kind": "skill", "title": "Arabe dialectal"})
    made = browser.ask("POST", "/api/v1/publications", json={"title": "CV", "entry_ids": [entry["id"]]})
    pdf = browser.download(made["document_url"])
    assert browser.request("POST", f"/api/v1/publications/{made['id']}/withdrawal").is_success
    verifier.wait_for(made["verification_code"], "withdrawn", timeout=5)
    verdict = verifier.document(pdf)
    assert verdict["outcome"] == "withdrawn"
    assert verdict["items"] == []


def test_an_attestation_of_guaranteed_entries_is_called_by_its_name(
    holder: Callable[[str], Browser], verifier: Verifier, http: httpx.Client
) -> None:
    browser = holder("yasmina")
    entries = browser.ask("GET", "/api/v1/passport/records")["items"]
    declared = browser.ask("POST", "/api/v1/passport/records", json={"kind": "skill", "title": "Kabyle"})
    asked = {"kind": "attestation", "entry_ids": [declared["id"]]}
    refused = browser.request("POST", "/api/v1/publications", json=asked)
    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["pointer"], fault["code"]) == (422, "#/entry_ids/0", "declared_entry")
    made = browser.ask("POST", "/api/v1/publications", json={"kind": "attestation", "entry_set": {}})
    guaranteed = {entry["id"] for entry in entries if entry["nature"] == "guaranteed"}
    assert {*made["entry_ids"]} == guaranteed
    pdf = browser.download(made["document_url"])
    verdict = verifier.document(pdf)
    assert (verdict["outcome"], verdict["kind"]) == ("authentic", "attestation")
    assert verdict["message"].startswith("Cette attestation est authentique")
    assert all(item["guaranteed"] and item["legal_basis"].startswith("article L. ") for item in verdict["items"])
    credential = verifier.credential(browser.download(made["credential_url"]).decode())
    assert (credential["outcome"], credential["kind"]) == ("authentic", "attestation")
    page = http.get(f"/verify/{made['verification_code']}", headers={"Accept-Language": "en"})
    assert "A current attestation was published under this code" in page.text
    assert browser.request("POST", f"/api/v1/publications/{made['id']}/withdrawal").is_success
    verifier.wait_for(made["verification_code"], "withdrawn", timeout=5)


def test_a_photo_is_on_the_cv_and_is_gone_when_it_is_deleted(holder: Callable[[str], Browser]) -> None:
    browser = holder("yasmina")
    sent = io.BytesIO()
    Image.new("RGB", (350, 450), "#8a5a3c").save(sent, "PNG")
    kept = browser.request(
        "PUT", "/api/v1/publications/photo", content=sent.getvalue(), headers={"Content-Type": "image/png"}
    )
    assert (kept.status_code, kept.json()["width"]) == (200, 350)
    entry = browser.ask("POST", "/api/v1/passport/records", json={"kind": "skill", "title": "Kabyle"})
    for photos, hidden in ((1, []), (0, ["photo"])):
        asked = {"title": "CV", "entry_ids": [entry["id"]], "hidden_parts": hidden}
        made = browser.ask("POST", "/api/v1/publications", json=asked)
        (page,) = PdfReader(io.BytesIO(browser.download(made["document_url"]))).pages
        assert sum(image.name.endswith(".jpg") for image in page.images) == photos
    assert browser.request("DELETE", "/api/v1/publications/photo").status_code == 204
    assert browser.request("GET", "/api/v1/publications/photo").status_code == 404


def test_the_verdict_is_a_page_for_those_who_come_with_a_browser(
    http: httpx.Client, published: tuple[bytes, str, str]
) -> None:
    page = http.get(f"/api/v1/verifications/{published[2]}", headers={"Accept": "text/html"})
    assert page.status_code == httpx.codes.OK
    assert page.headers["content-type"].startswith("text/html")
    form = http.post(
        "/api/v1/verifications",
        files={"file": ("cv.pdf", with_one_byte_changed(published[0]), "application/pdf")},
        headers={"Accept": "text/html", "Accept-Language": "en"},
    )
    assert form.status_code == httpx.codes.OK
    assert 'lang="en"' in form.text


def members(value: object) -> Iterator[str]:
    """Names and types of all that JSON holds."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from [inner] if name == "type" else members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from members(inner)


def test_every_term_of_a_credential_leads_to_its_description(
    http: httpx.Client, published: tuple[bytes, str, str]
) -> None:
    credential = json.loads(base64.urlsafe_b64decode(published[1].split(".")[1] + "=="))
    terms = {
        term: meaning["@id"] if isinstance(meaning, dict) else meaning
        for term, meaning in credential["@context"][1].items()
    }
    assert {*members(credential["credentialSubject"])} - {"type"} <= {*terms}
    ours = {iri for iri in terms.values() if iri.startswith(credential["issuer"]["id"])}
    assert len(ours) > 10
    (address,) = {iri.partition("#")[0] for iri in ours}
    vocabulary = http.get(address)
    assert vocabulary.headers["content-type"] == "application/ld+json"
    described = {term["@id"] for term in vocabulary.json()["@graph"] if all(term["comment"].values())}
    assert ours <= described
    page = http.get(address, headers={"Accept": "text/html"}).text
    assert all(f'id="{iri.partition("#")[2]}"' in page for iri in ours)
