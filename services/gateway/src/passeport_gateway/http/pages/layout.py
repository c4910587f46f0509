"""The frame of every page: language, title, one landmark for each part, a link to skip to the content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.assets import SCAN, STYLE

__all__ = ["page"]

_NAME = Words("Passeport de compétences", "Skills passport")
_SKIP = Words("Aller au contenu", "Skip to content")
_HOME = Words("Accueil", "Home")

# French keeps these signs on the line of the word before (or after) them.
_FRENCH_SPACE = re.compile(r" (?=[:;!?»])|(?<=«) ")

# Pages are framed by nobody; forms go to ourselves, then on to FranceConnect's sign-out. No script runs but the one
# that scans, where a page has it, and then the camera is that page's alone.
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
_CAMERA = "camera=(self), geolocation=(), microphone=(), payment=()"


def page(
    title: str, body: str, language: Language, *, status: int = 200, headers: Mapping[str, str] | None = None,
    scans: bool = False,
) -> HTMLResponse:  # fmt: skip
    """A whole page; `body` is HTML, `title` plain text. One that `scans` may ask for the camera."""
    script = f'\n<script src="{SCAN.address}" defer></script>' if scans else ""
    allowed = {"Content-Security-Policy": _POLICY}
    if scans:
        allowed = {"Content-Security-Policy": f"{_POLICY}; script-src 'self'", "Permissions-Policy": _CAMERA}
    if language == "fr":
        body = _FRENCH_SPACE.sub("\u00a0", body)
    content = f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)} – {_NAME.in_language(language)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{STYLE.address}">{script}
</head>
<body>
<a class="skip" href="#content">{_SKIP.in_language(language)}</a>
<header><p><a href="/" aria-label="{_NAME.in_language(language)} – {_HOME.in_language(language)}">{
        _NAME.in_language(language)
    }</a></p></header>
<main id="content" tabindex="-1">
{body}
</main>
</body>
</html>
"""
    return HTMLResponse(
        content,
        status,
        {
            **allowed,
            "Content-Language": language,
            "Cache-Control": "no-store",
            "Vary": "Accept, Accept-Language",
            **(headers or {}),
        },
    )
