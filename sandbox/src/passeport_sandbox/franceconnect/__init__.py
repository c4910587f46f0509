"""A FranceConnect v2 of our own, as strict as the real one, with faults on demand."""

from passeport_sandbox.franceconnect.app import create_app
from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.keys import KeyRing
from passeport_sandbox.franceconnect.levels import FRANCECONNECT, FRANCECONNECT_PLUS, Platform
from passeport_sandbox.franceconnect.live import running
from passeport_sandbox.franceconnect.visitor import SignInError, abandon, abandon_blocking, sign_in, sign_in_blocking

__all__ = [
    "FRANCECONNECT",
    "FRANCECONNECT_PLUS",
    "Client",
    "KeyRing",
    "Platform",
    "SignInError",
    "abandon",
    "abandon_blocking",
    "create_app",
    "running",
    "sign_in",
    "sign_in_blocking",
]
