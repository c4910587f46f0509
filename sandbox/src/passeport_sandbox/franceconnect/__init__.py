"""A FranceConnect v2 of our own, as strict as the real one, with faults on demand.

Here is what its visitors need; `app` builds it and `live` serves it, and only they need a web framework.
"""

from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.levels import FRANCECONNECT, FRANCECONNECT_PLUS, Platform
from passeport_sandbox.franceconnect.visitor import SignInError, abandon, abandon_blocking, sign_in, sign_in_blocking

__all__ = [
    "FRANCECONNECT",
    "FRANCECONNECT_PLUS",
    "Client",
    "Platform",
    "SignInError",
    "abandon",
    "abandon_blocking",
    "sign_in",
    "sign_in_blocking",
]
