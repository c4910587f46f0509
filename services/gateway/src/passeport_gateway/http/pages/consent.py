"""The consent screen: who asks, what for, which publication, which kinds of data; no script, no image, one form.

Nothing is ticked beforehand: that would be no consent (Regulation (EU) 2016/679, recital 32).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from starlette.responses import Response

from passeport.identity.v1.authorization_service_pb2 import DescribeAuthorizationResponse
from passeport.publishing.v1.publication_service_pb2 import Publication
from passeport_gateway.domain.authorization import AuthorizationRequest
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.domain.scopes import PLATFORM_SCOPES
from passeport_gateway.http.pages.choosing import Chosen, button, choose_publication, choosing_page, fault_line

__all__ = ["consent_page"]

_TITLE = Words("{platform} vous demande votre accord", "{platform} asks for your consent")
_PLATFORM = Words("Plateforme", "Platform")
_SIRET = Words("SIRET", "SIRET")
_WHY = Words("Pour quoi, selon elle", "What for, in its own words (in French)")
_WHAT = Words("Ce que la plateforme pourra reprendre", "What the platform may pull")
_WHAT_TOLD = Words(
    "Cochez ce que vous donnez. Ce que vous ne cochez pas, la plateforme ne le verra pas du tout.",
    "Tick what you give. What you do not tick, the platform will not see at all.",
)
_TERMS = Words(
    "Votre accord vaut pour cette seule publication et pour six mois. Vous voyez chaque reprise, et retirez votre "
    "accord quand vous voulez : rien n’est plus repris dès cet instant. Ce qui a déjà été repris reste chez la "
    "plateforme, à qui vous pouvez demander de le supprimer.",
    "Your consent is for this one publication, and for six months. You see each time that it is pulled, and withdraw "
    "your consent whenever you like: nothing is pulled from that moment on. What was pulled before stays with the "
    "platform, which you may ask to delete it.",
)
_ALLOW = Words("Donner mon accord", "I consent")
_DENY = Words("Refuser", "Refuse")
_NO_SCOPE = Words("Cochez au moins une case, ou refusez.", "Tick one box at least, or refuse.")
_NONE = Words(
    "Vous n’avez encore rien publié : publiez d’abord un CV ou une attestation, puis revenez. Rien n’est communiqué.",
    "You have published nothing yet: publish a CV or an attestation first, then come back. Nothing is shared.",
)
_BACK = Words("Revenir sans rien donner", "Go back without giving anything")


def consent_page(
    asked: AuthorizationRequest,
    platform: DescribeAuthorizationResponse,
    publications: Sequence[Publication],
    name: str,
    csrf_token: str,
    language: Language,
    chosen: Chosen | None = None,
) -> Response:
    """The screen; `chosen` is what a form said that lacked something."""
    title = _TITLE.in_language(language).format(platform=platform.organisation)
    facts = (
        (_PLATFORM, escape(platform.organisation)),
        (_SIRET, escape(platform.siret)),
        (_WHY, f'<span lang="fr">{escape(platform.purpose)}</span>'),
    )
    if publications:
        body = (
            f"{choose_publication(publications, language, chosen)}\n{_scopes(platform.scopes, language, chosen)}\n"
            f"<p>{_TERMS.in_language(language)}</p>\n"
            f"{button('allow', _ALLOW, language)} {button('deny', _DENY, language)}"
        )
    else:
        body = f"<p>{_NONE.in_language(language)}</p>\n{button('deny', _BACK, language)}"
    return choosing_page(asked, title, facts, body, name, csrf_token, language, lacking=chosen is not None)


def _scopes(asked: Collection[str], language: Language, chosen: Chosen | None) -> str:
    lacks = chosen is not None and chosen.lacks_scope
    fault = fault_line("scope-fault", _NO_SCOPE, language) if lacks else ""
    described = "scope-told scope-fault" if lacks else "scope-told"
    choices = "\n".join(
        f'<label class="choice"><input type="checkbox" name="granted" value="{scope}"'
        f"{' checked' if chosen is not None and scope in chosen.scopes else ''}>"
        f"<span>{words.in_language(language)}</span></label>"
        for scope, words in PLATFORM_SCOPES.items()
        if scope in asked
    )
    return (
        f'<fieldset aria-describedby="{described}"><legend>{_WHAT.in_language(language)}</legend>\n'
        f'<p id="scope-told">{_WHAT_TOLD.in_language(language)}</p>\n{fault}{choices}\n</fieldset>'
    )
