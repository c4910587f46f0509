"""What the screens share on which a holder chooses a publication for somebody: one form, no script, no image."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from starlette.responses import Response

from passeport.publishing.v1.publication_service_pb2 import Publication, PublicationState
from passeport_gateway.domain.authorization import AUTHORIZE, AuthorizationRequest
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.layout import page
from passeport_gateway.http.render.dates import day_words
from passeport_gateway.http.render.values import moment

__all__ = ["Chosen", "button", "choose_publication", "choosing_page", "fault_line"]

_FAULT = Words("À corriger", "To be put right")
_WHO = Words("Qui demande", "Who asks")
_SITE = Words("Vous reviendrez sur", "You will go back to")
_SIGNED_IN = Words("Vous êtes identifié : {name}.", "You are signed in: {name}.")
_WHICH = Words("Quelle publication", "Which publication")
_NO_PUBLICATION = Words("Choisissez une publication.", "Choose a publication.")
_KINDS = {"cv": Words("CV", "CV"), "attestation": Words("attestation", "attestation")}
_PUBLISHED = Words("publication du {day}", "published on {day}")
_SUPERSEDED = Words(
    "une source officielle en a changé un élément depuis", "an official source has changed an item of it since"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the holder had chosen when he sent the form, and what lacked."""

    publication_id: str = ""
    scopes: Collection[str] = ()
    lacks_publication: bool = False
    lacks_scope: bool = False


def choosing_page(
    asked: AuthorizationRequest,
    title: str,
    facts: Sequence[tuple[Words, str]],
    body: str,
    name: str,
    csrf_token: str,
    language: Language,
    *,
    lacking: bool,
) -> Response:
    """The screen around a body, which is HTML as the facts about who asks are; `lacking`: the form lacked something."""
    site = asked.redirect_uri.partition("?")[0]
    listed = "".join(
        f"<dt>{words.in_language(language)}</dt><dd>{value}</dd>"
        for words, value in (*facts, (_SITE, f"<code>{escape(site)}</code>"))
    )
    parts = (
        f"<h1>{escape(title)}</h1>",
        f"<h2>{_WHO.in_language(language)}</h2>\n<dl>{listed}</dl>",
        f"<p>{escape(_SIGNED_IN.in_language(language).format(name=name))}</p>",
        f'<form method="post" action="{AUTHORIZE}">\n{_hidden(asked, csrf_token)}\n{body}\n</form>',
    )
    if lacking:
        # The first words that a screen reader says of a page.
        title = f"{_FAULT.in_language(language)} – {title}"
    return page(title, "\n".join(parts), language, status=422 if lacking else 200)


def _hidden(asked: AuthorizationRequest, csrf_token: str) -> str:
    said = {
        "csrf_token": csrf_token,
        "client_id": asked.client_id,
        "redirect_uri": asked.redirect_uri,
        "scope": asked.scope,
        "state": asked.state,
        "code_challenge": asked.code_challenge,
        **({"issuer_state": asked.issuer_state} if asked.issuer_state else {}),
    }
    return "\n".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in said.items())


def fault_line(identifier: str, words: Words, language: Language) -> str:
    """What lacks, said where it lacks."""
    return f'<p class="fault" id="{identifier}" role="alert">{words.in_language(language)}</p>\n'


def choose_publication(
    publications: Sequence[Publication], language: Language, chosen: Chosen | None, meant: str = ""
) -> str:
    """The choices; `meant` is the one that he came for."""
    # Which one of several is his to say.
    only = publications[0].id if len(publications) == 1 else meant
    wanted = chosen.publication_id if chosen is not None else only
    lacks = chosen is not None and chosen.lacks_publication
    fault = fault_line("publication-fault", _NO_PUBLICATION, language) if lacks else ""
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


def button(value: str, words: Words, language: Language) -> str:
    """What the form is sent by: `allow` or `deny`."""
    # Who refuses need not choose first.
    free, quiet = (" formnovalidate", ' class="quiet"') if value == "deny" else ("", "")
    return f'<button type="submit" name="decision" value="{value}"{quiet}{free}>{words.in_language(language)}</button>'
