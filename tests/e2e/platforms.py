"""The platform of the sandbox: where it sends a holder, and where he goes back to."""

from urllib.parse import urlencode

from passeport_sandbox.stack.furnish import PLATFORM

BACK = PLATFORM.redirect_uris.split()[0]
# The example of RFC 7636, appendix B.
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def authorization(*, scope: str = "", state: str = "x", challenge: str = CHALLENGE) -> str:
    """The query of an authorization request."""
    asked = {
        "response_type": "code",
        "client_id": PLATFORM.client_id,
        "redirect_uri": BACK,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return urlencode(asked | ({"scope": scope} if scope else {}))
