"""The page where anyone verifies, and the same page again when it was filled in wrongly: nothing typed is lost."""

from __future__ import annotations

from html import escape

from starlette.responses import Response

from passeport_gateway.domain.language import Language, Words
from passeport_gateway.domain.printed_code import EXAMPLE, LENGTH, signs_of
from passeport_gateway.domain.sizes import size_in_words
from passeport_gateway.http.pages.layout import page
from passeport_gateway.http.pages.scanning import scan_section

__all__ = [
    "code_form",
    "file_missing_page",
    "file_too_large_page",
    "upload_form",
    "verification_page",
    "wrong_code_page",
]

_TITLE = Words("Vérification", "Verification")
_FAULT = Words("À corriger", "To be put right")
_CHOOSE = Words("Fichier PDF ou attestation ({size} au plus)", "PDF file or credential ({size} at most)")
_VERIFY = Words("Vérifier", "Verify")
_CODE = Words("Code imprimé sur le document", "Code printed on the document")
_VERIFY_CODE = Words("Vérifier le code", "Verify the code")
_HOW = Words(
    "Saisissez le code imprimé sur le document, scannez son code QR, ou déposez le fichier lui-même : il n’est pas "
    "conservé.",
    "Type the code printed on the document, scan its QR code, or drop the file itself: it is not kept.",
)
_NO_CODE = Words("Code inconnu", "Unknown code")
_NOT_PUBLISHED = Words(
    "Aucun document n’a été publié sous ce code. Comparez-le signe par signe avec celui du document ; "
    "il ne contient ni I, ni L, ni O, ni U.",
    "No document was published under this code. Compare it sign by sign with the one on the document; "
    "it holds no I, L, O or U.",
)
_LENGTH = Words(
    "Un code compte {length} lettres et chiffres, par exemple {example} ; il y en a {given} ici. "
    "Recopiez celui du document.",
    "A code has {length} letters and digits, for example {example}; there are {given} here. "
    "Copy the one on the document.",
)
_CODE_MISSING = Words(
    "Saisissez le code imprimé sur le document, par exemple {example}.",
    "Type the code printed on the document, for example {example}.",
)
_FILE_MISSING = Words(
    "Choisissez le fichier à vérifier : le PDF publié ou son attestation numérique. Aucun fichier n’est arrivé, ou "
    "il était vide.",
    "Choose the file to verify: the PDF that was published or its credential. No file arrived, or it was empty.",
)
_TOO_LARGE = Words(
    "Ce fichier dépasse {size} : choisissez le PDF tel qu’il a été publié, ou saisissez le code qu’il porte.",
    "This file is larger than {size}: choose the PDF as it was published, or type the code printed on it.",
)


def _beside(field: str, fault: str) -> tuple[str, str]:
    """The fault, to stand before its field, and the attributes by which the field names it."""
    if not fault:
        return "", ""
    told = f'<p class="fault" id="{field}-fault" role="alert">{escape(fault)}</p>\n'
    return told, f' aria-invalid="true" aria-describedby="{field}-fault"'


def upload_form(language: Language, limit: int, fault: str = "") -> str:
    """The form that sends a document of so many bytes at most to be verified."""
    choose = _CHOOSE.in_language(language).format(size=size_in_words(limit, language))
    told, attributes = _beside("file", fault)
    return f"""<form method="post" action="/api/v1/verifications" enctype="multipart/form-data">
<label for="file">{choose}</label>
{told}<input id="file" name="file" type="file" accept=".pdf,.jwt,application/pdf,application/vc+jwt"
 required{attributes}>
<button type="submit">{_VERIFY.in_language(language)}</button>
</form>"""


def code_form(language: Language, code: str = "", fault: str = "") -> str:
    """The form that asks about a printed code."""
    told, attributes = _beside("code", fault)
    return f"""<form method="post" action="/api/v1/verifications">
<label for="code">{_CODE.in_language(language)}</label>
{told}<input id="code" name="code" value="{escape(code[:64])}" autocomplete="off" autocapitalize="characters"
 spellcheck="false" maxlength="64" required{attributes}>
<button type="submit">{_VERIFY_CODE.in_language(language)}</button>
</form>"""


def _page(
    language: Language, limit: int, *, code: str = "", code_fault: str = "", file_fault: str = "", status: int = 200,
    title: Words = _TITLE,
) -> Response:  # fmt: skip
    parts = [
        f"<h1>{title.in_language(language)}</h1>",
        f"<p>{_HOW.in_language(language)}</p>",
        code_form(language, code, code_fault),
        upload_form(language, limit, file_fault),
        scan_section(language),
    ]
    shown = _TITLE.in_language(language)
    if status != 200:
        # The first words that a screen reader says of a page.
        shown = f"{(_FAULT if title is _TITLE else title).in_language(language)} – {shown}"
    return page(shown, "\n".join(parts), language, status=status, scans=True)


def verification_page(language: Language, limit: int) -> Response:
    """The page where anyone verifies: a printed code, or the document itself."""
    return _page(language, limit)


def wrong_code_page(language: Language, limit: int, code: str, status: int) -> Response:
    """The same page with the code as it was typed, to be put right.

    One that nothing stands behind is mistyped or made up, which cannot be told apart.
    """
    given = signs_of(code)
    counted = _NOT_PUBLISHED if given == LENGTH else _LENGTH
    words = counted if given else _CODE_MISSING
    fault = words.in_language(language).format(length=LENGTH, example=EXAMPLE, given=given)
    title = _NO_CODE if given else _TITLE
    return _page(language, limit, code=code, code_fault=fault, status=status, title=title)


def file_missing_page(language: Language, limit: int, status: int) -> Response:
    """The same page for a form that came without its file."""
    return _page(language, limit, file_fault=_FILE_MISSING.in_language(language), status=status)


def file_too_large_page(language: Language, limit: int, status: int) -> Response:
    """The same page for a file that is too large to be verified."""
    fault = _TOO_LARGE.in_language(language).format(size=size_in_words(limit, language))
    return _page(language, limit, file_fault=fault, status=status)
