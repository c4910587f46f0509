"""The form by which whoever has the link of a share reports what is wrong with it, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from starlette.responses import Response

from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.layout import page

__all__ = ["FAULT", "LINK_HEADERS", "link_address", "report_again_page", "report_form", "reported_page"]

LINK_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}
"""The address is a secret: it goes to no other site, and into no index or memory."""
FAULT = Words("À corriger", "To be put right")

_REPORT = Words("Signaler un problème", "Report a problem")
_REPORT_TOLD = Words(
    "Votre signalement est lu par les exploitants de ce service ; le titulaire voit qu’il y en a un.",
    "Your report is read by the operators of this service; the holder sees that there is one.",
)
_GROUND = Words("Ce qui ne va pas", "What is wrong")
_GROUNDS = {
    "wrong_recipient": Words("Ce lien ne m’était pas destiné", "This link was not meant for me"),
    "abuse": Words("C’est un abus, ou cela montre ce qui ne devrait pas l’être", "It is misused, or shows too much"),
    "other": Words("Autre chose", "Something else"),
}
_MORE = Words("Précisions, si vous le voulez", "More, if you like")
_SEND = Words("Envoyer", "Send")
_REPORTED = Words("Signalement reçu", "Report received")
_REPORTED_TOLD = Words(
    "Merci. Si ce lien ne vous était pas destiné, fermez cette page et supprimez ce que vous avez téléchargé.",
    "Thank you. If this link was not meant for you, close this page and delete what you downloaded.",
)


def link_address(token: str) -> str:
    """The path of a link."""
    return f"/p/{quote(token, safe='')}"


def reported_page(language: Language) -> Response:
    """The page after a report."""
    title = _REPORTED.in_language(language)
    body = f'<h1>{title}</h1><p role="status">{_REPORTED_TOLD.in_language(language)}</p>'
    return page(title, body, language, headers=LINK_HEADERS)


def report_again_page(token: str, language: Language, ground: str, text: str, faults: Mapping[str, Words]) -> Response:
    """The form once more, with what was typed and what is wrong with it: words are by field."""
    title = _REPORT.in_language(language)
    body = f"<h1>{title}</h1>\n{_form(token, language, ground, text, faults)}"
    told = f"{FAULT.in_language(language)} – {title}"
    return page(told, body, language, status=422, headers=LINK_HEADERS)


def report_form(token: str, language: Language) -> str:
    """The form, folded."""
    title = _REPORT.in_language(language)
    return f"<details><summary>{title}</summary>\n{_form(token, language, '', '', {})}</details>"


def _form(token: str, language: Language, ground: str, text: str, faults: Mapping[str, Words]) -> str:
    grounds = "".join(
        f'<option value="{name}"{" selected" if name == ground else ""}>{words.in_language(language)}</option>'
        for name, words in _GROUNDS.items()
    )
    said = {name: _fault(name, faults, language) for name in ("ground", "text")}
    marks = {name: f' aria-invalid="true" aria-describedby="{name}-fault"' if said[name] else "" for name in said}
    # A parser drops the line break after the tag.
    return f"""<p>{_REPORT_TOLD.in_language(language)}</p>
<form method="post" action="{escape(link_address(token))}/report">
<label for="ground">{_GROUND.in_language(language)}</label>
{said["ground"]}<select id="ground" name="ground" required{marks["ground"]}>{grounds}</select>
<label for="text">{_MORE.in_language(language)}</label>
{said["text"]}<textarea id="text" name="text" rows="4" maxlength="1000"{marks["text"]}>
{escape(text)}</textarea>
<button type="submit">{_SEND.in_language(language)}</button>
</form>"""


def _fault(name: str, faults: Mapping[str, Words], language: Language) -> str:
    if name not in faults:
        return ""
    return f'<p class="fault" id="{name}-fault" role="alert">{escape(faults[name].in_language(language))}</p>\n'
