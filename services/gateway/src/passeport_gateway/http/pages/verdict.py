"""The verdict that a recruiter understands: one word, one sentence, what is vouched for and by whom."""

from __future__ import annotations

from html import escape

from starlette.responses import Response

from passeport.publishing.v1.verification_service_pb2 import Verdict
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.items import ATTESTATION, COLON, items_list
from passeport_gateway.http.pages.layout import page
from passeport_gateway.http.pages.verification import upload_form
from passeport_gateway.http.render.dates import day_words
from passeport_gateway.http.render.values import moment
from passeport_gateway.http.render.verdicts import Basis, outcome_name, result_name

__all__ = ["verdict_page"]

_TITLE = Words("Vérification", "Verification")
# The mark is repeated by the word: colour and shape alone tell nobody anything.
_OUTCOMES = {
    "authentic": ("good", "✓", Words("Authentique", "Authentic")),
    "superseded": ("warn", "!", Words("Authentique, mais dépassé", "Authentic, but out of date")),
    "withdrawn": ("warn", "!", Words("Retiré par son titulaire", "Withdrawn by its holder")),
    "revoked": ("bad", "✗", Words("Annulé par le Passeport de compétences", "Revoked by the skills passport")),
    "altered": ("bad", "✗", Words("Modifié après sa signature", "Altered after it was signed")),
    "unknown_issuer": ("bad", "✗", Words("Signé par un inconnu", "Signed by somebody unknown")),
    "expired": ("bad", "✗", Words("Hors de ses dates", "Outside its dates")),
    "unreadable": ("bad", "✗", Words("Rien à vérifier ici", "Nothing to verify here")),
    "no_longer_kept": ("warn", "!", Words("N’est plus conservé", "No longer kept")),
    "valid": ("plain", "i", Words("Rien n’a été retiré à cette place", "Nothing was taken back at this place")),
}
# A forger can print a true code: without the document there is nothing to call authentic.
_CODE_ONLY = ("plain", "i", Words("Une publication existe sous ce code", "A publication exists under this code"))
_UNKNOWN = ("bad", "?", Words("Verdict inconnu", "Unknown verdict"))
_RESULTS = {
    "passed": Words("réussi", "passed"),
    "failed": Words("échoué", "failed"),
    "skipped": Words("non fait", "not made"),
}
_CHECKS = {
    "seal_intact": Words("Le cachet est intact", "The seal is intact"),
    "seal_trusted": Words("Le cachet vient de nous", "The seal is ours"),
    "covers_document": Words("Le cachet couvre tout le document", "The seal covers the whole document"),
    "credential_signature": Words("La signature de l’attestation est juste", "The credential's signature is right"),
    "key_binding": Words("Qui la montre en a la clé", "Who shows it has its key"),
    "credential_matches": Words("L’attestation correspond au document", "The credential matches the document"),
    "log_inclusion": Words("La publication est dans le journal public", "The publication stands in the public log"),
    "dates": Words("Les dates de l’attestation sont bonnes", "The credential is within its dates"),
    "status": Words("La publication est toujours valable", "The publication still holds"),
    "format": Words("Le format est reconnu", "The format is recognised"),
}
_HOLDER = Words("Titulaire", "Holder")
_HEADING = Words("Intitulé", "Heading")
_PUBLISHED = Words("Publié le", "Published on")
# The moment of a state, which is that of the verdict.
_SINCE = {
    "superseded": Words("Dépassé depuis le", "Out of date since"),
    "withdrawn": Words("Retiré par son titulaire le", "Withdrawn by its holder on"),
    "revoked": Words("Annulé le", "Revoked on"),
}
_STATE_SINCE = Words("Dans cet état depuis le", "In this state since")
_DIGEST = Words("Empreinte SHA-256 du PDF d’origine", "SHA-256 of the original PDF")
_ITEMS = Words("Ce que le document affirme", "What the document says")
_MADE = Words("Contrôles effectués", "Checks that were made")
_FILE = Words("Vérifier le document lui-même", "Verify the document itself")
_ANOTHER = Words("Vérifier un autre document", "Verify another document")
_WHY_FILE = Words(
    "Un code dit si la publication est valable, pas ce que montre le document que vous tenez. "
    "Déposez le fichier PDF pour vérifier son contenu ; il n’est pas conservé.",
    "A code tells whether the publication holds, not what the document in your hands shows. "
    "Drop the PDF file to verify its content; it is not kept.",
)
_ASK = Words(
    "Un code seul ne montre pas le contenu du document. Demandez le fichier PDF à son titulaire, puis "
    '<a href="#file">vérifiez-le ici</a> : vous verrez chaque information et sa source.',
    "A code alone does not show what is in the document. Ask its holder for the PDF file, then "
    '<a href="#file">verify it here</a>: you will see each item and its source.',
)


def _facts(verdict: Verdict, language: Language) -> str:
    facts = []
    if verdict.holder_name:
        facts.append((_HOLDER, escape(verdict.holder_name)))
    if verdict.title:
        facts.append((_HEADING, escape(verdict.title)))
    if verdict.HasField("publish_time"):
        facts.append((_PUBLISHED, day_words(moment(verdict.publish_time), language)))
    if verdict.HasField("state_time"):
        facts.append((_SINCE.get(outcome_name(verdict), _STATE_SINCE), day_words(moment(verdict.state_time), language)))
    if verdict.document_sha256:
        facts.append((_DIGEST, f"<code>{escape(verdict.document_sha256)}</code>"))
    if not facts:
        return ""
    return "<dl>" + "".join(f"<dt>{name.in_language(language)}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>"


def _checks(verdict: Verdict, language: Language) -> str:
    rows, colon = [], COLON.in_language(language)
    for check in verdict.checks:
        name = _CHECKS.get(check.id, Words(check.id, check.id)).in_language(language)
        result = result_name(check.result)
        shown = _RESULTS.get(result, Words(result, result)).in_language(language)
        # What is there for a technician is English, whatever the page is.
        detail = f'<p class="soft" lang="en">{escape(check.detail)}</p>' if check.detail else ""
        rows.append(f"<li><p><strong>{escape(name)}</strong>{colon}{escape(shown)}</p>{detail}</li>")
    if not rows:
        return ""
    # A list and no table: of three columns, a phone has room for none.
    return f'<details><summary>{_MADE.in_language(language)}</summary><ul class="items">{"".join(rows)}</ul></details>'


def verdict_page(verdict: Verdict, basis: Basis, language: Language, limit: int) -> Response:
    """The page of a verdict."""
    kind, mark, word = _OUTCOMES.get(outcome_name(verdict), _UNKNOWN)
    if kind == "good" and basis == "code":
        kind, mark, word = _CODE_ONLY
    message = verdict.message_fr if language == "fr" else verdict.message_en
    shown = word.in_language(language)
    parts = [
        f"<h1>{_TITLE.in_language(language)}</h1>",
        f'<div class="verdict {kind}" role="status">',
        f'<p class="word"><span aria-hidden="true">{mark}</span> {shown}</p><p>{escape(message)}</p></div>',
    ]
    if basis == "code":
        parts.append(f"<p>{_ASK.in_language(language)}</p>")
    parts.append(_facts(verdict, language))
    if verdict.items:
        parts.append(f"<h2>{_ITEMS.in_language(language)}</h2>")
        parts.append(items_list(verdict.items, language, attested=verdict.kind == ATTESTATION))
    parts.append(_checks(verdict, language))
    if basis == "document":
        parts.append(f"<h2>{_ANOTHER.in_language(language)}</h2>")
    else:
        # A code or a status was asked about: what it stands for is in the document only.
        why = _WHY_FILE.in_language(language) if basis == "code" else ""
        parts.append(f"<h2>{_FILE.in_language(language)}</h2>{f'<p>{why}</p>' if why else ''}")
    parts.append(upload_form(language, limit))
    return page(f"{shown} – {_TITLE.in_language(language)}", "\n".join(parts), language)
