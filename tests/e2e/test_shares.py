"""A holder shares a CV with a PIN; a recruiter opens it; the holder sees it, and ends it: over public HTTP."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest

from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def recruiter(stack: Stack) -> Iterator[Browser]:
    """Somebody else's browser, who has no account."""
    with Browser(stack.addresses.base_url) as browser:
        browser.http.headers["User-Agent"] = FIREFOX
        yield browser


def test_a_recruiter_opens_what_a_holder_shares_until_he_ends_it(
    holder: Callable[[str], Browser], recruiter: Browser
) -> None:
    karim = holder("karim")
    award = next(entry for entry in karim.ask("GET", "/api/v1/passport/records")["items"] if "award" in entry)
    publication = karim.ask("POST", "/api/v1/publications", json={"title": "CV partagé", "entry_ids": [award["id"]]})
    asked = {"recipient": "Agence Durand", "purpose": "Poste de technicien", "pin": "471108"}
    share = karim.ask("POST", f"/api/v1/publications/{publication['id']}/shares", json=asked)
    link = share["link"]

    # What looks at links before people do opens nothing.
    assert recruiter.http.head(link).status_code == 200
    door = recruiter.open(link)
    assert (door.status_code, "CV partagé" in door.text) == (200, False)
    assert recruiter.http.post(link, data={"pin": "0815"}).status_code == 403
    assert recruiter.http.get(f"{link}/document.pdf").status_code == 404
    # A page of the holder that is open hears of it.
    with karim.http.stream("GET", "/api/v1/events") as news:
        lines = news.iter_lines()
        assert next(lines) == "retry: 5000"
        opened = recruiter.http.post(link, data={"pin": "471108"})
        assert opened.status_code == 303
        heard = json.loads(next(line for line in lines if line.startswith("data: ")).removeprefix("data: "))
    assert (heard["share_id"], heard["act"]) == (share["id"], "opened")
    page = recruiter.open(opened.headers["location"])
    for text in ("CV partagé", "Poste de technicien", award["title"], "Garanti par une source officielle"):
        assert text in unescape(page.text).replace("\u00a0", " ")
    assert "Agence Durand" not in page.text
    pdf = recruiter.http.get(f"{link}/document.pdf")
    assert pdf.content == karim.download(publication["document_url"])
    verdict = recruiter.http.post(
        "/api/v1/verifications", content=pdf.content, headers={"Content-Type": "application/pdf"}
    )
    assert verdict.json()["outcome"] == "authentic"

    accesses = karim.ask("GET", share["accesses_url"])["items"]
    assert [(one["act"], one["client"]) for one in accesses] == [
        (act, "Firefox, Windows") for act in ("document", "opened", "pin_refused")
    ]
    told = [one["told"] for one in karim.ask("GET", "/api/v1/passport/access-log")["items"]]
    assert any("a ouvert un de vos partages" in one for one in told)

    assert karim.request("DELETE", f"/api/v1/shares/{share['id']}").status_code == 204
    gone = {recruiter.open(address).text for address in (link, "/p/unknown")}
    assert len({re.sub(r"<code>[0-9a-f]{32}</code>", "", text) for text in gone}) == 1
    assert recruiter.open(link).status_code == recruiter.http.get(f"{link}/document.pdf").status_code == 404
