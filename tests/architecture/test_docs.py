"""The documents lead somewhere: every link inside the tree, its heading too, and every decision is in their list."""

import re
from pathlib import Path

from tests.architecture.house import shown, tracked_files
from tools.distributions import ROOT

_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"")
_ANCHORED = re.compile(r"\]\(([^)#\s]*)#([^)\s]+)\)")
_DECISIONS = ROOT / "docs" / "adr"


def headings(page: Path) -> set[str]:
    """The anchors of a page, as the viewers of Markdown make them of its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).strip().lower() for title in titles)
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in plain}


def links(page: Path) -> list[str]:
    found = (first or second for first, second in _LINK.findall(page.read_text(encoding="utf-8")))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def test_every_link_leads_somewhere() -> None:
    pages = [path for path in tracked_files() if path.suffix == ".md"]
    assert pages
    lost = [f"{shown(page)}: {link}" for page in pages for link in links(page) if not (page.parent / link).exists()]
    assert lost == []


def test_every_link_to_a_heading_finds_it() -> None:
    lost = [
        f"{shown(page)}: {path}#{anchor}"
        for page in tracked_files()
        if page.suffix == ".md"
        for path, anchor in _ANCHORED.findall(page.read_text(encoding="utf-8"))
        if ":" not in path and anchor not in headings(page.parent / path if path else page)
    ]
    assert lost == []


def test_every_decision_is_listed_and_has_its_five_parts() -> None:
    pages = sorted(_DECISIONS.glob("[0-9]*.md"))
    assert [page.name for page in pages] == links(_DECISIONS / "README.md")[1:]
    for page in pages:
        parts = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.M)
        assert parts == ["Context", "Decision", "Consequences", "Alternatives", "References"], page.name
