"""The three ways in which FranceConnect refuses: its own page, an answer to the service, a JSON body.

Codes and wording are those of the partner documentation ("Codes d'erreur FranceConnect").
"""

from collections.abc import Mapping
from uuid import uuid4

ERROR_URI = "https://docs.partenaires.franceconnect.gouv.fr/fs/fs-technique/fs-technique-erreurs/"

_RESTART = "Une erreur technique est survenue, fermez l’onglet de votre navigateur et reconnectez-vous."
_SERVICE = "Une erreur de communication avec le fournisseur de service est survenue. Veuillez réessayer ultérieurement."
_SESSION = "Votre session a expiré ou est invalide, fermez l’onglet de votre navigateur et reconnectez-vous."

# code -> (HTTP status, what the page says)
PAGES: Mapping[str, tuple[int, str]] = {
    "Y030007": (400, _RESTART),  # a parameter is missing or has no meaning
    "Y030028": (400, _RESTART),  # `claims` is no JSON
    "Y040001": (400, "Une erreur s'est produite, veuillez réessayer ultérieurement"),
    "Y04C013C": (400, _SERVICE),  # redirect_uri not registered
    "Y04EA6EF": (400, _SERVICE),  # client unknown
    "Y100004": (403, _RESTART),  # a step was skipped
    "Y100009": (400, _RESTART),  # amr asked by a service without the right to it
    "Y190001": (400, _SESSION),
    "Y470001": (401, _SESSION),  # CSRF token wrong
    "Y470002": (400, _SESSION),  # CSRF token absent
    "Y600006": (400, _RESTART),  # the identity lacks a mandatory claim, e.g. the e-mail
}


class PageError(Exception):
    """Stops on a page of FranceConnect. `return_form` is where "retour au service" posts, if it can."""

    def __init__(self, code: str, return_form: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status, self.message = PAGES[code]
        self.return_form = return_form


class RedirectError(Exception):
    """Sends the browser back to the service with an OAuth 2.0 error (RFC 6749, 4.1.2.1)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class ApiError(Exception):
    """An error of the token, userinfo or revocation endpoint, as JSON (RFC 6749, 5.2; RFC 6750, 3.1)."""

    def __init__(self, status: int, error: str, description: str, code: str = "Y040001") -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.description = description
        self.code = code

    def body(self) -> dict[str, str]:
        """Return the JSON members, with the link to the documentation of the error."""
        return {
            "error": self.error,
            "error_description": self.description,
            "error_uri": f"{ERROR_URI}?code={self.code}&id={uuid4()}",
        }
