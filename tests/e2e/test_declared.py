"""What a holder declares, by public HTTP on the whole suite: drafts, files, deletions, his order, offers to join."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

import pytest

from passeport_sandbox.stack.browser import Browser
from tests.e2e.test_examples import compare

RECORDS = "/api/v1/passport/records"
ONE = f"{RECORDS}/{{entry_id}}"
PDF = b"%PDF-1.7\n" + b"x" * 700_000 + b"\n%%EOF\n"


@pytest.fixture(scope="module")
def karim(holder: Callable[[str], Browser]) -> Browser:
    return holder("karim")


def declare(browser: Browser, **said: object) -> dict[str, str]:
    return browser.ask("POST", RECORDS, json={"kind": "skill", **said})


def test_a_draft_is_published_by_nobody_until_it_is_completed(karim: Browser) -> None:
    draft = declare(karim, draft=True)
    cv = {"title": "CV", "entry_ids": [draft["id"]]}
    refused = karim.request("POST", "/api/v1/publications", json=cv)
    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.NOT_FOUND, "entry_not_found")
    completion = f"{RECORDS}/{draft['id']}/completion"
    version = {"If-Match": f'"{draft["etag"]}"'}
    missing = karim.request("POST", completion, json={}, headers=version)
    assert [fault["pointer"] for fault in missing.json()["errors"]] == ["#/title"]
    whole = karim.request("POST", completion, json={"title": "Vannerie"}, headers=version)
    assert whole.json()["state"] == "active"
    assert karim.request("POST", "/api/v1/publications", json=cv).status_code == HTTPStatus.CREATED


def test_a_deletion_is_taken_back_with_its_file(karim: Browser) -> None:
    entry = declare(karim, kind="employment", title="Serveuse", employment={"working_time": "full_time"})
    files = f"{RECORDS}/{entry['id']}/attachments"
    sent = {"Content-Type": "application/pdf", "Content-Disposition": 'attachment; filename="certificat.pdf"'}
    attached = karim.request("POST", files, content=PDF, headers=sent)
    compare(attached, f"{ONE}/attachments", "post")
    compare(karim.request("GET", files), f"{ONE}/attachments")
    assert karim.download(attached.headers["Location"]) == PDF
    refused = karim.request("POST", files, content=b"GIF89a", headers=sent)
    assert refused.json()["code"] == "attachment_type_unsupported"
    version = {"If-Match": f'"{entry["etag"]}"'}
    assert karim.request("DELETE", f"{RECORDS}/{entry['id']}", headers=version).status_code == HTTPStatus.NO_CONTENT
    assert karim.request("GET", files).status_code == HTTPStatus.NOT_FOUND
    deleted = karim.ask("GET", f"{RECORDS}?state=deleted")["items"]
    assert [one["id"] for one in deleted if one["purge_time"]] == [entry["id"]]
    restored = karim.request("POST", f"{RECORDS}/{entry['id']}/restoration")
    compare(restored, f"{ONE}/restoration", "post")
    assert karim.download(attached.headers["Location"]) == PDF


def test_what_an_employer_declares_is_offered_for_joining_and_put_in_order(karim: Browser) -> None:
    jobs = karim.ask("GET", f"{RECORDS}?kind=employment")["items"]
    official = next(job for job in jobs if job["nature"] == "guaranteed" and job["organisation"]["name"])
    said = {"title": "Mon poste", "organisation": {"name": official["organisation"]["name"].title()}}
    mine = declare(karim, kind="employment", start_date=official["start_date"][:4], description="Chantiers", **said)
    offers = karim.request("GET", "/api/v1/passport/offers")
    compare(offers, "/api/v1/passport/offers")
    assert (mine["id"], official["id"]) in {
        (offer["declared"]["id"], offer["guaranteed"]["id"]) for offer in offers.json()["items"]
    }
    one, pair = "/api/v1/passport/offers/{declared_id}/{guaranteed_id}", f"{mine['id']}/{official['id']}"
    joined = karim.request("POST", f"/api/v1/passport/offers/{pair}/acceptance")
    compare(joined, f"{one}/acceptance", "post")
    listed = [job["id"] for job in karim.ask("GET", f"{RECORDS}?kind=employment")["items"]]
    assert mine["id"] not in listed
    assert official["id"] in listed
    compare(karim.request("POST", f"/api/v1/passport/offers/{pair}/refusal"), f"{one}/refusal", "post")
    listed = [job["id"] for job in karim.ask("GET", f"{RECORDS}?kind=employment")["items"]]
    order = {"kind": "employment", "entry_ids": listed[::-1]}
    assert karim.request("POST", "/api/v1/passport/arrangements", json=order).status_code == HTTPStatus.NO_CONTENT
    again = [job["id"] for job in karim.ask("GET", f"{RECORDS}?kind=employment")["items"]]
    assert again == listed[::-1]
    unknown = karim.request("POST", f"/api/v1/passport/offers/{mine['id']}/{uuid4()}/acceptance")
    assert unknown.json()["code"] == "offer_not_found"
