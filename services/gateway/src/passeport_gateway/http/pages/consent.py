"""The consent screen: who asks, what for, which publication, which kinds of data; no script, no image, one form.

Nothing is ticked beforehand: that would be no consent (Regulation (EU) 2016/679, recital 32).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from starlette.responses import Response

from passeport.identity.v1.authorization_service_pb2 import DescribeAuthorizationResponse
from passeport.publishing.v1.publication_service_pb2 import Publication, PublicationState
from passeport_gateway.domain.authorization import AUTHORIZE, AuthorizationRequest
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.layout import page
from passeport_gateway.http.render.dates import day_words
from passeport_gateway.http.render.values import moment

__all__ = ["SCOPE_WORDS", "Chosen", "consent_page"]

_TITLE = Words("{platform} vous demande votre accord", "{platform} asks for your consent")
_FAULT = Words("À corriger", "To be put right")
_WHO = Words("Qui demande", "Who asks")
_PLATFORM = Words("Plateforme", "Platform")
_SIRET = Words("SIRET", "SIRET")
_SITE = Words("Vous reviendrez sur", "You will go back to")
_WHY = Words("Pour quoi, selon elle", "What for, in its own words (in French)")
_SIGNED_IN = Words("Vous êtes identifié : {name}.", "You are signed in: {name}.")
_WHICH = Words("Quelle publication", "Which publication")
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
_NO_PUBLICATION = Words("Choisissez une publication.", "Choose a publication.")
_NO_SCOPE = Words("Cochez au moins une case, ou refusez.", "Tick one box at least, or refuse.")
_NONE = Words(
    "Vous n’avez encore rien publié : publiez d’abord un CV ou une attestation, puis revenez. Rien n’est communiqué.",
    "You have published nothing yet: publish a CV or an attestation first, then come back. Nothing is shared.",
)
_BACK = Words("Revenir sans rien donner", "Go back without giving anything")
_KINDS = {"cv": Words("CV", "CV"), "attestation": Words("attestation", "attestation")}
_PUBLISHED = Words("publication du {day}", "published on {day}")
_SUPERSEDED = Words(
    "une source officielle en a changé un élément depuis", "an official source has changed an item of it since"
)

SCOPE_WORDS: dict[str, Words] = {
    "cv:identity": Words(
        "Votre identité : noms, prénoms et date de naissance, tels que la publication les montre",
        "Your identity: names and birth date, as the publication shows them",
    ),
    "cv:employment": Words("Vos emplois garantis par une source officielle", "Your jobs that a source guarantees"),
    "cv:awards": Words(
        "Vos diplômes, certifications, habilitations et permis garantis",
        "Your diplomas, certifications, habilitations and licences that a source guarantees",
    ),
    "cv:trainings": Words(
        "Vos formations et engagements garantis", "Your trainings and engagements that a source guarantees"
    ),
    "cv:declared": Words(
        "Ce que vous avez écrit vous-même : titre, présentation, langues, compétences, éléments déclarés",
        "What you wrote yourself: title, summary, languages, skills, declared entries",
    ),
    "cv:credential": Words(
        "L’attestation signée : un fichier que chacun peut vérifier, et qui montre TOUT ce que montre la publication, "
        "quelles que soient les autres cases",
        "The signed credential: a file that anyone can verify, and that shows EVERYTHING that the publication shows, "
        "whatever the other boxes say",
    ),
}
"""Each scope in plain words, in the order in which the holder reads them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the holder had chosen when he sent the form, and what lacked."""

    publication_id: str = ""
    scopes: Collection[str] = ()
    lacks_publication: bool = False
    lacks_scope: bool = False


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
    parts = [f"<h1>{escape(title)}</h1>", _who(asked, platform, language)]
    parts.append(f"<p>{escape(_SIGNED_IN.in_language(language).format(name=name))}</p>")
    fields = _hidden(asked, csrf_token)
    if publications:
        body = (
            f"{_publications(publications, language, chosen)}\n{_scopes(platform.scopes, language, chosen)}\n"
            f"<p>{_TERMS.in_language(language)}</p>\n"
            f"{_button('allow', _ALLOW, language)} {_button('deny', _DENY, language)}"
        )
    else:
        body = f"<p>{_NONE.in_language(language)}</p>\n{_button('deny', _BACK, language)}"
    parts.append(f'<form method="post" action="{AUTHORIZE}">\n{fields}\n{body}\n</form>')
    if chosen is not None:
        # The first words that a screen reader says of a page.
        title = f"{_FAULT.in_language(language)} – {title}"
    return page(title, "\n".join(parts), language, status=200 if chosen is None else 422)


def _who(asked: AuthorizationRequest, platform: DescribeAuthorizationResponse, language: Language) -> str:
    site = asked.redirect_uri.partition("?")[0]
    facts = (
        (_PLATFORM, escape(platform.organisation)),
        (_SIRET, escape(platform.siret)),
        (_WHY, f'<span lang="fr">{escape(platform.purpose)}</span>'),
        (_SITE, f"<code>{escape(site)}</code>"),
    )
    listed = "".join(f"<dt>{words.in_language(language)}</dt><dd>{value}</dd>" for words, value in facts)
    return f"<h2>{_WHO.in_language(language)}</h2>\n<dl>{listed}</dl>"


def _hidden(asked: AuthorizationRequest, csrf_token: str) -> str:
    said = {
        "csrf_token": csrf_token,
        "client_id": asked.client_id,
        "redirect_uri": asked.redirect_uri,
        "scope": asked.scope,
        "state": asked.state,
        "code_challenge": asked.code_challenge,
    }
    return "\n".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in said.items())


def _fault(identifier: str, words: Words, language: Language) -> str:
    return f'<p class="fault" id="{identifier}" role="alert">{words.in_language(language)}</p>\n'


def _publications(publications: Sequence[Publication], language: Language, chosen: Chosen | None) -> str:
    # Which one of several is his to say.
    only = publications[0].id if len(publications) == 1 else ""
    wanted = chosen.publication_id if chosen is not None else only
    lacks = chosen is not None and chosen.lacks_publication
    fault = _fault("publication-fault", _NO_PUBLICATION, language) if lacks else ""
    described = ' aria-describedby="publication-fault"' if lacks else ""
    choices = "\n".join(
        f'<label class="choice"><input type="radio" name="publication_id" value="{escape(one.id)}"'
        f"{' checked' if one.id == wanted else ''} required><span>{_told(one, language)}</span></label>"
        for one in publications
    )
    return f"<fieldset{described}><legend>{_WHICH.in_language(language)}</legend>\n{fault}{choices}\n</fieldset>"


def _told(publication: Publication, language: Language) -> str:
    day = day_words(moment(publication.publish_time), language)
    facts = [_PUBLISHED.in_language(language).format(day=day)]
    if publication.kind in _KINDS:
        facts.insert(0, _KINDS[publication.kind].in_language(language))
    if publication.state == PublicationState.PUBLICATION_STATE_SUPERSEDED:
        facts.append(_SUPERSEDED.in_language(language))
    return f'{escape(publication.title)} <span class="soft">({", ".join(facts)})</span>'


def _scopes(asked: Collection[str], language: Language, chosen: Chosen | None) -> str:
    lacks = chosen is not None and chosen.lacks_scope
    fault = _fault("scope-fault", _NO_SCOPE, language) if lacks else ""
    described = "scope-told scope-fault" if lacks else "scope-told"
    choices = "\n".join(
        f'<label class="choice"><input type="checkbox" name="granted" value="{scope}"'
        f"{' checked' if chosen is not None and scope in chosen.scopes else ''}>"
        f"<span>{words.in_language(language)}</span></label>"
        for scope, words in SCOPE_WORDS.items()
        if scope in asked
    )
    return (
        f'<fieldset aria-describedby="{described}"><legend>{_WHAT.in_language(language)}</legend>\n'
        f'<p id="scope-told">{_WHAT_TOLD.in_language(language)}</p>\n{fault}{choices}\n</fieldset>'
    )


def _button(value: str, words: Words, language: Language) -> str:
    # Who refuses need not choose first.
    free, quiet = (" formnovalidate", ' class="quiet"') if value == "deny" else ("", "")
    return f'<button type="submit" name="decision" value="{value}"{quiet}{free}>{words.in_language(language)}</button>'
