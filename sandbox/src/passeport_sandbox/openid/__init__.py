"""What both providers of the sandbox have: clients, keys, faults on demand, forms; and somebody who fills these in.

Here is what visitors need; `live` serves an application, and only it and `answers` need a web framework.
"""

from passeport_sandbox.openid.client import Algorithm, Client
from passeport_sandbox.openid.visitor import (
    PASSWORD,
    SignInError,
    abandon,
    abandon_blocking,
    sign_in,
    sign_in_blocking,
)

__all__ = [
    "PASSWORD",
    "Algorithm",
    "Client",
    "SignInError",
    "abandon",
    "abandon_blocking",
    "sign_in",
    "sign_in_blocking",
]
