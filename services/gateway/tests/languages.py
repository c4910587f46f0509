"""Whether a text is in the language that it should be in: by words that one language has and the other has not."""

from __future__ import annotations

import re

__all__ = ["wrong_language"]

_FRENCH = (
    r"le|la|les|des|du|une|est|et|ne|pas|plus|dans|avec|pour|que|qui|cette|ce|ces|sur|au|aux|doit|aucun|aucune|votre|"
    r"vous|son|sa|n'est|n'a|d'un|d'une|déjà|être|été|par|ou|où|ni|nous"
)
_ENGLISH = (
    r"the|is|not|and|of|to|with|for|that|this|these|must|be|has|have|are|was|were|from|an|at|or|in|by|what|which|your|"
    r"you|its|it|them|then|who|than|nor|we"
)
_STRANGERS = {"fr": re.compile(_ENGLISH), "en": re.compile(_FRENCH)}
_TOKENS = re.compile(r"[a-zàâçéèêëîïôûùüœ]+(?:'[a-zàâçéèêëîïôûùüœ]+)?")
# Addresses, members of JSON and the like are the same in every language.
_TECHNICAL = re.compile(r"(GET|POST) /\S+|[\w.-]*[/_:][\w./:_-]+|'errors'|Code du travail")


def wrong_language(text: str, language: str) -> str:
    """What is wrong with the language of a text; nothing when it is the one wanted."""
    tokens = _TOKENS.findall(_TECHNICAL.sub(" ", text).lower().replace("’", "'"))
    strangers = [token for token in tokens if _STRANGERS[language].fullmatch(token)]
    return f"{text!r} is not {language}: {', '.join(strangers)}" if strangers else ""
