"""The frame of every page: language, title, one landmark for each part, a link to skip to the content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files

from starlette.responses import HTMLResponse

from passeport_gateway.domain.language import Language, Words

__all__ = ["STYLE", "STYLE_ADDRESS", "page"]

STYLE = files("passeport_gateway.http.pages").joinpath("passeport.css").read_bytes()
STYLE_ADDRESS = f"/assets/{hashlib.sha256(STYLE).hexdigest()[:12]}.css"

_NAME = Words("Passeport de compétences", "Skills passport")
_SKIP = Words("Aller au contenu", "Skip to content")
_HOME = Words("Accueil", "Home")

# French keeps these signs on the line of the word before (or after) them.
_FRENCH_SPACE = re.compile(r" (?=[:;!?»])|(?<=«) ")

# Pages hold no script and are framed by nobody; forms go to ourselves, then on to FranceConnect's sign-out.
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"


def page(
    title: str, body: str, language: Language, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A whole page; `body` is HTML, `title` plain text."""
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
<link rel="stylesheet" href="{STYLE_ADDRESS}">
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
            "Content-Security-Policy": _POLICY,
            "Content-Language": language,
            "Cache-Control": "no-store",
            "Vary": "Accept, Accept-Language",
            **(headers or {}),
        },
    )
