"""The vocabulary of credentials as a page: each IRI of a term leads to its sentence."""

from __future__ import annotations

from html import escape

from starlette.responses import Response

from passeport_gateway.domain.language import Language, Words
from passeport_gateway.domain.vocabulary import CLASSES, OF_PROVENANCE, PROPERTIES
from passeport_gateway.http.pages.layout import page

__all__ = ["vocabulary_page"]

_TITLE = Words("Vocabulaire des attestations", "Vocabulary of credentials")
_WHAT = Words(
    "Les attestations numériques jointes aux documents publiés emploient ces termes, en plus de ceux de schema.org et "
    "du W3C. Les programmes les trouvent à cette même adresse, en JSON-LD.",
    "The credentials attached to published documents use these terms, besides those of schema.org and of the W3C. "
    "Programs find them at this same address, as JSON-LD.",
)
_CLASSES = Words("Types", "Types")
_PROPERTIES = Words("Propriétés", "Properties")


def vocabulary_page(language: Language) -> Response:
    """The page."""
    parts = [f"<h1>{_TITLE.in_language(language)}</h1><p>{_WHAT.in_language(language)}</p>"]
    for title, terms in ((_CLASSES, CLASSES), (_PROPERTIES, PROPERTIES | OF_PROVENANCE)):
        lines = "".join(
            f'<dt id="{term}"><code>{term}</code></dt><dd>{escape(words.in_language(language))}</dd>'
            for term, words in terms.items()
        )
        parts.append(f"<h2>{title.in_language(language)}</h2><dl>{lines}</dl>")
    return page(_TITLE.in_language(language), "\n".join(parts), language)
