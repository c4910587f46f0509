"""Which of the forms that exist the client prefers (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

__all__ = ["best_form", "media_type", "prefers_page"]


def media_type(content_type: str) -> str:
    """The media type of a header, without parameters and in lower case."""
    return content_type.partition(";")[0].strip().lower()


@lru_cache(maxsize=512)
def _ranges(accept: str) -> tuple[tuple[str, float], ...]:
    ranges = []
    for item in accept[:1000].split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if name:
            ranges.append((name.lower(), quality))
    return tuple(ranges)


def _quality(form: str, accept: str) -> float:
    """The quality that the most specific matching range gives to a form."""
    main = form.partition("/")[0]
    found = {name: quality for name, quality in _ranges(accept) if name in {form, f"{main}/*", "*/*"}}
    for name in (form, f"{main}/*", "*/*"):
        if name in found:
            return found[name]
    return 0.0


def best_form(accept: str, forms: Sequence[str]) -> str | None:
    """The preferred of the forms, the first one when the client does not mind; None when it accepts none of them."""
    if not accept.strip():
        return forms[0]
    best = max(forms, key=lambda form: _quality(form, accept))
    return best if _quality(best, accept) > 0 else None


def prefers_page(accept: str, *, otherwise: bool) -> bool:
    """Whether to answer with a page rather than JSON; `otherwise` decides for a client that does not mind."""
    names = {name for name, quality in _ranges(accept) if quality > 0}
    if "text/html" in names or "application/xhtml+xml" in names:
        return _quality("text/html", accept) >= _quality("application/json", accept)
    if names & {"application/json", "application/problem+json", "application/*"}:
        return False
    return otherwise
