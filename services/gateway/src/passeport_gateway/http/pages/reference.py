"""The operations and the problems as plain pages: they work offline and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from starlette.responses import Response

from passeport_gateway.domain.catalogue import ProblemKind
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.layout import page

__all__ = ["operations_page", "problem_page", "problems_page"]

_OPERATIONS = Words("Opérations", "Operations")
_FULL = Words(
    "La description complète, avec schémas et exemples, est à l’adresse",
    "The full description, with schemas and examples, is at",
)
_PROBLEMS = Words("Refus", "Refusals")
_TO_PROFESSIONALS = Words("Aux professionnels :", "To professionals:")


_CODE = re.compile(r"`([^`]+)`")


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    described = _CODE.sub(r"<code>\1</code>", escape(operation.get("description", "")))
    note = f'<p class="soft">{described}</p>' if described else ""
    summary = escape(operation.get("summary", ""))
    return f"<li><p><code>{method.upper()} {escape(path)}</code></p><p>{summary}</p>{note}</li>"


def operations_page(document: dict[str, Any], language: Language) -> Response:
    """Every operation under its tag; its words are those of the description, English."""
    by_tag: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            by_tag.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    sections = "".join(
        f'<section lang="en"><h2>{escape(tag["name"])}</h2><p>{escape(tag["description"])}</p>'
        f'<ul class="items">{"".join(by_tag.get(tag["name"], ()))}</ul></section>'
        for tag in document["tags"]
    )
    title = _OPERATIONS.in_language(language)
    link = '<a href="/openapi.json">/openapi.json</a>'
    return page(title, f"<h1>{title}</h1><p>{_FULL.in_language(language)} {link}.</p>{sections}", language)


def problems_page(kinds: Iterable[ProblemKind], language: Language) -> Response:
    """Every kind of problem."""
    rows = "".join(
        f"<li><p><strong>{escape(kind.wording.title.in_language(language))}</strong></p>"
        f'<p><a href="/problems/{kind.code}"><code>{kind.code}</code></a> · {kind.status}</p></li>'
        for kind in sorted(kinds, key=lambda kind: (kind.status, kind.code))
    )
    title = _PROBLEMS.in_language(language)
    return page(title, f'<h1>{title}</h1><ul class="items">{rows}</ul>', language)


def problem_page(kind: ProblemKind, language: Language) -> Response:
    """One kind of problem."""
    title = kind.wording.title.in_language(language)
    to_professionals = ""
    if kind.to_professionals is not None:
        other = escape(kind.to_professionals.detail.in_language(language))
        to_professionals = f"<p>{_TO_PROFESSIONALS.in_language(language)} {other}</p>"
    body = (
        f"<h1>{escape(title)}</h1><p><code>{kind.code}</code> – {kind.status}</p>"
        f"<p>{escape(kind.wording.detail.in_language(language))}</p>{to_professionals}"
        f'<p><a href="/problems">{_PROBLEMS.in_language(language)}</a></p>'
    )
    return page(title, body, language)
