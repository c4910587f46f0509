"""What the link of a share opens: first a door, which a person opens and no program by looking; then what is shared."""

from __future__ import annotations

from html import escape

from starlette.responses import Response

from passeport.publishing.v1.opening_service_pb2 import SharedPublication
from passeport.publishing.v1.publication_service_pb2 import PublicationState
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.items import ATTESTATION, items_list
from passeport_gateway.http.pages.layout import page
from passeport_gateway.http.pages.share_report import FAULT, LINK_HEADERS, link_address, report_form
from passeport_gateway.http.render.dates import day_words
from passeport_gateway.http.render.shares import part_names
from passeport_gateway.http.render.values import moment

__all__ = ["door_page", "shared_page"]

# Before it is opened, nothing tells what it is.
_TITLE = Words("Un document vous est communiqué", "A document is shared with you")
_TITLES = {
    "cv": Words("Un CV vous est communiqué", "A CV is shared with you"),
    ATTESTATION: Words("Une attestation vous est communiquée", "An attestation is shared with you"),
}
_WHAT = Words(
    "Son titulaire vous a donné ce lien. Quand vous l’ouvrez, il en est averti : le moment, votre navigateur et votre "
    "système lui sont montrés, et votre organisation si vous êtes connecté comme professionnel. Aucune adresse n’est "
    "conservée.",
    "Its holder gave you this link. When you open it, he is told: the moment, your browser and your system are shown "
    "to him, and your organisation if you are signed in as a professional. No address is kept.",
)
_ONCE = Words(
    "Ce lien ne s’ouvre qu’une fois : vous aurez trente minutes pour lire et télécharger.",
    "This link opens once: you will have thirty minutes to read and to download.",
)
_PIN = Words("Code PIN, reçu à part", "PIN, which you received separately")
_OPEN = Words("Ouvrir", "Open")
_MISSING = Words("Saisissez le code PIN que le titulaire vous a donné.", "Type the PIN that the holder gave you.")
_WRONG = Words(
    "Ce n’est pas le bon code PIN. Essais restants : {left}.", "This is not the right PIN. Tries left: {left}."
)
_SHUT = Words(
    "Ce n’est pas le bon code PIN, et c’était le dernier essai : ce lien ne s’ouvre plus. Demandez-en un autre à qui "
    "vous l’a donné.",
    "This is not the right PIN, and it was the last try: this link no longer opens. Ask for another one from whoever "
    "gave it to you.",
)
_CURRENT = Words("À jour", "Up to date")
_CURRENT_TOLD = Words(
    "{this} a été publié{e} et cacheté{e} ici, et aucune source n’a changé depuis.",
    "{this} was published and sealed here, and no source has changed since.",
)
_SUPERSEDED = Words("Dépassé", "Out of date")
_SUPERSEDED_TOLD = Words(
    "{this} a été publié{e} et cacheté{e} ici ; une source officielle en a changé un élément depuis le {day}.",
    "{this} was published and sealed here; an official source has changed an item of it since {day}.",
)
_DELETION = Words("Demande de suppression", "Request for deletion")
_DELETION_TOLD = Words(
    "Le {day}, son titulaire vous a demandé de supprimer ce que vous en avez pris : fichiers, copies et notes.",
    "On {day}, its holder asked you to delete what you took of it: files, copies and notes.",
)
_HEADING = Words("Intitulé", "Heading")
_PURPOSE = Words("Communiqué pour", "Shared for")
_PUBLISHED = Words("Publié le", "Published on")
_UNTIL = Words("Lien valable jusqu’au", "Link valid until")
_CODE = Words("Code de vérification", "Verification code")
_TAKE = Words("À télécharger", "To download")
_DOCUMENTS = {
    "cv": Words("CV cacheté (PDF, {size})", "Sealed CV (PDF, {size})"),
    ATTESTATION: Words("Attestation cachetée (PDF, {size})", "Sealed attestation (PDF, {size})"),
}
_THIS = {"cv": Words("Ce CV", "This CV"), ATTESTATION: Words("Cette attestation", "This attestation")}
_CREDENTIAL = Words("Attestation numérique (JWT)", "Credential (JWT)")
_CHECK = Words(
    '<a href="/verify">Vérifiez le fichier</a> que vous téléchargez, ou que l’on vous transmet : il n’est pas '
    "conservé.",
    '<a href="/verify">Verify the file</a> that you download, or that somebody passes on to you: it is not kept.',
)
_ITEMS = Words("Ce que le titulaire montre", "What the holder shows")
_KIB = 1024


def door_page(
    token: str, language: Language, *, needs_pin: bool, single_use: bool = False, status: int = 200,
    tries_left: int | None = None,
) -> Response:  # fmt: skip
    """The page before anything is opened; it names nobody. `tries_left` is told after a wrong PIN."""
    parts = [f"<h1>{_TITLE.in_language(language)}</h1>", f"<p>{_WHAT.in_language(language)}</p>"]
    if single_use:
        parts.append(f"<p>{_ONCE.in_language(language)}</p>")
    if tries_left == 0:
        parts.append(f'<p class="fault" role="alert">{_SHUT.in_language(language)}</p>')
    else:
        parts.append(_form(token, language, needs_pin=needs_pin, missing=status == 422, tries_left=tries_left))
    if tries_left != 0:
        parts.append(report_form(token, language))
    title = _TITLE.in_language(language)
    if status != 200:
        # The first words that a screen reader says of a page.
        title = f"{FAULT.in_language(language)} – {title}"
    return page(title, "\n".join(parts), language, status=status, headers=LINK_HEADERS)


def _form(token: str, language: Language, *, needs_pin: bool, missing: bool, tries_left: int | None) -> str:
    field = ""
    if needs_pin:
        fault = _MISSING if missing else _WRONG if tries_left is not None else None
        told, attributes = "", ""
        if fault is not None:
            words = fault.in_language(language).format(left=tries_left)
            told = f'<p class="fault" id="pin-fault" role="alert">{words}</p>\n'
            attributes = ' aria-invalid="true" aria-describedby="pin-fault"'
        field = f"""<label for="pin">{_PIN.in_language(language)}</label>
{told}<input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="one-time-code" maxlength="24"
 required{attributes}>
"""
    return f"""<form method="post" action="{escape(link_address(token))}">
{field}<button type="submit">{_OPEN.in_language(language)}</button>
</form>"""


def shared_page(token: str, shown: SharedPublication, language: Language) -> Response:
    """The page of a share that was opened."""
    name = shown.holder_name
    parts = [f"<h1>{escape(name)}</h1>", _state(shown, language)]
    if shown.HasField("deletion_ask_time"):
        told = _DELETION_TOLD.in_language(language).format(day=day_words(moment(shown.deletion_ask_time), language))
        parts.append(_notice("warn", "!", _DELETION.in_language(language), told))
    parts += [_facts(shown, language), _downloads(token, shown, language)]
    if shown.items:
        own = f' lang="{shown.language}"' if shown.language in {"fr", "en"} and shown.language != language else ""
        parts.append(f"<h2>{_ITEMS.in_language(language)}</h2>")
        parts += [f"<p{own}>{escape(line)}</p>" for line in shown.summary.split("\n") if line]
        parts.append(items_list(shown.items, language, attested=_kind(shown) == ATTESTATION))
    parts.append(report_form(token, language))
    title = f"{name} – {_TITLES[_kind(shown)].in_language(language)}"
    return page(title, "\n".join(parts), language, headers=LINK_HEADERS)


def _notice(kind: str, mark: str, word: str, told: str) -> str:
    return (
        f'<div class="verdict {kind}" role="status">'
        f'<p class="word"><span aria-hidden="true">{mark}</span> {word}</p><p>{told}</p></div>'
    )


def _kind(shown: SharedPublication) -> str:
    return shown.kind or "cv"


def _state(shown: SharedPublication, language: Language) -> str:
    named = {"this": _THIS[_kind(shown)].in_language(language), "e": "e" if _kind(shown) == ATTESTATION else ""}
    if shown.state == PublicationState.PUBLICATION_STATE_PUBLISHED:
        return _notice("good", "✓", _CURRENT.in_language(language), _CURRENT_TOLD.in_language(language).format(**named))
    told = _SUPERSEDED_TOLD.in_language(language).format(day=day_words(moment(shown.state_time), language), **named)
    return _notice("warn", "!", _SUPERSEDED.in_language(language), told)


def _facts(shown: SharedPublication, language: Language) -> str:
    code = f'<a href="/verify/{escape(shown.verification_code)}">{escape(shown.verification_code)}</a>'
    facts = (
        (_HEADING, escape(shown.title)),
        (_PURPOSE, escape(shown.purpose)),
        (_PUBLISHED, day_words(moment(shown.publish_time), language)),
        (_UNTIL, day_words(moment(shown.expire_time), language)),
        (_CODE, code),
    )
    listed = "".join(f"<dt>{name.in_language(language)}</dt><dd>{value}</dd>" for name, value in facts if value)
    return f"<dl>{listed}</dl>"


def _downloads(token: str, shown: SharedPublication, language: Language) -> str:
    names, links = part_names(shown), []
    if "document" in names:
        kib = Words("{size} Kio", "{size} KiB").in_language(language)
        size = kib.format(size=max(1, round(shown.document_size / _KIB)))
        links.append(("document.pdf", _DOCUMENTS[_kind(shown)].in_language(language).format(size=size)))
    if "credential" in names:
        links.append(("credential", _CREDENTIAL.in_language(language)))
    if not links:
        return ""
    address = escape(link_address(token))
    listed = "".join(f'<li><a href="{address}/{name}" download>{words}</a></li>' for name, words in links)
    return f"<h2>{_TAKE.in_language(language)}</h2><ul>{listed}</ul><p>{_CHECK.in_language(language)}</p>"
