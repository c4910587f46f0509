"""A refusal as a page: what happened, what to do, and the way on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from starlette.responses import Response

from passeport_gateway.domain.catalogue import ProblemKind
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.layout import page

__all__ = ["refusal_page"]

_SIGN_IN = Words("S’identifier avec FranceConnect", "Sign in with FranceConnect")
_PROFESSIONAL_SIGN_IN = Words("S’identifier avec ProConnect", "Sign in with ProConnect")
_STEP_UP = Words("S’identifier à ce niveau avec FranceConnect", "Sign in at that level with FranceConnect")
_HOME = Words("Retour à l’accueil", "Back to the home page")
_TRACE = Words("Identifiant à communiquer à l’assistance :", "Identifier to give to support:")
# After these a new sign-in is what to do next.
_SIGN_IN_AGAIN = frozenset({"SESSION_INVALID", "PROFESSIONAL_SESSION_INVALID", "PROVIDER_UNAVAILABLE"})


def refusal_page(
    kind: ProblemKind,
    title: str,
    detail: str,
    faults: Sequence[Mapping[str, str]],
    language: Language,
    trace_id: str,
    headers: Mapping[str, str],
    *,
    to_professional: bool = False,
    step_up_address: str | None = None,
) -> Response:
    """The page of a problem."""
    parts = [f'<div class="verdict bad"><h1>{escape(title)}</h1><p>{escape(detail)}</p></div>']
    if faults:
        lines = "".join(f"<li><code>{escape(_place(fault))}</code> {escape(fault['detail'])}</li>" for fault in faults)
        parts.append(f"<ul>{lines}</ul>")
    if kind.reason.startswith("LOGIN_") or kind.reason in _SIGN_IN_AGAIN:
        again = _PROFESSIONAL_SIGN_IN if to_professional else _SIGN_IN
        address = "/auth/professional/login" if to_professional else "/auth/login"
        parts.append(f'<p><a class="button" href="{address}">{again.in_language(language)}</a></p>')
    if step_up_address is not None:
        raised = _STEP_UP.in_language(language)
        parts.append(f'<p><a class="button" href="{escape(step_up_address)}">{raised}</a></p>')
    parts.append(f'<p><a href="/">{_HOME.in_language(language)}</a></p>')
    reference = f"{_TRACE.in_language(language)} <code>{escape(trace_id)}</code>" if trace_id else ""
    parts.append(f'<p class="soft">{reference} <code>{escape(kind.code)}</code></p>')
    return page(title, "\n".join(parts), language, status=kind.status, headers=headers)


def _place(fault: Mapping[str, str]) -> str:
    return next((fault[name] for name in ("pointer", "parameter", "header") if name in fault), "")
