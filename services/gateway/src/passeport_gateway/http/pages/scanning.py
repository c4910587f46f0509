"""Where the QR code of a document is scanned; where that cannot be, it says what else to do."""

from __future__ import annotations

from html import escape

from passeport_gateway.domain.language import Language, Words

__all__ = ["scan_section"]

_TITLE = Words("Scanner le code QR", "Scan the QR code")
_PHONE = Words(
    "Sur un téléphone, visez le code QR du document avec l’appareil photo : il mène à la page de son code, ici.",
    "On a phone, point the camera at the QR code of the document: it leads to the page of its code, here.",
)
_START = Words("Scanner avec cet appareil", "Scan with this device")
_STOP = Words("Arrêter la caméra", "Stop the camera")
_VIEW = Words("Ce que voit la caméra", "What the camera sees")
# What the script says, by the names that it knows.
_SAID = {
    "looking": Words(
        "Présentez le code QR devant la caméra. L’image ne quitte pas cet appareil.",
        "Hold the QR code before the camera. The picture does not leave this device.",
    ),
    "unable": Words(
        "Ce navigateur ne lit pas les codes QR : prenez l’appareil photo d’un téléphone, ou saisissez le code imprimé.",
        "This browser reads no QR codes: take the camera of a phone, or type the printed code.",
    ),
    "refused": Words(
        "La caméra n’est pas permise à cette page : permettez-la dans le navigateur, ou saisissez le code imprimé.",
        "This page may not use the camera: allow it in the browser, or type the printed code.",
    ),
    "blind": Words(
        "Aucune caméra ne répond : branchez-en une, ou saisissez le code imprimé.",
        "No camera answers: connect one, or type the printed code.",
    ),
    "unseen": Words(
        "Aucun code QR n’a été vu en une minute : recommencez de plus près, ou saisissez le code imprimé.",
        "No QR code was seen in a minute: try again from nearer, or type the printed code.",
    ),
    "elsewhere": Words(
        "Ce code QR mène ailleurs ({place}) et n’a pas été ouvert : il ne vient pas d’un document publié ici.",
        "This QR code leads elsewhere ({place}) and was not opened: it is not of a document published here.",
    ),
    "nothing": Words(
        "Ce code QR ne contient pas d’adresse : il ne vient pas d’un document publié ici.",
        "This QR code holds no address: it is not of a document published here.",
    ),
}


def scan_section(language: Language) -> str:
    """The part of a page on which `scan.js` works."""
    said = " ".join(f'data-{name}="{escape(words.in_language(language))}"' for name, words in _SAID.items())
    return f"""<section id="scan" aria-labelledby="scan-title" {said}>
<h2 id="scan-title">{_TITLE.in_language(language)}</h2>
<p>{_PHONE.in_language(language)}</p>
<p id="scan-told" role="status"></p>
<div id="scan-view" hidden>
<video id="scan-video" aria-label="{_VIEW.in_language(language)}" muted playsinline></video>
<button type="button" id="scan-stop">{_STOP.in_language(language)}</button>
</div>
<button type="button" id="scan-start" hidden>{_START.in_language(language)}</button>
</section>"""
