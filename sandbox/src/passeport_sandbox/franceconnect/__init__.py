"""A FranceConnect v2 of our own, as strict as the real one, with faults on demand; `app` builds it."""

from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.levels import FRANCECONNECT, FRANCECONNECT_PLUS, Platform

__all__ = ["FRANCECONNECT", "FRANCECONNECT_PLUS", "Client", "Platform"]
