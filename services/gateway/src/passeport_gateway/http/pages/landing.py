"""The first page: sign in, verify a document, find the API. Neutral: real front ends have their own."""

from __future__ import annotations

from html import escape

from starlette.responses import Response

from passeport.identity.v1.account_service_pb2 import AccountState
from passeport.identity.v1.sign_in_service_pb2 import Session
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.layout import page
from passeport_gateway.http.pages.verification import code_form, upload_form

__all__ = ["landing_page"]

_TITLE = Words("Accueil", "Home")
_WHAT = Words(
    "Vos expériences, certifications et formations, garanties par leurs sources officielles, en un seul endroit. "
    "Vous choisissez ce que vous montrez ; chacun peut en vérifier l’authenticité.",
    "Your jobs, certifications and trainings, guaranteed by their official sources, in one place. "
    "You choose what you show; anyone can verify that it is authentic.",
)
_SIGN_IN = Words("S’identifier avec FranceConnect", "Sign in with FranceConnect")
_SIGNED_IN = Words("Vous êtes identifié :", "You are signed in:")
_INACTIVE = Words(
    "Votre compte n’est pas encore activé : envoyez votre numéro de sécurité sociale à",
    "Your account is not activated yet: send your social security number to",
)
_CLOSED = Words(
    "Votre compte est fermé ; ce qu’il contient est conservé. Pour le rouvrir :",
    "Your account is closed; what it holds is kept. To open it again:",
)
_SIGN_OUT = Words("Se déconnecter", "Sign out")
_CHECK = Words("Vérifier un document", "Verify a document")
_ADDRESSES = Words("Adresses utiles", "Useful addresses")
_MINE = (
    ("/api/v1/session", Words("votre session et son jeton CSRF", "your session and its CSRF token")),
    ("/api/v1/account", Words("votre compte", "your account")),
    ("/api/v1/passport", Words("votre passeport", "your passport")),
    ("/api/v1/passport/access-log", Words("qui a consulté vos données", "who read your data")),
    ("/api/v1/publications", Words("vos publications", "your publications")),
)
_EVERYBODY = (
    ("/docs", Words("les opérations, une par une", "the operations, one by one")),
    ("/openapi.json", Words("la description OpenAPI 3.1", "the OpenAPI 3.1 description")),
    ("/problems", Words("les refus et leur sens", "refusals and what they mean")),
    ("/.well-known/jwks.json", Words("les clés des attestations", "the keys of credentials")),
    ("/vocabulary/v1", Words("les termes des attestations", "the terms of credentials")),
)


def _links(links: tuple[tuple[str, Words], ...], language: Language) -> str:
    items = (f'<li><a href="{path}">{path}</a> : {words.in_language(language)}</li>' for path, words in links)
    return f"<ul>{''.join(items)}</ul>"


def _signed_in(session: Session, language: Language) -> str:
    name = escape(f"{session.given_names} {session.family_name}")
    state = ""
    if session.account_state == AccountState.ACCOUNT_STATE_CLOSED:
        state = f"<p>{_CLOSED.in_language(language)} <code>POST /api/v1/account/reopening</code>.</p>"
    elif not session.activated:
        state = f"<p>{_INACTIVE.in_language(language)} <code>POST /api/v1/account/activation</code>.</p>"
    return f"""<p>{_SIGNED_IN.in_language(language)} <strong>{name}</strong></p>
{state}
<form method="post" action="/auth/logout">
<input type="hidden" name="csrf_token" value="{escape(session.csrf_token)}">
<button type="submit">{_SIGN_OUT.in_language(language)}</button>
</form>
<h2>{_ADDRESSES.in_language(language)}</h2>
{_links(_MINE, language)}"""


def landing_page(session: Session | None, language: Language, limit: int) -> Response:
    """The page, for somebody signed in or not."""
    if session is None:
        who = f'<p><a class="button" href="/auth/login">{_SIGN_IN.in_language(language)}</a></p>'
    else:
        who = _signed_in(session, language)
    body = f"""<h1>{Words("Passeport de compétences", "Skills passport").in_language(language)}</h1>
<p>{_WHAT.in_language(language)}</p>
{who}
<h2>{_CHECK.in_language(language)}</h2>
{upload_form(language, limit)}
{code_form(language)}
{f"<h2>{_ADDRESSES.in_language(language)}</h2>" if session is None else ""}
{_links(_EVERYBODY, language)}"""
    return page(_TITLE.in_language(language), body, language)
