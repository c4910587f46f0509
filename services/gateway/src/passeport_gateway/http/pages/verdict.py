"""The verdict that a recruiter understands: one word, one sentence, what is vouched for and by whom."""

from __future__ import annotations

from html import escape

from starlette.responses import Response

from passeport.publishing.v1.verification_service_pb2 import Verdict, VerifiedItem
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.dates import date_words, moment_words
from passeport_gateway.http.pages.layout import page
from passeport_gateway.http.render.values import moment
from passeport_gateway.http.render.verdicts import outcome_name, result_name

__all__ = ["upload_form", "verdict_page"]

_TITLE = Words("Vérification", "Verification")
# The mark is repeated by the word: colour and shape alone tell nobody anything.
_OUTCOMES = {
    "authentic": ("good", "✓", Words("Authentique", "Authentic")),
    "superseded": ("warn", "!", Words("Authentique, mais dépassé", "Authentic, but out of date")),
    "withdrawn": ("warn", "!", Words("Retiré par son titulaire", "Withdrawn by its holder")),
    "altered": ("bad", "✗", Words("Modifié après sa signature", "Altered after it was signed")),
    "unknown_issuer": ("bad", "✗", Words("Signé par un inconnu", "Signed by somebody unknown")),
    "expired": ("bad", "✗", Words("Hors de ses dates", "Outside its dates")),
    "unreadable": ("bad", "✗", Words("Rien à vérifier ici", "Nothing to verify here")),
}
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
    "credential_matches": Words("L’attestation correspond au document", "The credential matches the document"),
    "status": Words("La publication est toujours valable", "The publication still holds"),
    "format": Words("Le format est reconnu", "The format is recognised"),
}
_HOLDER = Words("Titulaire", "Holder")
_HEADING = Words("Intitulé", "Heading")
_PUBLISHED = Words("Publié le", "Published on")
_SINCE = Words("Depuis le", "Since")
_DIGEST = Words("Empreinte SHA-256 du PDF d’origine", "SHA-256 of the original PDF")
_ITEMS = Words("Ce que le document affirme", "What the document says")
_GUARANTEED = Words("Garanti par une source officielle", "Guaranteed by an official source")
_DECLARED = Words("Déclaré par le titulaire, non vérifié", "Declared by the holder, not verified")
_MADE = Words("Contrôles effectués", "Checks that were made")
_FILE = Words("Vérifier le document lui-même", "Verify the document itself")
_ANOTHER = Words("Vérifier un autre document", "Verify another document")
_WHY_FILE = Words(
    "Un code dit si la publication est valable, pas ce que montre le document que vous tenez. "
    "Déposez le fichier PDF pour vérifier son contenu ; il n’est pas conservé.",
    "A code tells whether the publication holds, not what the document in your hands shows. "
    "Drop the PDF file to verify its content; it is not kept.",
)
_CHOOSE = Words("Fichier PDF ou attestation (10 Mo au plus)", "PDF file or credential (10 MB at most)")
_VERIFY = Words("Vérifier", "Verify")


def upload_form(language: Language) -> str:
    """The form that sends a document to be verified."""
    return f"""<form method="post" action="/api/v1/verifications" enctype="multipart/form-data">
<label for="file">{_CHOOSE.in_language(language)}</label>
<input id="file" name="file" type="file" accept=".pdf,.jwt,application/pdf,application/vc+jwt" required>
<button type="submit">{_VERIFY.in_language(language)}</button>
</form>"""


def _item(item: VerifiedItem, language: Language) -> str:
    mark, kind = (_GUARANTEED, "guaranteed") if item.guaranteed else (_DECLARED, "declared")
    dates = " – ".join(
        date_words(getattr(item, name), language) for name in ("start_date", "end_date") if item.HasField(name)
    )
    source = item.source if item.guaranteed and item.source else ""
    lines = [escape(part) for part in (item.organisation, dates, source) if part]
    return (
        f"<li><p><strong>{escape(item.title)}</strong></p>"
        f'<p><span class="mark {kind}">{"✓ " if item.guaranteed else ""}{mark.in_language(language)}</span></p>'
        + "".join(f'<p class="soft">{line}</p>' for line in lines)
        + "</li>"
    )


def _facts(verdict: Verdict, language: Language) -> str:
    facts = []
    if verdict.holder_name:
        facts.append((_HOLDER, escape(verdict.holder_name)))
    if verdict.title:
        facts.append((_HEADING, escape(verdict.title)))
    if verdict.HasField("publish_time"):
        facts.append((_PUBLISHED, moment_words(moment(verdict.publish_time), language)))
    if verdict.HasField("state_time"):
        facts.append((_SINCE, moment_words(moment(verdict.state_time), language)))
    if verdict.document_sha256:
        facts.append((_DIGEST, f"<code>{escape(verdict.document_sha256)}</code>"))
    if not facts:
        return ""
    return "<dl>" + "".join(f"<dt>{name.in_language(language)}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>"


def _checks(verdict: Verdict, language: Language) -> str:
    rows = []
    for check in verdict.checks:
        name = _CHECKS.get(check.id, Words(check.id, check.id)).in_language(language)
        result = result_name(check.result)
        shown = _RESULTS.get(result, Words(result, result)).in_language(language)
        rows.append(
            f'<tr><th scope="row">{escape(name)}</th><td>{escape(shown)}</td><td>{escape(check.detail)}</td></tr>'
        )
    if not rows:
        return ""
    return f"<details><summary>{_MADE.in_language(language)}</summary><table>{''.join(rows)}</table></details>"


def verdict_page(verdict: Verdict, language: Language) -> Response:
    """The page of a verdict."""
    kind, mark, word = _OUTCOMES.get(outcome_name(verdict), _UNKNOWN)
    message = verdict.message_fr if language == "fr" else verdict.message_en
    shown = word.in_language(language)
    parts = [
        f"<h1>{_TITLE.in_language(language)}</h1>",
        f'<div class="verdict {kind}" role="status">',
        f'<p class="word"><span aria-hidden="true">{mark}</span> {shown}</p><p>{escape(message)}</p></div>',
        _facts(verdict, language),
    ]
    if verdict.items:
        parts.append(f"<h2>{_ITEMS.in_language(language)}</h2>")
        parts.append(f'<ul class="items">{"".join(_item(item, language) for item in verdict.items)}</ul>')
    parts.append(_checks(verdict, language))
    if verdict.document_sha256:
        # A code was asked about: what it stands for is in the document only.
        parts.append(f"<h2>{_FILE.in_language(language)}</h2><p>{_WHY_FILE.in_language(language)}</p>")
    else:
        parts.append(f"<h2>{_ANOTHER.in_language(language)}</h2>")
    parts.append(upload_form(language))
    return page(f"{shown} – {_TITLE.in_language(language)}", "\n".join(parts), language)
