"""The pages that anyone sees, in a real Chromium: without a grave fault for axe-core, by keyboard, on a phone.

`RENEW_PICTURES=1 python -m pytest tests/e2e/test_pages.py -k vouches` takes the picture of a verdict that the README
shows.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.async_api import FileChooser, FilePayload, Page, expect

from passeport_sandbox.demo.outsiders import with_one_byte_changed
from passeport_sandbox.stack.browser import Browser
from passeport_testing.further import further_case
from tests.e2e.chromium import Chromium, running_chromium
from tests.e2e.platforms import BACK, authorization
from tests.node import NODE
from tools.distributions import ROOT

PICTURE = ROOT / "docs" / "images" / "verdict.png"
PIN = "471108"
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DARK_DESK = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}
VISITORS: dict[str, dict[str, Any]] = {"fr": {**PHONE, "locale": "fr-FR"}, "en": {**DARK_DESK, "locale": "en-GB"}}


@dataclass(frozen=True)
class Shown:
    """What a holder gave to others."""

    pdf: bytes
    withdrawn_pdf: bytes
    address: str
    code: str
    link: str
    session: str


# Those who come without any are tested in gateway's own tests.
@pytest.fixture(
    scope="module",
    params=[
        further_case("chromium", at_hand=NODE is not None, missing="node is not installed, with which Chromium comes")
    ],
)
async def chromium(request: pytest.FixtureRequest) -> AsyncIterator[Chromium]:
    """The browser."""
    async with running_chromium() as running:
        yield running


@pytest.fixture(scope="module")
def shown(holder: Callable[[str], Browser]) -> Shown:
    """A CV that is shared with a PIN, and one that was withdrawn."""
    browser = holder("yasmina")
    browser.ask("POST", "/api/v1/passport/records", json={"kind": "skill", "title": "Cytométrie en flux"})
    entries = [entry["id"] for entry in browser.ask("GET", "/api/v1/passport/records")["items"]]
    made, taken_back = (
        browser.ask("POST", "/api/v1/publications", json={"title": title, "entry_ids": entries})
        for title in ("Biologiste", "Ancien CV")
    )
    withdrawn_pdf = browser.download(taken_back["document_url"])
    browser.ask("POST", f"/api/v1/publications/{taken_back['id']}/withdrawal")
    asked = {"recipient": "Laboratoire Durand", "purpose": "Poste de biologiste", "pin": PIN}
    share = browser.ask("POST", f"/api/v1/publications/{made['id']}/shares", json=asked)
    pdf = browser.download(made["document_url"])
    session = browser.http.cookies["__Host-passeport"]
    return Shown(pdf, withdrawn_pdf, made["verification_url"], made["verification_code"], share["link"], session)


@pytest.fixture
async def visit(chromium: Chromium, http: httpx.Client) -> AsyncIterator[Callable[[str], Awaitable[Page]]]:
    """Opens a page for a visitor who was never here; what went wrong in it fails the test."""
    opened, wrong = [], []

    async def open_page(visitor: str) -> Page:
        context = await chromium.browser.new_context(base_url=str(http.base_url), **VISITORS[visitor])
        opened.append(context)
        page = await context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield open_page
    for context in opened:
        await context.close()
    # Of a page that refuses, the status is no fault.
    assert [text for text in wrong if "the server responded with a status of 4" not in text] == []


def named(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


async def form(page: Page, shown: Shown) -> None:
    await page.goto("/verify")


async def upload(page: Page, content: bytes) -> None:
    await page.goto("/verify")
    await page.set_input_files("#file", named("cv.pdf", content))
    await page.locator("form:has(#file) button").click()
    await page.wait_for_url("**/api/v1/verifications")


async def sealed(page: Page, shown: Shown) -> None:
    await upload(page, shown.pdf)
    # What is for a technician is one click below.
    await expect(page.locator("details li").first).to_be_hidden()
    await page.locator("summary").click()
    await expect(page.locator("details li").first).to_be_visible()


async def altered(page: Page, shown: Shown) -> None:
    await upload(page, with_one_byte_changed(shown.pdf))


async def withdrawn(page: Page, shown: Shown) -> None:
    await upload(page, shown.withdrawn_pdf)


async def no_document(page: Page, shown: Shown) -> None:
    await upload(page, b"hello")


async def scanned(page: Page, shown: Shown) -> None:
    # What the camera of a phone opens.
    await page.goto(shown.address)


async def mistyped(page: Page, shown: Shown) -> None:
    await page.goto("/verify")
    await page.fill("#code", "K7QF-2M9X")
    await page.press("#code", "Enter")
    await page.wait_for_selector("#code-fault")


async def door(page: Page, shown: Shown) -> None:
    await page.goto(shown.link)


async def give_pin(page: Page, shown: Shown, pin: str) -> None:
    await page.goto(shown.link)
    await page.fill("#pin", pin)
    await page.press("#pin", "Enter")


async def wrong_pin(page: Page, shown: Shown) -> None:
    await give_pin(page, shown, "0000")
    await page.wait_for_selector("#pin-fault")


async def opened(page: Page, shown: Shown) -> None:
    await give_pin(page, shown, PIN)
    await page.wait_for_selector(".verdict")
    await page.locator("summary").click()


async def consent(page: Page, shown: Shown) -> None:
    # In the holder's own browser. Not by playwright's own way, which gives each cookie a domain; `__Host-` has none.
    session = {"name": "__Host-passeport", "value": shown.session, "path": "/", "secure": True, "httpOnly": True}
    await page.goto("/")
    chromium = await page.context.new_cdp_session(page)
    assert await chromium.send("Network.setCookie", {**session, "url": page.url}) == {"success": True}
    await page.goto(f"/oauth/authorize?{authorization()}")


async def nothing_ticked(page: Page, shown: Shown) -> None:
    await consent(page, shown)
    # The words beside a button are part of it.
    await page.locator("label.choice:has(input[type=radio])").first.click()
    await page.locator("button[value=allow]").click()
    await page.wait_for_selector("#scope-fault")


async def landing(page: Page, shown: Shown) -> None:
    await page.goto("/")


async def operations(page: Page, shown: Shown) -> None:
    await page.goto("/docs")


async def problems(page: Page, shown: Shown) -> None:
    await page.goto("/problems")


async def vocabulary(page: Page, shown: Shown) -> None:
    await page.goto("/vocabulary/v1")


async def refused(page: Page, shown: Shown) -> None:
    await page.goto("/p/unknown")


STATES: Mapping[Callable[[Page, Shown], Awaitable[None]], tuple[str, str]] = {
    form: ("Vérification", "Verification"),
    sealed: ("Authentique", "Authentic"),
    altered: ("Modifié après sa signature", "Altered after it was signed"),
    withdrawn: ("Retiré par son titulaire", "Withdrawn by its holder"),
    no_document: ("Rien à vérifier ici", "Nothing to verify here"),
    scanned: ("Une publication existe sous ce code", "A publication exists under this code"),
    mistyped: ("Code inconnu", "Unknown code"),
    door: ("Un document vous est communiqué", "A document is shared with you"),
    wrong_pin: ("À corriger", "To be put right"),
    opened: ("Un CV vous est communiqué", "A CV is shared with you"),
    consent: ("vous demande votre accord", "asks for your consent"),
    nothing_ticked: ("À corriger", "To be put right"),
    landing: ("Accueil", "Home"),
    operations: ("Opérations", "Operations"),
    problems: ("Refus", "Refusals"),
    vocabulary: ("Vocabulaire", "Vocabulary"),
    refused: ("Rien ne s'ouvre par ce lien", "Nothing opens by this link"),
}


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("reach", STATES, ids=lambda state: state.__name__)
async def test_every_state_says_what_it_is_without_a_grave_fault(
    chromium: Chromium,
    visit: Callable[[str], Awaitable[Page]],
    shown: Shown,
    reach: Callable[[Page, Shown], Awaitable[None]],
    visitor: str,
) -> None:
    page = await visit(visitor)
    await reach(page, shown)
    # Its first words are what a screen reader says first.
    words = dict(zip(VISITORS, STATES[reach], strict=True))[visitor]
    assert words in await page.title()
    assert await page.locator("html").get_attribute("lang") == visitor
    assert await page.locator("h1").count() == 1
    assert await chromium.faults(page) == []
    # Nothing is cut off on a phone, and nobody has to scroll sideways.
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert await chromium.broken_words(page) == []


async def test_each_item_says_who_vouches_for_it_and_nothing_is_kept(
    visit: Callable[[str], Awaitable[Page]], shown: Shown
) -> None:
    page = await visit("fr")
    await sealed(page, shown)
    items, marks = page.locator("main > ul.items > li"), page.locator(".mark")
    assert await items.count() == await marks.count()
    said = {text.strip() for text in await marks.all_inner_texts()}
    assert said == {"✓ Garanti par une source officielle", "Déclaré par le titulaire, non vérifié"}
    checks = await page.locator("details li strong").all_inner_texts()
    assert "La publication est dans le journal public" in checks
    assert not [name for name in checks if re.fullmatch("[a-z_]+", name)]
    assert await page.context.cookies() == []
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
    if os.environ.get("RENEW_PICTURES"):
        await page.set_viewport_size({"width": 720, "height": 900})
        await page.locator("summary").click()
        await page.screenshot(path=PICTURE, full_page=True, scale="css")


async def focused(page: Page) -> str:
    found: str = await page.evaluate(
        "document.activeElement.id || document.activeElement.className || document.activeElement.localName"
    )
    return found


async def tab_to(page: Page, wanted: str) -> None:
    """Go there by the key alone."""
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await focused(page) == wanted:
            outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{wanted} does not show that it has the focus"
            return
    pytest.fail(f"the key never leads to {wanted}")


async def test_the_keyboard_alone_is_enough(visit: Callable[[str], Awaitable[Page]], shown: Shown) -> None:
    page = await visit("en")
    choosers: asyncio.Queue[FileChooser] = asyncio.Queue()
    page.on("filechooser", choosers.put_nowait)
    await page.goto("/verify")
    await page.keyboard.press("Tab")
    assert await focused(page) == "skip"
    await page.keyboard.press("Enter")
    assert await focused(page) == "content"
    await tab_to(page, "code")
    await page.keyboard.type(shown.code)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/api/v1/verifications")
    await tab_to(page, "file")
    await page.keyboard.press("Enter")
    await (await choosers.get()).set_files(named("cv.pdf", shown.pdf))
    await tab_to(page, "button")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("ul.items")
    await tab_to(page, "summary")
    await page.keyboard.press("Enter")
    await expect(page.locator("details li").first).to_be_visible()


async def test_a_holder_consents_by_the_keyboard_alone_and_goes_back_to_the_platform(
    visit: Callable[[str], Awaitable[Page]], shown: Shown
) -> None:
    page = await visit("fr")
    await consent(page, shown)
    # However many publications he has by then: of several he chooses one.
    for wanted, key in (("radio", "Space"), ("cv:awards", "Space"), ("allow", "Enter")):
        for _ in range(12):
            await page.keyboard.press("Tab")
            if wanted in await page.evaluate("[document.activeElement.type, document.activeElement.value]"):
                break
        else:
            pytest.fail(f"the key never leads to {wanted}")
        if key == "Space":
            await page.keyboard.press(key)
            continue
        # Nobody answers there: what counts is that no policy of ours keeps the browser from going.
        async with page.expect_request(lambda asked: asked.url.startswith(f"{BACK}?code=")) as going:
            await page.keyboard.press(key)
        assert "&state=x&iss=http" in (await going.value).url


async def test_without_a_reader_of_codes_the_page_says_what_else_to_do(
    visit: Callable[[str], Awaitable[Page]],
) -> None:
    page = await visit("en")
    await page.goto("/verify")
    # As this Chromium is: on Linux it has none.
    await expect(page.locator("#scan-told")).to_contain_text("take the camera of a phone")
    await expect(page.locator("#scan-start")).to_be_hidden()


READER = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(video) { return video.videoWidth ? [{ rawValue: SAID }] : []; }
};
"""


@pytest.fixture
def scan(visit: Callable[[str], Awaitable[Page]]) -> Callable[[str], Awaitable[Page]]:
    """Scans a code with the camera: the picture is Chromium's, what the reader finds in it is given."""

    async def scan_code(said: str) -> Page:
        page = await visit("fr")
        await page.add_init_script(READER.replace("SAID", repr(said)))
        await page.goto("/verify")
        await page.locator("#scan-start").click()
        return page

    return scan_code


async def test_a_code_that_is_scanned_leads_to_its_page(scan: Callable[[str], Awaitable[Page]], shown: Shown) -> None:
    page = await scan(shown.address)
    await page.wait_for_url(shown.address)
    assert "Une publication existe sous ce code" in await page.title()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("https://passeport.example.com/verify/K7QF", "mène ailleurs (passeport.example.com)"),
        ("javascript:alert(1)", "ne contient pas d’adresse"),
        ("HERE/auth/logout", "mène ailleurs"),
    ],
)
async def test_a_code_that_leads_elsewhere_is_not_followed(
    scan: Callable[[str], Awaitable[Page]], http: httpx.Client, said: str, told: str
) -> None:
    page = await scan(said.replace("HERE", str(http.base_url).rstrip("/")))
    await expect(page.locator("#scan-told")).to_contain_text(told)
    await expect(page.locator("#scan-view")).to_be_hidden()
    assert page.url.endswith("/verify")
    assert await page.evaluate("document.getElementById('scan-video').srcObject") is None
